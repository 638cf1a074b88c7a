import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';

import { fillWithDefaultSettings, now } from 'rxdb';
import { expect } from 'vitest';

import { getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import { COLLECTIONS, DURABILITY, KEY, NAME, TICK_MS, docOf, schema } from './crash-load.ts';
import type { Collection, Doc, Line } from './crash-load.ts';

/** A line with the moment at which it was written. */
export interface Noted {
  readonly ms: number;
  readonly line: Line;
}

export interface State {
  readonly numbers: readonly number[];
  readonly deleted: boolean;
}
/** Documents by `collection id`. */
export type States = ReadonlyMap<string, State>;

/** A relaxed write is on disk after so many ms. */
const BOUND_MS = 500;

interface Event {
  readonly n: number;
  readonly key: string;
  readonly deleted: boolean;
}

/** All events that were written or under way, by their numbers. */
function eventsOf(notes: readonly Noted[]): Event[] {
  return notes.flatMap(({ line }) => {
    if (!('call' in line)) return [];
    if ('together' in line)
      return line.together.map(({ to, id }, k) => ({ n: line.call + k, key: `${to} ${id}`, deleted: false }));
    const ids = 'many' in line ? Array.from({ length: line.rows }, (_, k) => `${line.many}-${k}`) : line.ids;
    return ids.map((id, k) => ({ n: line.call + k, key: `${line.to} ${id}`, deleted: 'deleted' in line }));
  });
}

/** Every process numbers its events from another million on. */
const processOf = (n: number): number => Math.floor(n / 1_000_000);

const lastOf = (line: Line): number => ('call' in line ? line.call + rowsOf(line) - 1 : 0);

const rowsOf = (line: Extract<Line, { call: number }>): number =>
  'many' in line ? line.rows : 'together' in line ? line.together.length : line.ids.length;

const isDurable = (line: Extract<Line, { call: number }>): boolean =>
  ('together' in line ? line.together.map(({ to }) => to) : [line.to]).some(
    (to) => DURABILITY[to] === 'durable',
  );

/** The number of the last event that must be there: of all calls that were acknowledged. */
export function acknowledged(notes: readonly Noted[]): number {
  const calls = callsOf(notes);
  return Math.max(0, ...notes.map(({ line }) => ('done' in line ? lastOf(calls.get(line.done) ?? line) : 0)));
}

const callsOf = (notes: readonly Noted[]): Map<number, Line> =>
  new Map(notes.flatMap(({ line }) => ('call' in line ? [[line.call, line] as const] : [])));

/**
 * The number of the last event that must be there after a power cut at `cutMs`: durable writes that were acknowledged, all
 * that a barrier covered, and relaxed writes beyond the bound. Time in which the load's thread did not run at all, or in which
 * the disk was under way, is not counted: the machine runs other things.
 * @param syncs from when to when the disk was waited for
 */
export function promised(
  notes: readonly Noted[],
  syncs: readonly (readonly [from: number, to: number])[],
  cutMs: number,
): number {
  const calls = callsOf(notes);
  const waits = new Map<number, number>();
  const ticks = notes.flatMap(({ line, ms }) => ('tick' in line ? [ms] : []));
  let done = 0;
  let must = 0;
  for (const { line, ms } of notes) {
    if ('wait' in line) waits.set(line.wait, done);
    if ('safe' in line) must = Math.max(must, waits.get(line.safe) ?? 0);
    if (!('done' in line)) continue;
    const call = calls.get(line.done);
    if (!call || !('call' in call)) throw new Error(`call ${line.done} ended and never began`);
    done = Math.max(done, lastOf(call));
    if (isDurable(call)) must = Math.max(must, lastOf(call));
    else if (cutMs - ms > BOUND_MS && cutMs - ms > BOUND_MS + lostTime(ticks, syncs, ms, cutMs))
      must = Math.max(must, lastOf(call));
  }
  return must;
}

function lostTime(
  ticks: readonly number[],
  syncs: readonly (readonly [number, number])[],
  from: number,
  to: number,
): number {
  const overlap = (start: number, end: number): number =>
    Math.max(0, Math.min(end, to) - Math.max(start, from));
  let lost = 0;
  const inside = [from, ...ticks.filter((ms) => ms > from && ms < to), to];
  for (const [n, ms] of inside.entries()) lost += Math.max(0, (inside[n + 1] ?? ms) - ms - 1.5 * TICK_MS);
  for (const [start, end] of syncs) lost += overlap(start, end);
  return lost;
}

/**
 * Opens what a crash left and holds it against what was noted.
 * @param before what stood before these notes began
 * @param must the last event that must be there
 * @returns what stands now, and the number of its last event
 */
export async function judge(
  directory: string,
  notes: readonly Noted[],
  before: States,
  must: number,
): Promise<{ readonly states: States; readonly last: number }> {
  const found = await readAll(directory);
  const events = eventsOf(notes);
  const numbers = new Set([...found.values()].flatMap((state) => state.numbers));

  // A deletion that a cleanup has taken is seen by what is missing.
  const first = new Map<string, number>();
  const lasts = new Map<number, number>();
  const reached = (n: number): void =>
    void lasts.set(processOf(n), Math.max(n, lasts.get(processOf(n)) ?? 0));
  for (const { n, key } of events) {
    if (numbers.has(n)) reached(n);
    if (!first.has(key)) first.set(key, n);
  }
  const within = (n: number): boolean => n <= (lasts.get(processOf(n)) ?? 0);
  for (const { n, key, deleted } of events)
    if (deleted && !found.has(key) && within(first.get(key) ?? n)) reached(n);
  const last = Math.max(0, ...lasts.values());
  expect(last, 'the last acknowledged write').toBeGreaterThanOrEqual(must);
  // An act stands whole or not at all: the last write is never in the middle of one.
  const torn = notes.filter(
    ({ line }) => 'together' in line && [...lasts.values()].some((n) => n >= line.call && n < lastOf(line)),
  );
  expect(torn, 'half acts').toEqual([]);
  // A process that was killed leaves nothing out that it acknowledged, if anything of the next one is there.
  const earlier = notes.filter(({ line }) => 'done' in line && processOf(line.done) < processOf(last));
  const calls = notes.filter(({ line }) => 'call' in line);
  const kept = acknowledged([...calls, ...earlier]);
  expect(within(kept) || kept === 0, 'the acknowledged writes of the process before').toBe(true);

  // The writes that survived are those up to one moment, all of them and none behind it.
  const expected = new Map(before);
  for (const { n, key, deleted } of events) {
    if (!within(n)) continue;
    const state = expected.get(key);
    expected.set(key, { numbers: [...(state?.numbers ?? []), n], deleted });
  }
  const wrong: string[] = [];
  for (const [key, state] of expected) {
    const is = found.get(key);
    if (!is ? !state.deleted : is.deleted !== state.deleted || `${is.numbers}` !== `${state.numbers}`)
      wrong.push(`${key}: ${JSON.stringify(is)} instead of ${JSON.stringify(state)}`);
  }
  for (const key of found.keys()) if (!expected.has(key)) wrong.push(`${key}: nobody wrote it`);
  expect(wrong.slice(0, 5), `with all writes up to ${last}`).toEqual([]);
  return { states: expected, last };
}

/** Opens the storage as a station does, reads every document, writes one, closes, and looks at the file itself. */
async function readAll(directory: string): Promise<Map<string, State>> {
  const storage = getRxStorageNodeSqlite({
    directory,
    durability: DURABILITY,
    encryption: { key: KEY },
    onFatal: (error) => {
      throw error;
    },
  });
  const open = (collectionName: Collection | 'after') =>
    storage.createStorageInstance<Doc>({
      databaseInstanceToken: 't',
      databaseName: NAME,
      collectionName,
      schema: fillWithDefaultSettings(schema),
      options: {},
      multiInstance: false,
      devMode: false,
    });
  const found = new Map<string, State>();
  const half: string[] = [];
  try {
    for (const name of COLLECTIONS) {
      const instance = await open(name);
      const changes = await instance.getChangedDocumentsSince?.(1_000_000, { id: '', lwt: 0 });
      for (const { _deleted, _meta, _rev, _attachments, ...doc } of changes?.documents ?? []) {
        void [_meta, _rev, _attachments];
        const numbers = doc.events.map((event) => event.n);
        found.set(`${name} ${doc.id}`, { numbers, deleted: _deleted });
        if (!isDeepStrictEqual(doc, docOf(doc.id, numbers))) half.push(`${name} ${doc.id}`);
      }
    }
    expect(half, 'half documents').toEqual([]);
    const document = {
      ...docOf(`after-${now()}`, [1]),
      _attachments: {},
      _deleted: false,
      _meta: { lwt: now() },
      _rev: '1-a',
    };
    const { error } = await (await open('after')).bulkWrite([{ document }], 'crash');
    expect(error).toEqual([]);
  } finally {
    await storage.close();
  }
  const raw = new DatabaseSync(join(directory, `${NAME}.sqlite`), { readOnly: true });
  try {
    expect(raw.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  } finally {
    raw.close();
  }
  return found;
}
