import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type { NotSentCode, Outcome, SendOptions, Transport } from '../transports/index.ts';
import { ask, printMessage, readMessage, type ComponentMessage } from './protocol.ts';

export interface ComponentOptions {
  readonly host: string;
  readonly port: number;
  /** as the component calls it; empty: its default */
  readonly printer: string;
}

/** Larger messages are not of this protocol. */
const MOST_BYTES = 4_000_000;

const CODES: Readonly<Record<string, NotSentCode>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
};

/** Why no line came about. */
class NoLine extends Error {
  readonly code: NotSentCode;
  constructor(code: NotSentCode) {
    super(code);
    this.code = code;
  }
}

/**
 * A way to paper through the platform's print component: a task of one document over a line of its own. What the component
 * reports as printed counts as confirmed; a task that it refused was certainly not printed; no report, or one of a failure
 * after the task was taken, is unknown, and a person is asked.
 */
export function createComponentTransport(options: ComponentOptions): Transport {
  async function send(bytes: Uint8Array, deadlines: SendOptions): Promise<Outcome> {
    const { signal } = deadlines;
    const stopped = (): boolean => signal?.aborted === true;
    if (stopped()) return { kind: 'not_sent', code: 'aborted' };
    let line: Line;
    try {
      line = await open(options, deadlines.connectMs, signal);
    } catch (error) {
      return { kind: 'not_sent', code: error instanceof NoLine ? error.code : 'unreachable' };
    }
    try {
      const printer = await printerOf(line, options.printer, deadlines.connectMs);
      if (printer === undefined) return { kind: 'not_sent', code: 'no_such_queue' };
      if (stopped()) return { kind: 'not_sent', code: 'aborted' };
      return await print(line, bytes, printer, deadlines);
    } catch (error) {
      // Nothing of the task has left yet.
      return { kind: 'not_sent', code: error instanceof NoLine ? error.code : 'not_accepting' };
    } finally {
      line.close();
    }
  }

  return {
    send,
    async probe(deadlineMs) {
      try {
        const line = await open(options, deadlineMs);
        try {
          return (await printerOf(line, options.printer, deadlineMs)) !== undefined;
        } finally {
          line.close();
        }
      } catch {
        return false; // no line, no printer: what is wrong is told by the next job
      }
    },
  };
}

/** Names of the printers that a component knows, its default first. Rejects where it does not answer. */
export async function componentPrinters(
  options: Omit<ComponentOptions, 'printer'>,
  deadlineMs: number,
): Promise<string[]> {
  const line = await open(options, deadlineMs);
  try {
    const answer = await printersOf(line, deadlineMs);
    const names = answer.printers.map(({ name }) => name);
    return names.sort((a, b) => Number(b === answer.defaultPrinter) - Number(a === answer.defaultPrinter));
  } finally {
    line.close();
  }
}

type Printers = Extract<ComponentMessage, { cmd: 'getPrinters' }>;

async function printersOf(line: Line, deadlineMs: number): Promise<Printers> {
  const requestID = randomUUID();
  line.say(ask('getPrinters', requestID));
  const answer = await line.until(
    deadlineMs,
    (message): message is Printers => message.cmd === 'getPrinters' && message.requestID === requestID,
  );
  if (!answer) throw new NoLine('not_accepting');
  return answer;
}

/** The name to print with; undefined where the component does not have that printer. */
async function printerOf(line: Line, wanted: string, deadlineMs: number): Promise<string | undefined> {
  const { printers, defaultPrinter } = await printersOf(line, deadlineMs);
  const name = wanted === '' ? (defaultPrinter ?? printers[0]?.name) : wanted;
  return printers.some((each) => each.name === name) ? name : undefined;
}

async function print(
  line: Line,
  bytes: Uint8Array,
  printer: string,
  deadlines: SendOptions,
): Promise<Outcome> {
  const requestID = randomUUID();
  const { taskID, documentID, json } = printMessage(bytes, requestID, printer);
  const unknown = (
    code: 'stalled' | 'closed_early' | 'component_failed' | 'no_result' | 'aborted',
  ): Outcome => ({
    kind: 'unknown',
    code,
    bytesWritten: json.length,
  });
  line.say(json);
  type Answer = Exclude<ComponentMessage, Printers>;
  const mine = (message: ComponentMessage): message is Answer =>
    (message.cmd === 'print' && message.requestID === requestID) ||
    (message.cmd === 'notifyPrintResult' && message.taskID === taskID);
  let wasTaken = false;
  for (;;) {
    const answer = await line.until(
      wasTaken ? deadlines.closeMs : deadlines.progressMs,
      mine,
      deadlines.signal,
    );
    if (deadlines.signal?.aborted === true) return unknown('aborted');
    if (!answer) return unknown(line.closed() ? 'closed_early' : wasTaken ? 'no_result' : 'stalled');
    if (answer.cmd === 'print') {
      if (answer.status === 'failed') return { kind: 'not_sent', code: 'not_accepting' };
      wasTaken = true;
      continue;
    }
    // A result may overtake the answer.
    wasTaken = true;
    if (answer.taskStatus === 'rendered') continue;
    const own = answer.printStatus.find((each) => each.documentID === documentID);
    const good = answer.taskStatus === 'printed' && own?.status === 'success';
    return good ? { kind: 'confirmed' } : unknown('component_failed');
  }
}

interface Line {
  say(json: string): void;
  /** The next message that fits, also one that came before it was asked for; undefined: none in time, or the line ended. */
  until<M extends ComponentMessage>(
    deadlineMs: number,
    fits: (message: ComponentMessage) => message is M,
    signal?: AbortSignal,
  ): Promise<M | undefined>;
  closed(): boolean;
  close(): void;
}

function open(
  { host, port }: Omit<ComponentOptions, 'printer'>,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${host}:${String(port)}/`, {
      handshakeTimeout: deadlineMs,
      maxPayload: MOST_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
    });
    const early: ComponentMessage[] = [];
    let wake: (() => void) | undefined;
    let ended = false;
    const abort = (): void => socket.terminate();
    signal?.addEventListener('abort', abort, { once: true });

    socket.on('message', (data, binary) => {
      // Whatever `ws` hands over for a text message under its default type is a Buffer.
      const message = binary || !Buffer.isBuffer(data) ? undefined : readMessage(data.toString('utf8'));
      if (!message) return;
      early.push(message);
      wake?.();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const timedOut = error.message.includes('timed out');
      reject(new NoLine(timedOut ? 'connect_timeout' : (CODES[error.code ?? ''] ?? 'unreachable')));
    });
    socket.on('unexpected-response', () => {
      reject(new NoLine('not_accepting'));
      socket.terminate();
    });
    socket.on('close', () => {
      ended = true;
      signal?.removeEventListener('abort', abort);
      reject(new NoLine('closed_at_once'));
      wake?.();
    });
    socket.on('open', () =>
      resolve({
        say: (json) => socket.send(json),
        until: (ms, fits) => next(ms, fits),
        closed: () => ended,
        close: () => socket.terminate(),
      }),
    );

    async function next<M extends ComponentMessage>(
      ms: number,
      fits: (message: ComponentMessage) => message is M,
    ): Promise<M | undefined> {
      const until = performance.now() + ms;
      for (;;) {
        const at = early.findIndex(fits);
        const [found] = at < 0 ? [] : early.splice(at, 1);
        if (found && fits(found)) return found;
        const left = until - performance.now();
        if (ended || left <= 0) return undefined;
        await new Promise<void>((go) => {
          const timer = setTimeout(go, left);
          wake = () => {
            clearTimeout(timer);
            go();
          };
        });
        wake = undefined;
      }
    }
  });
}
