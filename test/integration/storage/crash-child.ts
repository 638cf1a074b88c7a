/**
 * Writes as a station does: scans relaxed, prints durable, parcels of several documents with a barrier, bulks, deletions and
 * cleanups, reads in between, pauses; and notes what it calls and what was acknowledged. Started by crash-run.ts.
 */
import { openSync, writeSync } from 'node:fs';

import { fillWithDefaultSettings, normalizeMangoQuery, now, prepareQuery } from 'rxdb';
import type { RxDocumentData, RxJsonSchema } from 'rxdb';

import { getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import type { TogetherPart } from '../../../electron/station/storage/index.ts';
import { createRandom } from '../../../shared/demo/random.ts';
import { COLLECTIONS, DURABILITY, KEY, NAME, TICK_MS, docOf, schema } from './crash-load.ts';
import type { Collection, Doc, Line, Settings } from './crash-load.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
const random = createRandom(settings.seed);
const notes = openSync(settings.notes, 'a');
const note = (line: Line): void => void writeSync(notes, `${JSON.stringify(line)}\n`);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const storage = getRxStorageNodeSqlite({
  directory: settings.directory,
  durability: DURABILITY,
  encryption: { key: KEY },
  onFatal: (error) => {
    throw error;
  },
});
const open = (collectionName: Collection) =>
  storage.createStorageInstance<Doc>({
    databaseInstanceToken: 't',
    databaseName: NAME,
    collectionName,
    schema: fillWithDefaultSettings(schema),
    options: {},
    multiInstance: false,
    devMode: false,
  });
const instances = new Map<Collection, Awaited<ReturnType<typeof open>>>();
for (const name of COLLECTIONS) instances.set(name, await open(name));
function instanceOf(name: Collection) {
  const instance = instances.get(name);
  if (!instance) throw new Error(`no collection ${name}`);
  return instance;
}

let next = settings.first;
let waits = 0;
const known = new Map<string, { readonly numbers: number[]; readonly stored: RxDocumentData<Doc> }>();

function rowOf(to: Collection, id: string, n: number, deleted = false) {
  const before = known.get(`${to} ${id}`);
  const numbers = [...(before?.numbers ?? []), n];
  const document: RxDocumentData<Doc> = {
    ...docOf(id, numbers),
    _attachments: {},
    _deleted: deleted,
    _meta: { lwt: now() },
    _rev: `${numbers.length}-crash`,
  };
  return { numbers, row: before ? { previous: before.stored, document } : { document } };
}

/** Writes one event to each document, all in one call. */
async function write(to: Collection, ids: readonly string[], how: { deleted?: true; many?: string } = {}) {
  const n = next;
  next += ids.length;
  const { many, deleted } = how;
  const made = ids.map((id, k) => rowOf(to, id, n + k, deleted));
  if (many !== undefined) note({ call: n, to, many, rows: ids.length });
  else note({ call: n, to, ids, ...(deleted ? { deleted } : {}) });
  const { error } = await instanceOf(to).bulkWrite(
    made.map(({ row }) => row),
    'crash',
  );
  note({ done: n });
  if (error.length > 0) throw new Error(`unexpected conflict in ${to}`);
  for (const { numbers, row } of made)
    known.set(`${to} ${row.document.id}`, { numbers, stored: row.document });
}

async function barrier(): Promise<void> {
  waits += 1;
  const wait = waits;
  note({ wait });
  await storage.barrier();
  note({ safe: wait });
}

let quiet: Promise<void> | undefined;
let ending = false;
const id = (kind: string, n: number): string => `${kind}${settings.first}-${n}`;

/** Repeats the work with random pauses until the end; stands still in quiet times. */
async function lane(most: number, work: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; !ending; round += 1) {
    await quiet;
    await work(round);
    await sleep(random.int(0, most));
  }
}

const scans = (name: string) =>
  lane(4, (round) => write('scans', [id(name, Math.floor(round / random.int(8, 20)))]));

const prints = () =>
  lane(15, async (round) => {
    await write('prints', [id('p', round)]);
    await write('prints', [id('p', round)]);
  });

/** As closing a parcel: several documents, each a call of its own, and then the disk. */
const parcels = () =>
  lane(25, async (round) => {
    await Promise.all(['order', 'shipment', 'waybill'].map((kind) => write('parcels', [id(kind, round)])));
    await write('parcels', [id('shipment', round)]);
    await barrier();
  });

/** The same as one act, with the print ledger in it: durable. Now and then one that is a conflict, and must leave nothing. */
const acts = () =>
  lane(20, async (round) => {
    const together = [
      { to: 'parcels', id: id('closed', round) },
      { to: 'scans', id: id('act', Math.floor(round / 9)) },
      ...(random.chance(0.7) ? [{ to: 'prints', id: id('label', round) } as const] : []),
    ] as const;
    const n = next;
    next += together.length;
    const made = together.map(({ to, id }, k) => ({ to, ...rowOf(to, id, n + k) }));
    const parts = made.map(({ to, row }) => ({ instance: instanceOf(to), rows: [row], context: 'crash' }));
    note({ call: n, together });
    const errors = await storage.writeTogether(parts as unknown as TogetherPart[]);
    note({ done: n });
    if (errors.length > 0) throw new Error('unexpected conflict in an act');
    for (const { to, numbers, row } of made)
      known.set(`${to} ${row.document.id}`, { numbers, stored: row.document });
    if (random.chance(0.2)) await conflict(round);
  });

async function conflict(round: number): Promise<void> {
  const alone = rowOf('prints', id('nothing', round), 1).row;
  const [key] = [...known.keys()].filter((each) => each.startsWith('parcels'));
  if (key === undefined) return;
  const { row } = rowOf('parcels', key.slice('parcels '.length), 1);
  const stale = { ...row, previous: { ...row.document, _rev: '1-nobody' } };
  const parts = [
    { instance: instanceOf('prints'), rows: [alone], context: 'crash' },
    { instance: instanceOf('parcels'), rows: [stale], context: 'crash' },
  ];
  const errors = await storage.writeTogether(parts as unknown as TogetherPart[]);
  if (errors.length !== 1) throw new Error('a conflict was not seen');
}

const bulks = () =>
  lane(250, async (round) => {
    const many = id('b', round);
    const to = random.chance(0.2) ? 'prints' : 'bulk';
    await write(
      to,
      Array.from({ length: random.int(5, settings.bulk) }, (_, k) => `${many}-${k}`),
      { many },
    );
    if (to === 'prints' || random.chance(0.5)) return;
    const gone = Array.from({ length: random.int(1, 5) }, (_, k) => `${many}-${k}`);
    await write('bulk', gone, { deleted: true });
    if (random.chance(0.6)) {
      await sleep(5);
      await instanceOf('bulk').cleanup(0);
    }
  });

const stored = fillWithDefaultSettings(schema) as RxJsonSchema<RxDocumentData<Doc>>;
const reads = () =>
  lane(30, async () => {
    const [to, wanted] = (random.pick([...known.keys(), 'scans none']).split(' ') ?? []) as [
      Collection,
      string,
    ];
    const was = known.get(`${to} ${wanted}`)?.numbers.length ?? 0;
    const [found] = await instanceOf(to).findDocumentsById([wanted], true);
    // A cleanup may have taken a deleted one.
    if (found ? found.events.length < was : was === 1)
      throw new Error(`${to} ${wanted} is not as it was written`);
    const query = normalizeMangoQuery<Doc>(stored, { selector: { last: { $gt: next - 100 } }, limit: 20 });
    await instanceOf('bulk').query(prepareQuery<Doc>(stored, query));
    await instanceOf('scans').getChangedDocumentsSince?.(50, { id: '', lwt: 0 });
  });

/** In between nothing is written but one scan, which must reach the disk by itself. */
async function pauses(): Promise<void> {
  for (let round = 0; !ending; round += 1) {
    await sleep(random.int(150, 900));
    let go: () => void = () => undefined;
    quiet = new Promise((resolve) => (go = resolve));
    await sleep(60);
    await write('scans', [id('alone', round)]);
    const ms = random.pick(settings.quietMs);
    if (random.chance(0.3)) await storage.idle();
    else await sleep(ms);
    quiet = undefined;
    go();
  }
}

const ticking = setInterval(() => note({ tick: 1 }), TICK_MS);
note({ ready: true });
await sleep(settings.standMs);
setTimeout(() => (ending = true), settings.ms);
writeSync(1, 'ready\n');
await Promise.all([scans('s'), scans('t'), prints(), parcels(), acts(), bulks(), reads(), pauses()]);
clearInterval(ticking);
if (settings.end === 'idle') await storage.idle();
if (settings.end === 'close') {
  for (const instance of instances.values()) await instance.close();
  await storage.close();
}
process.exit(0);
