import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import type { TableInput } from '../files/index.ts';
import type { StationDownload } from '../types.ts';
import type { Context } from './context.ts';
import { writeSealed } from './sealed-file.ts';

/** Files that come in from a page (orders, products) and files made for it (exports), by token. */
export interface ExchangeService {
  acceptUpload(name: string, stream: AsyncIterable<Uint8Array>): Promise<{ readonly token: string }>;
  acceptPath(path: string): Promise<{ readonly token: string }>;
  upload(token: string): Upload | undefined;
  /** Gives the file up: an uploaded copy is deleted. */
  release(token: string): Promise<void>;
  offer(name: string, type: string, bytes: Uint8Array): string;
  openDownload(token: string): StationDownload | undefined;
}

export interface Upload {
  readonly name: string;
  /** A path where the file lies in clear with its owner; what opens it where it is our sealed copy. */
  readonly from: string | (() => Promise<TableInput>);
}

const KEPT_DOWNLOADS = 20;

export async function createExchange(ctx: Context): Promise<ExchangeService> {
  const folder = join(ctx.dataDir, 'uploads');
  // What a crash left there was never imported; its sender still has the file.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  /** `ours`: the copy of a file that a page sent. */
  const uploads = new Map<string, Upload & { readonly ours?: string }>();
  const downloads = new Map<string, { name: string; type: string; bytes: Uint8Array }>();

  return {
    async acceptUpload(name, stream) {
      if (ctx.paused()) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
      const token = ctx.ids.next();
      const path = join(folder, token);
      // Receivers stand in it: not even for the time of an import does it lie here in clear.
      const from = await writeSealed(path, stream);
      uploads.set(token, { name: basename(name).slice(0, 200), from, ours: path });
      return { token };
    },
    async acceptPath(path) {
      const found = await stat(path);
      if (!found.isFile()) throw new Error('not a file');
      const token = ctx.ids.next();
      uploads.set(token, { name: basename(path).slice(0, 200), from: path });
      return { token };
    },
    upload: (token) => uploads.get(token),
    async release(token) {
      const upload = uploads.get(token);
      uploads.delete(token);
      if (upload?.ours !== undefined) await rm(upload.ours, { force: true });
    },
    offer(name, type, bytes) {
      const token = ctx.ids.next();
      downloads.set(token, { name, type, bytes });
      if (downloads.size > KEPT_DOWNLOADS) downloads.delete([...downloads.keys()][0] ?? '');
      return token;
    },
    openDownload(token) {
      const made = downloads.get(token);
      return made && { name: made.name, type: made.type, stream: Readable.from([made.bytes]) };
    },
  };
}
