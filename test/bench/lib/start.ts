import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { figure } from './figures.ts';
import type { Figure } from './figures.ts';
import type { BenchFolder } from './folder.ts';
import { nowEpoch, startBuiltHost } from './host.ts';
import { LAMP, openAppWindow } from './page.ts';
import type { Window } from './page.ts';

/** The first start of a new profile writes its files, the next ones compiled code; a bench's profile is old. */
const NEW_STARTS = 3;
/** Nobody looks for so long, ms: a test driver that joins a browser takes a quarter of a second of its processor. */
const UNWATCHED_MS = 3_000;
const EMPTY = 'data:text/html,<h1>empty</h1>';

/**
 * From the spawn of the built host to the lamp "ready to scan" in the window that is opened for it, as `npm start` does:
 * on the usual port, the window as soon as the page can be opened. The time of the lamp is the page's own mark (second
 * frame after the lamp went on); that it is on is then looked at. The peer is a window with an empty page, until it is painted.
 */
export async function measureStarts(
  folder: BenchFolder,
  scratch: string,
  count: number,
  say: (line: string) => void,
): Promise<Figure[]> {
  const profile = join(scratch, 'start-profile');
  const empty: number[] = [];
  const opened: number[] = [];
  const station: number[] = [];
  const total: number[] = [];
  for (let i = -NEW_STARTS; i < count; i += 1) {
    say(i < 0 ? 'start of a new profile …' : `start ${i + 1} of ${count} …`);
    const emptyTook = await emptyWindow(profile);
    let openedAt = 0;
    const windows: Window[] = [];
    const host = await startBuiltHost(folder, {
      args: ['--window'],
      onOpen(windowUrl) {
        openedAt = nowEpoch();
        windows.push(openAppWindow(profile, windowUrl));
      },
    });
    const [window] = windows;
    if (!window) throw new Error('the host was ready before its page could be opened');
    await sleep(UNWATCHED_MS);
    const page = await window.join();
    await page.waitForSelector(LAMP, { timeout: 60_000 });
    const lamp = await page.evaluate(() => {
      const [mark] = performance.getEntriesByName('packline:ready', 'mark');
      return mark ? performance.timeOrigin + mark.startTime : Number.NaN;
    });
    await window.close();
    await host.stop();
    if (i < 0) continue;
    empty.push(emptyTook);
    opened.push((openedAt - host.spawnedAt) / 1000);
    station.push((host.readyAt - host.spawnedAt) / 1000);
    total.push((lamp - host.spawnedAt) / 1000);
  }
  return [
    figure('built app started → ready to scan', total, {
      unit: 's',
      limit: { of: 'max', value: 2.5 },
      peer: { name: 'window with an empty page', of: 'p50', values: empty },
    }),
    figure('  started → window opened', opened, { unit: 's' }),
    figure('  started → station ready', station, { unit: 's' }),
  ];
}

/** From the spawn of a browser to its first paint of a word, s. */
async function emptyWindow(profile: string): Promise<number> {
  const began = nowEpoch();
  const window = openAppWindow(profile, EMPTY);
  await sleep(UNWATCHED_MS);
  const page = await window.join();
  await page.waitForSelector('h1');
  const painted = await page.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return paint ? performance.timeOrigin + paint.startTime : Number.NaN;
  });
  await window.close();
  return (painted - began) / 1000;
}
