import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Bitmap } from '../../../shared/base/bitmap.ts';
import { dotsPerMm } from '../../../shared/codec/printer/index.ts';
import type { PrinterLanguage } from '../../../shared/codec/printer/index.ts';
import { createEscposInterpreter } from './escpos.ts';
import type { Interpreter, InterpreterEvents, PaperSettings } from './interpreter.ts';
import { bitmapToPng } from './png.ts';
import { statusAnswer } from './status.ts';
import type { Condition } from './status.ts';
import { createTsplInterpreter } from './tspl.ts';
import { createZplInterpreter } from './zpl.ts';

export interface PrinterFaults {
  /** Nobody listens: connections are refused. */
  readonly refuse?: boolean;
  /** Accepts, then closes without reading. */
  readonly closeAtOnce?: boolean;
  /** Stops reading after so many bytes of a connection, and keeps the line open; reads on when this is taken back. */
  readonly stallAfter?: number;
  /** Resets the line after so many bytes. */
  readonly resetAfter?: number;
  /** Reads and prints everything, then resets the line instead of closing it. */
  readonly resetAtEnd?: boolean;
  /** Reads everything, but never closes. */
  readonly neverClose?: boolean;
  /** Reads in small steps with a pause of so many ms after each. */
  readonly slowMs?: number;
  /** Never answers a status query, as many clones. */
  readonly silent?: boolean;
  /** Labels that arrive while this is not `ready` wait in the printer's memory. */
  readonly condition?: Condition;
}

export interface PrintedLabel {
  readonly number: number;
  readonly at: number;
  readonly language: PrinterLanguage;
  readonly bitmap: Bitmap;
  /** false: the job broke off and half a label came out */
  readonly complete: boolean;
  png(quiet?: number): Buffer;
}

export interface Garbage {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly why: string;
}

export interface VirtualPrinter {
  readonly port: number;
  /** What came out, oldest first. */
  readonly labels: readonly PrintedLabel[];
  readonly garbage: readonly Garbage[];
  /** Labels held back because of paper, head or pause. */
  waiting(): number;
  connections(): number;
  /** Everything that was read, per connection. */
  readonly received: readonly Uint8Array[];
  faults(): PrinterFaults;
  /** Replaces all faults; `{}` is a printer in good order. */
  setFaults(faults: PrinterFaults): Promise<void>;
  /** Waits until so many labels have come out (rejects after the time). */
  waitForLabels(count: number, ms?: number): Promise<readonly PrintedLabel[]>;
  close(): Promise<void>;
}

export interface VirtualPrinterOptions {
  /** `auto` takes the language of a connection's first bytes. */
  readonly language?: PrinterLanguage | 'auto';
  /** 0 = any free port */
  readonly port?: number;
  readonly dpi?: 203 | 300;
  readonly polarity?: 'normal' | 'inverted';
  readonly faults?: PrinterFaults;
  readonly onChange?: () => void;
}

const INTERPRETERS: Record<
  PrinterLanguage,
  (events: InterpreterEvents, paper: PaperSettings) => Interpreter
> = {
  tspl: createTsplInterpreter,
  zpl: createZplInterpreter,
  escpos: createEscposInterpreter,
};

/** A label printer on 127.0.0.1 that takes one connection's job as a real one would, and misbehaves on request. */
export async function startVirtualPrinter(options: VirtualPrinterOptions = {}): Promise<VirtualPrinter> {
  const paper = { dotsPerMm: dotsPerMm(options.dpi ?? 203), polarity: options.polarity ?? 'normal' };
  const labels: PrintedLabel[] = [];
  const held: PrintedLabel[] = [];
  const garbage: Garbage[] = [];
  const received: Uint8Array[] = [];
  const sockets = new Set<Socket>();
  const listeners = new Set<() => void>();
  const stalled = new Set<() => void>();
  let faults: PrinterFaults = options.faults ?? {};
  let connections = 0;
  let port = options.port ?? 0;
  let server: Server | undefined;

  const condition = (): Condition => faults.condition ?? 'ready';
  const changed = (): void => {
    options.onChange?.();
    for (const listener of [...listeners]) listener();
  };
  const release = (): void => {
    if (condition() === 'ready') labels.push(...held.splice(0));
    changed();
  };

  const serve = (socket: Socket): void => {
    const index = connections++;
    received[index] = new Uint8Array();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that resets is one of the cases that we are here for.
    socket.on('error', () => sockets.delete(socket));
    if (faults.closeAtOnce) {
      socket.destroy();
      return;
    }
    const interpreter = interpret(socket);
    let count = 0;
    let stands = false;
    let over = false;
    const stall = (rest: Uint8Array): void => {
      socket.pause();
      stands = true;
      const goOn = (): void => {
        stalled.delete(goOn);
        stands = false;
        if (rest.length > 0) read(rest);
        socket.resume();
        // The sender may have hung up meanwhile.
        if (over) finish();
      };
      stalled.add(goOn);
    };
    const read = (chunk: Uint8Array): void => {
      const limit = Math.min(faults.stallAfter ?? Infinity, faults.resetAfter ?? Infinity);
      const taken = count + chunk.length > limit ? chunk.subarray(0, Math.max(0, limit - count)) : chunk;
      count += taken.length;
      received[index] = Buffer.concat([received[index] ?? new Uint8Array(), taken]);
      interpreter.push(taken);
      if (count >= limit) {
        if (faults.resetAfter !== undefined) {
          interpreter.end();
          socket.resetAndDestroy();
        } else stall(chunk.subarray(taken.length));
      } else if (faults.slowMs !== undefined) {
        socket.pause();
        setTimeout(() => socket.resume(), faults.slowMs);
      }
    };
    socket.on('data', read);
    if (faults.stallAfter === 0) stall(new Uint8Array());
    const finish = (): void => {
      interpreter.end();
      if (faults.resetAtEnd) socket.resetAndDestroy();
      else if (!faults.neverClose) socket.end();
    };
    socket.on('end', () => {
      over = true;
      if (!stands) finish();
    });
  };

  const interpret = (socket: Socket): Interpreter => {
    let chosen: Interpreter | undefined;
    const choose = (bytes: Uint8Array): Interpreter => {
      const language = options.language && options.language !== 'auto' ? options.language : detect(bytes);
      return INTERPRETERS[language](
        {
          label(bitmap, complete) {
            const number = labels.length + held.length + 1;
            const png = (quiet = 0): Buffer => bitmapToPng(bitmap, { quiet, dpi: options.dpi ?? 203 });
            held.push({ number, at: Date.now(), language, bitmap, complete, png });
            release();
          },
          garbage(garbled, why) {
            garbage.push({ at: Date.now(), bytes: garbled, why });
            changed();
          },
          statusQuery(which) {
            const answer = faults.silent ? undefined : statusAnswer(language, condition(), which);
            if (answer) socket.write(answer);
          },
        },
        paper,
      );
    };
    return {
      push: (bytes) => (chosen ??= choose(bytes)).push(bytes),
      end: () => chosen?.end(),
    };
  };

  const listen = async (): Promise<void> => {
    const next = createServer({ allowHalfOpen: true }, serve);
    await new Promise<void>((resolve, reject) => {
      next.once('error', reject);
      next.listen(port, '127.0.0.1', resolve);
    });
    server = next;
    port = (next.address() as AddressInfo).port;
  };
  const unlisten = async (): Promise<void> => {
    const last = server;
    server = undefined;
    // As when the power goes: what was in its memory is lost.
    stalled.clear();
    held.length = 0;
    // It says no good-bye; who writes to it once it is back is told that there is no such line.
    for (const socket of sockets) socket.resetAndDestroy();
    if (last) await new Promise<void>((resolve) => last.close(() => resolve()));
  };

  await listen();
  if (faults.refuse) await unlisten();

  return {
    get port() {
      return port;
    },
    labels,
    garbage,
    received,
    waiting: () => held.length,
    connections: () => connections,
    faults: () => faults,
    async setFaults(next) {
      faults = next;
      if (next.refuse && server) await unlisten();
      if (!next.refuse && !server) await listen();
      if (next.stallAfter === undefined) for (const goOn of [...stalled]) goOn();
      release();
    },
    waitForLabels(count, ms = 5000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(look);
          reject(new Error(`${labels.length} of ${count} labels came out`));
        }, ms);
        const look = (): void => {
          if (labels.length < count) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve(labels);
        };
        listeners.add(look);
        look();
      });
    },
    close: unlisten,
  };
}

function detect(bytes: Uint8Array): PrinterLanguage {
  const first = bytes.find((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0x20);
  if (first === 0x5e || first === 0x7e) return 'zpl';
  if (first === 0x1d || first === 0x10) return 'escpos';
  if (first === 0x1b) return bytes[bytes.indexOf(0x1b) + 1] === 0x21 ? 'tspl' : 'escpos';
  return 'tspl';
}
