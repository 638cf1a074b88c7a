import { execFile, fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { _electron, chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { findChromium } from '../../../build/lib/chromium.ts';
import { findElectron } from '../../../build/lib/electron.ts';
import { inRoot } from '../../../build/lib/paths.ts';
import { connectBridge, connectSocket } from './client.ts';
import type { StationClient } from './client.ts';
import { prepareContext } from './screen.ts';

const run = promisify(execFile);
/** `PACKLINE_APP`: another built app than the one in `out/`. */
const APP = process.env['PACKLINE_APP'] ?? inRoot('out');
const appFile = (name: string): string => join(APP, 'electron', name);

export type HostKind = 'browser' | 'electron';

/** The product on a data folder of its own, in either host. */
export interface Product {
  readonly kind: HostKind;
  readonly dataDir: string;
  /** The window, open and connected. */
  readonly page: Page;
  /** The contract, as a second page or a script would use it. */
  readonly client: StationClient;
  /** Another window with a session of its own, as on another computer. Electron has one only. */
  openWindow(): Promise<Page>;
  /** `kill -9` of the station; the browser host's own process goes with it. */
  kill(): Promise<void>;
  /** Starts it again at the same address and opens a new client. */
  start(): Promise<StationClient>;
  /** Tries to start a second one on the same folder. @returns exit code and what it told the person */
  startSecond(language?: string): Promise<{ code: number; told: string }>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Why this host cannot run here; undefined = it can. */
export function whyNot(kind: HostKind): string | undefined {
  if (kind === 'browser') return findChromium() === undefined ? 'no Chromium on this machine' : undefined;
  return findElectron() === undefined ? "Electron's binary is not on this machine" : undefined;
}

/** A folder under /tmp that goes away with `dispose`. */
export function scratch(): { readonly path: string; dispose(): void } {
  const path = mkdtempSync(join(tmpdir(), 'packline-e2e-'));
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}

/** A data folder with the demo site, filled by the product's own command. */
export async function demoFolder(path: string): Promise<void> {
  mkdirSync(path, { recursive: true });
  await run(process.execPath, [appFile('cli.js'), 'demo', '--data', path]);
}

export async function packlineCli(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [appFile('cli.js'), ...args]);
  return stdout;
}

export const copyFolder = (from: string, to: string): void => cpSync(from, to, { recursive: true });

export interface OpenOptions {
  readonly dataDir: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
  /** Runs with the client before the window opens: settings of the site. */
  readonly before?: (client: StationClient) => Promise<void>;
}

export const openProduct = (kind: HostKind, options: OpenOptions): Promise<Product> =>
  kind === 'electron' ? openElectron(options) : openBrowser(options);

const VIEWPORT = { width: 1920, height: 1080 };
const AUTOPLAY = '--autoplay-policy=no-user-gesture-required';

async function openBrowser(options: OpenOptions): Promise<Product> {
  const { dataDir } = options;
  const token = 'e2e-bench-'.padEnd(43, 'x');
  let child: ChildProcess | undefined;
  let port = '0';

  async function launch(): Promise<void> {
    const forked = fork(appFile('serve.js'), ['--data', dataDir, '--port', port], {
      env: { ...process.env, PACKLINE_TOKEN: token },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child = forked;
    const url = await new Promise<string>((resolve, reject) => {
      forked.on('message', (message: { t: string; url: string }) => {
        if (message.t === 'ready') resolve(message.url);
      });
      forked.on('exit', (code, signal) => reject(new Error(`the host ended: ${code ?? signal ?? ''}`)));
    });
    port = new URL(url).port;
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  }

  await launch();
  const cookie = (): string => `packline-${port}=${token}`;
  const connect = (): Promise<StationClient> => connectSocket(Number(port), cookie());
  let client = await connect();
  await options.before?.(client);
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    // As root the Chromium sandbox cannot start; only then is it switched off.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), AUTOPLAY],
  });
  async function openWindow(): Promise<Page> {
    const context = await browser.newContext({
      viewport: options.viewport ?? VIEWPORT,
      locale: options.locale ?? 'zh-CN',
    });
    await prepareContext(context);
    const opened = await context.newPage();
    await opened.goto(`http://127.0.0.1:${port}/?token=${token}`);
    await opened.locator('.workbench').waitFor();
    return opened;
  }
  const page = await openWindow();

  return {
    kind: 'browser',
    dataDir,
    page,
    get client() {
      return client;
    },
    openWindow,
    kill: () => end('SIGKILL'),
    async start() {
      await launch();
      client = await connect();
      return client;
    },
    async startSecond(language = 'en_US.UTF-8') {
      try {
        await run(process.execPath, [appFile('serve.js'), '--data', dataDir, '--port', '0'], {
          env: { ...process.env, LC_ALL: language, LANG: language },
          timeout: 30_000,
        });
        return { code: 0, told: '' };
      } catch (error) {
        const { code, stderr } = error as { code?: number; stderr?: string };
        return { code: code ?? -1, told: stderr ?? '' };
      }
    },
    fetch: (path, init = {}) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        ...init,
        headers: { ...init.headers, cookie: cookie(), origin: `http://127.0.0.1:${port}` },
      }),
    async close() {
      client.close();
      await browser.close();
      await end('SIGTERM');
    },
  };
}

/** The same specs on real Electron, where its binary is. */
async function openElectron(options: OpenOptions): Promise<Product> {
  const executablePath = findElectron();
  if (executablePath === undefined) throw new Error(whyNot('electron'));
  const { dataDir } = options;
  const args = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    inRoot('.'),
    `--data=${dataDir}`,
    `--lang=${options.locale ?? 'zh-CN'}`,
  ];
  const app = await _electron.launch({ executablePath, args });
  await prepareContext(app.context());
  const page = await app.firstWindow();
  const { width, height } = options.viewport ?? VIEWPORT;
  await app.evaluate(
    ({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    },
    { width, height },
  );
  let client = await connectBridge(page);
  await options.before?.(client);
  await page.reload();
  await page.locator('.workbench').waitFor();
  client = await connectBridge(page);
  return {
    kind: 'electron',
    dataDir,
    page,
    get client() {
      return client;
    },
    openWindow: () => Promise.reject(new Error('Electron has one window')),
    async kill() {
      // Main starts the station again by itself, as it does after a crash.
      await app.evaluate(({ app: electron }) => {
        const station = electron.getAppMetrics().find((each) => each.serviceName?.includes('station'));
        if (station) process.kill(station.pid, 'SIGKILL');
      });
    },
    async start() {
      client = await connectBridge(page);
      return client;
    },
    async startSecond(language = 'en_US.UTF-8') {
      try {
        await run(executablePath, args, {
          env: { ...process.env, LC_ALL: language, LANG: language },
          timeout: 30_000,
        });
        return { code: 0, told: '' };
      } catch (error) {
        const { code, stderr } = error as { code?: number; stderr?: string };
        return { code: code ?? -1, told: stderr ?? '' };
      }
    },
    fetch: () => Promise.reject(new Error('Electron serves no addresses')),
    async close() {
      client.close();
      await app.close();
    },
  };
}
