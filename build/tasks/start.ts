/**
 * `npm start`: builds what has changed and opens the app, in Electron or in a browser's app window.
 * `--data DIR`, `--host electron|browser`, `--headless` (opens nothing, prints the address), `--port N`,
 * `--kiosk`, `--bench NAME` (the bench that the window shows first), `--key-file FILE`.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { defaultDataFolder, defaultKeyFile, passphraseFile } from '../../shared/contract/data-folder.ts';
import { buildApp } from '../lib/app.ts';
import { askSecret } from '../lib/ask.ts';
import { findChromium } from '../lib/chromium.ts';
import { ensureElectron } from '../lib/electron.ts';
import { ROOT } from '../lib/paths.ts';
import { isRoot } from '../lib/run.ts';
import { startServeHost } from '../lib/serve-host.ts';
import type { ServeHost } from '../lib/serve-host.ts';
import { hasDisplay, openWindow } from '../lib/window.ts';

const OPTIONS = {
  data: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'key-file': { type: 'string' },
  headless: { type: 'boolean' },
  kiosk: { type: 'boolean' },
  bench: { type: 'string' },
} as const;

/** The window was closed when no page has been there for this long, ms: a reload takes less. */
const GONE_MS = 3_000;
/** A window that says why the station ended stays for so long, ms, if nobody closes it. */
const READ_MS = 20_000;
/** A window that has not connected after this long, ms, may never do so. */
const SLOW_WINDOW_MS = 20_000;

const values = readArgs();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const dataDir = resolve(
  values.data ?? defaultDataFolder({ platform: process.platform, env: process.env, home: homedir() }),
);

await buildApp();
const choice = await chooseHost();
say(`${choice.name}: ${choice.why}.`);
if (choice.electron) runElectron(choice.electron);
else {
  await askPassphrase();
  runBrowserHost(choice.browser);
}

interface Choice {
  readonly name: string;
  readonly why: string;
  readonly electron?: string;
  readonly browser?: string;
}

async function chooseHost(): Promise<Choice> {
  if (values.headless) return { name: 'No window', why: 'you asked for --headless' };
  if (!hasDisplay(process.env)) return { name: 'No window', why: 'there is no display (DISPLAY is not set)' };
  let why = 'you asked for --host browser';
  if (values.host !== 'browser') {
    const electron = await ensureElectron(values.host === 'electron', say);
    if ('path' in electron) return { name: 'Electron', why: 'its binary is here', electron: electron.path };
    if (values.host === 'electron') stop(`${electron.reason}.`);
    why = electron.reason;
  }
  const browser = findChromium();
  if (browser) return { name: `Browser window (${browser})`, why, browser };
  return { name: 'No window', why: `${why}, and no Chromium, Chrome or Edge was found` };
}

function runElectron(binary: string): void {
  const args = [ROOT, '--data', dataDir];
  if (values.kiosk) args.push('--kiosk');
  if (values.bench !== undefined) args.push('--bench', values.bench);
  if (isRoot()) args.unshift('--no-sandbox');
  const child = spawn(binary, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}

/** The host has no terminal: where its data folder is opened by a passphrase, the person is asked here. */
async function askPassphrase(): Promise<void> {
  const keyFile = values['key-file'] ?? defaultKeyFile(dataDir, process.platform);
  const isNeeded = !existsSync(keyFile) && existsSync(passphraseFile(dataDir, process.platform));
  if (!isNeeded || process.env['PACKLINE_PASSPHRASE'] !== undefined) return;
  const given = await askSecret('口令 Passphrase: ');
  if (given !== undefined) process.env['PACKLINE_PASSPHRASE'] = given;
}

function runBrowserHost(browser: string | undefined): void {
  const args = ['--data', dataDir];
  if (values.port !== undefined) args.push('--port', values.port);
  if (values['key-file'] !== undefined) args.push('--key-file', values['key-file']);
  if (browser !== undefined) args.push('--window');
  let seen = false;
  let windowEnded = false;
  let windowFailed = false;
  let pages = 0;
  let gone: NodeJS.Timeout | undefined;
  let window: ChildProcess | undefined;

  const host: ServeHost = startServeHost(args, {
    say,
    open(windowUrl) {
      if (browser === undefined) return;
      const child = openWindow(browser, atBench(windowUrl), join(dataDir, 'window'), values.kiosk === true);
      window = child;
      child.on('error', () => (windowFailed = true));
      child.on('exit', () => {
        windowEnded = true;
        endWhenGone();
      });
    },
    ready(address) {
      const url = atBench(address);
      if (browser === undefined) return say(`Open ${url}`);
      if (windowFailed) return say(`The window did not open. Open ${url}`);
      setTimeout(() => {
        if (!seen) say(`No window has connected yet. Open ${url}`);
      }, SLOW_WINDOW_MS).unref();
      return undefined;
    },
    pages(count) {
      pages = count;
      seen ||= count > 0;
      endWhenGone();
    },
  });

  function atBench(address: string): string {
    return values.bench === undefined ? address : `${address}&bench=${encodeURIComponent(values.bench)}`;
  }

  /** Ends with the last page, once the browser's process has ended too. */
  function endWhenGone(): void {
    clearTimeout(gone);
    if (browser !== undefined && seen && windowEnded && pages === 0)
      gone = setTimeout(() => void host.stop(), GONE_MS);
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void host.stop());
  void host.ended.then(async (code) => {
    if (code !== 0) await readInWindow();
    window?.kill();
    process.exit(code);
  });

  /** The page that is open says why; the person may close it before its time is up. */
  async function readInWindow(): Promise<void> {
    if (!window || !seen || windowEnded) return;
    const closed = once(window, 'exit');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => window?.kill());
    await Promise.race([closed, sleep(READ_MS)]);
  }
}

function readArgs() {
  try {
    const { values: read } = parseArgs({ options: OPTIONS });
    if (read.host !== undefined && read.host !== 'browser' && read.host !== 'electron') {
      return stop('--host takes electron or browser.');
    }
    return read;
  } catch (error) {
    return stop(
      `${(error as Error).message}\nKnown: ${Object.keys(OPTIONS)
        .map((name) => `--${name}`)
        .join(' ')}`,
    );
  }
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
