import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BACK_OFF_MS,
  createDeliverer,
  createOutboxHook,
  createPost,
  createWebhookSender,
  listDeliveries,
  makeEndpoint,
  endpointSettings,
  removeEndpoint,
  resend,
  type Deliverer,
  type Endpoint,
} from '../../../../hub/outbox/index.ts';
import type { UnitDeps } from '../../../../hub/intake/index.ts';
import { startReceiver, type Receiver } from '../../../fakes/webhook-receiver.ts';
import { MUG, SITE, openHub, order, type Hub } from '../intake/harness.ts';

let hub: Hub;
let key: string;
let shop: Receiver;
let target: Endpoint;
const hooks: UnitDeps['hooks'][number][] = [];

const deliverer = (name = 'h1', deadlineMs = 2_000): Deliverer => {
  const { store, clock } = hub;
  const sender = createWebhookSender({ store, clock, post: createPost(), deadlineMs });
  return createDeliverer({
    store,
    clock,
    random: () => 0.5,
    hub: name,
    senders: { webhook: sender, email: sender, sms: sender, kuaidi100: sender, kdniao: sender },
    log: () => undefined,
  });
};
const endpoint = (change: object = {}) =>
  makeEndpoint(
    hub.deps,
    endpointSettings.parse({
      site: SITE,
      name: 'Shop',
      url: shop.url,
      internal: true,
      events: ['order.received', 'order.shipped', 'order.cancelled', 'parcel.packed', 'exception.opened'],
      ...change,
    }),
  );
const post = (no: string, change: Record<string, unknown> = {}) =>
  hub.call('POST', '/v1/orders', { key, body: order(no, change) });
const deliveries = () => listDeliveries(hub.store, { limit: 100 });

beforeEach(async () => {
  hooks.length = 0;
  hub = await openHub(hooks);
  hooks.push(createOutboxHook(hub));
  key = await hub.key();
  await hub.call('PUT', '/v1/products', { key, body: MUG });
  shop = await startReceiver(() => target.secret, hub.clock.now);
  target = await endpoint();
});
afterEach(async () => {
  await shop.close();
  await hub.close();
});

describe('webhooks', () => {
  it('an order that comes and is shipped is told once each, signed, with the receiver masked', async () => {
    await post('A-1');
    await post('A-1');
    await hub.ship('A-1', 'ZT1001');
    const run = deliverer();
    while ((await run.runOnce()) > 0);
    expect(shop.refused).toEqual([]);
    expect(shop.received.map(({ json }) => json.type).sort()).toEqual([
      'order.received',
      'order.shipped',
      'parcel.packed',
    ]);
    const shipped = shop.received.find(({ json }) => json.type === 'order.shipped');
    expect(shipped?.json.data).toMatchObject({
      order: { channel: 'shop', no: 'A-1', status: 'SHIPPED' },
      parcels: [{ carrier: 'ZTO', number: 'ZT1001' }],
      receiver: { name: '欧阳**', phone: '138******78' },
    });
    expect(shop.received.map(({ body }) => body).join()).not.toMatch(/欧阳测试|13812345678|1502/);
    const keys = shop.received.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    expect(await run.runOnce()).toBe(0);
    expect((await deliveries()).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  });

  it('the same event from two stations makes one delivery', async () => {
    await post('A-2');
    await hub.ship('A-2', 'ZT1002', 'S1');
    await hub.ship('A-2', 'ZT1002', 'S2').catch(() => undefined);
    const shipped = (await deliveries()).filter(({ event }) => event.type === 'order.shipped');
    expect(shipped).toHaveLength(1);
  });

  it('what is older than a week, as in the books of a station that joins, is not told', async () => {
    await post('A-3');
    const doc = await hub.order('A-3');
    hub.clock.at += 8 * 86_400_000;
    const [hook] = hooks;
    const told = await deliveries();
    await hub.store.transaction(SITE, async (tx) => {
      for (const { id } of told) await tx.removeRecord('delivery', id);
      await hook?.(tx, SITE, [{ collection: 'orders', id: doc.id, before: undefined, after: { ...doc } }]);
    });
    expect(await deliveries()).toEqual([]);
  });

  it('nothing is told of what was not written: the deliveries go with their transaction', async () => {
    const other = await openHub([...hooks, () => Promise.reject(new Error('disk'))]);
    const otherKey = await other.key();
    await makeEndpoint(other.deps, { ...target, site: SITE });
    expect((await other.call('POST', '/v1/orders', { key: otherKey, body: order('B-1') })).status).toBe(500);
    expect(await other.store.count(SITE, 'orders')).toBe(0);
    expect(await listDeliveries(other.store, { limit: 10 })).toEqual([]);
    await other.close();
  });

  it('only the endpoint’s channel and events; privacy as it is set', async () => {
    await removeEndpoint(hub.store, target.id);
    const none = await endpoint({ privacy: 'none', events: ['order.received'] });
    await endpoint({ channel: 'other' });
    target = none;
    await post('C-1');
    while ((await deliverer().runOnce()) > 0);
    expect(shop.received.map(({ json }) => json.data['receiver'])).toEqual([undefined]);
  });
});

describe('when it does not arrive', () => {
  const failing = (times: number): void => void shop.behave.push(...Array<number>(times).fill(500));

  it('twelve tries in about a day, then a dead letter; sent anew it arrives with the same key', async () => {
    failing(12);
    await post('D-1');
    const run = deliverer();
    const begun = hub.clock.at;
    for (let tries = 0; tries < 40 && (await deliveries())[0]?.state === 'waiting'; tries += 1) {
      await run.runOnce();
      hub.clock.at = Math.max(hub.clock.at, (await deliveries())[0]?.due ?? 0);
      if ((await deliveries())[0]?.state !== 'waiting') break;
    }
    expect(shop.received).toHaveLength(12);
    const [dead] = await deliveries();
    expect(dead).toMatchObject({ state: 'dead', attempts: 12, log: [{ told: 500 }, {}, {}, {}, {}] });
    const hours = (BACK_OFF_MS.reduce((sum, ms) => sum + ms, 0) * 0.75) / 3_600_000;
    expect(hours).toBeGreaterThan(17);
    expect(hub.clock.at - begun).toBeGreaterThan(hours * 3_600_000 - 1_000);
    expect(await resend(hub.deps, dead?.id ?? '')).toBe(true);
    await run.runOnce();
    expect((await deliveries())[0]?.state).toBe('done');
    expect(new Set(shop.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(shop.refused).toEqual([]);
  });

  it('a redirect is not followed, 410 ends it, a line that drops and a server that hangs are tried again', async () => {
    const elsewhere = await startReceiver(() => target.secret, hub.clock.now);
    shop.behave.push({ redirect: elsewhere.url }, 'drop', 'hang', 410);
    await post('E-1');
    const run = deliverer('h1', 300);
    const told: unknown[] = [];
    for (let tries = 0; tries < 4; tries += 1) {
      hub.clock.at = Math.max(hub.clock.at, (await deliveries())[0]?.due ?? 0) + 400_000;
      await run.runOnce();
      told.push((await deliveries())[0]?.log[0]?.told);
    }
    expect(told).toEqual(['redirected', 'broken_off', 'timed_out', 410]);
    expect((await deliveries())[0]?.state).toBe('dead');
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  it('an answer without end is cut, and counts as what its status says', async () => {
    shop.behave.push('endless');
    await post('E-2');
    await deliverer().runOnce();
    expect((await deliveries())[0]).toMatchObject({ state: 'done', log: [{ told: 200 }] });
  });

  it('an endpoint that is not reached rests, others go on; one that is removed leaves dead letters', async () => {
    const gone = await endpoint({ url: 'http://127.0.0.1:1/' });
    for (let at = 0; at < 5; at += 1) await post(`F-${at}`);
    const run = deliverer();
    while ((await run.runOnce()) > 0);
    expect(shop.received).toHaveLength(5);
    const waiting = (await deliveries()).filter(({ state }) => state === 'waiting');
    expect(waiting).toHaveLength(5);
    await removeEndpoint(hub.store, gone.id);
    hub.clock.at += 600_000;
    while ((await run.runOnce()) > 0);
    const left = (await deliveries()).filter(({ endpoint: id }) => id === gone.id);
    expect(left.map(({ state, log }) => [state, log[0]?.told])).toEqual(
      Array(5).fill(['dead', 'endpoint_removed']),
    );
  });

  it('two hubs on one store try each delivery once; what a dead hub had begun the other takes over', async () => {
    for (let at = 0; at < 30; at += 1) await post(`G-${at}`);
    const [one, two] = [deliverer('h1'), deliverer('h2')];
    const work = async (run: Deliverer): Promise<void> => {
      while ((await run.runOnce()) > 0);
    };
    await Promise.all([work(one), work(two), work(one)]);
    expect(shop.received).toHaveLength(30);

    await post('H-1');
    // A hub that died in the middle: it has the lease, and nothing comes of it.
    await hub.store.transaction(SITE, async (tx) => {
      const [record] = await tx.records({ kind: 'delivery', state: 'waiting', limit: 1 });
      if (!record) throw new Error('nothing waits');
      await tx.putRecord({
        ...record,
        due: hub.clock.at + 60_000,
        body: { ...record.body, lease: 'h9:1' },
      });
    });
    await work(two);
    expect(shop.received).toHaveLength(30);
    hub.clock.at += 61_000;
    await work(two);
    expect(shop.received).toHaveLength(31);
  });

  it('goes on by itself and stops cleanly', async () => {
    await post('I-1');
    const run = deliverer();
    run.start();
    await expect.poll(() => shop.received.length).toBe(1);
    await run.stop();
  });
});
