import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accepted, refused, type Context, type Outcome } from './context.ts';

/** Product pictures: those of the demo site from the database, a merchant's own from the folder `pictures`. */
export interface PicturesService {
  get(key: string): Promise<Outcome<{ type: string; base64: string }>>;
  save(pictures: readonly { readonly key: string; readonly svg: string }[]): Promise<void>;
}

const TYPES = [
  ['.webp', 'image/webp'],
  ['.jpg', 'image/jpeg'],
  ['.png', 'image/png'],
] as const;
const LARGEST = 4 * 1024 * 1024;
/** A key becomes a file name: nothing that a path could be made of. */
const SAFE_KEY = /^[\p{L}\p{N}_-][\p{L}\p{N}_. -]{0,119}$/u;

export function createPictures(ctx: Context): PicturesService {
  return {
    async get(key) {
      const doc = await ctx.db.files.get(`picture:${key}`);
      if (doc?.kind === 'picture') {
        return accepted({
          type: 'image/svg+xml',
          base64: Buffer.from(String(doc.data['svg']), 'utf8').toString('base64'),
        });
      }
      if (!SAFE_KEY.test(key) || key.includes('..')) return refused('not_found');
      for (const [ending, type] of TYPES) {
        try {
          const bytes = await readFile(join(ctx.dataDir, 'pictures', key + ending));
          return bytes.length > LARGEST
            ? refused('too_large')
            : accepted({ type, base64: bytes.toString('base64') });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return refused('read_failed');
        }
      }
      return refused('not_found');
    },
    async save(pictures) {
      await ctx.db.files.insertMany(
        pictures.map(({ key, svg }) => ({
          id: `picture:${key}`,
          kind: 'picture' as const,
          at: ctx.clock.now(),
          data: { svg },
        })),
      );
    },
  };
}
