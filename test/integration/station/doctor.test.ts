import { closeSync, copyFileSync, existsSync, openSync, readFileSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waybillDoc } from '../../../electron/station/database/index.ts';
import { examine, exitCodeOf, FINDINGS, repair, sayFinding } from '../../../electron/station/doctor/index.ts';
import type { Examined, FindingCode } from '../../../electron/station/doctor/index.ts';
import { loadKeyFile } from '../../../electron/station/storage/index.ts';
import { withFolder } from './folder.ts';
import { keyFileOf, startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { orderOf, packWhole, saveOrders, saveProducts, shipmentOf } from './shop.ts';

let bench: TestBench;
let key: Uint8Array;
let path: string;

beforeEach(async () => {
  bench = await startBench();
  await saveProducts(bench);
  await saveOrders(
    bench,
    ['A-1', 'A-2'].map((no) => ({ no, lines: { MUG: 1 } })),
  );
  await packWhole(bench, 'A-1');
  await bench.stop();
  key = loadKeyFile(keyFileOf(bench.dir));
  path = join(bench.dir, 'packline.sqlite');
});
afterEach(async () => {
  await bench.close();
});

const look = (): Promise<Examined> => examine(bench.dir, key, Date.now());
const found = ({ findings }: Examined): FindingCode[] =>
  findings.map(({ code }) => code).filter((code) => FINDINGS[code].level !== 'note');
async function mend() {
  const before = await look();
  expect(exitCodeOf(before.findings)).toBe(1);
  const repaired = await repair(bench.dir, key, before.findings, Date.now());
  expect(existsSync(join(repaired.aside, 'packline.sqlite'))).toBe(true);
  return { before, repaired, after: await look() };
}
function sql(work: (database: DatabaseSync, table: (name: string) => string) => void): void {
  const database = new DatabaseSync(path, { defensive: false });
  const table = (name: string): string =>
    String(
      database
        .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?`)
        .get(`t*_${name}`)?.['name'],
    );
  work(database, table);
  database.close();
}

describe('the doctor', () => {
  it('finds nothing in a sound folder, changes nothing, and says what is in it', async () => {
    const before = readFileSync(path);
    const examined = await look();
    expect(found(examined)).toEqual([]);
    expect(exitCodeOf(examined.findings)).toBe(0);
    expect(examined.findings.map(({ code }) => code)).toEqual(['no_backup']);
    expect(examined.counts).toMatchObject({ orders: 2, shipments: 2, waybills: 1, prints: 1 });
    expect(examined.station).toMatch(/^[a-z2-9]{4}$/);
    expect(readFileSync(path).equals(before)).toBe(true);
    const codes = Object.keys(FINDINGS) as FindingCode[];
    for (const code of codes)
      for (const language of ['zh_CN', 'en']) expect(sayFinding(code, language)).not.toBe('');
  });

  it('refuses a wrong key and touches nothing', async () => {
    const before = readFileSync(path);
    await expect(examine(bench.dir, new Uint8Array(32), Date.now())).rejects.toMatchObject({
      code: 'storage-key-wrong',
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('derives index fields and columns from events and documents anew', async () => {
    sql((database, table) => {
      const shipments = table('shipments');
      database.exec(`UPDATE ${shipments} SET data = json_set(data, '$.lane', 'gone') WHERE id LIKE '%A-2%'`);
      database.exec(`UPDATE ${shipments} SET data = json_set(data, '$.bench', 'B9') WHERE id LIKE '%A-1%'`);
      database.exec(`UPDATE ${table('orders')} SET c1 = 5`);
    });
    const { before, after } = await mend();
    expect(found(before).sort()).toEqual(['index_columns', 'index_fields']);
    expect(found(after)).toEqual([]);
    await bench.start();
    await packWhole(bench, 'A-2');
  }, 60_000);

  it('binds a number that its parcel bears, notes a label that came out, and counts own numbers on', async () => {
    await withFolder(bench.dir, async (db) => {
      const [waybill] = await db.waybills.find({ selector: {} });
      if (!waybill) throw new Error('no waybill');
      // As a crash or a half-restored copy would leave them.
      await db.waybills.put(waybillDoc({ ...waybill, events: [] }));
      const shipment = await db.shipments.get(shipmentOf('A-1'));
      if (!shipment) throw new Error('no shipment');
      const events = shipment.events.filter((event) => event.type !== 'label_printed');
      await db.shipments.put({ ...shipment, events });
      await db.config.put({ id: 'series:OWN', kind: 'series', value: { next: 1 }, private: {} });
    });
    const { before, after } = await mend();
    expect(found(before).sort()).toEqual(['label_not_noted', 'series_behind', 'waybill_not_bound']);
    expect(found(after)).toEqual([]);
    // Mended once more, nothing more is added.
    await withFolder(bench.dir, async (db) => {
      const [waybill] = await db.waybills.find({ selector: {} });
      expect(waybill).toMatchObject({ shipment: shipmentOf('A-1'), state: 'BOUND' });
      expect((await db.config.get('series:OWN'))?.value['next']).toBe(2);
    });
    await bench.start();
    await packWhole(bench, 'A-2');
    const numbers = await Promise.all(
      ['A-1', 'A-2'].map(async (no) => (await bench.order(orderOf(no))).shipments[0]?.number),
    );
    expect(new Set(numbers).size).toBe(2);
  }, 60_000);

  it('makes indexes anew that lack rows', async () => {
    sql((database, table) => {
      // An index over nothing in the place of one over everything.
      database.exec(`PRAGMA writable_schema=ON;
        UPDATE sqlite_schema SET sql = sql || ' WHERE deleted = 7'
        WHERE type = 'index' AND name = '${table('orders')}_i1'; PRAGMA writable_schema=RESET; REINDEX;
        PRAGMA writable_schema=ON;
        UPDATE sqlite_schema SET sql = replace(sql, ' WHERE deleted = 7', '') WHERE type = 'index';
        PRAGMA writable_schema=RESET;`);
    });
    const { before, after } = await mend();
    expect(found(before)).toEqual(['sqlite_indexes']);
    expect(found(after)).toEqual([]);
  });

  it('saves the rows that can be read of a damaged file, and keeps that', async () => {
    // Enough orders for many pages, then one page of orders in the middle is gone.
    await bench.start();
    await saveOrders(
      bench,
      Array.from({ length: 60 }, (_, i) => ({ no: `B-${i}`, lines: { MUG: 1 } })),
    );
    await bench.stop();
    let page = 0;
    sql((database, table) => {
      const row = database
        .prepare(
          `SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 10`,
        )
        .get(table('orders'));
      page = Number(row?.['pageno']);
    });
    const handle = openSync(path, 'r+');
    writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, (page - 1) * 4096);
    closeSync(handle);
    copyFileSync(path, join(bench.dir, 'damaged.sqlite'));
    const { before, repaired, after } = await mend();
    expect(found(before)).toContain('sqlite_damage');
    expect(repaired.salvaged?.lost).toBeGreaterThan(0);
    expect(found(after).filter((code) => FINDINGS[code].level === 'damaged')).toEqual([]);
    const left = after.counts['orders'] ?? 0;
    expect(left).toBeGreaterThan(45);
    expect(left).toBeLessThan(62);
    expect(after.counts['shipments']).toBe(62);
    expect(
      readFileSync(join(repaired.aside, 'packline.sqlite')).equals(
        readFileSync(join(bench.dir, 'damaged.sqlite')),
      ),
    ).toBe(true);
    expect(readdirSync(bench.dir).filter((name) => name.includes('salvaged'))).toEqual([]);
    await bench.start();
    expect((await bench.call('app.hello', {})).orders).toBe(left);
  }, 60_000);
});
