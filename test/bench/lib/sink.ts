import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { nowEpoch } from './host.ts';

/** A printer that only notes when the first byte of each job came, and swallows the rest. */
export interface Sink {
  readonly port: number;
  /** Resolves with the time of the first byte of the next connection that sends one. */
  nextFirstByte(): Promise<number>;
  close(): void;
}

export function startSink(): Promise<Sink> {
  const waiting: ((at: number) => void)[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.once('data', () => {
      const at = nowEpoch();
      for (const tell of waiting.splice(0)) tell(at);
    });
    socket.on('data', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('error', () => socket.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        nextFirstByte: () => new Promise((tell) => waiting.push(tell)),
        close: () => void server.close(),
      }),
    );
  });
}

/** Connects and sends at once: what the line itself takes, ms. */
export async function rawFirstBytes(sink: Sink, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const first = sink.nextFirstByte();
    const began = nowEpoch();
    const socket = connect({ port: sink.port, host: '127.0.0.1' }, () => socket.end(Buffer.alloc(120_000)));
    took.push((await first) - began);
    await new Promise((resolve) => socket.once('close', resolve).resume());
  }
  return took;
}
