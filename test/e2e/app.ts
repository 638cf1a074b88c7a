import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { inRoot } from '../../build/lib/paths.ts';

/** The built app in the browser host, on a data folder of its own. */
export interface App {
  readonly dataDir: string;
  /** The address with its token; the same after a restart. */
  readonly url: string;
  /** Opens the app in a page and waits until it stands. Nothing may go wrong in its console. */
  open(page: Page, query?: string): Promise<void>;
  /** `kill -9` of station and server. */
  kill(): Promise<void>;
  /** Starts them again, at the same address. */
  start(): Promise<void>;
}

export const test = base.extend<{ app: App }>({
  app: async ({}, use) => {
    const app = await startApp();
    await use(app);
    await app.end();
  },
});

export { expect };

async function startApp(): Promise<App & { end(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'packline-e2e-'));
  const dataDir = join(folder, 'data');
  const token = 'e2e-'.padEnd(43, 'x');
  let child: ChildProcess | undefined;
  let port = '0';
  let url = '';

  async function start(): Promise<void> {
    const forked = fork(inRoot('out/electron/serve.js'), ['--data', dataDir, '--port', port], {
      env: { ...process.env, PACKLINE_TOKEN: token },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child = forked;
    url = await new Promise<string>((resolve, reject) => {
      forked.on('message', (message: { t: string; url: string }) => {
        if (message.t === 'ready') resolve(message.url);
      });
      forked.on('exit', (code, signal) => reject(new Error(`the host ended: ${code ?? signal ?? ''}`)));
    });
    port = new URL(url).port;
  }

  async function stop(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  }

  await start();
  return {
    dataDir,
    get url() {
      return url;
    },
    async open(page, query = '') {
      await page.goto(`${url}${query}`);
      await expect(page.locator('#root > *').first()).toBeVisible();
    },
    kill: () => stop('SIGKILL'),
    start,
    async end() {
      await stop('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Collects what a page must not do: errors, and what its content security policy refused. */
export function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}
