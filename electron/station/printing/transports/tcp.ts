import { connect as netConnect } from 'node:net';
import type { NetConnectOpts, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAsker } from './converse.ts';
import { within } from './deadline.ts';
import type { NotSentCode, Outcome, SendOptions, StatusReport, Transport } from './types.ts';

const CHUNK = 16 * 1024;
/** More than a printer ever answers; a peer that talks on is no printer. */
const MAX_REPLY = 64 * 1024;
/**
 * Pause between the last byte and our half-close, in ms. A busy printer accepts and closes at once; its close then
 * shows here, before we have closed, and is not taken for "it has read everything". Longer than a LAN round trip.
 */
const SETTLE_MS = 30;
/** An answer of a few bytes comes in one piece, or in pieces this close together (ms). */
const QUIET_MS = 15;

export interface TcpOptions {
  readonly host: string;
  /** usually 9100 */
  readonly port: number;
  /** for tests: opens the socket */
  readonly connect?: (options: NetConnectOpts) => Socket;
}

/**
 * Raw printing over TCP ("port 9100"). Half-open socket; deadlines for the connection, for progress between chunks
 * and for the printer's own close; what comes back is kept. Delivered only if the printer closed after our
 * half-close, hence after it could read everything.
 */
export function createTcpTransport(target: TcpOptions): Transport {
  const open = (connectMs: number, signal?: AbortSignal): Promise<Line | { refused: NotSentCode }> =>
    openLine(target, connectMs, signal);
  const asker = createAsker();
  return {
    async send(bytes, options) {
      if (options.signal?.aborted) return { kind: 'not_sent', code: 'aborted' };
      const line = await open(options.connectMs, options.signal);
      if ('refused' in line) return { kind: 'not_sent', code: line.refused };
      return sendOver(line, bytes, options);
    },

    async queryStatus(language, deadlineMs, signal): Promise<StatusReport> {
      const started = performance.now();
      const line = await open(deadlineMs, signal);
      if ('refused' in line)
        return { state: 'unknown', raw: new Uint8Array(), reach: 'unreachable', code: line.refused };
      const { socket } = line;
      const left = Math.max(1, deadlineMs - (performance.now() - started));
      const gone = (): boolean => line.peerClosed() || line.broken() || signal?.aborted === true;
      const undo = line.wakeOn(signal);
      const wire = {
        write: (bytes: Uint8Array) => void socket.write(bytes),
        onData: (listener: (bytes: Uint8Array) => void) => void socket.on('data', listener),
        pause(ms: number): Promise<void> {
          const before = line.heard();
          const news = line.until(() => line.heard() !== before || gone());
          return within(ms, news).then(() => undefined);
        },
        dead: gone,
      };
      try {
        await nextTurn();
        if (line.peerClosed())
          return { state: 'unknown', raw: new Uint8Array(), reach: 'unreachable', code: 'closed_at_once' };
        return await asker(wire, { language, deadlineMs: left, quietMs: QUIET_MS, rounds: 2 });
      } finally {
        undo();
        socket.destroy();
      }
    },

    async probe(deadlineMs) {
      const line = await open(deadlineMs);
      if ('refused' in line) return false;
      await nextTurn();
      const usable = !line.peerClosed() && !line.broken();
      line.socket.destroy();
      return usable;
    },
  };
}

async function sendOver(line: Line, bytes: Uint8Array, options: SendOptions): Promise<Outcome> {
  const { socket } = line;
  const aborted = (): boolean => options.signal?.aborted === true;
  const dead = (): boolean => line.peerClosed() || line.broken() || aborted();
  let handedOver = 0;
  const reply = (): { reply?: Uint8Array } => (line.reply().length === 0 ? {} : { reply: line.reply() });
  const lost = (code: 'stalled' | 'reset' | 'closed_early' | 'aborted'): Outcome => {
    // A reset throws away what the kernel still holds: nothing prints later, behind the packer's back.
    socket.resetAndDestroy();
    return { kind: 'unknown', code, bytesWritten: handedOver, ...reply() };
  };
  const causeOfDeath = (): 'reset' | 'closed_early' | 'aborted' =>
    aborted() ? 'aborted' : line.broken() ? 'reset' : 'closed_early';
  const wake = line.wakeOn(options.signal);

  try {
    // A close that is already waiting is seen before the first byte leaves.
    await nextTurn();
    if (dead()) {
      socket.destroy();
      return { kind: 'not_sent', code: aborted() ? 'aborted' : 'closed_at_once' };
    }
    for (let offset = 0; offset < bytes.length; offset += CHUNK) {
      const chunk = bytes.subarray(offset, offset + CHUNK);
      let taken = false;
      socket.write(chunk, (error) => {
        taken = !error;
        line.wake();
      });
      const done = await within(
        options.progressMs,
        line.until(() => taken || dead()),
      );
      if (taken) handedOver += chunk.length;
      if (!done) return lost('stalled');
      if (dead()) return lost(causeOfDeath());
    }
    await within(SETTLE_MS, line.until(dead));
    if (dead()) return lost(causeOfDeath());

    socket.end();
    await within(
      options.closeMs,
      line.until(() => dead()),
    );
    if (aborted() || line.broken()) return lost(causeOfDeath());
    if (!line.peerClosed()) {
      socket.destroy();
      return { kind: 'sent_unconfirmed', code: 'no_close', ...reply() };
    }
    return { kind: 'delivered', ...reply() };
  } finally {
    wake();
    socket.destroy();
  }
}

/** A connected socket whose state can be waited for. */
interface Line {
  readonly socket: Socket;
  reply(): Uint8Array;
  /** bytes that came in so far */
  heard(): number;
  peerClosed(): boolean;
  broken(): boolean;
  /** Resolves as soon as the condition holds; it is looked at whenever something happens on the line. */
  until(condition: () => boolean): Promise<void>;
  wake(): void;
  /** Looks again when the signal fires. @returns the undo */
  wakeOn(signal: AbortSignal | undefined): () => void;
}

async function openLine(
  target: TcpOptions,
  connectMs: number,
  signal?: AbortSignal,
): Promise<Line | { refused: NotSentCode }> {
  const socket = (target.connect ?? netConnect)({
    host: target.host,
    port: target.port,
    allowHalfOpen: true,
  });
  socket.setNoDelay(true);
  const received: Uint8Array[] = [];
  let receivedBytes = 0;
  let connected = false;
  let ended = false;
  let failure: NodeJS.ErrnoException | undefined;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };

  socket.on('connect', () => ((connected = true), wake()));
  socket.on('end', () => ((ended = true), wake()));
  // Stays for the whole life of the socket: an error after the outcome must not end the process.
  socket.on('error', (error) => ((failure ??= error), wake()));
  socket.on('close', wake);
  socket.on('data', (chunk) => {
    if (receivedBytes < MAX_REPLY) received.push(chunk);
    receivedBytes += chunk.length;
    wake();
  });

  const line: Line = {
    socket,
    reply: () => new Uint8Array(Buffer.concat(received)),
    heard: () => receivedBytes,
    peerClosed: () => ended,
    broken: () => failure !== undefined || (socket.destroyed && !ended),
    wake,
    wakeOn(abort) {
      abort?.addEventListener('abort', wake);
      return () => abort?.removeEventListener('abort', wake);
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };

  const undo = line.wakeOn(signal);
  await within(
    connectMs,
    line.until(() => connected || line.broken() || signal?.aborted === true),
  );
  undo();
  if (connected && !line.broken() && signal?.aborted !== true) return line;
  socket.destroy();
  if (signal?.aborted) return { refused: 'aborted' };
  if (connected) return { refused: 'closed_at_once' };
  return { refused: failure === undefined ? 'connect_timeout' : connectCode(failure.code) };
}

function connectCode(code: string | undefined): NotSentCode {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ECONNRESET':
      return 'refused';
    case 'ETIMEDOUT':
      return 'connect_timeout';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'name_not_found';
    default:
      return 'unreachable';
  }
}
