import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder, defaultKeyFile } from '../../shared/contract/data-folder.ts';
import { describeError, EXIT_CODES, failureMessage, failureOf } from '../../shared/contract/failure.ts';
import type { HostFailure } from '../../shared/contract/failure.ts';
import { claimFolder } from '../station/claim.ts';
import type { FolderClaim } from '../station/claim.ts';
import { askAtTerminal } from '../station/host/terminal.ts';
import { findKey } from '../station/host/keys.ts';
import { createHubHost, type RunningHubHost } from '../station/host/hub.ts';
import { openLog } from '../station/host/log.ts';
import { discover, forkHub } from './hub-child.ts';
import type { StartStation, Station } from '../station/types.ts';
import { startServe } from './serve.ts';
import type { Serving } from './serve.ts';

/** Kept from start to start where it is free, so that what the page remembers (by its address) is found again. */
const USUAL_PORT = 47_800;
/** Time to close in, ms: longer than any single write or print deadline. */
const CLOSE_LIMIT_MS = 10_000;
/** Time for a window that is just being opened to load the page and hear why there is no station, ms. */
const HEAR_LIMIT_MS = 10_000;

class HostError extends Error {
  readonly code: HostFailure;
  constructor(code: HostFailure) {
    super(code);
    this.code = code;
  }
}

/** What the browser host says to the program that started it (over IPC), or prints. */
export type ServeMessage =
  /** The page can be opened: the data folder is ours. The station is still starting, and may yet fail. */
  | { readonly t: 'open'; readonly url: string; readonly windowUrl: string }
  | { readonly t: 'ready'; readonly url: string; readonly windowUrl: string }
  | { readonly t: 'pages'; readonly count: number };

/**
 * The browser host's process: station and server, until a signal.
 * Arguments: `--data DIR`, `--port N`, `--key-file FILE`, `--page DIR`, `--window` (a window is opened as soon as the page
 * can be: where the station cannot start, it is told why); `PACKLINE_TOKEN` fixes the launch token.
 * Prints one line with the address; exit codes in shared/contract/failure.ts.
 */
export async function runServe(loadStation: () => Promise<StartStation>): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      'key-file': { type: 'string' },
      page: { type: 'string' },
      window: { type: 'boolean' },
    },
  });
  const machine = { platform: process.platform, env: process.env, home: homedir() };
  const dataDir = resolve(values.data ?? defaultDataFolder(machine));
  const keyFile = resolve(values['key-file'] ?? defaultKeyFile(dataDir, process.platform));
  const log = openLog(dataDir, () => new Date());
  // Told to nobody where the program that started us is gone; its end is heard as `disconnect`.
  const tell = (message: ServeMessage): Promise<void> =>
    new Promise((told) => {
      if (process.connected) process.send?.(message, () => told());
      else told();
    });
  const { promise: started, resolve: ready, reject: refuse } = Promise.withResolvers<Station>();
  // Those who wait for it are told; where nobody does, that is no crash.
  started.catch(() => undefined);
  let claim: FolderClaim | undefined;
  let station: Station | undefined;
  let serving: Serving | undefined;
  let hub: RunningHubHost | undefined;
  let ending = false;

  async function end(exitCode: number): Promise<void> {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(exitCode || 1), CLOSE_LIMIT_MS).unref();
    await serving?.close();
    await station?.close();
    await hub?.close();
    await claim?.release();
    process.exit(exitCode);
  }

  async function fail(error: unknown): Promise<void> {
    const failure = failureOf(error);
    log(`host: ${failure}: ${describeError(error)}`);
    process.stderr.write(`${failureMessage(failure, terminalLanguage())}\n${dataDir}\n`);
    refuse(error);
    if (serving && !station && values.window && !ending) await serving.refusalHeard(HEAR_LIMIT_MS);
    return end(EXIT_CODES[failure]);
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  // The program that started us is gone: nobody would ever end us.
  process.on('disconnect', () => void end(0));

  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const key = await findKey({ dataDir, keyFile }, askAtTerminal(log));
    const pageDir = values.page ?? findPage();
    const version = readVersion();
    claim = claimFolder({ dataDir, key });
    const onPages = (count: number): void => void tell({ t: 'pages', count });
    const token = process.env['PACKLINE_TOKEN'];
    const served = await serveOnPort(values.port, (port) =>
      startServe({ station: started, pageDir, port, token, log, onPages }),
    );
    serving = served;
    // Sent before the station's code takes the processor: the browser needs as long to start as the station does.
    await tell({ t: 'open', url: served.url, windowUrl: served.ticketUrl() });
    const startStation = await loadStation();
    hub = createHubHost({ dataDir, fork: forkHub, log, discover });
    station = await startStation({ dataDir, key, claim, log, hub, assets: findFonts(), version });
    station.onFatal((error) => void fail(error));
    ready(station);
    void tell({ t: 'ready', url: served.url, windowUrl: served.ticketUrl() });
    process.stdout.write(`Packline: ${served.url}\n`);
  } catch (error) {
    await fail(error);
  }
}

/** The port that was asked for, else the usual one, else any free one. */
async function serveOnPort(
  asked: string | undefined,
  serve: (port: number) => Promise<Serving>,
): Promise<Serving> {
  if (asked !== undefined) return serve(Number(asked));
  return serve(USUAL_PORT).catch((error: unknown) => {
    if (failureOf(error) === 'port-taken') return serve(0);
    throw error;
  });
}

/** The built page: beside the built host, or in `out/` when the host runs from its source. */
function findPage(): string {
  const places = [join(import.meta.dirname, '../renderer'), join(import.meta.dirname, '../../out/renderer')];
  const found = places.find((place) => existsSync(join(place, 'index.html')));
  if (found === undefined) throw new HostError('no-page');
  return found;
}

/** In the packaged app the fonts lie beside its archive; elsewhere the station finds them in their npm package. */
function findFonts(): { fontsDir?: string } {
  const fontsDir = join(import.meta.dirname, '../../../fonts');
  return existsSync(join(fontsDir, 'NotoSansSC_400Regular.ttf')) ? { fontsDir } : {};
}

function terminalLanguage(): string {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return LC_ALL || LC_MESSAGES || LANG || '';
}

function readVersion(): string {
  const file = join(import.meta.dirname, '../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
