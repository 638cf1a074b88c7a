import { join } from 'node:path';
import { figure } from './figures.ts';
import type { Figure } from './figures.ts';
import type { BenchFolder } from './folder.ts';
import { nowEpoch, startBuiltHost } from './host.ts';
import { LAMP, openWindow } from './page.ts';

/** The first start of a new profile writes its files, the next ones compiled code; a bench's profile is old. */
const NEW_STARTS = 3;
const EMPTY = 'data:text/html,<h1>empty</h1>';

/**
 * From the spawn of the built host to the lamp "ready to scan" in the window that is opened for it, as `npm start` does:
 * on the usual port, the window as soon as the page can be opened. The peer is a window with an empty page.
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
    const began = nowEpoch();
    const peer = await openWindow(profile, EMPTY);
    await peer.page.waitForSelector('h1');
    if (i >= 0) empty.push((nowEpoch() - began) / 1000);
    await peer.close();
    let openedAt = 0;
    let window: ReturnType<typeof openWindow> | undefined;
    const host = await startBuiltHost(folder, {
      args: ['--window'],
      onOpen(windowUrl) {
        openedAt = nowEpoch();
        window = openWindow(profile, windowUrl);
      },
    });
    if (!window) throw new Error('the host was ready before its page could be opened');
    const { page, close } = await window;
    await page.waitForSelector(LAMP, { timeout: 60_000 });
    const lamp = nowEpoch();
    await close();
    await host.stop();
    if (i < 0) continue;
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
