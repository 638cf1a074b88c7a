import { createAsker } from './converse.ts';
import { errnoOf, within } from './deadline.ts';
import type { NotSentCode, Outcome, StatusReport, Transport } from './types.ts';

/** An open port, as `serialport` has it. Callbacks get an error or nothing. */
export interface SerialPortLike {
  write(bytes: Uint8Array, done: (error?: Error | null) => void): unknown;
  /** Calls back when the last byte has left the machine. */
  drain(done: (error?: Error | null) => void): unknown;
  close(done: (error?: Error | null) => void): unknown;
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  on(event: 'close' | 'error', listener: (error?: Error | null) => void): unknown;
}

export interface SerialOptions {
  readonly path: string;
  /** bits per second, usually 9600–115200 */
  readonly baudRate: number;
  /** Opens the port exclusively; rejects where it is absent or locked. Comes from the station's devices. */
  readonly openPort: (path: string, options: { readonly baudRate: number }) => Promise<SerialPortLike>;
}

/** Small enough that one chunk takes well under a second at 9600 baud. */
const CHUNK = 512;
/** What an operating system may hold back of a port, in bytes: the drain of so much is not a stall. */
const KERNEL_BUFFER = 4096;
/** Longest pause within an answer: a converter passes bytes on in pieces (ms). */
const QUIET_MS = 40;

/** A printer on a serial line. Without flow control nobody knows whether it listened: never more than "drained". */
export function createSerialTransport(options: SerialOptions): Transport {
  const open = async (): Promise<Port | { refused: NotSentCode }> => {
    try {
      return watch(await options.openPort(options.path, { baudRate: options.baudRate }));
    } catch (error) {
      return { refused: openCode(error) };
    }
  };
  const asker = createAsker();
  return {
    async send(bytes, { progressMs, closeMs, signal }) {
      if (signal?.aborted) return { kind: 'not_sent', code: 'aborted' };
      const port = await open();
      if ('refused' in port) return { kind: 'not_sent', code: port.refused };
      let written = 0;
      const lost = (code: 'stalled' | 'write_failed' | 'aborted' | 'drain_timeout'): Outcome => ({
        kind: 'unknown',
        code,
        bytesWritten: written,
      });
      try {
        for (let offset = 0; offset < bytes.length; offset += CHUNK) {
          if (signal?.aborted) return offset === 0 ? { kind: 'not_sent', code: 'aborted' } : lost('aborted');
          const chunk = bytes.subarray(offset, offset + CHUNK);
          const result = await port.attempt(progressMs, (done) => port.line.write(chunk, done));
          if (result !== 'done') return lost(result === 'timeout' ? 'stalled' : 'write_failed');
          written += chunk.length;
        }
        const drainMs = closeMs + (KERNEL_BUFFER * 10_000) / options.baudRate;
        const drained = await port.attempt(drainMs, (done) => port.line.drain(done));
        if (drained !== 'done') return lost(drained === 'timeout' ? 'drain_timeout' : 'write_failed');
        const reply = port.reply();
        return { kind: 'sent_unconfirmed', code: 'drained', ...(reply.length === 0 ? {} : { reply }) };
      } finally {
        await port.close();
      }
    },

    async queryStatus(language, deadlineMs, signal): Promise<StatusReport> {
      const port = await open();
      if ('refused' in port)
        return { state: 'unknown', raw: new Uint8Array(), reach: 'unreachable', code: port.refused };
      try {
        let wake: () => void = () => undefined;
        let tell: (bytes: Uint8Array) => void = () => undefined;
        port.line.on('data', (bytes) => {
          tell(bytes);
          wake();
        });
        const wire = {
          write: (bytes: Uint8Array) => void port.line.write(bytes, () => undefined),
          onData: (listener: (bytes: Uint8Array) => void) => void (tell = listener),
          pause: (ms: number): Promise<void> =>
            within(ms, new Promise<void>((resolve) => (wake = resolve))).then(() => undefined),
          dead: () => port.lost() || signal?.aborted === true,
        };
        signal?.addEventListener('abort', () => wake(), { once: true });
        return await asker(wire, { language, deadlineMs, quietMs: QUIET_MS, rounds: 3 });
      } finally {
        await port.close();
      }
    },

    async probe() {
      const port = await open();
      if ('refused' in port) return false;
      await port.close();
      return true;
    },
  };
}

interface Port {
  readonly line: SerialPortLike;
  reply(): Uint8Array;
  lost(): boolean;
  /** Runs one step with a deadline; a port that vanishes ends it too. */
  attempt(
    ms: number,
    step: (done: (error?: Error | null) => void) => void,
  ): Promise<'done' | 'failed' | 'timeout'>;
  close(): Promise<void>;
}

function watch(line: SerialPortLike): Port {
  const received: Uint8Array[] = [];
  const gone = new Set<() => void>();
  let lost = false;
  const vanish = (): void => {
    lost = true;
    for (const tell of [...gone]) tell();
  };
  line.on('data', (bytes) => void received.push(bytes));
  line.on('close', vanish);
  line.on('error', vanish);
  return {
    line,
    reply: () => new Uint8Array(Buffer.concat(received)),
    lost: () => lost,
    async attempt(ms, step) {
      let failed = lost;
      if (lost) return 'failed';
      const work = new Promise<void>((resolve) => {
        const end = (error?: Error | null): void => {
          failed ||= Boolean(error);
          resolve();
        };
        gone.add(() => end(new Error('port vanished')));
        step(end);
      });
      const inTime = await within(ms, work);
      gone.clear();
      return failed ? 'failed' : inTime ? 'done' : 'timeout';
    },
    async close() {
      if (lost) return;
      await within(1000, new Promise<void>((resolve) => void line.close(() => resolve())));
    },
  };
}

function openCode(error: unknown): NotSentCode {
  const text = error instanceof Error ? error.message : '';
  const code = errnoOf(error);
  if (/cannot lock port|access denied|EBUSY/i.test(text) || code === 'EBUSY') return 'locked';
  if (/permission denied|EACCES/i.test(text) || code === 'EACCES') return 'no_rights';
  return 'device_absent';
}
