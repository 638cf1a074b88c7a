import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Party } from '../../../../shared/domain/index.ts';
import {
  cainiaoDigest,
  createCainiao,
  createKdniao,
  createKuaidi100,
  kdniaoSign,
  kuaidi100Sign,
  type TrackingPlatform,
} from '../../../../hub/connectors/index.ts';
import { createPost } from '../../../../hub/outbox/index.ts';
import * as fakeCainiao from '../../../fakes/platforms/cainiao.ts';
import * as fakeKdniao from '../../../fakes/platforms/kdniao.ts';
import * as fakeKuaidi100 from '../../../fakes/platforms/kuaidi100.ts';
import type { FormServer, Trouble } from '../../../fakes/platforms/server.ts';

const reach = { post: createPost(), internal: true, deadlineMs: 300 };
/** The same troubles for all three: what they answer must become a code, never a throw. */
const TROUBLES: readonly [Trouble, string][] = [
  ['hang', 'timed_out'],
  ['drop', 'broken_off'],
  ['html', 'answer_invalid'],
  ['cut', 'answer_invalid'],
  [500, 'refused'],
];
async function troubles(server: FormServer, ask: () => Promise<{ ok: boolean; error?: { code: string } }>) {
  for (const [trouble, code] of TROUBLES) {
    server.trouble.push(trouble);
    const answer = await ask();
    expect([trouble, answer.error?.code]).toEqual([trouble, code]);
  }
}
const form = (text: string) => new URLSearchParams(text);

describe('signatures, by the examples of the platforms’ own documents', () => {
  it('菜鸟: hello1234 with key123', () => {
    expect(cainiaoDigest('hello1234', 'key123')).toBe('ufYU7rvXhHY3IDyZgyt6SA==');
  });
  it('快递鸟: the sample of the query', () => {
    const content = "{'OrderCode':'','ShipperCode':'SF','LogisticCode':'118954907573'}";
    expect(kdniaoSign(content, '56da2cf8-c8a2-44b2-b6fa-476cd7d1ba17')).toBe(
      'OWFhM2I5N2ViM2U2MGRkMjc4YzU2NmVlZWI3ZDk0MmE=',
    );
  });
  it('快递100: upper-case hex', () => {
    expect(kuaidi100Sign('a', 'b', 'c')).toBe('900150983CD24FB0D6963F7D28E17F72');
  });
});

describe('快递100', () => {
  let server: fakeKuaidi100.FakeKuaidi100;
  let platform: TrackingPlatform;
  const settings = () => ({
    ...fakeKuaidi100.ACCOUNT,
    base: server.url,
    callback: 'https://hub.example.com/v1/callbacks/kuaidi100/ep_1',
    salt: 'pepper',
  });
  const parcel = {
    com: 'zhongtong',
    state: '0',
    data: [{ time: '2026-11-22 16:00:00', context: '到达【杭州】' }],
  };
  beforeEach(async () => {
    server = await fakeKuaidi100.startKuaidi100();
    platform = createKuaidi100(settings(), reach);
    server.parcels.set('ZT1001', parcel);
  });
  afterEach(() => server.close());

  it('asks with a signature that fits, and understands the answer', async () => {
    expect(await platform.query({ carrier: 'ZTO', number: 'ZT1001' })).toEqual({
      ok: true,
      value: {
        carrier: 'ZTO',
        number: 'ZT1001',
        status: 'IN_TRANSIT',
        at: Date.UTC(2026, 10, 22, 8),
        text: '到达【杭州】',
      },
    });
    expect(await platform.query({ carrier: 'ZTO', number: 'ZT9999' })).toMatchObject({
      error: { told: '500' },
    });
    const wrong = createKuaidi100({ ...settings(), key: 'x' }, reach);
    expect(await wrong.query({ carrier: 'ZTO', number: 'ZT1001' })).toMatchObject({
      error: { code: 'sign_refused' },
    });
    await troubles(server, () => platform.query({ carrier: 'ZTO', number: 'ZT1001' }));
  });

  it('subscribes once; a second time is no fault, a wrong key is', async () => {
    const query = { carrier: 'ZTO', number: 'ZT1001' };
    expect((await platform.subscribe(query)).ok).toBe(true);
    expect((await platform.subscribe(query)).ok).toBe(true);
    expect(server.subscriptions.get('ZT1001')).toEqual({ callbackurl: settings().callback, salt: 'pepper' });
    const wrong = createKuaidi100({ ...settings(), key: 'x' }, reach);
    expect(await wrong.subscribe(query)).toMatchObject({ error: { code: 'refused', told: '600' } });
  });

  it('reads pushes: signed ones only, 中止 says nothing, every state has a meaning', async () => {
    await platform.subscribe({ carrier: 'ZTO', number: 'ZT1001' });
    const states = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '14', '301', '501', '1001'];
    const read = states.map((state) => {
      server.parcels.set('ZT1001', { ...parcel, state });
      const reports = platform.read(form(server.push('ZT1001')));
      return reports.ok ? reports.value[0]?.status : reports.error.code;
    });
    expect(read.join(' ')).toBe(
      'IN_TRANSIT PICKED_UP PROBLEM SIGNED RETURN_SIGNED OUT_FOR_DELIVERY RETURNING FORWARDED CUSTOMS REFUSED ' +
        'SIGNED OUT_FOR_DELIVERY IN_TRANSIT',
    );
    expect(platform.read(form(server.push('ZT1001', { salt: 'other' })))).toMatchObject({
      error: { code: 'sign_refused' },
    });
    const changed = form(server.push('ZT1001'));
    changed.set('param', (changed.get('param') ?? '').replace('ZT1001', 'ZT1002'));
    expect(platform.read(changed)).toMatchObject({ error: { code: 'sign_refused' } });
    expect(platform.read(form(server.push('ZT1001', { status: 'abort' })))).toEqual({ ok: true, value: [] });
    expect(platform.read(form(''))).toMatchObject({ ok: false });
    server.parcels.set('ZT1001', { ...parcel, state: '99' });
    expect(platform.read(form(server.push('ZT1001')))).toMatchObject({
      error: { code: 'status_unknown', told: '99' },
    });
  });
});

describe('快递鸟', () => {
  let server: fakeKdniao.FakeKdniao;
  let platform: TrackingPlatform;
  const query = { carrier: 'YUNDA', number: 'YD2001' };
  beforeEach(async () => {
    server = await fakeKdniao.startKdniao();
    platform = createKdniao({ ...fakeKdniao.ACCOUNT, base: server.url }, reach);
    server.parcels.set('YD2001', {
      ShipperCode: 'YD',
      State: '2',
      Traces: [
        { AcceptTime: '2026-11-22 09:00:00', AcceptStation: '已揽收' },
        { AcceptTime: '2026-11-22 16:00:00', AcceptStation: '到达【上海】' },
      ],
    });
  });
  afterEach(() => server.close());

  it('asks and subscribes with the instructions 1002 and 1008; the newest track counts', async () => {
    expect(await platform.query(query)).toMatchObject({
      value: { carrier: 'YUNDA', status: 'IN_TRANSIT', at: Date.UTC(2026, 10, 22, 8), text: '到达【上海】' },
    });
    expect((await platform.subscribe(query)).ok).toBe(true);
    expect(server.followed.has('YD2001')).toBe(true);
    const wrong = createKdniao({ ...fakeKdniao.ACCOUNT, key: 'x', base: server.url }, reach);
    expect(await wrong.query(query)).toMatchObject({ error: { code: 'refused', told: '数据签名错误' } });
    await troubles(server, () => platform.query(query));
    await troubles(server, () => platform.subscribe(query));
  });

  it('reads pushes of many parcels: signed ones of this account only', () => {
    server.parcels.set('YD2002', {
      ShipperCode: 'YD',
      State: '2',
      StateEx: '202',
      Traces: [{ AcceptTime: '2026-11-22 17:00:00', AcceptStation: '派件中' }],
    });
    const statuses = (text: string) => {
      const reports = platform.read(form(text));
      return reports.ok ? reports.value.map((each) => each.status) : reports.error.code;
    };
    expect(statuses(server.push(['YD2001', 'YD2002']))).toEqual(['IN_TRANSIT', 'OUT_FOR_DELIVERY']);
    expect(statuses(server.push(['YD2001'], { type: '107' }))).toEqual([]);
    expect(statuses(server.push(['YD2001'], { key: 'x' }))).toBe('sign_refused');
    expect(statuses(server.push(['YD2001'], { account: '999' }))).toBe('sign_refused');
  });
});

describe('菜鸟 LINK', () => {
  let server: fakeCainiao.FakeCainiao;
  const person: Party = {
    name: '李测试',
    phone: '13812345678',
    province: '浙江省',
    city: '杭州市',
    detail: '测试路1号',
  };
  const request = (id: string, receiver = person) => ({
    id,
    orders: [id],
    channel: 'OTHERS',
    receiver,
    sender: person,
    items: [{ name: 'Mug', count: 1 }],
    templateUrl: 'https://cloudprint.cainiao.com/template/standard/1',
    userId: '12',
  });
  const link = (secret = fakeCainiao.ACCOUNT.secret) =>
    createCainiao(
      { provider: fakeCainiao.ACCOUNT.provider, secret, url: `${server.url}/gateway/link.do` },
      reach,
    );
  beforeEach(async () => void (server = await fakeCainiao.startCainiao()));
  afterEach(() => server.close());

  it('numbers are issued, the same for the same parcel, and given back', async () => {
    const first = await link().issue('YTO', [request('a.1'), request('b.1')]);
    expect(first).toMatchObject({ ok: true, value: [{ id: 'a.1' }, { id: 'b.1' }] });
    expect(await link().issue('YTO', [request('a.1'), request('b.1')])).toEqual(first);
    const number = first.ok ? (first.value[0]?.number ?? '') : '';
    expect((await link().discard('YTO', number)).ok).toBe(true);
    expect(server.discarded.has(number)).toBe(true);
    expect(await link().discard('YTO', 'nothing')).toMatchObject({ error: { code: 'refused', told: 'B07' } });
  });

  it('a wrong secret, a refusal, and everything that can happen on the way', async () => {
    expect(await link('x').issue('YTO', [request('a.1')])).toMatchObject({
      error: { code: 'sign_refused', told: 'S02' },
    });
    const nobody = request('c.1', { ...person, phone: '' });
    expect(await link().issue('YTO', [nobody])).toMatchObject({ error: { code: 'refused', told: 'B03' } });
    await troubles(server, () => link().issue('YTO', [request('a.1')]));
  });

  it('calls of the platform count by their digest', () => {
    const content = { mailNo: 'YT1', action: 'SIGN' };
    expect(link().read(server.push('TRACEPUSH', content))).toEqual({
      ok: true,
      value: { type: 'TRACEPUSH', content },
    });
    expect(link().read(server.push('TRACEPUSH', content, 'x'))).toMatchObject({
      error: { code: 'sign_refused' },
    });
  });
});
