import { existsSync } from 'node:fs';
import { request } from 'node:http';
import {
  decodeIpp,
  encodeQueuesQuestion,
  encodeStateQuestion,
  ippState,
} from '../../../../shared/codec/printer/index.ts';
import type { IppPrinter } from '../../../../shared/codec/printer/index.ts';
import type { StatusReport } from './types.ts';

/** Where the print service listens: a socket file, or host and port. */
export type CupsAddress =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number; readonly socketPath?: never };

export interface FoundQueue {
  readonly name: string;
  readonly info: string;
  readonly model: string;
  readonly uri: string;
}

/** Far more than a few hundred queues. */
const MAX_ANSWER = 4 * 1024 * 1024;
const SOCKETS = ['/run/cups/cups.sock', '/var/run/cups/cups.sock', '/private/var/run/cupsd'];

/** As `lp` finds it: CUPS_SERVER (`/path`, `host`, `host:port`), else the socket of this machine, else port 631. */
export function cupsAddress(server = process.env['CUPS_SERVER'] ?? ''): CupsAddress {
  if (server.startsWith('/')) return { socketPath: server };
  const named = /^(\[[^\]]+\]|[^:/]+)(?::(\d+))?(?:\/.*)?$/.exec(server);
  if (named?.[1]) return { host: named[1].replace(/^\[|\]$/g, ''), port: Number(named[2] ?? 631) };
  const socketPath = SOCKETS.find((path) => existsSync(path));
  return socketPath === undefined ? { host: 'localhost', port: 631 } : { socketPath };
}

/** What the print service says of its queue. Its word on a printer behind a raw queue is only as good as the line to it. */
export async function askCupsQueue(
  queue: string,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<StatusReport> {
  const uri = `ipp://localhost/printers/${encodeURIComponent(queue)}`;
  const raw = await post(
    `/printers/${encodeURIComponent(queue)}`,
    encodeStateQuestion(uri),
    deadlineMs,
    signal,
  );
  if (raw === 'no_service') return nobody('no_spooler');
  if (raw === 'no_answer') return { state: 'unknown', raw: new Uint8Array(), reach: 'silent' };
  const printers = decodeIpp(raw);
  if (printers === 'not_found') return nobody('no_such_queue');
  const [printer] = typeof printers === 'string' ? [] : printers;
  if (!printer) return { state: 'unknown', raw, reach: 'garbled' };
  const { state, code } = ippState(printer);
  if (code !== undefined) return { state, raw, reach: 'unreachable', code };
  return { state, raw, reach: 'answered' };
}

/** The queues of this machine; empty where there is no print service. */
export async function findCupsQueues(deadlineMs: number): Promise<FoundQueue[]> {
  const raw = await post('/', encodeQueuesQuestion(), deadlineMs);
  const printers = typeof raw === 'string' ? [] : decodeIpp(raw);
  if (typeof printers === 'string') return [];
  const text = (printer: IppPrinter, name: string): string => String(printer.get(name)?.[0] ?? '');
  return printers
    .map((printer) => ({
      name: text(printer, 'printer-name'),
      info: text(printer, 'printer-info'),
      model: text(printer, 'printer-make-and-model'),
      uri: text(printer, 'device-uri'),
    }))
    .filter(({ name }) => name !== '');
}

const nobody = (code: 'no_spooler' | 'no_such_queue'): StatusReport => ({
  state: 'unknown',
  raw: new Uint8Array(),
  reach: 'unreachable',
  code,
});

function post(
  path: string,
  body: Uint8Array,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Uint8Array | 'no_service' | 'no_answer'> {
  return new Promise((resolve) => {
    const address = cupsAddress();
    const asking = request({
      ...address,
      path,
      method: 'POST',
      // CUPS refuses other names than its own.
      headers: {
        host: 'localhost',
        'content-type': 'application/ipp',
        'content-length': body.length,
      },
      ...(signal ? { signal } : {}),
    });
    const timer = setTimeout(() => asking.destroy(new Error('no answer in time')), deadlineMs);
    const finish = (answer: Uint8Array | 'no_service' | 'no_answer'): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    let connected = false;
    asking.on('socket', (socket) => socket.once('connect', () => (connected = true)));
    asking.on('error', () => finish(connected ? 'no_answer' : 'no_service'));
    asking.on('response', (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > MAX_ANSWER) asking.destroy(new Error('too much'));
        else parts.push(part);
      });
      response.on('error', () => finish('no_answer'));
      response.on('end', () => finish(new Uint8Array(Buffer.concat(parts))));
    });
    asking.end(body);
  });
}
