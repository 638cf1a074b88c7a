import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBench } from '../station/harness.ts';
import { orderOf, saveOrders, saveProducts } from '../station/shop.ts';
import { joinHub, startSyncBench, startTestHub, untilSync, type TestHub } from '../sync/harness.ts';
import { untilSo } from '../../lib/until.ts';

const PATHS = ['/v1/push', '/v1/pull', '/v1/stream', '/v1/hello'];

describe('stock of a site with two stations', { timeout: 90_000 }, () => {
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

  const statusOf = async (bench: TestBench, no: string): Promise<string | null> => {
    const answer = await bench.call('orders.get', { order: orderOf(no) });
    return answer.ok ? answer.value.status : null;
  };
  const levelOf = async (bench: TestBench) => (await bench.call('stock.history', { sku: 'LAMP' })).level;
  const settled = (bench: TestBench) =>
    untilSync(bench, ({ state, pushing }) => state === 'online' && pushing === 0, 'agreement');

  it('the last unit, promised at both while neither heard of the other: the earlier order keeps it (STK-07)', async () => {
    await a.call('siteRules.save', { key: 'stock.tracked', value: true });
    await saveProducts(a);
    await saveOrders(a, [
      { no: 'FIRST', lines: { LAMP: 1 }, payment: 'unpaid' },
      { no: 'SECOND', lines: { LAMP: 1 }, payment: 'unpaid' },
    ]);
    const booked = await a.call('stock.receive', {
      ...{ sku: 'LAMP', qty: 1, location: 'D-01', ref: 'one-delivery', operator: a.operator },
    });
    expect(booked).toMatchObject({ ok: true });
    await joinHub(a, hub);
    await settled(a);
    await joinHub(b, hub);
    await settled(b);
    await untilSo(async () => (await levelOf(b)).onHand === 1, 'the goods at the other station');
    await untilSo(
      async () => (await statusOf(b, 'SECOND')) === 'AWAITING_PAYMENT',
      'the orders at the other station',
    );

    for (const path of PATHS) hub.liar.lie(path, { kind: 'cut' });
    hub.liar.cutAll();
    await Promise.all([a, b].map((bench) => untilSync(bench, (view) => view.state === 'offline')));
    const paid = { amount: { minor: 1_000, currency: 'CNY' } };
    expect(await a.act(orderOf('FIRST'), 'mark_paid', paid)).toMatchObject({ ok: true });
    expect(await b.act(orderOf('SECOND'), 'mark_paid', paid)).toMatchObject({ ok: true });
    expect(await statusOf(a, 'FIRST')).toBe('READY_TO_SHIP');
    expect(await statusOf(b, 'SECOND')).toBe('READY_TO_SHIP');
    for (const bench of [a, b])
      expect(await levelOf(bench)).toMatchObject({ onHand: 1, reserved: 1, free: 0 });

    for (const path of PATHS) hub.liar.lie(path);
    await untilSo(
      async () => (await statusOf(a, 'SECOND')) === 'BACKORDERED',
      'the later order at the first station',
    );
    await untilSo(
      async () => (await statusOf(b, 'SECOND')) === 'BACKORDERED',
      'the later order at its own station',
    );
    for (const bench of [a, b]) {
      expect(await statusOf(bench, 'FIRST')).toBe('READY_TO_SHIP');
      await untilSo(async () => (await levelOf(bench)).reserved === 1, 'the reservation to be given back');
      expect(await levelOf(bench)).toMatchObject({ onHand: 1, reserved: 1, free: 0 });
    }
    expect((await settled(a)).refused).toBe(0);
    expect((await settled(b)).refused).toBe(0);
  });
});
