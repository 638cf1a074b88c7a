import type { ReplicatedName } from '../../shared/contract/hub/index.ts';
import type { Doc, Refusal } from './types.ts';

/**
 * A station's database as the replication sees it: documents with the order of their writes, what the hub is assumed to have,
 * checkpoints, refused documents. One file, so a crash leaves a beginning of the writes: all that was committed where only
 * the process died, all that was fsynced where the power went.
 */
export interface Disk {
  get(collection: ReplicatedName, id: string): Doc | undefined;
  all(collection: ReplicatedName): Doc[];
  /** Documents written after that write, oldest first. */
  changedSince(
    collection: ReplicatedName,
    after: number,
    limit: number,
  ): { id: string; doc: Doc; at: number }[];
  assumed(collection: ReplicatedName, id: string): Doc | undefined;
  up(collection: ReplicatedName): number;
  down(collection: ReplicatedName): number;
  refused(): ReadonlyMap<string, Refusal>;
  /** Commits. @returns place in the log */
  write(...writes: readonly Write[]): number;
  /** Everything up to here is on the platter. */
  sync(): void;
  /** What a new process finds. @returns place in the log from which on nothing is left */
  crash(kind: 'kill' | 'power'): number;
}

export type Write =
  | { readonly what: 'doc' | 'assumed'; readonly collection: ReplicatedName; readonly doc: Doc }
  | { readonly what: 'up' | 'down'; readonly collection: ReplicatedName; readonly value: number }
  | { readonly what: 'refused'; readonly key: string; readonly refusal: Refusal | undefined };

interface Written {
  readonly doc: Doc;
  readonly at: number;
}

export function createDisk(power: (unsynced: number) => number): Disk {
  let log: Write[] = [];
  let synced = 0;
  let documents = new Map<string, Map<string, Written>>();
  let assumptions = new Map<string, Map<string, Doc>>();
  let ups = new Map<string, number>();
  let downs = new Map<string, number>();
  let refusals = new Map<string, Refusal>();

  const mapOf = <V>(maps: Map<string, Map<string, V>>, name: string): Map<string, V> => {
    const known = maps.get(name) ?? new Map<string, V>();
    maps.set(name, known);
    return known;
  };

  function apply(write: Write, at: number): void {
    switch (write.what) {
      case 'doc': {
        // Map order is the order of writes: a document that is written again comes last.
        const map = mapOf(documents, write.collection);
        map.delete(write.doc.id);
        map.set(write.doc.id, { doc: write.doc, at });
        return;
      }
      case 'assumed':
        mapOf(assumptions, write.collection).set(write.doc.id, write.doc);
        return;
      case 'up':
        ups.set(write.collection, write.value);
        return;
      case 'down':
        downs.set(write.collection, write.value);
        return;
      case 'refused':
        if (write.refusal) refusals.set(write.key, write.refusal);
        else refusals.delete(write.key);
    }
  }

  return {
    get: (collection, id) => documents.get(collection)?.get(id)?.doc,
    all: (collection) => [...mapOf(documents, collection).values()].map(({ doc }) => doc),
    changedSince(collection, after, limit) {
      const found: { id: string; doc: Doc; at: number }[] = [];
      for (const [id, { doc, at }] of mapOf(documents, collection)) {
        if (at > after) found.push({ id, doc, at });
        if (found.length === limit) break;
      }
      return found;
    },
    assumed: (collection, id) => assumptions.get(collection)?.get(id),
    up: (collection) => ups.get(collection) ?? 0,
    down: (collection) => downs.get(collection) ?? 0,
    refused: () => refusals,
    write(...writes) {
      for (const write of writes) {
        log.push(write);
        apply(write, log.length);
      }
      return log.length;
    },
    sync: () => void (synced = log.length),
    crash(kind) {
      // Without power a part of what was not fsynced may still have reached the platter: always a beginning of it.
      const keep = kind === 'kill' ? log.length : synced + power(log.length - synced);
      log = log.slice(0, keep);
      synced = keep;
      documents = new Map();
      assumptions = new Map();
      ups = new Map();
      downs = new Map();
      refusals = new Map();
      log.forEach((write, at) => apply(write, at + 1));
      return keep;
    },
  };
}
