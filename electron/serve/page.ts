import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PAGE_HEADERS, PAGE_TYPES, pageFile } from '../../shared/contract/hosts.ts';

/**
 * Sends one file of the page, or 404. Nothing outside `folder` is ever read, through links neither.
 * @param headers sent besides
 */
export async function sendPage(
  folder: string,
  pathname: string,
  head: boolean,
  to: ServerResponse,
  headers: OutgoingHttpHeaders = {},
): Promise<void> {
  const name = pageFile(pathname);
  const path = name === undefined ? undefined : await findInside(folder, name);
  if (path === undefined || name === undefined) return sendText(to, 404, 'not found');
  const { size } = await stat(path);
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  to.writeHead(200, {
    ...PAGE_HEADERS,
    ...headers,
    'content-type': PAGE_TYPES[extension] ?? 'application/octet-stream',
    'content-length': size,
    // Names of assets carry a hash of their content; the page itself may change with every version.
    'cache-control': name.startsWith('assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  if (head) to.end();
  else await pipeline(createReadStream(path), to);
}

async function findInside(folder: string, name: string): Promise<string | undefined> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, name));
    return path.startsWith(root + sep) && (await stat(path)).isFile() ? path : undefined;
  } catch {
    return undefined; // not there
  }
}

export function sendText(to: ServerResponse, status: number, text: string): void {
  to.writeHead(status, {
    ...PAGE_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  to.end(text);
}

export function sendJson(to: ServerResponse, status: number, value: unknown): void {
  to.writeHead(status, { ...PAGE_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' });
  to.end(JSON.stringify(value));
}
