import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import { findChromium } from '../../../build/lib/chromium.ts';
import { isRoot } from '../../../build/lib/run.ts';
import { openWindow } from '../../../build/lib/window.ts';

export const SCREEN = { width: 1920, height: 1080 };

/** A browser of our own profile, headless, with the flags of `npm start` (build/lib/window.ts). */
export function openBrowser(profile: string, url?: string): Promise<BrowserContext> {
  const executablePath = findChromium();
  return chromium.launchPersistentContext(profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: true,
    viewport: SCREEN,
    args: [
      `--window-size=${SCREEN.width},${SCREEN.height}`,
      '--autoplay-policy=no-user-gesture-required',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(url === undefined ? [] : [`--app=${url}`]),
      ...(isRoot() ? ['--no-sandbox'] : []),
    ],
  });
}

export interface Window {
  /** Joins the browser as its test driver: that takes the browser's processor, so only when nothing is measured. */
  join(): Promise<Page>;
  close(): Promise<void>;
}

/** A window as `npm start` opens it, by the same code; headless, and nobody is joined to it. */
export function openAppWindow(profile: string, url: string): Window {
  const browser = findChromium();
  if (browser === undefined) throw new Error('no Chromium here');
  const ports = join(profile, 'DevToolsActivePort');
  rmSync(ports, { force: true });
  const size = `--window-size=${SCREEN.width},${SCREEN.height}`;
  const child = openWindow(browser, url, profile, false, ['--headless', '--remote-debugging-port=0', size]);
  const ended = once(child, 'exit');
  return {
    async join() {
      // The port, then the path of the browser's own socket.
      for (let i = 0; i < 600; i += 1) {
        const [port, path] = existsSync(ports) ? readFileSync(ports, 'utf8').split('\n') : [];
        if (port !== undefined && path !== undefined && path !== '') {
          const driver = await chromium.connectOverCDP(`ws://127.0.0.1:${port}${path}`);
          const [context] = driver.contexts();
          const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
          if (page) return page;
        }
        await sleep(50);
      }
      throw new Error('the browser did not open its port within 30 s');
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export const LAMP = '[data-testid="lamp"][data-on="true"]';

export interface PageMark {
  /** Epoch ms with fraction. */
  readonly at: number;
  readonly seq: number;
}

/** When each verdict was received, heard and on the glass, by the page's own marks (renderer/stores/marks.ts). */
export async function readMarks(
  page: Page,
): Promise<{ painted: PageMark[]; received: PageMark[]; sound: number[] }> {
  return page.evaluate(() => {
    const of = (name: string) =>
      (performance.getEntriesByName(name, 'mark') as PerformanceMark[]).map((mark) => ({
        at: performance.timeOrigin + mark.startTime,
        seq: Number((mark.detail as { seq?: number } | null)?.seq ?? 0),
      }));
    return {
      painted: of('packline:painted'),
      received: of('packline:verdict-received'),
      sound: of('packline:sound').map(({ at }) => at),
    };
  });
}

/** Asking for two animation frames and getting the second one, with nothing to draw: ms. */
export async function emptyFrames(page: Page, count: number): Promise<number[]> {
  return page.evaluate(async (times) => {
    const took: number[] = [];
    for (let i = 0; i < times; i += 1) {
      // At any phase of a frame, as a scan.
      await new Promise((wake) => setTimeout(wake, 20 + ((i * 7) % 40)));
      const began = performance.now();
      await new Promise((second) => requestAnimationFrame(() => requestAnimationFrame(second)));
      took.push(performance.now() - began);
    }
    return took;
  }, count);
}

/** How far the page's clock is from ours, at most: half of the quickest of some round trips, ms. */
export async function clockOffset(page: Page): Promise<{ offset: number; within: number }> {
  let best = { offset: 0, within: Number.POSITIVE_INFINITY };
  for (let i = 0; i < 20; i += 1) {
    const before = performance.timeOrigin + performance.now();
    const theirs = await page.evaluate(() => performance.timeOrigin + performance.now());
    const after = performance.timeOrigin + performance.now();
    const within = (after - before) / 2;
    if (within < best.within) best = { offset: theirs - (before + within), within };
  }
  return best;
}
