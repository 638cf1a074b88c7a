import { z } from 'zod';
import type { Database } from '../database/index.ts';

/** The hub that this station joined, as it is kept on disk; the token lies encrypted. */
const joinedShape = z.object({
  url: z.string(),
  /** PEM; the hub is known by it. Absent: an authority vouches for the hub, or it speaks plain HTTP. */
  certificate: z.string().optional(),
  /** As the hub calls itself. */
  hub: z.string(),
  site: z.string(),
  siteName: z.string(),
  /** As this station was called when it joined. */
  name: z.string(),
  token: z.string(),
  joinedAt: z.number(),
  tokenAt: z.number(),
});
export type Joined = z.infer<typeof joinedShape>;

const progressShape = z.object({
  agreedAt: z.number().nullable(),
  /** Documents that waited when it was written. */
  pushing: z.number(),
  /** Everything was pulled once. */
  complete: z.boolean(),
  /** What the hub said last of its history, and how far this station has seen it. */
  epoch: z.string().optional(),
  seq: z.number().optional(),
  /** When the hub turned out to be restored from an older backup, and all was exchanged anew. */
  anewAt: z.number().optional(),
});
export type Progress = z.infer<typeof progressShape>;

export async function readJoined(db: Pick<Database, 'config'>): Promise<Joined | undefined> {
  const doc = await db.config.get('hub');
  const read = joinedShape.safeParse({ ...doc?.value, token: doc?.private['token'] });
  return read.success ? read.data : undefined;
}

export async function readProgress(db: Pick<Database, 'config'>): Promise<Progress> {
  const read = progressShape.safeParse((await db.config.get('hub-progress'))?.value);
  return read.success ? read.data : { agreedAt: null, pushing: 0, complete: false };
}
