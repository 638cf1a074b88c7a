import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldOrder } from '../../../../shared/domain/index.ts';
import { receivedOrder } from '../../../../shared/intake/index.ts';
import type { ShipmentDoc } from '../../../../shared/schema/index.ts';
import { storedRow } from '../../../../hub/replication/documents.ts';
import { retryTracking } from '../../../../hub/intake/index.ts';
import { draftOf, orderShape } from '../../../../hub/intake/shape.ts';
import { MUG, SITE, START, openHub, order, type Hub } from './harness.ts';

let hub: Hub;
let key: string;
beforeEach(async () => {
  hub = await openHub();
  key = await hub.key();
  await hub.call('PUT', '/v1/products', { key, body: MUG });
});
afterEach(() => hub.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  hub.call('POST', '/v1/orders', { key, body, headers });

describe('orders of a shop', () => {
  it('a clean paid order is released and has its parcel, with the events that a station would have written', async () => {
    const { status, body } = await post(order('A-1'));
    expect([status, body]).toEqual([201, { no: 'A-1', outcome: 'accepted', status: 'READY_TO_SHIP' }]);
    const doc = await hub.order('A-1');
    const parcel = await hub.document<ShipmentDoc>('shipments', 'shop:A-1.1');
    expect(parcel).toMatchObject({
      lane: 'queue',
      carrier: 'ZTO',
      order: 'shop:A-1',
      base: { orders: [doc.id] },
    });
    const parsed = draftOf(orderShape.parse(order('A-1')), { channel: 'shop' });
    if (!parsed.ok) throw new Error('refused');
    const elsewhere = receivedOrder(parsed.value, {
      site: SITE,
      receivedAt: START,
      author: 'SYS',
      unknownSkus: new Set(),
      hash: () => 'x'.repeat(64),
      stamp: (drafts) => drafts.map((draft) => ({ ...draft, at: '', by: 'SYS', station: 'S1' })) as never,
    });
    expect(doc.events.map((event) => event.id)).toEqual(elsewhere.events.map((event) => event.id));
    expect(doc.events.map((event) => [event.by, event.station])).toEqual(
      doc.events.map(() => ['SYS', 'HUB']),
    );
  });

  it('may name a carrier that the site has set up itself, from the moment when the hub has heard of it', async () => {
    const named = (no: string) => ({ ...order(no), carrier: '城南闪送' });
    expect((await post(named('C-1'))).status).toBe(422);
    const carrier = { code: 'CNSS', zh: '城南闪送', en: 'Chengnan Express' };
    const config = { id: 'carrier:CNSS', kind: 'carrier', value: carrier, private: {}, stamp: '1' };
    await hub.store.transaction(SITE, (tx) => tx.putDocuments([storedRow('config', config, 'S1')]));
    expect((await post(named('C-1'))).body).toMatchObject({ outcome: 'accepted' });
    expect(await hub.document<ShipmentDoc>('shipments', 'shop:C-1.1')).toMatchObject({ carrier: 'CNSS' });
    // And by another name, once it was renamed.
    const renamed = { ...config, value: { ...carrier, zh: '城南速递' }, stamp: '2' };
    await hub.store.transaction(SITE, (tx) => tx.putDocuments([storedRow('config', renamed, 'S1')]));
    expect((await post({ ...order('C-2'), carrier: '城南速递' })).body).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('a batch reports each order; what is wrong in one stops only that one, and says where', async () => {
    const { status, body } = await post({
      orders: [
        order('B-1'),
        order('B-2', { lines: [{ sku: 'MUG-1', name: 'Mug', qty: 0 }], surprise: 1 }),
        order('B-1'),
        { ...order('B-3'), receiver: { name: '甲', phone: '1', detail: 'x'.repeat(501) } },
        'no order',
        order('B-4', { payment: { status: 'COD' }, amounts: {} }),
      ],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 1, already: 1, updated: 0, refused: 4 });
    expect(body.orders.map((line) => [line.no, line.outcome])).toEqual([
      ['B-1', 'accepted'],
      ['B-2', 'refused'],
      ['B-1', 'already'],
      ['B-3', 'refused'],
      [undefined, 'refused'],
      ['B-4', 'refused'],
    ]);
    expect(body.orders[1]?.faults).toEqual(
      expect.arrayContaining([
        { path: 'lines/0/qty', code: 'too_small' },
        { path: 'surprise', code: 'unknown_field' },
      ]),
    );
    expect(body.orders[3]?.faults).toEqual([{ path: 'receiver/detail', code: 'too_big' }]);
    expect(body.orders[5]?.faults).toEqual([{ path: 'amounts/collect', code: 'missing_field' }]);
    expect(JSON.stringify(body)).not.toContain('甲');
    expect(await hub.store.count(SITE, 'orders')).toBe(1);
  });

  it('the same order again changes nothing; the same Idempotency-Key gives the same answer', async () => {
    const first = await post(order('C-1'), { 'idempotency-key': 'k1' });
    const head = await hub.store.head(SITE);
    expect(await post(order('C-1'), { 'idempotency-key': 'k1' })).toEqual(first);
    expect((await post(order('C-1'))).body).toMatchObject({ outcome: 'already' });
    const other = await post(order('C-2'), { 'idempotency-key': 'k1' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await hub.store.head(SITE)).toBe(head);
    expect(await hub.store.count(SITE, 'orders')).toBe(1);
  });

  it('many at once with the same orders: each is taken once', async () => {
    const bodies = Array.from({ length: 8 }, () => ({ orders: [order('D-1'), order('D-2')] }));
    const answers = await Promise.all(bodies.map((body) => post(body)));
    expect(answers.reduce((sum, { body }) => sum + body.accepted, 0)).toBe(2);
    expect(await hub.store.count(SITE, 'orders')).toBe(2);
    expect(await hub.store.count(SITE, 'shipments')).toBe(2);
  });

  it('an unpaid order waits; sent again as paid it goes on', async () => {
    expect((await post(order('E-1', { payment: { status: 'UNPAID' } }))).body.status).toBe(
      'AWAITING_PAYMENT',
    );
    expect((await post(order('E-1'))).body).toMatchObject({ outcome: 'updated', status: 'READY_TO_SHIP' });
    expect(await hub.document('shipments', 'shop:E-1.1')).toBeDefined();
    expect((await post(order('E-1'))).body.outcome).toBe('already');
  });

  it('an unknown product waits for a review and goes on when the product comes', async () => {
    const lines = [{ sku: 'NEW-1', name: 'New', qty: 2 }];
    expect((await post(order('F-1', { lines }))).body.status).toBe('IN_REVIEW');
    const kit = { sku: 'NEW-1', name: 'New', kit: [{ sku: 'MUG-1', qty: 3 }] };
    expect((await hub.call('PUT', '/v1/products', { key, body: { products: [kit] } })).body.accepted).toBe(1);
    expect((await hub.order('F-1')).status).toBe('READY_TO_SHIP');
    const parcel = await hub.document<ShipmentDoc>('shipments', 'shop:F-1.1');
    expect(parcel?.base.lines).toMatchObject([{ sku: 'MUG-1', qty: 6, kit: 'NEW-1' }]);
  });

  it('more than 500, no list, another media type: refused as a whole', async () => {
    const many = { orders: Array.from({ length: 501 }, (_, at) => order(`G-${at}`)) };
    expect((await post(many)).status).toBe(413);
    for (const body of [{ orders: [] }, { orders: 'x' }, [order('G-1')], { orders: [order('G-1')], more: 1 }])
      expect((await post(body)).status).toBe(422);
    expect(await hub.store.count(SITE, 'orders')).toBe(0);
  });
});

describe('keys', () => {
  it('without, with a wrong, a revoked one and one of another scope nothing is taken or told', async () => {
    await post(order('H-1'));
    const other = await hub.key({ channel: 'other' });
    const narrow = await hub.key({ scopes: ['products'] });
    const { revokeKey, listKeys } = await import('../../../../hub/intake/index.ts');
    const revoked = await hub.key();
    const ids = await listKeys(hub.store, SITE);
    const { hashOf } = await import('../../../../hub/intake/channels.ts');
    expect(await revokeKey(hub.store, hashOf(revoked))).toBe(true);
    expect(JSON.stringify(ids)).not.toContain(revoked);
    for (const [method, url] of [
      ['POST', '/v1/orders'],
      ['PUT', '/v1/products'],
      ['GET', '/v1/orders/H-1'],
      ['POST', '/v1/orders/H-1/cancel'],
      ['POST', '/v1/orders/H-1/changes'],
      ['POST', '/v1/tracking'],
    ] as const) {
      expect((await hub.call(method, url)).status).toBe(401);
      expect((await hub.call(method, url, { key: `pk_${'x'.repeat(43)}` })).status).toBe(401);
      expect((await hub.call(method, url, { key: revoked })).status).toBe(401);
      if (url !== '/v1/products') expect((await hub.call(method, url, { key: narrow })).status).toBe(403);
    }
    // Another channel of the same site has orders of its own.
    expect((await hub.call('GET', '/v1/orders/H-1', { key: other })).status).toBe(404);
    expect((await hub.call('POST', '/v1/orders/H-1/cancel', { key: other })).status).toBe(404);
  });
});

describe('what comes later', () => {
  it('a cancel stops order and parcel until a person decides; asked again it changes nothing', async () => {
    await post(order('I-1'));
    const ask = () =>
      hub.call('POST', '/v1/orders/I-1/cancel', { key, body: { note: '买家电话 13800000000' } });
    expect((await ask()).body).toEqual({ outcome: 'accepted', status: 'READY_TO_SHIP' });
    const doc = await hub.order('I-1');
    expect(foldOrder(doc).flags).toContain('cancel_requested');
    expect(JSON.stringify(doc.events)).not.toContain('13800000000');
    expect((await hub.document<ShipmentDoc>('shipments', 'shop:I-1.1'))?.lane).toBe('held');
    const head = await hub.store.head(SITE);
    expect((await ask()).body.outcome).toBe('already');
    expect(await hub.store.head(SITE)).toBe(head);
  });

  it('a new receiver: the parcel waits for a person; where there is none yet, the order goes on', async () => {
    const receiver = { name: '李测试', phone: '13912345678', city: '上海市', detail: '测试路1号' };
    await post(order('J-1'));
    const change = (no: string) =>
      hub.call('POST', `/v1/orders/${no}/changes`, { key, body: { reference: 'r1', receiver } });
    expect((await change('J-1')).status).toBe(200);
    expect(foldOrder(await hub.order('J-1')).flags).toContain('address_changed');
    expect((await hub.document<ShipmentDoc>('shipments', 'shop:J-1.1'))?.lane).toBe('held');
    expect((await change('J-1')).body.outcome).toBe('already');

    await post(order('J-2', { receiver: { name: '李', phone: '12', detail: '测试路1号' } }));
    expect((await hub.order('J-2')).status).toBe('IN_REVIEW');
    expect((await change('J-2')).body).toEqual({ outcome: 'accepted', status: 'READY_TO_SHIP' });
    const view = await hub.call('GET', '/v1/orders/J-2', { key });
    expect(view.body.receiver).toEqual({ name: '李**', phone: '139******78', address: '上海市测试路****' });
  });

  it('after the parcel left: a cancel is refused, the shop sees the number, the carrier’s reports move the order on', async () => {
    await post(order('K-1'));
    await hub.ship('K-1', 'ZT100001');
    expect((await hub.call('POST', '/v1/orders/K-1/cancel', { key, body: {} })).body.code).toBe(
      'wrong_status',
    );
    const seen = await hub.call('GET', '/v1/orders/K-1', { key });
    expect(seen.body).toMatchObject({ status: 'SHIPPED', parcels: [{ carrier: 'ZTO', number: 'ZT100001' }] });
    expect(JSON.stringify(seen.body)).not.toMatch(/欧阳测试|13812345678|1502/);
    const report = (status: string, at: number) =>
      hub.call('POST', '/v1/tracking', {
        key,
        body: { carrier: '中通', number: 'ZT100001', status, at, text: '已签收 张三' },
      });
    expect((await report('IN_TRANSIT', START + 1)).body).toEqual({ outcome: 'accepted' });
    expect((await report('SIGNED', START + 2)).body).toEqual({ outcome: 'accepted' });
    expect((await report('SIGNED', START + 2)).body).toEqual({ outcome: 'already' });
    const doc = await hub.order('K-1');
    expect([foldOrder(doc).logistics, doc.status]).toEqual(['SIGNED', 'DELIVERED']);
    expect(JSON.stringify(doc.events)).not.toContain('张三');
    expect(doc.events.filter((event) => event.by === 'CAR').map((event) => event.type)).toEqual([
      'logistics',
      'logistics',
      'delivered',
    ]);
  });

  it('a report that is earlier than the station’s push is kept and taken when the order is shipped', async () => {
    await post(order('L-1'));
    await hub.ship('L-1', 'ZT100002');
    const shipped = await hub.order('L-1');
    // The order as the hub knew it before: the station's push of the order is still to come.
    const { storedRow } = await import('../../../../hub/replication/documents.ts');
    const { orderDoc } = await import('../../../../shared/schema/index.ts');
    const before = orderDoc({
      ...shipped,
      events: shipped.events.filter((event) => event.type !== 'shipped'),
    });
    const put = (doc: object) =>
      hub.store.transaction(SITE, (tx) => tx.putDocuments([storedRow('orders', { ...doc }, 'S1')]));
    await put(before);
    const body = { carrier: 'ZTO', number: 'ZT100002', status: 'PICKED_UP', at: START + 5 };
    expect(await hub.call('POST', '/v1/tracking', { key, body })).toEqual({
      status: 202,
      body: { outcome: 'waiting' },
    });
    hub.clock.at += 11 * 60_000;
    expect(await retryTracking(hub.deps)).toBe(0);
    await put(shipped);
    hub.clock.at += 11 * 60_000;
    expect(await retryTracking(hub.deps)).toBe(1);
    expect(foldOrder(await hub.order('L-1')).logistics).toBe('PICKED_UP');
    expect(await hub.store.records({ kind: 'tracking', limit: 10 })).toEqual([]);
    const unknown = await hub.call('POST', '/v1/tracking', { key, body: { ...body, number: 'ZT999999' } });
    expect(unknown.status).toBe(404);
  });

  it('products: replaced as a whole, another product’s code is refused, the same again changes nothing', async () => {
    const put = (products: unknown[]) => hub.call('PUT', '/v1/products', { key, body: { products } });
    const cup = { sku: 'CUP-1', name: 'Cup', codes: [{ code: '6901234567892' }] };
    expect((await put([MUG, cup])).body.products).toMatchObject([
      { sku: 'MUG-1', outcome: 'already' },
      { sku: 'CUP-1', outcome: 'refused', faults: [{ path: 'codes/0/code', code: 'code_in_use' }] },
    ]);
    const before = await hub.document<{ stamp: string }>('products', 'p:MUG-1');
    expect((await put([{ ...MUG, weightGrams: 320 }])).body.accepted).toBe(1);
    const after = await hub.document<{ stamp: string; product: object }>('products', 'p:MUG-1');
    expect(after?.product).toMatchObject({ weightGrams: 320 });
    expect((after?.stamp ?? '') > (before?.stamp ?? '')).toBe(true);
  });
});
