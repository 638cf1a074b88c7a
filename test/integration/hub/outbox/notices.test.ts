import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSmsSender } from '../../../../hub/connectors/index.ts';
import type { UnitDeps } from '../../../../hub/intake/index.ts';
import { storedRow } from '../../../../hub/replication/documents.ts';
import {
  createDeliverer,
  createOutboxHook,
  createPost,
  endpointSettings,
  listDeliveries,
  makeEndpoint,
} from '../../../../hub/outbox/index.ts';
import { createHlc } from '../../../../shared/base/index.ts';
import type { OrderEvent } from '../../../../shared/domain/index.ts';
import { orderDoc } from '../../../../shared/schema/index.ts';
import { MUG, SITE, openHub, order, type Hub } from '../intake/harness.ts';

/** Notices to customers as the hub sends them, from the steps that stations bring. */
let hub: Hub;
let key: string;
let got: { to: string; text: string }[];
let close: () => Promise<void>;
let all: () => Promise<void>;
const hooks: UnitDeps['hooks'][number][] = [];

const config = (id: string, kind: string, value: object) =>
  hub.store.transaction(SITE, (tx) =>
    tx.putDocuments([storedRow('config', { id, kind, value, private: {}, stamp: '' }, '')]),
  );
const rule = (name: string, value: unknown) => config(`rule:${name}`, 'site_rule', { key: name, value });
const told = async () =>
  (await listDeliveries(hub.store, { limit: 50 })).filter(({ event }) => event.type === 'order.notice');

beforeEach(async () => {
  hooks.length = 0;
  hub = await openHub(hooks);
  hooks.push(createOutboxHook(hub));
  key = await hub.key();
  await hub.call('PUT', '/v1/products', { key, body: MUG });
  got = [];
  const gateway = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      got.push(JSON.parse(body) as { to: string; text: string });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/send`;
  await makeEndpoint(
    hub.deps,
    endpointSettings.parse({
      site: SITE,
      name: 'customers',
      via: 'sms',
      url,
      privacy: 'full',
      events: ['order.notice'],
      internal: true,
    }),
    'token',
  );
  const sms = createSmsSender({ store: hub.store, post: createPost() });
  const deliverer = createDeliverer({
    store: hub.store,
    clock: hub.clock,
    random: () => 0.5,
    hub: 'h1',
    senders: { webhook: sms, email: sms, sms, kuaidi100: sms, kdniao: sms },
    log: () => undefined,
  });
  all = async () => {
    while ((await deliverer.runOnce()) > 0);
  };
  close = () => new Promise((resolve) => gateway.close(() => resolve()));
});
afterEach(async () => {
  await close();
  await hub.close();
});

/** A station brings a step of an order. */
async function step(no: string, type: string, data: object): Promise<void> {
  const before = await hub.order(no);
  const hlc = createHlc({ clock: { now: () => hub.clock.at + 1_000 }, station: 'S1' });
  const event = { id: `${type}:1`, type, at: hlc.next(), by: 'op:S1-001', station: 'S1', data } as OrderEvent;
  const after = orderDoc({ ...before, events: [...before.events, event] });
  const [hook] = hooks;
  await hub.store.transaction(SITE, async (tx) => {
    await tx.putDocuments([storedRow('orders', { ...after }, '')]);
    await hook?.(tx, SITE, [
      { collection: 'orders', id: after.id, before: { ...before }, after: { ...after } },
    ]);
  });
}

describe('notices to customers by the hub', () => {
  it('go to the receiver once, in the words of the site’s template (CFM-01, NTF-01, NTF-02)', async () => {
    await rule('notices.delivery', 'hub');
    await hub.call('POST', '/v1/orders', { key, body: order('A-1') });
    await step('A-1', 'approved', {});
    await step('A-1', 'approved', {});
    await hub.ship('A-1', 'ZT1001');
    await all();
    expect(got.map(({ to }) => to)).toEqual(['13812345678', '13812345678']);
    const [confirmed, shipped] = got.map(({ text }) => text);
    expect(confirmed).toContain('已审核通过');
    for (const part of ['A-1', 'ZT1001', '中通快递', 'https://www.kuaidi100.com/chaxun?nu=ZT1001', '送达'])
      expect(shipped).toContain(part);
    // Nothing private lies with the delivery.
    expect(JSON.stringify(await told())).not.toMatch(/13812345678|欧阳测试/);
  });

  it('the site’s own template counts, and a cancel by the merchant is told with its reason (NTF-05, COM-01)', async () => {
    await rule('notices.delivery', 'hub');
    const text = { subject: '取消', text: '{订单号} 取消：{原因}，抱歉！' };
    await config('notice:cancelled', 'notice_template', {
      of: 'cancelled',
      template: { id: 'cancelled', zh: text, en: text },
    });
    await hub.call('POST', '/v1/orders', { key, body: order('A-2') });
    await step('A-2', 'cancelled', { reason: 'stock_short', side: 'merchant', refundStarted: true });
    await all();
    expect(got).toMatchObject([{ text: 'A-2 取消：库存不足，抱歉！' }]);
  });

  it('nothing goes out where people send notices themselves, as it is until somebody says otherwise', async () => {
    await hub.call('POST', '/v1/orders', { key, body: order('A-3') });
    await step('A-3', 'approved', {});
    expect(await told()).toEqual([]);
    await rule('notices.delivery', 'hub');
    await rule('notices.confirmation', false);
    await hub.call('POST', '/v1/orders', { key, body: order('A-4') });
    await step('A-4', 'approved', {});
    expect(await told()).toEqual([]);
  });
});
