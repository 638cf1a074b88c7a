import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBench } from '../integration/station/harness.ts';
import { EAN, orderFile, orderOf, saveProducts, shipmentOf } from '../integration/station/shop.ts';
import {
  inStep,
  joinHub,
  startSyncBench,
  startTestHub,
  untilSync,
  type TestHub,
} from '../integration/sync/harness.ts';
import { untilSo } from '../lib/until.ts';

describe('a hub that was restored from an older backup', { timeout: 90_000 }, () => {
  let hub: TestHub;
  let a: TestBench;
  let b: TestBench;
  beforeAll(async () => {
    hub = await startTestHub();
    [a, b] = await Promise.all([startSyncBench(), startSyncBench({ child: true })]);
  });
  afterAll(async () => {
    await Promise.all([a.close(), b.close()]);
    await hub.close();
  });

  const take = (bench: TestBench, ...nos: string[]): Promise<unknown> =>
    bench.importText(orderFile(nos.map((no) => ({ no, lines: { MUG: 1 } }))), 'packline-orders');
  const timeline = async (bench: TestBench, no: string): Promise<string[]> =>
    (await bench.order(orderOf(no))).timeline.map(({ at, type, by }) => `${at} ${type} ${by}`);
  /** Types of the events of an order and its parcel, as the hub has them. */
  async function atHub(no: string): Promise<string[]> {
    const orders = await hub.documents('orders', [orderOf(no)]);
    const parcels = await hub.documents('shipments', [shipmentOf(no)]);
    return [...orders.values(), ...parcels.values()].flatMap(({ events }) => events.map(({ type }) => type));
  }

  it('gets back from its stations what it lost, whoever comes first, and nothing twice', async () => {
    await saveProducts(a);
    await take(a, 'K-1', 'K-2');
    await joinHub(a, hub);
    await inStep(a);
    await joinHub(b, hub);
    await inStep(b);

    await hub.backUp();
    // A hub that was merely started again has lost nothing.
    await Promise.all([inStep(a), inStep(b)]);
    expect((await a.call('sync.view', {})).anewAt).toBeUndefined();

    // What the backup will not have: an order, steps of both stations, one of them at the other's order.
    await take(a, 'L-1');
    expect((await b.call('bench.open', { bench: 'B1', shipment: shipmentOf('K-1') })).kind).toBe('opened');
    await b.scan(EAN.MUG);
    await a.act(orderOf('K-2'), 'request_cancel', { reason: 'asked' });
    await Promise.all([inStep(a), inStep(b)]);
    await untilSo(
      async () => (await timeline(a, 'K-1')).some((each) => each.includes(' opened ')),
      'the step',
    );
    const [k1, k2] = [await timeline(b, 'K-1'), await timeline(b, 'K-2')];
    await b.stop();

    await hub.restore();
    expect([await hub.count('orders'), (await atHub('K-1')).includes('opened')]).toEqual([2, false]);

    // One comes back and brings also what the other did; then the history grows past all that the other has seen.
    await untilSync(a, (view) => view.anewAt !== undefined, 'the other history');
    await inStep(a);
    expect(await hub.count('orders')).toBe(3);
    expect(await atHub('K-1')).toContain('opened');
    await take(a, ...Array.from({ length: 8 }, (_, n) => `N-${n}`));
    await inStep(a);

    await b.start();
    const restarted = await untilSync(b, (view) => view.anewAt !== undefined, 'the other history');
    expect(restarted.hub?.url).toBe(hub.liar.url);
    await inStep(b);
    await inStep(a);
    // (A station that ends gives its claims back.)
    for (const bench of [a, b]) {
      expect(await timeline(bench, 'K-1')).toEqual(expect.arrayContaining(k1));
      expect(await timeline(bench, 'K-2')).toEqual(expect.arrayContaining(k2));
      expect((await bench.call('sync.view', {})).refused).toBe(0);
      expect((await bench.call('orders.list', { search: '', limit: 1 })).total).toBe(11);
    }
    expect(await hub.count('orders')).toBe(11);
    for (const no of ['K-1', 'K-2', 'L-1']) {
      expect([no, await timeline(a, no)]).toEqual([no, await timeline(b, no)]);
      const events = await atHub(no);
      expect([no, events.length, new Set(events).size > 1]).toEqual([
        no,
        (await timeline(a, no)).length,
        true,
      ]);
    }

    // And it goes on as before.
    const since = (await b.call('sync.view', {})).anewAt;
    await take(a, 'M-1');
    await Promise.all([inStep(a), inStep(b)]);
    expect(await timeline(b, 'M-1')).not.toEqual([]);
    expect((await b.call('sync.view', {})).anewAt).toBe(since);
  });
});
