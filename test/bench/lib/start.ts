import { join } from 'node:path';
import { figure } from './figures.ts';
import type { Figure } from './figures.ts';
import type { BenchFolder } from './folder.ts';
import { nowEpoch, startBuiltHost } from './host.ts';
import { LAMP, openBrowser } from './page.ts';

/**
 * From the spawn of the built host to the lamp "ready to scan" in a window that is opened for it, as `npm start` does.
 * The peer is a browser that opens an empty page.
 */
export async function measureStarts(
  folder: BenchFolder,
  scratch: string,
  count: number,
  say: (line: string) => void,
): Promise<Figure[]> {
  const profile = join(scratch, 'start-profile');
  const browsers: number[] = [];
  const station: number[] = [];
  const window: number[] = [];
  const total: number[] = [];
  // The first start of a new profile writes its files; a bench's profile is old.
  for (let i = 0; i <= count; i += 1) {
    say(`start ${i} of ${count} …`);
    const began = nowEpoch();
    const empty = await openBrowser(profile);
    await empty.pages()[0]?.goto('data:text/html,<h1>empty</h1>');
    if (i > 0) browsers.push((nowEpoch() - began) / 1000);
    await empty.close();
    const host = await startBuiltHost(folder);
    const browser = await openBrowser(profile);
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(host.windowUrl);
    await page.waitForSelector(LAMP, { timeout: 60_000 });
    const lamp = nowEpoch();
    await browser.close();
    await host.stop();
    if (i === 0) continue;
    station.push((host.readyAt - host.spawnedAt) / 1000);
    window.push((lamp - host.readyAt) / 1000);
    total.push((lamp - host.spawnedAt) / 1000);
  }
  return [
    figure('built app started → ready to scan', total, {
      unit: 's',
      limit: { of: 'max', value: 2.5 },
      peer: { name: 'browser with an empty page', of: 'p50', values: browsers },
    }),
    figure('  station started → serving', station, { unit: 's' }),
    figure('  window opened → ready lamp', window, { unit: 's' }),
  ];
}
