import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { WebSocket } from 'ws';
import type { BenchView, VerdictView } from '../../../shared/contract/index.ts';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, OUT } from '../../../build/lib/paths.ts';
import type { BenchFolder } from './folder.ts';

/** Epoch ms with fraction, on the clock that every process of this machine reads. */
export const nowEpoch = (): number => performance.timeOrigin + performance.now();

export interface BuiltHost {
  /** Address that lets in whoever knows it. */
  readonly url: string;
  /** Address that lets a browser window in, once. */
  readonly windowUrl: string;
  /** `nowEpoch()` at spawn and when it said that it was ready. */
  readonly spawnedAt: number;
  readonly readyAt: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

const APP = join(OUT, 'bench', 'app');

/** Takes a copy of the built app: a build meanwhile must not change what is measured. */
export function keepBuiltApp(): void {
  rmSync(APP, { recursive: true, force: true });
  for (const part of ['electron', 'renderer']) cpSync(join(OUT, part), join(APP, part), { recursive: true });
  // Where the host looks for its version.
  cpSync(inRoot('package.json'), join(OUT, 'bench', 'package.json'));
}

const TOKEN = 'bench-'.padEnd(43, '0');

export interface StartOptions {
  /** Flags for Node, e.g. `--cpu-prof`. */
  readonly node?: readonly string[];
  /** Arguments of the host. */
  readonly args?: readonly string[];
  /** The page can be opened; the station is still starting. */
  readonly onOpen?: (windowUrl: string) => void;
}

/** The built browser host in a process of its own, as `npm start` runs it; on any free port unless `args` say otherwise. */
export function startBuiltHost(
  { dataDir, keyFile }: BenchFolder,
  { node = [], args = ['--port', '0'], onOpen }: StartOptions = {},
): Promise<BuiltHost> {
  return new Promise((resolve, reject) => {
    const spawnedAt = nowEpoch();
    const child = spawn(
      process.execPath,
      [
        ...node,
        '--disable-warning=ExperimentalWarning',
        join(APP, 'electron', 'serve.js'),
        '--data',
        dataDir,
        '--key-file',
        keyFile,
        ...args,
      ],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, PACKLINE_TOKEN: TOKEN } },
    );
    const ended = new Promise<void>((end) => child.once('exit', () => end()));
    child.once('exit', (code) => reject(new Error(`the host ended with ${String(code)}`)));
    child.on('message', (message: { t: string; url?: string; windowUrl?: string }) => {
      const { t, url, windowUrl } = message;
      if (url === undefined || windowUrl === undefined) return;
      if (t === 'open') return onOpen?.(windowUrl);
      if (t !== 'ready') return;
      resolve({
        url,
        windowUrl,
        spawnedAt,
        readyAt: nowEpoch(),
        child,
        async stop() {
          if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
          await ended;
        },
      });
    });
  });
}

export interface RawClient {
  call(method: string, input: object): Promise<unknown>;
  /** The next verdict after the call; rejects after 10 s. */
  nextVerdict(): Promise<VerdictView & { readonly receivedAt: number }>;
  view(): BenchView | undefined;
  /** Told of every verdict. */
  onVerdict: (verdict: VerdictView) => void;
  close(): void;
}

/** A page's connection without the page: it checks nothing, so that it takes no time from the station. */
export async function connectRaw({ url }: BuiltHost): Promise<RawClient> {
  const { host } = new URL(url);
  const admitted = await fetch(url, { redirect: 'manual' });
  const cookie = (admitted.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${host}/rpc`, { origin: `http://${host}`, headers: { cookie } });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const waiting: ((verdict: VerdictView & { receivedAt: number }) => void)[] = [];
  let view: BenchView | undefined;
  let id = 0;
  const client: RawClient = {
    call(method, input) {
      id += 1;
      const call = id;
      return new Promise((resolve, reject) => {
        calls.set(call, { resolve, reject });
        socket.send(JSON.stringify({ t: 'call', id: call, method, input }));
      });
    },
    nextVerdict: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no verdict within 10 s')), 10_000);
        waiting.push((verdict) => {
          clearTimeout(timer);
          resolve(verdict);
        });
      }),
    view: () => view,
    onVerdict: () => undefined,
    close: () => socket.close(),
  };
  socket.on('message', (data) => {
    const receivedAt = nowEpoch();
    const frame = JSON.parse(String(data)) as {
      t: string;
      id?: number;
      name?: string;
      value?: unknown;
      code?: string;
    };
    if (frame.t === 'event' && frame.name === 'verdict') {
      const verdict = frame.value as VerdictView;
      client.onVerdict(verdict);
      for (const tell of waiting.splice(0)) tell({ ...verdict, receivedAt });
    } else if (frame.t === 'event' && frame.name === 'bench') view = frame.value as BenchView;
    else if (frame.id !== undefined) {
      const call = calls.get(frame.id);
      calls.delete(frame.id);
      if (frame.t === 'result') call?.resolve(frame.value);
      else call?.reject(new Error(frame.code ?? frame.t));
    }
  });
  return client;
}
