import type { RxDocumentData, RxJsonSchema } from 'rxdb';

/** What the storage bench stores: a shipment as the station keeps it, about 700 bytes of JSON, with invented people. */
export interface Task {
  readonly id: string;
  readonly site: string;
  readonly lane: string;
  readonly priority: string;
  readonly waybill: string;
  readonly base: Readonly<Record<string, unknown>>;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}
export type StoredTask = RxDocumentData<Task>;

const text = (maxLength: number) => ({ type: 'string', maxLength }) as const;

/** RxDB adds `_deleted` in front of each index, `id` behind it, and an index of `_meta.lwt`. */
export const TASK_SCHEMA: RxJsonSchema<Task> = {
  title: 'task',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  additionalProperties: false,
  properties: {
    id: text(40),
    site: text(64),
    lane: text(10),
    priority: text(60),
    waybill: text(60),
    base: { type: 'object', additionalProperties: true },
    events: { type: 'array', items: { type: 'object', additionalProperties: true } },
  },
  required: ['id', 'site', 'lane', 'priority', 'waybill', 'base', 'events'],
  indexes: [['lane', 'priority'], ['waybill']],
};

/** A shift in a long-used database: most is gone, some waits. */
export const LANES = ['gone', 'gone', 'gone', 'gone', 'staged', 'queue', 'work', 'held'] as const;
/** The lane that queries ask for: every eighth document. */
export const ASKED = 'queue';

const spread = (n: number): number => Math.imul(n + 1, 2_654_435_761) >>> 0;
const pad = (n: number, width: number): string => String(n).padStart(width, '0');

/** Ids come in no order, as ids made at several benches do. */
export const idOf = (n: number): string => `task-${pad(spread(n), 10)}-${pad(n, 7)}`;

const PEOPLE = ['bench-1', 'bench-2', 'bench-3', 'office'];

const eventOf = (n: number, at: number) => ({
  id: `${pad(spread(n * 64 + at), 10)}${pad(at, 4)}`,
  at: `2026-11-22T08:00:${pad(at % 60, 2)}.${pad(at % 1_000, 3)}Z-0001-bench`,
  by: PEOPLE[(n + at) % PEOPLE.length] ?? '',
  type: 'unit_scanned',
  data: {
    sku: `SKU-${pad((n + at) % 50_000, 6)}`,
    code: `2988${pad(spread(at) % 1_000_000_000, 9)}`,
    qty: 1,
  },
});

let lastLwt = 0;
/** RxDB's `now()`: ms with two decimals, never twice the same. */
function now(): number {
  const time = Math.round((performance.timeOrigin + performance.now()) * 100) / 100;
  lastLwt = time > lastLwt ? time : Math.round(lastLwt * 100 + 1) / 100;
  return lastLwt;
}

/** Document number `n` as RxDB hands it to a storage. @param events how many steps its history has */
export function taskOf(n: number, events = 2): StoredTask {
  return {
    id: idOf(n),
    site: 'site-1',
    lane: LANES[n % LANES.length] ?? '',
    priority: `${n % 50 === 0 ? 0 : 1}-${pad(spread(n), 15)}`,
    waybill: `SF${pad(n, 12)}`,
    base: {
      orders: [`order-${pad(n, 9)}`],
      createdAt: 1_763_000_000_000 + n,
      carrier: 'SF',
      lines: [
        { sku: `SKU-${pad(n % 50_000, 6)}`, name: '龙井茶 明前 250g', qty: 1 + (n % 3), location: 'A-03-2' },
        { sku: `SKU-${pad((n * 7) % 50_000, 6)}`, name: '竹编茶席', qty: 1, location: 'C-11-4' },
      ],
    },
    events: Array.from({ length: events }, (_, at) => eventOf(n, at)),
    _deleted: false,
    _attachments: {},
    _rev: '1-bench',
    _meta: { lwt: now() },
  };
}

/** The next revision, with one more event. */
export function withOneMore(task: StoredTask, at: number): StoredTask {
  const height = Number.parseInt(task._rev, 10) + 1;
  // The history stays at its length, so that the thousandth update is as large as the first.
  const events = [...task.events.slice(1), eventOf(at, at % 64)];
  return { ...task, events, _rev: `${height}-bench`, _meta: { lwt: now() } };
}

export function deleted(task: StoredTask): StoredTask {
  const height = Number.parseInt(task._rev, 10) + 1;
  return { ...task, _deleted: true, _rev: `${height}-bench`, _meta: { lwt: now() } };
}
