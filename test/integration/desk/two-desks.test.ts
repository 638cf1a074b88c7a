import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBench } from '../station/harness.ts';
import { orderOf, saveOrders, saveProducts } from '../station/shop.ts';
import { inStep, joinHub, startSyncBench, startTestHub, untilSync, type TestHub } from '../sync/harness.ts';
import { alter, altered, casesOf } from './shop.ts';
import { untilSo } from '../../lib/until.ts';

const PATHS = ['/v1/push', '/v1/pull', '/v1/stream', '/v1/hello'];

describe('two desks without the network between them', { timeout: 60_000 }, () => {
  let hub: TestHub;
  let a: TestBench;
  let b: TestBench;

  beforeAll(async () => {
    hub = await startTestHub();
    [a, b] = await Promise.all([startSyncBench(), startSyncBench({ child: true })]);
    await saveProducts(a);
    await saveOrders(a, [{ no: 'D-1', lines: { MUG: 2, TEA: 1 } }]);
    await joinHub(a, hub);
    await inStep(a);
    await joinHub(b, hub);
    await inStep(b);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([a.close(), b.close()]);
    await hub.close();
  });

  async function apart(work: () => Promise<void>): Promise<void> {
    for (const path of PATHS) hub.liar.lie(path, { kind: 'cut' });
    hub.liar.cutAll();
    await Promise.all([a, b].map((bench) => untilSync(bench, (view) => view.state === 'offline')));
    await work();
    for (const path of PATHS) hub.liar.lie(path);
    await Promise.all([inStep(a), inStep(b)]);
  }

  it('that decide a case differently have it open again at both, with the words of both', async () => {
    await alter(a, 'D-1', { type: 'report_short', sku: 'MUG', qty: 1 }, 'none on the shelf');
    const id = await untilSo(async () => (await casesOf(b, 'D-1'))[0]?.id, 'the case at the other station');
    const solve = (bench: TestBench, outcome: string, note: string) =>
      bench.call('cases.act', { id, operator: bench.operator, note, act: { type: 'solve', outcome } });
    await apart(async () => {
      expect((await solve(a, 'found', 'it lay behind')).ok).toBe(true);
      expect((await solve(b, 'order_cancelled', 'the customer is angry')).ok).toBe(true);
    });
    for (const bench of [a, b]) {
      const view = await untilSo(async () => {
        const got = await bench.call('cases.get', { id });
        return got.ok && got.value.disputed && got.value;
      }, 'the dispute');
      expect(view.status).toBe('OPEN');
      expect(view.thread.flatMap(({ note }) => note ?? [])).toEqual(
        expect.arrayContaining(['none on the shelf', 'it lay behind', 'the customer is angry']),
      );
    }
    expect((await solve(b, 'found', 'looked again')).ok).toBe(true);
    await untilSo(async () => (await casesOf(a, 'D-1'))[0]?.status === 'SOLVED', 'the decision over both');
    expect((await untilSync(a, (view) => view.pushing === 0)).refused).toBe(0);
  });

  it('that split an order in two ways keep one division; the parts of the other are held at both', async () => {
    for (const hold of (await a.order(orderOf('D-1'))).holds)
      await a.act(orderOf('D-1'), 'lift_hold', { target: hold.id });
    await untilSo(async () => (await b.order(orderOf('D-1'))).holds.length === 0, 'the end of the hold');
    const goods = {
      a: [[{ no: 1, qty: 2 }], [{ no: 2, qty: 1 }]],
      b: [
        [{ no: 1, qty: 1 }],
        [
          { no: 1, qty: 1 },
          { no: 2, qty: 1 },
        ],
      ],
    };
    const made: string[][] = [];
    await apart(async () => {
      for (const [bench, parts] of [
        [a, goods.a],
        [b, goods.b],
      ] as const) {
        const done = await alter(bench, 'D-1', { type: 'split', parts });
        if (!done.ok) throw new Error(done.code);
        made.push(done.value.orders);
      }
    });
    const [ours = [], theirs = []] = made;
    for (const bench of [a, b]) {
      await untilSo(
        async () => (await bench.order(orderOf('D-1'))).exceptions.some(({ code }) => code === 'split_twice'),
        'the exception',
      );
      expect((await altered(bench, 'D-1')).children.map(({ order }) => order)).toEqual(ours);
      for (const order of theirs)
        await untilSo(
          async () => (await bench.order(order)).flags.includes('hold'),
          'the hold of the others',
        );
      for (const order of ours) expect((await bench.order(order)).flags).not.toContain('hold');
    }
  });
});
