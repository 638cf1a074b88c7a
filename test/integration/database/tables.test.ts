import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../electron/station/database/index.ts';
import type { PrintDoc } from '../../../shared/schema/index.ts';

const job = (n: number, state = 'queued'): PrintDoc => ({
  id: `job-${String(n)}`,
  state,
  shipment: `shipment-${String(n % 2)}`,
  at: 1_000 + n,
  job: {},
});

describe('tables', () => {
  let directory: string;
  let db: Database;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'packline-tables-'));
    db = await openDatabase({ directory, key: new Uint8Array(32).fill(7), onFatal: () => undefined });
  });
  afterEach(async () => {
    await db.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('finds and counts by index, in order, with and without a sort', async () => {
    await db.prints.insertMany([job(3), job(1), job(2, 'sent')]);
    const ids = async (query: Parameters<typeof db.prints.find>[0]) =>
      (await db.prints.find(query)).map((doc) => doc.id);
    expect(await ids({ selector: { state: 'queued' } })).toEqual(['job-1', 'job-3']);
    expect(await ids({ selector: {}, sort: [{ at: 'desc' }], limit: 2 })).toEqual(['job-3', 'job-2']);
    expect(await ids({ selector: { $or: [{ state: 'sent' }, { shipment: 'shipment-0' }] } })).toEqual([
      'job-2',
    ]);
    expect(await db.prints.count({ shipment: 'shipment-1' })).toBe(2);
  });

  it('keeps a tally through inserts and changes, the same as counting', async () => {
    await db.prints.insertMany([job(1), job(2)]);
    expect(await db.prints.tally('state', 'queued')).toBe(2);
    expect(await db.prints.tally('state', 'sent')).toBe(0);
    await db.prints.insertMany([job(3), job(1)]);
    await db.prints.update('job-2', (doc) => ({ ...doc, state: 'sent' }));
    await db.prints.put({ ...job(4), state: 'sent' });
    await db.prints.put({ ...job(3), state: 'failed' });
    expect(await db.prints.tally('state', 'queued')).toBe(1);
    expect(await db.prints.tally('state', 'sent')).toBe(2);
    expect(await db.prints.count({ state: 'sent' })).toBe(2);
  });

  it('changes one document by one writer after the other: nothing is lost, nothing is made of nothing', async () => {
    await db.prints.insertMany([{ ...job(1), job: { n: 0 } }]);
    const grow = () => db.prints.update('job-1', (doc) => ({ ...doc, job: { n: Number(doc.job['n']) + 1 } }));
    const grown = await Promise.all(Array.from({ length: 20 }, grow));
    expect(new Set(grown.map((doc) => doc?.job['n'])).size).toBe(20);
    expect((await db.prints.get('job-1'))?.job).toEqual({ n: 20 });
    expect(await db.prints.update('nobody', (doc) => doc)).toBeUndefined();
    await Promise.all([1, 2, 3].map((n) => db.prints.put({ ...job(9), job: { n } })));
    expect(await db.prints.count({})).toBe(2);
  });

  it('counts right when asked while documents are written', async () => {
    const writing = Promise.all(Array.from({ length: 50 }, (_, n) => db.prints.insertMany([job(n)])));
    const early = db.prints.tally('state', 'queued');
    await writing;
    await early;
    expect(await db.prints.tally('state', 'queued')).toBe(50);
  });

  it('drops documents from this station only, asks once more before, and tallies follow', async () => {
    await db.prints.insertMany([job(1), job(2), job(3, 'sent'), job(4, 'sent')]);
    expect(await db.prints.tally('state', 'sent')).toBe(2);
    expect(await db.prints.tally('state', 'queued')).toBe(2);
    const gone = await db.prints.purge(['job-1', 'job-3', 'job-4', 'nobody'], (doc) => doc.state === 'sent');
    expect(gone).toBe(2);
    expect(await db.prints.tally('state', 'sent')).toBe(0);
    expect(await db.prints.tally('state', 'queued')).toBe(2);
    expect((await db.prints.find({ selector: {} })).map((doc) => doc.id)).toEqual(['job-1', 'job-2']);
    await db.prints.insertMany([job(3, 'sent')]);
    expect(await db.prints.tally('state', 'sent')).toBe(1);
  });
});
