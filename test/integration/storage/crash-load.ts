import type { RxJsonSchema } from 'rxdb';

/** What the load of the crash tests writes, and the words in which it tells what it did. */

export const COLLECTIONS = ['scans', 'parcels', 'prints', 'bulk'] as const;
export type Collection = (typeof COLLECTIONS)[number];
export const DURABILITY = {
  scans: 'relaxed',
  parcels: 'relaxed',
  bulk: 'relaxed',
  prints: 'durable',
} as const;
export const KEY = new Uint8Array(32).fill(4);
/** Name of the database. */
export const NAME = 'station';

export interface Doc {
  id: string;
  /** Number of the last event. */
  last: number;
  events: { n: number; text: string }[];
  private: { name: string; address: string };
}

export const schema: RxJsonSchema<Doc> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 60 },
    last: { type: 'integer', minimum: 0, maximum: 2_000_000_000, multipleOf: 1 },
    events: { type: 'array', items: { type: 'object' } },
    private: { type: 'object' },
  },
  required: ['id', 'last'],
  indexes: [['last']],
  encrypted: ['private'],
};

/** A document is known by its id and the numbers of its events: whoever reads it can say whether it is whole. */
export const docOf = (id: string, numbers: readonly number[]): Doc => ({
  id,
  last: numbers.at(-1) ?? 0,
  events: numbers.map((n) => ({ n, text: `已扫 ${'件'.repeat(5 + ((n * 7) % 60))} ${n}` })),
  private: {
    name: `收件人${id}`,
    address: `${id} 号 ${'路'.repeat(20)}`.repeat(1 + ((numbers[0] ?? 0) % 9)),
  },
});

/**
 * One line of the load's notes. A `call` is written before the call, in the order of the calls, its `done` when it was
 * acknowledged; row k of the call `n` writes the event n + k. What was done before a `wait` is on disk with its `safe`.
 */
export type Line =
  | {
      readonly call: number;
      readonly to: Collection;
      readonly ids: readonly string[];
      readonly deleted?: true;
    }
  /** Many new documents: ids are `${many}-0` … */
  | { readonly call: number; readonly to: Collection; readonly many: string; readonly rows: number }
  /** Documents of several collections in one transaction: all are there, or none. */
  | {
      readonly call: number;
      readonly together: readonly { readonly to: Collection; readonly id: string }[];
    }
  | { readonly done: number }
  | { readonly wait: number }
  | { readonly safe: number }
  /** The clock of the load's main thread, every TICK_MS. */
  | { readonly tick: number }
  | { readonly ready: true };

export const TICK_MS = 20;

export interface Settings {
  readonly directory: string;
  readonly notes: string;
  readonly seed: number;
  /** Number of the first event. */
  readonly first: number;
  /** Ends after so long by itself. */
  readonly ms: number;
  readonly end: 'close' | 'idle' | 'nothing';
  /** Opens, and writes nothing for so long. */
  readonly standMs: number;
  /** Length of the pauses in which nothing is written, ms. */
  readonly quietMs: readonly number[];
  /** Largest bulk insert, rows. */
  readonly bulk: number;
}
