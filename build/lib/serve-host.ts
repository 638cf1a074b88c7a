import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { failureOfExit } from '../../shared/contract/failure.ts';
import { inRoot } from './paths.ts';

/** What the browser host's process says (`ServeMessage` in electron/serve/run.ts). */
type Message =
  | { readonly t: 'open'; readonly url: string; readonly windowUrl: string }
  | { readonly t: 'ready'; readonly url: string; readonly windowUrl: string }
  | { readonly t: 'pages'; readonly count: number };

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** A host that ran this long before it died was well. */
const HEALTHY_MS = 30_000;
/** Crashes in a row after which a new start is no help. */
const MAX_CRASHES = 8;

export interface ServeHost {
  /** Ends the host and waits for it. */
  stop(): Promise<void>;
  /** Resolves with the exit code when the host has ended for good. */
  readonly ended: Promise<number>;
}

/**
 * Runs the browser host and starts it again when it dies, on the same port with the same token, so that the open page
 * comes back by itself. A host that ends with a reason (data folder in use, …) is not started again.
 */
export function startServeHost(
  args: readonly string[],
  on: {
    /** Once: the page can be opened, while the station is still starting. */
    readonly open: (windowUrl: string) => void;
    /** Once: the station runs. */
    readonly ready: (url: string) => void;
    readonly pages: (count: number) => void;
    readonly say: (line: string) => void;
  },
): ServeHost {
  const token = randomBytes(32).toString('base64url');
  let child: ChildProcess | undefined;
  let port: string | undefined;
  let isReady = false;
  let crashes = 0;
  let stopping = false;
  let finish: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => (finish = resolve));

  function start(): void {
    const startedAt = Date.now();
    // The last one counts, so that the page finds the station where it was.
    const portArgs = port === undefined ? [] : ['--port', port];
    child = fork(inRoot('out/electron/serve.js'), [...args, ...portArgs], {
      env: { ...process.env, PACKLINE_TOKEN: token },
      // The address is ours to print, after the line that says which host and why.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message: Message) => {
      if (message.t === 'pages') on.pages(message.count);
      else if (message.t === 'open') {
        const first = port === undefined;
        port = new URL(message.url).port;
        if (first) on.open(message.windowUrl);
      } else if (!isReady) {
        isReady = true;
        on.ready(message.url);
      }
    });
    child.on('exit', (code, signal) => {
      if (stopping || code === 0 || failureOfExit(code ?? 1)) return finish(stopping ? 0 : (code ?? 1));
      crashes = Date.now() - startedAt > HEALTHY_MS ? 1 : crashes + 1;
      if (crashes > MAX_CRASHES || !isReady) return finish(code ?? 1);
      on.say(`The station ended (${signal ?? `code ${code ?? '?'}`}); starting it again.`);
      return void setTimeout(start, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (crashes - 1)));
    });
  }

  start();
  return {
    async stop() {
      stopping = true;
      if (child?.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      else finish(0);
      await ended;
    },
    ended,
  };
}
