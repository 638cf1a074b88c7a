import { afterEach, describe, expect, it } from 'vitest';
import { storedRow } from '../../hub/replication/index.ts';
import { formatHlc } from '../../shared/base/index.ts';
import { sortEvents } from '../../shared/domain/index.ts';
import { orderDoc, type OrderDoc } from '../../shared/schema/index.ts';
import { orderOf, saveOrders, saveProducts } from '../integration/station/shop.ts';
import {
  inStep,
  joinHub,
  startSyncBench,
  startTestHub,
  untilSync,
  type TestHub,
} from '../integration/sync/harness.ts';
import { untilSo } from '../lib/until.ts';

const HOUR = 3_600_000;

/** The hub's own work on an order: what a channel told it. */
const holdAtHub = (hub: TestHub, order: string): Promise<void> =>
  hub.store.transaction(hub.site, async (tx) => {
    const stored = (await tx.documents('orders', [order])).get(order)?.document as unknown as OrderDoc;
    const id = `held:hub:${order}`;
    const at = formatHlc({ ms: Date.now() - 3 * HOUR, counter: 0, station: 'HUB' });
    const data = { hold: id, reason: 'channel' };
    const event = { id, type: 'held' as const, at, by: 'SYS', station: 'HUB', data };
    const held = orderDoc({ ...stored, events: sortEvents([...stored.events, event]) });
    await tx.putDocuments([storedRow('orders', { ...held }, 'HUB')]);
  });

describe('interrupted', { timeout: 60_000 }, () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  it('a station killed while it pushes loses nothing, and brings nothing twice', async () => {
    const hub = await startTestHub();
    const bench = await startSyncBench({ child: true });
    open.push(bench, hub);
    await joinHub(bench, hub);
    await inStep(bench);
    // The hub takes the first ones and the station never hears of it.
    hub.liar.lie('/v1/push', { kind: 'lose', after: 3 }, 4);
    await bench.demo();
    await untilSo(async () => (hub.liar.asked.get('/v1/push') ?? 0) >= 5, 'some pushes');
    await bench.kill();
    await untilSync(bench, ({ state, pushing }) => state === 'online' && pushing === 0, 'the push');
    const { rows } = await bench.call('orders.list', { search: '', offset: 0, limit: 500 });
    const ids = rows.map((row) => row.order);
    const stored = await hub.documents('orders', ids);
    expect((await bench.call('sync.refused', {})).rows).toEqual([]);
    expect([...stored.keys()].sort()).toEqual([...ids].sort());
    for (const { events } of stored.values())
      expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    const [one = ''] = ids;
    const order = await bench.order(one);
    const parcels = await hub.documents(
      'shipments',
      order.shipments.map(({ id }) => id),
    );
    const there = [stored.get(one), ...parcels.values()].flatMap((doc) => doc?.events ?? []);
    expect(there).toHaveLength(order.timeline.length);
  });

  it('a station whose clock is ahead says by how much, which documents wait for it, and brings them when it is time', async () => {
    let hubClock = -2 * HOUR;
    const hub = await startTestHub('main', () => Date.now() + hubClock);
    const bench = await startSyncBench();
    open.push(bench, hub);
    await saveProducts(bench);
    await saveOrders(bench, [{ no: 'K-1', lines: { MUG: 1 } }]);
    await joinHub(bench, hub);
    const { skewMs } = await untilSync(bench, (view) => view.state === 'online');
    expect(Math.abs((skewMs ?? 0) - 2 * HOUR)).toBeLessThan(60_000);
    const { refused } = await untilSync(bench, (view) => view.pushing === 0 && view.refused > 0);
    const list = await bench.call('sync.refused', { limit: 500 });
    expect(list.total).toBe(refused);
    expect(list.rows).toContainEqual(
      expect.objectContaining({ id: orderOf('K-1'), label: 'K-1', code: 'clock_ahead', tries: 1 }),
    );
    expect((await bench.call('sync.view', {})).agreedAt).toBeNull();
    await bench.call('sync.retry', { collection: 'orders', id: orderOf('K-1') });
    const again = (await bench.call('sync.refused', { limit: 500 })).rows;
    expect(again[0]).toMatchObject({ id: orderOf('K-1'), tries: 2 });

    // The list is on disk; nothing of it may be tidied away meanwhile.
    await bench.restart();
    expect((await bench.call('sync.refused', {})).total).toBe(refused);
    hubClock = 0;
    await untilSync(bench, (view) => view.state === 'online');
    await bench.call('sync.retry', {});
    await inStep(bench);
    expect((await bench.call('sync.refused', {})).total).toBe(0);
    expect((await hub.documents('orders', [orderOf('K-1')])).size).toBe(1);
  });

  it('what the hub refused stays here when the hub changes the same order, and both are there in the end', async () => {
    let hubClock = 0;
    const hub = await startTestHub('main', () => Date.now() + hubClock);
    const bench = await startSyncBench();
    open.push(bench, hub);
    await saveProducts(bench);
    await saveOrders(bench, [{ no: 'F-1', lines: { MUG: 1 } }]);
    await joinHub(bench, hub);
    await inStep(bench);
    hubClock = -2 * HOUR;
    await bench.act(orderOf('F-1'), 'request_cancel', { reason: 'asked' });
    await untilSync(bench, (view) => view.refused > 0 && view.pushing === 0);
    await holdAtHub(hub, orderOf('F-1'));
    const types = async () => (await bench.order(orderOf('F-1'))).timeline.map((event) => event.type);
    await untilSo(async () => (await types()).includes('held'), 'the hold');
    expect(await types()).toContain('cancel_requested');
    await bench.restart();
    expect(await types()).toEqual(expect.arrayContaining(['held', 'cancel_requested']));

    hubClock = 0;
    await untilSync(bench, (view) => view.state === 'online');
    await bench.call('sync.retry', {});
    await inStep(bench);
    const stored = (await hub.documents('orders', [orderOf('F-1')])).get(orderOf('F-1'));
    expect(stored?.events.map((event) => event.type)).toEqual(
      expect.arrayContaining(['held', 'cancel_requested']),
    );
  });

  it('a station whose clock is behind signs after what it has seen', async () => {
    const hub = await startTestHub();
    const [a, b] = await Promise.all([
      startSyncBench(),
      startSyncBench({ child: true, childEnv: () => ({ PACKLINE_TEST_SKEW_MS: String(-3 * HOUR) }) }),
    ]);
    open.push(a, b, hub);
    await saveProducts(a);
    await saveOrders(a, [{ no: 'K-2', lines: { MUG: 1 } }]);
    await joinHub(a, hub);
    await joinHub(b, hub);
    await Promise.all([inStep(a), untilSync(b, (view) => view.agreedAt !== null)]);
    await a.act(orderOf('K-2'), 'request_cancel', { reason: 'asked' });
    await untilSo(
      async () => (await b.order(orderOf('K-2'))).timeline.some((event) => event.type === 'cancel_requested'),
      'the request',
    );
    await b.act(orderOf('K-2'), 'deny_cancel', { reason: 'stays' });
    const flags = await untilSo(async () => {
      const order = await a.order(orderOf('K-2'));
      return order.timeline.some((event) => event.type === 'cancel_request_denied') && order.flags;
    }, 'the answer');
    expect(flags).not.toContain('cancel_requested');
  });
});
