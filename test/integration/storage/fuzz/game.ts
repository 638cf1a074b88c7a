import { isDeepStrictEqual } from 'node:util';

import { createBench } from '../harness.ts';
import type { Instance } from '../harness.ts';
import { differ, findDifference } from './oracle.ts';
import type { StoredDoc } from './oracle.ts';
import type { Query } from './queries.ts';
import type { Doc, Shape } from './schemas.ts';

/** One document to write. What the storage holds at that moment decides whether it is an insert or an update. */
export interface Put {
  readonly doc: Doc;
  readonly deleted: boolean;
  /** Wall clock of the write, ms; it may jump back. */
  readonly lwt: number;
  /** Names a revision that is not the stored one: must be a conflict where the document exists. */
  readonly stale: boolean;
}

export type Move =
  | { readonly do: 'put'; readonly rows: readonly Put[] }
  | { readonly do: 'find'; readonly query: Query; readonly counted: boolean }
  /** Follows the changes since the last walk, so many at a time. */
  | { readonly do: 'walk'; readonly limit: number }
  | { readonly do: 'reopen' }
  | { readonly do: 'idle' }
  | { readonly do: 'cleanup' }
  /** Drops documents; with `seen` only those whose revision is still the stored one, which here none is. */
  | { readonly do: 'purge'; readonly ids: readonly string[]; readonly seen: boolean };

/** A storage and the plain documents that it should hold. */
export interface Game {
  /** @returns what went wrong, or undefined */
  play(move: Move): Promise<string | undefined>;
  /** As many as can be read now, deleted ones too. */
  readonly documents: ReadonlyMap<string, StoredDoc>;
  /** Queries so far that found something. */
  readonly hits: number;
  end(): Promise<void>;
}

/** The planner asks for the greatest row number to know how large a table is. */
const LARGE = 1_000_000;

/** Later than every `lwt` of the game: a clean-up takes all that is deleted. */
const FAR_FUTURE = 9e15;

export async function openGame({ schema, primary, large }: Shape): Promise<Game> {
  const bench = createBench({
    encryption: { key: new Uint8Array(32).fill(3) },
    durability: { things: 'relaxed' },
    clock: { now: () => FAR_FUTURE },
  });
  const truth = new Map<string, StoredDoc>();
  /** Written since the last walk. */
  const changed = new Set<string>();
  let checkpoint: { id: string; lwt: number } | undefined;
  let revision = 0;
  let hits = 0;
  let told: string[] = [];
  let instance: Instance<Doc>;

  async function open(): Promise<void> {
    instance = await bench.open<Doc>(schema);
    instance.changeStream().subscribe((bulk) => {
      for (const { operation, documentId } of bulk.events) told.push(`${operation} ${documentId}`);
    });
  }

  function enlarge(): void {
    const { file, table } = instance.internals;
    file.write(() =>
      file.statement(`UPDATE ${table.name} SET rid = rid + ? WHERE rid < ?`).run(LARGE, LARGE),
    );
  }

  async function put(puts: readonly Put[]): Promise<string | undefined> {
    const conflicts: string[] = [];
    const events: string[] = [];
    told = [];
    const rows = puts.map(({ doc, deleted, lwt, stale }) => {
      const id = String(doc[primary]);
      const previous = truth.get(id);
      revision += 1;
      const document = {
        ...doc,
        _attachments: {},
        _deleted: deleted,
        _meta: { lwt },
        _rev: `${revision}-x`,
      } as StoredDoc;
      if (previous && stale) {
        conflicts.push(id);
        return revision % 2 === 0 ? { document } : { previous: { ...previous, _rev: '0-x' }, document };
      }
      if (!deleted) events.push(`${!previous || previous._deleted ? 'INSERT' : 'UPDATE'} ${id}`);
      else if (previous) events.push(`DELETE ${id}`);
      truth.set(id, JSON.parse(JSON.stringify(document)) as StoredDoc);
      changed.add(id);
      return previous ? { previous, document } : { document };
    });
    const { error } = await instance.bulkWrite(rows, 'fuzz');
    if (large) enlarge();
    if (!isDeepStrictEqual(told, events)) return `events ${told.join()}, not ${events.join()}`;
    const found = error.map(({ documentId }) => documentId);
    if (!isDeepStrictEqual(found, conflicts)) return `conflicts ${found.join()}, not ${conflicts.join()}`;
    return undefined;
  }

  async function walk(limit: number): Promise<string | undefined> {
    const seen: StoredDoc[] = [];
    for (;;) {
      const page = await instance.getChangedDocumentsSince?.(limit, checkpoint);
      if (!page) return 'no changes';
      checkpoint = page.checkpoint;
      seen.push(...page.documents);
      if (page.documents.length < limit) break;
      if (seen.length > changed.size + limit) return `changes: ${seen.length} documents of ${changed.size}`;
    }
    const order = (a: Doc, b: Doc) => (String(a[primary]) < String(b[primary]) ? -1 : 1);
    const expected = [...changed].flatMap((id) => truth.get(id) ?? []).sort(order);
    changed.clear();
    const wrong = differ(seen.sort(order), expected, primary);
    return wrong === undefined ? undefined : `changes: ${wrong}`;
  }

  async function purge(ids: readonly string[], seen: boolean): Promise<string | undefined> {
    told = [];
    const gone = seen ? [] : [...new Set(ids)].filter((id) => truth.delete(id));
    for (const id of gone) changed.delete(id);
    const purged = await instance.purge(seen ? ids.map((id) => ({ id, rev: '0-x' })) : ids);
    if (!isDeepStrictEqual(purged, gone)) return `purged ${purged.join()}, not ${gone.join()}`;
    return told.length === 0 ? readAll() : `a purge is told: ${told.join()}`;
  }

  async function readAll(): Promise<string | undefined> {
    const ids = [...truth.keys()];
    const wrong = differ(await instance.findDocumentsById(ids, true), [...truth.values()], primary);
    return wrong === undefined ? undefined : `by id: ${wrong}`;
  }

  await open();
  return {
    documents: truth,
    get hits() {
      return hits;
    },
    async play(move) {
      switch (move.do) {
        case 'put':
          return put(move.rows);
        case 'find':
          return findDifference(instance, move, truth, primary, (found) => (hits += found > 0 ? 1 : 0));
        case 'walk':
          return walk(move.limit);
        case 'purge':
          return purge(move.ids, move.seen);
        case 'idle':
          await bench.storage.idle();
          return undefined;
        case 'cleanup':
          await instance.cleanup(0);
          for (const [id, doc] of truth) if (doc._deleted) truth.delete(id);
          return readAll();
        case 'reopen':
          await bench.restart();
          await open();
          return readAll();
      }
    },
    end: () => bench.end(),
  };
}
