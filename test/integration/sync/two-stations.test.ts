import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBench } from '../station/harness.ts';
import { EAN, orderFile, orderOf, saveProducts, shipmentOf } from '../station/shop.ts';
import { inStep, joinHub, startSyncBench, startTestHub, untilSync, type TestHub } from './harness.ts';
import { untilSo } from '../../lib/until.ts';

describe('two stations and their hub', { timeout: 60_000 }, () => {
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

  it('pack at one what was imported at the other, and show it there at once', async () => {
    expect(await a.call('sync.view', {})).toMatchObject({ state: 'alone', hub: null, pushing: 0 });
    await saveProducts(a);
    await a.importText(
      orderFile([
        { no: 'S-1', lines: { MUG: 2 } },
        { no: 'S-2', lines: { TEA: 1 } },
      ]),
      'packline-orders',
    );
    await joinHub(a, hub);
    await inStep(a);
    await joinHub(b, hub);
    await inStep(b);
    expect((await b.call('app.hello', {})).operators).toHaveLength(2);

    expect((await b.call('bench.open', { bench: 'B1', shipment: shipmentOf('S-1') })).kind).toBe('opened');
    await b.scan(EAN.MUG);
    await untilSo(
      async () => (await a.order(orderOf('S-1'))).shipments[0]?.status !== 'QUEUED',
      'the work of the other station',
    );
    const { rows } = await a.call('queue.list', { status: 'in_work', search: '', offset: 0, limit: 9 });
    expect(rows.map((row) => row.shipment)).toEqual([shipmentOf('S-1')]);

    // Cancelled at one: the other's bench may not go on.
    await a.act(orderOf('S-1'), 'request_cancel', { reason: 'asked' });
    const stopped = await b.until((view) => view.stop !== null, 'the stop');
    expect(stopped.stop?.kind).toBe('blocked');
    expect((await untilSync(a, (view) => view.pushing === 0)).refused).toBe(0);
    expect((await untilSync(b, (view) => view.pushing === 0)).refused).toBe(0);
  });

  it('see both boxes of an order that one of them packed into two (PAK-08)', async () => {
    await a.importText(orderFile([{ no: 'T-1', lines: { MUG: 1, TEA: 1 } }]), 'packline-orders');
    await Promise.all([inStep(a), inStep(b)]);
    await b.ok();
    await b.command('CANCEL');
    expect((await b.call('bench.open', { bench: 'B1', shipment: shipmentOf('T-1') })).kind).toBe('opened');
    await b.scan(EAN.MUG);
    await b.scan('CMD:BOX');
    await inStep(b);
    await inStep(a);
    const boxes = (await a.order(orderOf('T-1'))).shipments;
    expect(boxes.map(({ status }) => status).sort()).toEqual(['ALLOCATED', 'CHECKED']);
    const other = boxes.find(({ status }) => status === 'ALLOCATED')?.id ?? '';
    // The goods lie at the other station's bench.
    expect(await a.call('bench.open', { bench: 'B1', shipment: other })).toMatchObject({
      kind: 'busy_elsewhere',
    });
    await a.ok();
    expect((await untilSync(b, (view) => view.pushing === 0)).refused).toBe(0);
  });

  it('that changed one order while apart have the events of both afterwards', async () => {
    await a.importText(orderFile([{ no: 'C-1', lines: { MUG: 1 } }]), 'packline-orders');
    await Promise.all([inStep(a), inStep(b)]);
    for (const path of ['/v1/push', '/v1/pull', '/v1/stream', '/v1/hello'])
      hub.liar.lie(path, { kind: 'cut' });
    hub.liar.cutAll();
    await Promise.all([a, b].map((bench) => untilSync(bench, (view) => view.state === 'offline')));

    await a.act(orderOf('C-1'), 'request_cancel', { reason: 'from A' });
    await b.act(orderOf('C-1'), 'change_receiver', {
      receiver: {
        name: '王新',
        phone: '13800001111',
        province: '浙江省',
        city: '杭州市',
        district: '西湖区',
        detail: '新路1号',
      },
    });
    expect((await untilSync(a, (view) => view.pushing > 0)).state).toBe('offline');

    for (const path of ['/v1/push', '/v1/pull', '/v1/stream', '/v1/hello']) hub.liar.lie(path);
    await Promise.all([inStep(a), inStep(b)]);
    const [left, right] = await untilSo(async () => {
      const both = await Promise.all([a.order(orderOf('C-1')), b.order(orderOf('C-1'))]);
      return both[0].timeline.length === both[1].timeline.length && both;
    }, 'the same order at both');
    expect(left.timeline).toEqual(right.timeline);
    expect(left.timeline.map((event) => event.type)).toEqual(
      expect.arrayContaining(['cancel_requested', 'address_changed']),
    );
    expect(left.receiver).toEqual(right.receiver);
  });
});
