import { REPLICATED, type ReplicatedName } from '../../../shared/contract/hub/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Which documents the hub does not have yet, as they are here. In memory; counted anew after a restart. */
export interface Pending {
  /** Written here, or found not to be on the hub. */
  wrote(collection: ReplicatedName, document: Fields): void;
  /** The hub has this state of it, or has refused it. */
  reached(collection: ReplicatedName, document: Fields): void;
  /**
   * The hub said that this is its state. Where a conflict is resolved by taking just that, RxDB writes it here and, since it
   * is what the hub has, never pushes it.
   */
  told(collection: ReplicatedName, document: Fields): void;
  /** Those that have waited since the last time this was asked, as they were then. */
  overdue(collection: ReplicatedName): readonly string[];
  /** It is not on this station any more. */
  gone(collection: ReplicatedName, ids: readonly string[]): void;
  has(collection: ReplicatedName, id: string): boolean;
  of(collection: ReplicatedName): number;
  count(): number;
}

export function createPending(changed: () => void): Pending {
  const waiting = new Map<ReplicatedName, Map<string, string>>(REPLICATED.map((name) => [name, new Map()]));
  /** States of conflicts, until the document is written or pushed. */
  const masters = new Map<ReplicatedName, Map<string, string>>(REPLICATED.map((name) => [name, new Map()]));
  const seen = new Map<ReplicatedName, ReadonlyMap<string, string>>();
  const of = (collection: ReplicatedName): Map<string, string> => waiting.get(collection) ?? new Map();
  return {
    wrote(collection, document) {
      const id = String(document['id']);
      const state = stateOf(document);
      const there = masters.get(collection);
      if (there?.get(id) === state) of(collection).delete(id);
      else of(collection).set(id, state);
      there?.delete(id);
      changed();
    },
    reached(collection, document) {
      const id = String(document['id']);
      masters.get(collection)?.delete(id);
      // It was written again while it was on its way.
      if (of(collection).get(id) !== stateOf(document)) return;
      of(collection).delete(id);
      changed();
    },
    told: (collection, document) =>
      void masters.get(collection)?.set(String(document['id']), stateOf(document)),
    overdue(collection) {
      const before = seen.get(collection);
      const now = new Map(of(collection));
      seen.set(collection, now);
      return [...now].filter(([id, state]) => before?.get(id) === state).map(([id]) => id);
    },
    gone(collection, ids) {
      for (const id of ids) {
        of(collection).delete(id);
        masters.get(collection)?.delete(id);
      }
      changed();
    },
    has: (collection, id) => of(collection).has(id),
    of: (collection) => of(collection).size,
    count: () => [...waiting.values()].reduce((sum, ids) => sum + ids.size, 0),
  };
}

/**
 * Tells two states of one document apart, for a small part of what `fingerprintOf` costs: every write of the bench passes
 * here. What changes in an aggregate are its events (added, or with another stamp), its private keys and, where it was
 * imported twice, its base.
 */
function stateOf(document: Fields): string {
  const { events, stamp } = document;
  if (!Array.isArray(events)) return typeof stamp === 'string' ? stamp : '';
  let hash = 0;
  for (const { at } of events as readonly { readonly at: string }[])
    for (let place = 0; place < at.length; place += 1)
      hash = (Math.imul(hash, 31) + at.charCodeAt(place)) | 0;
  const secret = document['private'] as { base?: unknown; events?: object } | undefined;
  const keys = Object.keys(secret?.events ?? {}).length + (secret?.base === undefined ? 0 : 1_000_000);
  return `${events.length}.${hash}.${keys}.${JSON.stringify(document['base'] ?? null).length}`;
}
