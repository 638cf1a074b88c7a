import { EventEmitter } from 'node:events';
import { refuse } from './state.ts';

/** One end of a MessageChannelMain. Messages wait for `start()`; a transferred end is dead for its sender. */
export class FakePort extends EventEmitter {
  other: FakePort | undefined;
  #queue: unknown[] = [];
  #started = false;
  #closed = false;
  transferred = false;

  postMessage(message: unknown): void {
    const copy = structuredClone(message);
    const { other } = this;
    queueMicrotask(() => other?.deliver(copy));
  }
  deliver(data: unknown): void {
    if (this.#closed) return;
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#queue.push(data);
  }
  start(): void {
    this.#started = true;
    for (const data of this.#queue.splice(0)) this.emit('message', { data, ports: [] });
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
    const { other } = this;
    queueMicrotask(() => other?.close());
  }
}

export class MessageChannelMain {
  readonly port1 = new FakePort();
  readonly port2 = new FakePort();
  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}

/** A port can be given away once. */
export function transfer(ports: readonly unknown[]): FakePort[] {
  return ports.map((port) => {
    if (!(port instanceof FakePort)) return refuse('only ports can be transferred');
    if (port.transferred) return refuse('a port can be transferred once');
    port.transferred = true;
    return port;
  });
}
