import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { RxDocumentData, RxJsonSchema } from 'rxdb';
import { describe, expect, it } from 'vitest';

import { createBench, prepared, stored } from '../integration/storage/harness.ts';
import type { Instance } from '../integration/storage/harness.ts';

interface Order {
  id: string;
  status: string;
  at: number;
  lines: { sku: string; n: number }[];
  private: { name: string };
}

const schema: RxJsonSchema<Order> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 40 },
    status: { type: 'string', maxLength: 20 },
    at: { type: 'integer', minimum: 0, maximum: 10_000_000, multipleOf: 1 },
    lines: { type: 'array', items: { type: 'object' } },
    private: { type: 'object' },
  },
  indexes: [['status', 'at'], ['at']],
  encrypted: ['private'],
};

const DOCUMENTS = Number(process.env['PACKLINE_MILLION'] ?? 1_000_000);
const BATCH = 5_000;
const STATUSES = [
  'ready',
  'packed',
  'held',
  'shipped',
  'shipped',
  'shipped',
  'shipped',
  'shipped',
  'shipped',
  'shipped',
];

const order = (n: number): RxDocumentData<Order> =>
  stored<Order>({
    id: `o${String(n).padStart(8, '0')}`,
    status: STATUSES[n % STATUSES.length] ?? '',
    at: (n * 7_919) % DOCUMENTS,
    lines: [{ sku: `sku-${n % 5_000}`, n: 1 + (n % 3) }],
    private: { name: `收件人${n}` },
  });

const turns = () => new Promise((resolve) => setTimeout(resolve, 10));

/** Measures a step, ms, and the longest time for which nothing else got a turn. */
async function measure<T>(
  figures: Record<string, unknown>,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const gaps = monitorEventLoopDelay({ resolution: 1 });
  gaps.enable();
  await turns();
  gaps.reset();
  const began = performance.now();
  const result = await work();
  const ms = performance.now() - began;
  // The end of a step that never yields is seen in the turn after it.
  await turns();
  gaps.disable();
  figures[name] = { ms: Math.round(ms * 10) / 10, gapMs: Math.round(gaps.max / 1e5) / 10 };
  return result;
}

describe('a million documents', () => {
  it('are written, found by index, counted, followed and opened again', async () => {
    const figures: Record<string, unknown> = { documents: DOCUMENTS };
    const bench = createBench({ encryption: { key: new Uint8Array(32).fill(5) } });
    let orders: Instance<Order> = await bench.open(schema, 'orders');
    const window = {
      selector: { _deleted: { $eq: false }, status: { $eq: 'ready' }, at: { $gte: DOCUMENTS / 2 } },
      sort: [{ at: 'desc' }],
      limit: 50,
    };
    const ready = { selector: { _deleted: { $eq: false }, status: { $eq: 'ready' } } };
    const ask = async (name: string) => {
      const page = await measure(figures, `${name}: 50 by index`, () =>
        orders.query(prepared(orders, window as never)),
      );
      expect(page.documents).toHaveLength(50);
      expect(page.documents.every(({ status }) => status === 'ready')).toBe(true);
      expect(page.documents.map(({ at }) => at)).toEqual(
        page.documents.map(({ at }) => at).toSorted((a, b) => b - a),
      );
      const byStatus = await measure(figures, `${name}: count by index`, () =>
        orders.count(prepared(orders, ready as never)),
      );
      expect(byStatus).toEqual({ count: DOCUMENTS / 10, mode: 'fast' });
      const all = await measure(figures, `${name}: count of all`, () =>
        orders.count(prepared(orders, { selector: { _deleted: { $eq: false } } } as never)),
      );
      expect(all.count).toBe(DOCUMENTS);
      const ids = Array.from({ length: 100 }, (_, n) => order((n * 9_973) % DOCUMENTS).id);
      const found = await measure(figures, `${name}: 100 by id`, () => orders.findDocumentsById(ids, false));
      expect(found.map(({ id }) => id)).toEqual(ids);
      expect(found[1]?.private).toEqual(order(9_973).private);
    };
    try {
      await measure(figures, 'insert', async () => {
        for (let from = 0; from < DOCUMENTS; from += BATCH) {
          const rows = Array.from({ length: BATCH }, (_, n) => ({ document: order(from + n) }));
          const { error } = await orders.bulkWrite(rows, 'test');
          if (error.length > 0) throw new Error(`${error.length} conflicts`);
        }
      });
      await measure(figures, 'idle', () => bench.storage.idle());
      await ask('warm');
      const { fileBytes } = bench.storage.stats()['db'] ?? { fileBytes: 0 };
      figures['file MB'] = Math.round(fileBytes / 1e6);
      await measure(figures, 're-open', async () => {
        await bench.restart();
        orders = await bench.open(schema, 'orders');
      });
      await ask('re-opened');
      await measure(figures, 'follow all changes, 500 a page', async () => {
        let seen = 0;
        let checkpoint: { id: string; lwt: number } | undefined;
        for (;;) {
          const page = await orders.getChangedDocumentsSince?.(500, checkpoint);
          if (!page || page.documents.length === 0) break;
          checkpoint = page.checkpoint;
          seen += page.documents.length;
        }
        expect(seen).toBe(DOCUMENTS);
      });
      figures['memory MB'] = Math.round(process.memoryUsage().rss / 1e6);
    } finally {
      process.stdout.write(`${JSON.stringify(figures, undefined, 1)}\n`);
      await bench.end();
    }
  });
});
