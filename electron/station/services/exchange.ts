import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { StationDownload } from '../types.ts';
import type { Context } from './context.ts';

/** Files that come in from a page (orders, products) and files made for it (exports), by token. */
export interface ExchangeService {
  acceptUpload(name: string, stream: AsyncIterable<Uint8Array>): Promise<{ readonly token: string }>;
  acceptPath(path: string): Promise<{ readonly token: string }>;
  upload(token: string): { readonly path: string; readonly name: string } | undefined;
  /** Gives the file up: an uploaded copy is deleted. */
  release(token: string): Promise<void>;
  offer(name: string, type: string, bytes: Uint8Array): string;
  openDownload(token: string): StationDownload | undefined;
}

const KEPT_DOWNLOADS = 20;

export async function createExchange(ctx: Context): Promise<ExchangeService> {
  const folder = join(ctx.dataDir, 'uploads');
  // What a crash left there was never imported; its sender still has the file.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const uploads = new Map<string, { path: string; name: string; ours: boolean }>();
  const downloads = new Map<string, { name: string; type: string; bytes: Uint8Array }>();

  return {
    async acceptUpload(name, stream) {
      const token = ctx.ids.next();
      const path = join(folder, token);
      try {
        await pipeline(Readable.from(stream), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      uploads.set(token, { path, name: basename(name).slice(0, 200), ours: true });
      return { token };
    },
    async acceptPath(path) {
      const found = await stat(path);
      if (!found.isFile()) throw new Error('not a file');
      const token = ctx.ids.next();
      uploads.set(token, { path, name: basename(path).slice(0, 200), ours: false });
      return { token };
    },
    upload: (token) => uploads.get(token),
    async release(token) {
      const upload = uploads.get(token);
      uploads.delete(token);
      if (upload?.ours) await rm(upload.path, { force: true });
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
