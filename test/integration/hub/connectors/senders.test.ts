import Fastify, { type FastifyInstance } from 'fastify';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldOrder } from '../../../../shared/domain/index.ts';
import {
  callbackRoutes,
  createFollowSender,
  createMailSender,
  createSmsSender,
  noticeOf,
} from '../../../../hub/connectors/index.ts';
import type { UnitDeps } from '../../../../hub/intake/index.ts';
import {
  createDeliverer,
  createOutboxHook,
  createPost,
  endpointSettings,
  listDeliveries,
  makeEndpoint,
  type Deliverer,
  type Endpoint,
} from '../../../../hub/outbox/index.ts';
import * as fakeKdniao from '../../../fakes/platforms/kdniao.ts';
import * as fakeKuaidi100 from '../../../fakes/platforms/kuaidi100.ts';
import { startSmtp, type SmtpServer } from '../../../fakes/smtp-server.ts';
import { MUG, SITE, openHub, order, type Hub } from '../intake/harness.ts';

let hub: Hub;
let key: string;
let smtp: SmtpServer;
let run: Deliverer;
const post = createPost();
const hooks: UnitDeps['hooks'][number][] = [];

beforeEach(async () => {
  hooks.length = 0;
  hub = await openHub(hooks);
  hooks.push(createOutboxHook(hub));
  smtp = await startSmtp('hub', 'secret');
  key = await hub.key();
  await hub.call('PUT', '/v1/products', { key, body: MUG });
  const { store, clock } = hub;
  const follow = createFollowSender({ store, post });
  run = createDeliverer({
    store,
    clock,
    random: () => 0.5,
    hub: 'h1',
    senders: {
      webhook: follow,
      email: createMailSender({ store }, { url: smtp.url, from: 'shop@example.com' }),
      sms: createSmsSender({ store, post }),
      kuaidi100: follow,
      kdniao: follow,
    },
    log: () => undefined,
  });
});
afterEach(async () => {
  await smtp.close();
  await hub.close();
});

const endpoint = (settings: object, secret?: string): Promise<Endpoint> =>
  makeEndpoint(
    hub.deps,
    endpointSettings.parse({ site: SITE, name: 'n', events: ['order.shipped'], internal: true, ...settings }),
    secret,
  );
const ship = async (no: string, number: string): Promise<void> => {
  await hub.call('POST', '/v1/orders', { key, body: order(no) });
  await hub.ship(no, number);
};
const states = async () =>
  (await listDeliveries(hub.store, { limit: 50 })).map(({ state, log }) => [state, log[0]?.told]);
const all = async (): Promise<void> => {
  while ((await run.runOnce()) > 0);
};

describe('notices', () => {
  it('in both languages, with carrier and number, naming nobody', () => {
    const data = {
      order: { no: 'A-1' },
      parcels: [{ carrier: 'ZTO', number: 'ZT1' }],
      receiver: { name: '李测试' },
    };
    expect(noticeOf({ type: 'order.shipped', data }, 'zh').text).toBe(
      '您的订单 A-1 已发货，运单号：中通快递 ZT1。',
    );
    expect(noticeOf({ type: 'order.shipped', data }, 'en').text).toBe(
      'Your order A-1 was shipped: ZTO Express ZT1.',
    );
    for (const type of ['order.received', 'order.cancelled', 'parcel.packed', 'exception.opened'])
      for (const language of ['zh', 'en'] as const)
        expect(noticeOf({ type, data }, language).text).toContain('A-1');
  });
});

describe('e-mail', () => {
  it('arrives with the number and a masked receiver, the same message id at every try', async () => {
    await endpoint({ via: 'email', to: 'shop@example.org', language: 'en' });
    smtp.behave.push('451 try later');
    await ship('A-1', 'ZT1001');
    await run.runOnce();
    expect(await states()).toEqual([['waiting', 451]]);
    hub.clock.at += 60_000;
    await run.runOnce();
    const [mail] = smtp.mails;
    expect(mail?.to).toEqual(['shop@example.org']);
    const text = decodeMail(mail?.text ?? '');
    expect(text).toContain('Your order A-1 was shipped: ZTO Express ZT1001.');
    expect(text).toMatch(/Message-ID: <[0-9a-f]{32}@packline>/i);
    expect(text).not.toMatch(/13812345678|欧阳测试/);
    expect(await states()).toEqual([['done', 250]]);
  });

  it('an address that the server refuses for good is a dead letter; without a server it waits', async () => {
    await endpoint({ via: 'email', to: 'nobody@example.org' });
    smtp.behave.push('550 no such user');
    await ship('B-1', 'ZT1002');
    await run.runOnce();
    expect(await states()).toEqual([['dead', 550]]);
    await smtp.close();
    await ship('B-2', 'ZT1003');
    await run.runOnce();
    expect((await states()).filter(([state]) => state === 'waiting')).toHaveLength(1);
    smtp = await startSmtp('hub', 'secret');
  });
});

/** Headers as they are, the body out of base64 or quoted-printable. */
function decodeMail(mail: string): string {
  const at = mail.indexOf('\r\n\r\n');
  const [head, body] = [mail.slice(0, at), mail.slice(at + 4)];
  const bytes = /base64/i.test(head)
    ? Buffer.from(body, 'base64')
    : Buffer.from(
        body
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      );
  return `${head}\n${bytes.toString('utf8')}`;
}

describe('text messages', () => {
  it('go to the receiver’s number with the gateway’s token; one who was erased gets none', async () => {
    const got: { to: string; text: string; token: string | undefined; id: string }[] = [];
    const gateway = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        const { to, text, id } = JSON.parse(body) as { to: string; text: string; id: string };
        got.push({ to, text, id, token: request.headers.authorization });
        response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/send`;
    await endpoint({ via: 'sms', url, privacy: 'full' }, 'gateway-token');
    await ship('C-1', 'ZT1004');
    await all();
    expect(got).toMatchObject([{ to: '13812345678', token: 'Bearer gateway-token' }]);
    expect(got[0]?.text).toContain('ZT1004');

    await hub.call('POST', '/v1/orders', { key, body: order('C-2') });
    await hub.ship('C-2', 'ZT1005');
    const doc = await hub.order('C-2');
    const { storedRow } = await import('../../../../hub/replication/documents.ts');
    await hub.store.transaction(SITE, (tx) =>
      tx.putDocuments([storedRow('orders', { ...doc, private: { events: {} } }, 'S1')]),
    );
    await all();
    expect(got).toHaveLength(1);
    expect((await states()).some(([state, told]) => state === 'dead' && told === 'no_receiver')).toBe(true);
    await new Promise((resolve) => gateway.close(resolve));
  });
});

describe('tracking platforms, from the shipped order to the delivered one', () => {
  let app: FastifyInstance;
  beforeEach(async () => {
    app = Fastify();
    callbackRoutes(app, { ...hub.deps, post });
    await app.ready();
  });
  afterEach(() => app.close());
  const call = (path: string, payload: string) =>
    app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
      payload,
    });

  it('快递100: subscribed when shipped; signed pushes move the order, copies and forgeries do not', async () => {
    const platform = await fakeKuaidi100.startKuaidi100();
    const { customer: account, key: secret } = fakeKuaidi100.ACCOUNT;
    const target = await endpoint(
      { via: 'kuaidi100', url: platform.url, account, callback: 'https://hub.example.com' },
      secret,
    );
    await ship('D-1', 'ZT2001');
    await all();
    expect(await states()).toEqual([['done', 'subscribed']]);
    const { callbackurl } = platform.subscriptions.get('ZT2001') ?? { callbackurl: '' };
    expect(callbackurl).toBe(`https://hub.example.com/v1/callbacks/kuaidi100/${target.id}`);
    const { pathname } = new URL(callbackurl);

    const at = (state: string, time: string) =>
      platform.parcels.set('ZT2001', {
        com: 'zhongtong',
        state,
        data: [{ time, context: '签收人：李测试' }],
      });
    at('0', '2026-11-22 17:00:00');
    const push = platform.push('ZT2001');
    expect((await call(pathname, push)).json()).toEqual({ result: true, returnCode: '200', message: '成功' });
    const head = await hub.store.head(SITE);
    expect((await call(pathname, push)).json()).toMatchObject({ result: true });
    expect(await hub.store.head(SITE)).toBe(head);
    at('3', '2026-11-23 10:00:00');
    await call(pathname, platform.push('ZT2001'));
    const doc = await hub.order('D-1');
    expect([foldOrder(doc).logistics, doc.status]).toEqual(['SIGNED', 'DELIVERED']);
    expect(JSON.stringify(doc.events)).not.toContain('李测试');
    // The older push once more: what is known is known.
    await call(pathname, push);
    expect(foldOrder(await hub.order('D-1')).logistics).toBe('SIGNED');

    const before = await hub.store.head(SITE);
    for (const [path, body] of [
      [pathname, platform.push('ZT2001', { salt: 'guess' })],
      [pathname, ''],
      ['/v1/callbacks/kuaidi100/ep_unknown', push],
      [`/v1/callbacks/kdniao/${target.id}`, push],
    ] as const)
      expect((await call(path, body)).statusCode).toBe(403);
    expect(await hub.store.head(SITE)).toBe(before);
    await platform.close();
  });

  it('快递鸟: the same by its own words; a number that nobody here has is told as not taken', async () => {
    const platform = await fakeKdniao.startKdniao();
    const { account, key: secret } = fakeKdniao.ACCOUNT;
    const target = await endpoint(
      { via: 'kdniao', url: platform.url, account, callback: 'https://hub.example.com' },
      secret,
    );
    await ship('E-1', 'ZT2002');
    await all();
    expect(platform.followed.has('ZT2002')).toBe(true);
    const path = `/v1/callbacks/kdniao/${target.id}`;
    const traces = [{ AcceptTime: '2026-11-22 18:00:00', AcceptStation: '派件中' }];
    platform.parcels.set('ZT2002', { ShipperCode: 'ZTO', State: '2', StateEx: '202', Traces: traces });
    platform.parcels.set('ZT9', { ShipperCode: 'ZTO', State: '2', Traces: traces });
    expect((await call(path, platform.push(['ZT2002', 'ZT9']))).json()).toMatchObject({
      EBusinessID: account,
      Success: true,
    });
    expect(foldOrder(await hub.order('E-1')).logistics).toBe('OUT_FOR_DELIVERY');
    expect((await call(path, platform.push(['ZT9999']))).json()).toMatchObject({ Success: true });
    platform.parcels.set('ZT99999', { ShipperCode: 'ZTO', State: '2', Traces: traces });
    expect((await call(path, platform.push(['ZT99999']))).json()).toMatchObject({
      Success: false,
      Reason: 'unknown',
    });
    expect((await call(path, platform.push(['ZT2002'], { key: 'x' }))).statusCode).toBe(403);
    await platform.close();
  });
});
