import { execFile, fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { findChromium } from '../../../build/lib/chromium.ts';
import { inRoot } from '../../../build/lib/paths.ts';
import { openWindow } from '../../../build/lib/window.ts';
import { connectSocket } from './client.ts';
import type { StationClient } from './client.ts';

const run = promisify(execFile);
const APP = process.env['PACKLINE_APP'] ?? inRoot('out');

/** The product in its own app window on a display of its own, and real key events of the X server into that window. */
export interface RealKeys {
  readonly client: StationClient;
  /** Types the lines, Enter after each, with so many ms between two keys. */
  type(lines: readonly string[], delayMs: number): Promise<void>;
  /**
   * Lines of the last `type` inside of which this machine itself paused: two keys of one code further apart than any gun lets
   * them be, by the times that the X server gave them. By their place.
   */
  torn(lines: readonly string[]): Promise<number[]>;
  /** Presses keys by their X names, as `Caps_Lock` or `ctrl+bracketright`. */
  press(...keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Why real keys cannot be pressed here; undefined = they can. */
export async function whyNoRealKeys(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'real keys are pressed through an X server, on Linux only';
  for (const tool of ['Xvfb', 'xdotool']) {
    const found = await run('which', [tool]).then(
      () => true,
      () => false,
    );
    if (!found) return `${tool} is not on this machine (Debian: apt-get install xvfb xdotool)`;
  }
  return findChromium() === undefined ? 'no Chromium on this machine' : undefined;
}

/**
 * @param folder for data and profile; goes away with the test
 * @param timed the page's debugger tells when each key came, for `torn`
 */
export async function openRealKeys(folder: string, timed = false): Promise<RealKeys> {
  const children: ChildProcess[] = [];
  const end = async (): Promise<void> => {
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
  };
  try {
    const display = await startDisplay(children);
    const { port, token } = await startHost(children, join(folder, 'data'));
    const client = await connectSocket(port, `packline-${String(port)}=${token}`);
    await client.call('settings.save', { setupDone: true });
    process.env['DISPLAY'] = display;
    const url = `http://127.0.0.1:${String(port)}/?token=${token}`;
    // Without a graphics card; the throttling of windows in the background is for windows that somebody has covered.
    const profile = join(folder, 'profile');
    const flags = [
      '--disable-gpu',
      '--window-position=0,0',
      '--window-size=1280,800',
      '--lang=zh-CN',
      ...(timed ? ['--remote-debugging-port=0'] : []),
    ];
    children.push(openWindow(findChromium() ?? '', url, profile, false, flags));
    const env = { ...process.env, DISPLAY: display };
    const xdotool = (...args: string[]) => run('xdotool', args, { env, timeout: 20 * 60_000 });
    await focusWindow(xdotool);
    const times = timed ? await keyTimes(profile) : undefined;
    const keys: RealKeys = {
      client,
      async type(lines, delayMs) {
        await times?.clear();
        const file = join(folder, 'codes.txt');
        writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
        await xdotool('type', '--delay', String(delayMs), '--file', file);
      },
      torn: async (lines) => (times === undefined ? [] : tornLines(lines, await times.read())),
      press: async (...names) => void (await xdotool('key', '--delay', '5', ...names)),
      async close() {
        await times?.close();
        client.close();
        await end();
      },
    };
    await pageHears(keys);
    return keys;
  } catch (error) {
    await end();
    throw error;
  }
}

/** Longer than this no gun pauses inside a code, ms; what a busy or paused machine does to one is its own. */
const PAUSE_MS = 400;

type KeyTime = readonly [enter: boolean, at: number];

/** When each key was pressed, as the page is told. */
async function keyTimes(profile: string): Promise<{
  clear(): Promise<void>;
  read(): Promise<readonly KeyTime[]>;
  close(): Promise<void>;
}> {
  const port = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0] ?? '';
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, {
    timeout: 90_000,
  });
  const page = browser.contexts()[0]?.pages()[0];
  if (!page) throw new Error('the window has no page');
  await page.evaluate(() => {
    const kept: [boolean, number][] = [];
    Object.assign(window, { keyTimes: kept });
    addEventListener('keydown', (event) => void kept.push([event.key === 'Enter', event.timeStamp]), true);
  });
  const read = () =>
    page.evaluate(() => (window as unknown as { keyTimes: [boolean, number][] }).keyTimes.splice(0));
  return { clear: async () => void (await read()), read, close: () => browser.close() };
}

function tornLines(lines: readonly string[], times: readonly KeyTime[]): number[] {
  const torn: number[] = [];
  let line = 0;
  let last: number | undefined;
  for (const [enter, at] of times) {
    if (last !== undefined && at - last > PAUSE_MS && torn.at(-1) !== line) torn.push(line);
    last = enter ? undefined : at;
    if (enter) line += 1;
  }
  if (line !== lines.length)
    throw new Error(`${String(lines.length)} lines typed, ${String(line)} ends came`);
  return torn;
}

async function startDisplay(children: ChildProcess[]): Promise<string> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  children.push(server);
  const number = await new Promise<string>((resolve, reject) => {
    let said = '';
    server.stdio[3]?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('\n')) resolve(said.trim());
    });
    server.once('exit', (code) => reject(new Error(`Xvfb ended: ${String(code)}`)));
  });
  return `:${number}`;
}

async function startHost(children: ChildProcess[], data: string): Promise<{ port: number; token: string }> {
  const token = 'keys-bench-'.padEnd(43, 'x');
  const host = fork(join(APP, 'electron', 'serve.js'), ['--data', data, '--port', '0'], {
    env: { ...process.env, PACKLINE_TOKEN: token },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(host);
  const url = await new Promise<string>((resolve, reject) => {
    host.on('message', (message: { t: string; url: string }) => {
      if (message.t === 'ready') resolve(message.url);
    });
    host.once('exit', (code, signal) => reject(new Error(`the host ended: ${String(code ?? signal)}`)));
  });
  return { port: Number(new URL(url).port), token };
}

/** The window that is on the screen gets the keys; there is no window manager to give them. */
async function focusWindow(xdotool: (...args: string[]) => Promise<{ stdout: string }>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const found = await xdotool('search', '--onlyvisible', '--class', 'chrom').catch(() => ({ stdout: '' }));
    const window = found.stdout.trim().split('\n').at(-1) ?? '';
    if (window !== '') {
      await xdotool('windowfocus', '--sync', window);
      return;
    }
    if (tries > 300) throw new Error('the window did not open');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Scans until the page answers: it has to be loaded, connected and focused. From then on scans are tests. */
async function pageHears({ client, type }: RealKeys): Promise<void> {
  await client.call('gun.test', { bench: 'B1', on: true });
  let heard = false;
  client.on('gunTest', () => (heard = true));
  for (let tries = 0; !heard; tries += 1) {
    if (tries > 100) throw new Error('the page hears no keys');
    await type(['HELLO-PAGE'], 2);
    for (let wait = 0; wait < 20 && !heard; wait += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Late echoes of the tries.
  await new Promise((resolve) => setTimeout(resolve, 800));
}
