import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { HubReady } from '../../hub/cli/serve.ts';

/** A hub as it runs in reality: a process of its own, on a port of its own on the loopback address. */
export interface HubProcess {
  readonly url: string;
  readonly port: number;
  /** A one-time code, where this start has made the first site. */
  readonly firstCode: string | undefined;
  readonly child: ChildProcess;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null>;
}

export interface HubProcessOptions {
  /** Folder of the embedded database; where `url` is given, it is not used. */
  readonly data?: string;
  /** PostgreSQL. */
  readonly url?: string;
  readonly port?: number;
  readonly args?: readonly string[];
}

const MAIN = join(import.meta.dirname, '../../hub/main.ts');
/** Hubs on one database share it. */
export const HUB_KEY = '5a'.repeat(32);

export async function startHubProcess(options: HubProcessOptions): Promise<HubProcess> {
  const args = ['serve', '--port', String(options.port ?? 0), ...(options.args ?? [])];
  if (options.data !== undefined) args.push('--data', options.data);
  const child = fork(MAIN, args, {
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      HUB_KEY,
      HUB_DATABASE_URL: options.url ?? '',
      // Its end is its own, not the test runner's.
      NODE_OPTIONS: '',
    },
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => void (complaint += chunk.toString()));
  const exited = once(child, 'exit');
  const ready = (await Promise.race([
    once(child, 'message').then(([message]) => message as HubReady),
    exited.then(() => Promise.reject(new Error(`the hub has ended: ${complaint}`))),
  ])) as HubReady;
  return {
    url: ready.url,
    port: ready.port,
    firstCode: ready.firstCode,
    child,
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
}
