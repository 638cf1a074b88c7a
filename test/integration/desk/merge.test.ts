import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../../electron/station/doctor/index.ts';
import { loadKeyFile } from '../../../electron/station/storage/index.ts';
import { keyFileOf, startBench, type TestBench } from '../station/harness.ts';
import { orderOf, packWhole, saveOrders, saveProducts } from '../station/shop.ts';
import { alter, altered, handOver } from './shop.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
  await saveProducts(bench);
  await saveOrders(
    bench,
    ['M1', 'M2', 'M3', 'M4', 'M5', 'M6'].map((no) => ({ no, lines: { MUG: 1, TEA: 1 } })),
  );
});
afterAll(() => bench.close());

const merge = (no: string, ...others: string[]) =>
  alter(bench, no, { type: 'merge', with: others.map(orderOf) });

describe('merge', () => {
  it('several orders go in one parcel with one number, and each is shipped with it (MRG-01, MRG-03)', async () => {
    expect(await merge('M1', 'M2')).toMatchObject({ ok: true });
    const view = await altered(bench, 'M1');
    expect(view.merged).toMatchObject({ open: true, orders: [{ channelOrderNo: 'M2' }] });
    // Whichever of the orders is scanned, the common parcel opens.
    const number = await packWhole(bench, 'M2');
    await handOver(bench);
    for (const no of ['M1', 'M2']) {
      const order = await bench.order(orderOf(no));
      expect(order.status).toBe('SHIPPED');
      expect(order.shipments.filter(({ status }) => status === 'HANDED_OVER')).toMatchObject([{ number }]);
    }
  });

  it('is suggested for orders of the same receiver that nobody has opened (MRG-02)', async () => {
    const offered = async (): Promise<string[]> =>
      (await altered(bench, 'M3')).mergeable.map(({ channelOrderNo }) => channelOrderNo).sort();
    await expect.poll(offered).toEqual(['M4', 'M5', 'M6']);
    await bench.scan('M4');
    expect(await offered()).toEqual(['M5', 'M6']);
    await bench.command('CANCEL');
  });

  it('is told at the bench that opens one of them, and only there (MRG-02)', async () => {
    const told = async (shipment: string): Promise<string[]> =>
      (await bench.call('bench.sameReceiver', { bench: 'B1', shipment })).orders
        .map(({ channelOrderNo }) => channelOrderNo)
        .sort();
    const parcelOf = async (no: string): Promise<string> =>
      (await bench.order(orderOf(no))).shipments[0]?.id ?? '';
    expect(await told(await parcelOf('M4'))).toEqual([]);
    await bench.scan('M4');
    expect(await told(await parcelOf('M4'))).toEqual(['M3', 'M5', 'M6']);
    expect(await told(await parcelOf('M5'))).toEqual([]);
    await bench.command('CANCEL');
    expect(await told(await parcelOf('M4'))).toEqual([]);
  });

  it('is checked: receiver, state, nothing opened; who is in one parcel is not put into another (MRG-02)', async () => {
    expect(await merge('M3', 'M4')).toMatchObject({ ok: true });
    expect(await merge('M3', 'M5')).toMatchObject({ ok: false, code: 'already_merged' });
    expect(await merge('M5', 'M5')).toMatchObject({ ok: false, code: 'merge_too_few' });
    expect(await merge('M5', 'M1')).toMatchObject({ ok: false, code: 'merge_not_ready' });
    const receiver = {
      name: '王强',
      phone: '13800138000',
      province: '上海市',
      city: '上海市',
      detail: '南京东路1号',
    };
    await alter(bench, 'M5', { type: 'address', receiver, reason: 'customer_asked' });
    expect(await merge('M5', 'M6')).toMatchObject({ ok: false, code: 'merge_receiver_differs' });
  });

  it('is taken apart before packing, and each order is packed by itself', async () => {
    expect(await alter(bench, 'M3', { type: 'unmerge' })).toMatchObject({ ok: true });
    expect((await altered(bench, 'M4')).merged).toBeNull();
    const numbers = [await packWhole(bench, 'M3'), await packWhole(bench, 'M4')];
    expect(new Set(numbers).size).toBe(2);
    const order = await bench.order(orderOf('M3'));
    expect(order.shipments.map(({ status }) => status).sort()).toEqual([
      'HANDOVER_PENDING',
      'VOIDED',
      'VOIDED',
    ]);
  });

  it('one of them is cancelled: the others get parcels of their own again', async () => {
    await saveOrders(bench, [
      { no: 'M7', lines: { PEN: 1 } },
      { no: 'M8', lines: { SOCK: 1 } },
    ]);
    expect(await merge('M7', 'M8')).toMatchObject({ ok: true });
    expect(await alter(bench, 'M7', { type: 'cancel', reason: 'asked', refundStarted: true })).toMatchObject({
      ok: true,
    });
    expect((await bench.order(orderOf('M7'))).status).toBe('CANCELLED');
    expect(await packWhole(bench, 'M8')).not.toBe('');
  });

  it('nothing is left to heal: the doctor finds the parcel of every order', async () => {
    await bench.stop();
    const { findings } = await examine(bench.dir, loadKeyFile(keyFileOf(bench.dir)), Date.now());
    expect(findings.map(({ code }) => code).filter((code) => code !== 'no_backup')).toEqual([]);
    await bench.start();
  });
});
