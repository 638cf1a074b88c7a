import { EventEmitter } from 'node:events';
import { isAbsolute } from 'node:path';
import { transfer } from './ports.ts';
import type { FakePort } from './ports.ts';
import { needsReady, refuse } from './state.ts';

/** The child's `process.parentPort`: it sends messages, never ports. */
export class FakeParentPort extends EventEmitter {
  readonly #child: FakeUtilityProcess;
  constructor(child: FakeUtilityProcess) {
    super();
    this.#child = child;
  }
  postMessage(message: unknown, ports?: readonly unknown[]): void {
    if (ports !== undefined && ports.length > 0) refuse('parentPort.postMessage transfers nothing');
    const copy = structuredClone(message);
    queueMicrotask(() => this.#child.alive && this.#child.emit('message', copy));
  }
}

export class FakeUtilityProcess extends EventEmitter {
  alive = true;
  readonly entry: string;
  readonly parentPort: FakeParentPort;
  /** What main sent, for the tests to look at. */
  readonly received: { data: unknown; ports: FakePort[] }[] = [];
  #ports: FakePort[] = [];

  constructor(entry: string) {
    super();
    this.entry = entry;
    this.parentPort = new FakeParentPort(this);
  }
  postMessage(message: unknown, ports: readonly unknown[] = []): void {
    const moved = transfer(ports);
    const event = { data: structuredClone(message), ports: moved };
    if (!this.alive) return;
    this.#ports.push(...moved);
    this.received.push(event);
    queueMicrotask(() => this.alive && this.parentPort.emit('message', event));
  }
  kill(): boolean {
    this.exit(0);
    return true;
  }
  /** The process ends, by itself or not; its ports close. */
  exit(code: number): void {
    if (!this.alive) return;
    this.alive = false;
    for (const port of this.#ports) port.close();
    this.emit('exit', code);
  }
}

export const utilityProcess = {
  forked: [] as FakeUtilityProcess[],
  /** Runs instead of the file. */
  onFork: (_child: FakeUtilityProcess): void => undefined,
  fork(entry: string, args: unknown, options: { stdio?: unknown } = {}): FakeUtilityProcess {
    needsReady('utilityProcess.fork');
    if (!isAbsolute(entry)) refuse('fork needs an absolute path');
    if (!Array.isArray(args)) refuse('fork takes its arguments as an array');
    if (options.stdio !== undefined && !['pipe', 'ignore', 'inherit'].includes(String(options.stdio)))
      refuse('stdio');
    const child = new FakeUtilityProcess(entry);
    utilityProcess.forked.push(child);
    queueMicrotask(() => utilityProcess.onFork(child));
    return child;
  },
};
