import { afterEach, describe, expect, it } from 'vitest';
import type { UpkeepView } from '../../../shared/contract/index.ts';
import { sleep, startBench, type TestBench } from './harness.ts';
import { orderOf, saveOrders, saveProducts } from './shop.ts';

const MB = 1024 * 1024;

let bench: TestBench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

describe('little room on the disk', () => {
  it('is told below 1 GB; below 200 MB nothing counts, what is open stays, and it goes on by itself', async () => {
    let free = 5_000 * MB;
    bench = await startBench({ disk: { freeBytes: () => Promise.resolve(free), everyMs: 20 } });
    const b = bench;
    const told: UpkeepView[] = [];
    b.client.on('upkeep', (view) => void told.push(view));
    const level = async (wanted: string): Promise<void> => {
      for (let n = 0; n < 200 && told.at(-1)?.disk.level !== wanted; n += 1) await sleep(20);
      expect(told.at(-1)?.disk).toEqual({ level: wanted, freeBytes: free });
    };
    await saveProducts(b);
    await saveOrders(b, [
      { no: 'A-1', lines: { MUG: 2 } },
      { no: 'A-2', lines: { TEA: 1 } },
    ]);
    expect((await b.call('upkeep.view', {})).disk.level).toBe('ok');

    free = 900 * MB;
    await level('low');
    // A warning stops nobody.
    expect((await b.command('NEXT')).kind).toBe('opened');
    expect((await b.scan('MUG')).kind).toBe('unit_ok');

    free = 150 * MB;
    await level('full');
    const before = await b.view();
    const refused = await b.scan('MUG');
    expect(refused).toMatchObject({ kind: 'storage_failed', stop: true, data: { reason: 'disk_full' } });
    for (const name of ['CANCEL', 'HOLD', 'NEXT', 'OK'])
      expect((await b.command(name)).data).toEqual({ reason: 'disk_full' });
    const after = await b.view();
    expect(after.session).toEqual(before.session);
    expect(after.stop).toBeNull();
    expect(after.session?.units.checked).toBe(1);
    // Reading goes on, writing waits.
    expect((await b.call('orders.list', {})).total).toBe(2);
    expect(await b.act(orderOf('A-2'), 'cancel', { reason: 'test' })).toMatchObject({ code: 'disk_full' });
    expect(await b.call('settings.save', { siteName: 'x' })).toMatchObject({ code: 'disk_full' });
    expect(await b.call('import.demo', { operator: b.operator })).toMatchObject({ code: 'disk_full' });
    await expect(
      b.station?.acceptUpload(
        'a.csv',
        (async function* () {
          yield Buffer.from('a');
        })(),
      ),
    ).rejects.toMatchObject({ code: 'ENOSPC' });

    free = 3_000 * MB;
    await level('ok');
    expect((await b.scan('MUG')).kind).toBe('order_complete');
    expect((await b.order(orderOf('A-2'))).status).toBe('READY_TO_SHIP');
    expect(await b.call('settings.save', { siteName: 'x' })).toMatchObject({ ok: true });
  });

  it('an import ends where the room ends: what it accepted is there, and the same file brings the rest', async () => {
    let free = 5_000 * MB;
    bench = await startBench({ disk: { freeBytes: () => Promise.resolve(free), everyMs: 5 } });
    const b = bench;
    await saveProducts(b);
    const rows = Array.from({ length: 3_000 }, (_, n) => `B-${n},MUG,1,李晓梅,13912345678,文三路168号`);
    const file = ['order_no,sku,qty,receiver_name,receiver_phone,address', ...rows, ''].join('\n');
    const watching = (async () => {
      while ((b.progress.findLast(({ kind }) => kind === 'orders')?.accepted ?? 0) === 0) await sleep(1);
      free = 100 * MB;
    })();
    const report = await b.importText(file, 'packline-orders');
    await watching;
    expect(report).toMatchObject({ state: 'failed', code: 'disk_full' });
    expect(report.accepted).toBeLessThan(3_000);
    expect((await b.call('orders.list', {})).total).toBe(report.accepted);
    free = 5_000 * MB;
    await sleep(50);
    const again = await b.importText(file, 'packline-orders');
    expect(again).toMatchObject({
      state: 'done',
      accepted: 3_000 - report.accepted,
      already: report.accepted,
    });
  }, 60_000);
});
