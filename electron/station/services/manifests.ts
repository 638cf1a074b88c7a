import type { ManifestDoc } from '../../../shared/schema/index.ts';
import type { Context } from './context.ts';

export type Manifest = ManifestDoc;

/** Parcels left with a courier, and one of the two has not signed here. */
export const lacksSignature = ({ state, scanned, signatures = [] }: Manifest): boolean =>
  state === 'closed' && scanned.length > 0 && new Set(signatures.map(({ party }) => party)).size < 2;

export interface Manifests {
  get(id: string): Promise<Manifest | undefined>;
  put(manifest: Manifest): Promise<void>;
  /** @returns the list as stored; undefined where there is none */
  change(id: string, change: (manifest: Manifest) => Manifest): Promise<Manifest | undefined>;
  /** Newest first. */
  list(offset: number, limit: number): Promise<{ total: number; rows: Manifest[] }>;
  /** Those of this station that are not closed. */
  unfinished(): Promise<Manifest[]>;
}

/** Short enough to be a bar code on a narrow list. */
export const manifestId = (station: string, rest: string): string =>
  `MF-${station.toUpperCase()}-${rest.toUpperCase()}`;

export function createManifests(ctx: Context): Manifests {
  const { files } = ctx.db;
  const own = manifestId(ctx.station, '');
  const of = (data: unknown): Manifest => data as Manifest;
  return {
    get: async (id) => {
      const doc = await files.get(id);
      return doc?.kind === 'manifest' ? of(doc.data) : undefined;
    },
    put: (manifest) =>
      files.put({ id: manifest.id, kind: 'manifest', at: manifest.startedAt, data: { ...manifest } }),
    async change(id, change) {
      const doc = await files.update(id, (now) =>
        now.kind === 'manifest' ? { ...now, data: { ...change(of(now.data)) } } : now,
      );
      return doc?.kind === 'manifest' ? of(doc.data) : undefined;
    },
    async list(offset, limit) {
      const total = await files.count({ kind: 'manifest' });
      const docs = await files.find({
        selector: { kind: 'manifest' },
        sort: [{ kind: 'desc' }, { at: 'desc' }],
        skip: offset,
        limit,
      });
      return { total, rows: docs.map((doc) => of(doc.data)) };
    },
    async unfinished() {
      // A pickup is finished the same day; older open ones are found in the list and by resuming.
      const docs = await files.find({
        // Their ids begin with the station.
        selector: { kind: 'manifest', id: { $gte: own, $lt: `${own}~` } },
        sort: [{ kind: 'desc' }, { at: 'desc' }],
        limit: 50,
      });
      return docs
        .filter((doc) => !doc.id.slice(own.length).includes('-'))
        .map((doc) => of(doc.data))
        .filter((manifest) => manifest.state !== 'closed');
    },
  };
}
