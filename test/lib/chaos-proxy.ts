import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../integration/storage/fuzz/random.ts';

/** What goes wrong on the line, as shares; `delayMs` is the most that a piece waits. */
export interface ChaosPlan {
  /** Of connections: closed at once. */
  readonly drop: number;
  /** Of pieces, either way: a part of it passes, then the connection breaks. */
  readonly truncate: number;
  /** Of requests with a body: sent once more, later, on a connection of its own; the second answer is thrown away. */
  readonly duplicate: number;
  readonly delayMs: number;
}

export const CALM: ChaosPlan = { drop: 0, truncate: 0, duplicate: 0, delayMs: 0 };

/** A bad line between stations and a hub; its choices follow from the seed and what passes. */
export interface ChaosProxy {
  readonly url: string;
  readonly port: number;
  /** Neither side hears of the other until it is healed. */
  cut(): void;
  heal(): void;
  plan(plan: ChaosPlan): void;
  /** What was done so far. */
  readonly done: Readonly<Record<'connections' | 'dropped' | 'truncated' | 'duplicated', number>>;
  close(): Promise<void>;
}

const LATER_MS = 2_000;

/** @param target where the hub is now; asked at every connection */
export async function startChaosProxy(options: {
  readonly target: () => { readonly host: string; readonly port: number };
  readonly seed: number;
  readonly plan?: ChaosPlan;
  /** 0 or missing: any that is free. */
  readonly port?: number;
}): Promise<ChaosProxy> {
  const random = createRandom(options.seed);
  const open = new Set<Socket>();
  const done = { connections: 0, dropped: 0, truncated: 0, duplicated: 0 };
  let plan = options.plan ?? CALM;
  let cut = false;
  let closed = false;

  const track = (socket: Socket): void => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A broken line is what this is for.
    socket.on('error', () => socket.destroy());
  };

  const server = createServer((station) => {
    track(station);
    done.connections += 1;
    if (cut || random.chance(plan.drop)) {
      done.dropped += 1;
      station.destroy();
      return;
    }
    const hub = connect(options.target());
    track(hub);
    station.on('close', () => hub.destroy());
    hub.on('close', () => station.destroy());
    const requests = createRequestReader((request) => {
      if (!random.chance(plan.duplicate)) return;
      done.duplicated += 1;
      void again(request, random.below(LATER_MS));
    });
    station.on('data', (piece) => requests(piece));
    pass(station, hub);
    pass(hub, station);
  });

  /** In order, each piece after its delay. */
  function pass(from: Socket, to: Socket): void {
    let tail = Promise.resolve();
    from.on('data', (piece) => {
      const delay = plan.delayMs > 0 ? random.below(plan.delayMs) : 0;
      const broken = random.chance(plan.truncate);
      from.pause();
      tail = tail.then(async () => {
        if (delay > 0) await sleep(delay);
        if (to.destroyed) return;
        if (broken) {
          done.truncated += 1;
          to.end(piece.subarray(0, random.below(piece.length)), () => from.destroy());
          return;
        }
        if (!to.write(piece))
          await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => undefined);
        from.resume();
      });
    });
  }

  async function again(request: Buffer, delay: number): Promise<void> {
    await sleep(delay);
    if (cut || closed) return;
    const hub = connect(options.target());
    track(hub);
    hub.on('data', () => undefined);
    hub.write(request);
    await Promise.race([sleep(LATER_MS), once(hub, 'close').catch(() => undefined)]);
    hub.destroy();
  }

  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    done,
    cut() {
      cut = true;
      for (const socket of open) socket.destroy();
    },
    heal: () => void (cut = false),
    plan: (next) => void (plan = next),
    async close() {
      closed = true;
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Tells of every request with a body of known length that has passed as a whole. */
function createRequestReader(onRequest: (request: Buffer) => void): (piece: Buffer) => void {
  let kept = Buffer.alloc(0);
  let lost = false;
  return (piece) => {
    if (lost) return;
    kept = Buffer.concat([kept, piece]);
    for (;;) {
      const head = kept.indexOf('\r\n\r\n');
      if (head < 0) return;
      const text = kept.subarray(0, head).toString('latin1');
      if (/\r\ntransfer-encoding:/i.test(text)) {
        // Its end would have to be looked for: not a kind that stations send often.
        lost = true;
        return;
      }
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      const end = head + 4 + length;
      if (kept.length < end) return;
      if (length > 0) onRequest(Buffer.from(kept.subarray(0, end)));
      kept = kept.subarray(end);
    }
  };
}
