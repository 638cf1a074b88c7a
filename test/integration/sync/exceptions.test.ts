import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestBench } from '../station/harness.ts';
import { orderFile, orderOf, packWhole, saveProducts } from '../station/shop.ts';
import { inStep, joinHub, startSyncBench, startTestHub, untilSync, type TestHub } from './harness.ts';
import { untilSo } from '../../lib/until.ts';

const PATHS = ['/v1/push', '/v1/pull', '/v1/stream', '/v1/hello'];

describe('what cannot both be true', () => {
  let hub: TestHub;
  let a: TestBench;
  let b: TestBench;

  beforeEach(async () => {
    hub = await startTestHub();
    [a, b] = await Promise.all([
      startSyncBench({ printer: 'tspl' }),
      startSyncBench({ printer: 'tspl', child: true }),
    ]);
  });
  afterEach(async () => {
    await Promise.all([a.close(), b.close()]);
    await hub.close();
  });

  const blocked = (bench: TestBench) => bench.call('orders.blocked', { search: '', offset: 0, limit: 50 });

  it('is listed at both stations with both facts, and closed at one is closed at the other', async () => {
    await saveProducts(a);
    await a.importText(orderFile([{ no: 'X-1', lines: { MUG: 1 } }]), 'packline-orders');
    await joinHub(a, hub);
    await inStep(a);
    await joinHub(b, hub);
    await inStep(b);
    for (const path of PATHS) hub.liar.lie(path, { kind: 'cut' });
    hub.liar.cutAll();
    await Promise.all([a, b].map((bench) => untilSync(bench, (view) => view.state === 'offline')));
    await packWhole(a, 'X-1');
    await packWhole(b, 'X-1');
    expect((await a.order(orderOf('X-1'))).exceptions).toEqual([]);

    for (const path of PATHS) hub.liar.lie(path);
    await Promise.all([inStep(a), inStep(b)]);
    const here = (await a.call('app.hello', {})).station;
    const there = (await b.call('app.hello', {})).station;
    for (const bench of [a, b]) {
      const listed = await untilSo(async () => {
        const { rows } = await blocked(bench);
        return rows.find(({ reasons }) => reasons.some(({ code }) => code === 'packed_at_two_benches'));
      }, 'the exception in the list');
      expect(listed.order).toBe(orderOf('X-1'));
      const { exceptions } = await bench.order(orderOf('X-1'));
      const packed = exceptions.find(({ code }) => code === 'packed_at_two_benches');
      expect(packed).toMatchObject({ subject: 'shipment' });
      expect(packed?.facts.map(({ type, station, bench: at }) => [type, station, at])).toEqual([
        ['packed', here, 'B1'],
        ['packed', there, 'B1'],
      ]);
      await untilSo(
        async () => (await bench.call('bench.view', { bench: 'B1' })).queue.blocked > 0,
        'the count',
      );
    }

    expect(
      await a.act(orderOf('X-1'), 'close_exception', { target: 'not-there', reason: 'x' }),
    ).toMatchObject({
      ok: false,
      code: 'exception_not_open',
    });
    for (const { id } of (await a.order(orderOf('X-1'))).exceptions)
      expect(
        await a.act(orderOf('X-1'), 'close_exception', { target: id, reason: 'one box kept' }),
      ).toMatchObject({
        ok: true,
      });
    for (const bench of [a, b])
      await untilSo(async () => (await blocked(bench)).total === 0, 'an empty list');
    expect((await b.order(orderOf('X-1'))).exceptions).toEqual([]);
    for (const bench of [a, b])
      await untilSo(
        async () => (await bench.call('bench.view', { bench: 'B1' })).queue.blocked === 0,
        'no count',
      );
  });
});
