import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { MAX_UPLOAD, PAGE_HEADERS } from '../../shared/contract/hosts.ts';
import type { Station } from '../station/types.ts';
import { sendJson, sendText } from './page.ts';

const MAX_NAME = 200;

class TooLarge extends Error {}

/** Streams a file from the page to the station, which keeps it; answers `{ token }` or `{ code }`. */
export async function receiveUpload(
  station: Station,
  name: string,
  from: IncomingMessage,
  to: ServerResponse,
): Promise<void> {
  const announced = Number(from.headers['content-length'] ?? 0);
  if (announced > MAX_UPLOAD) return refuse(from, to, 413, 'too-large');
  try {
    sendJson(to, 200, await station.acceptUpload(plainName(name), limited(from)));
  } catch (error) {
    if (from.destroyed && !from.complete) return void to.destroy(); // the page went away
    if (error instanceof TooLarge) return refuse(from, to, 413, 'too-large');
    // A browser reads the answer when it has sent all: let it, or it would only see the connection break.
    from.resume();
    sendJson(to, 507, { code: codeOf(error) === 'ENOSPC' ? 'disk-full' : 'unreadable' });
  }
}

/** Answers without reading the rest, which may be a gigabyte. */
function refuse(from: IncomingMessage, to: ServerResponse, status: number, code: string): void {
  to.setHeader('connection', 'close');
  to.once('finish', () => from.destroy());
  sendJson(to, status, { code });
}

async function* limited(from: IncomingMessage): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  // Where the station gives up, the request must live on to be answered.
  for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_UPLOAD) throw new TooLarge();
    yield chunk;
  }
}

/** The last part of a name, without what a file system or a terminal might take for a command. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).pop() ?? '';
  return last.replace(/\p{C}/gu, '').slice(-MAX_NAME) || 'file';
}

/** Sends what the station made for the page. */
export async function sendDownload(station: Station, token: string, to: ServerResponse): Promise<void> {
  const download = station.openDownload(token);
  if (!download) return sendText(to, 404, 'unknown-token');
  to.writeHead(200, {
    ...PAGE_HEADERS,
    'content-type': download.type,
    // Only ever saved, never shown as a page of ours. RFC 6266 with RFC 5987 for names beyond ASCII.
    'content-disposition': `attachment; filename*=UTF-8''${encodeRfc5987(plainName(download.name))}`,
    'cache-control': 'no-store',
  });
  await pipeline(download.stream, to);
}

function encodeRfc5987(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
