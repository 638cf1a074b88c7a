import { createHash } from 'node:crypto';
import type { Clock } from '../../../shared/base/index.ts';
import { REPLICATED, type RefusedRow, type ReplicatedName } from '../../../shared/contract/hub/index.ts';
import type { OutboxDoc } from '../../../shared/schema/index.ts';
import type { Database } from '../database/index.ts';

export interface RefusedEntry {
  readonly collection: ReplicatedName;
  readonly id: string;
  readonly code: string;
  readonly data: RefusedRow['data'];
  readonly at: number;
  /** How often the hub has refused it. */
  readonly tries: number;
}

/** Documents that the hub did not take: on disk, until it takes them. */
export interface RefusedList {
  /** On its way to the disk when it resolves. */
  add(collection: ReplicatedName, row: RefusedRow): Promise<void>;
  /** The hub has taken it, or it is not here any more. */
  remove(collection: ReplicatedName, ids: readonly string[]): Promise<void>;
  has(collection: ReplicatedName, id: string): boolean;
  get(collection: ReplicatedName, id: string): RefusedEntry | undefined;
  /** Newest first. */
  all(): readonly RefusedEntry[];
  count(): number;
  clear(): Promise<void>;
}

const keyOf = (collection: ReplicatedName, id: string): string => `refused:${collection}:${id}`;

/** Its id in the outbox, which is not longer than an id may be. */
function docId(collection: ReplicatedName, id: string): string {
  const key = keyOf(collection, id);
  if (key.length <= 200) return key;
  return `refused:${collection}:sha256:${createHash('sha256').update(id).digest('hex')}`;
}

export async function openRefused(
  db: Pick<Database, 'outbox'>,
  clock: Clock,
  changed: () => void,
): Promise<RefusedList> {
  const entries = new Map<string, RefusedEntry>();
  const stored = await db.outbox.find({
    selector: { kind: 'refused', state: 'waiting' },
    sort: [{ kind: 'asc' }, { state: 'asc' }, { at: 'asc' }],
  });
  for (const doc of stored) {
    const entry = entryOf(doc);
    if (entry) entries.set(keyOf(entry.collection, entry.id), entry);
  }

  return {
    async add(collection, { id, code, data }) {
      const key = keyOf(collection, id);
      const tries = (entries.get(key)?.tries ?? 0) + 1;
      const entry: RefusedEntry = { collection, id, code, data, at: clock.now(), tries };
      entries.delete(key);
      entries.set(key, entry);
      changed();
      const { at, ...kept } = entry;
      await db.outbox.put({ id: docId(collection, id), kind: 'refused', state: 'waiting', at, data: kept });
    },
    async remove(collection, ids) {
      const known = ids.filter((id) => entries.delete(keyOf(collection, id)));
      if (known.length === 0) return;
      changed();
      await db.outbox.purge(known.map((id) => docId(collection, id)));
    },
    has: (collection, id) => entries.size > 0 && entries.has(keyOf(collection, id)),
    get: (collection, id) => entries.get(keyOf(collection, id)),
    all: () => [...entries.values()].reverse(),
    count: () => entries.size,
    async clear() {
      const ids = [...entries.values()].map(({ collection, id }) => docId(collection, id));
      entries.clear();
      changed();
      await db.outbox.purge(ids);
    },
  };
}

function entryOf({ at, data }: OutboxDoc): RefusedEntry | undefined {
  const { collection, id, code, tries } = data;
  const known = REPLICATED.find((name) => name === collection);
  if (known === undefined || typeof id !== 'string' || typeof code !== 'string') return undefined;
  const details = (data['data'] ?? {}) as RefusedEntry['data'];
  return { collection: known, id, code, data: details, at, tries: Number(tries ?? 1) };
}
