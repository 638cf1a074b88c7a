import { createHash } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelOf } from '../../../../hub/intake/index.ts';
import {
  adminRoutes,
  createOutboxHook,
  listDeliveries,
  listEndpoints,
} from '../../../../hub/outbox/index.ts';
import type { UnitDeps } from '../../../../hub/intake/index.ts';
import { createStations, type Stations } from '../../../../hub/stations/index.ts';
import { SITE, openHub, order, type Hub } from '../intake/harness.ts';

const WORD = 'a-word-that-nobody-guesses';
let hub: Hub;
let app: FastifyInstance;
let stations: Stations;
const hooks: UnitDeps['hooks'][number][] = [];

beforeEach(async () => {
  hooks.length = 0;
  hub = await openHub(hooks);
  hooks.push(createOutboxHook(hub));
  stations = createStations(hub);
  await stations.addSite({ id: SITE, name: 'East <b>1</b>' });
  app = Fastify();
  adminRoutes(app, { store: hub.store, clock: hub.clock, stations }, WORD);
  await app.ready();
});
afterEach(async () => {
  await app.close();
  await hub.close();
});

const post = (url: string, fields: Record<string, string | string[]>, cookie = '') =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
    payload: new URLSearchParams(
      Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => [name, each])),
    ).toString(),
  });
async function enter(): Promise<{ cookie: string; token: string; page: string }> {
  const entered = await post('/admin/login', { word: WORD });
  const set = String(entered.headers['set-cookie']);
  expect(set).toMatch(/HttpOnly; SameSite=Strict/);
  const cookie = set.split(';', 1)[0] ?? '';
  const { body: page } = await app.inject({ url: '/admin?lang=en', headers: { cookie } });
  return { cookie, page, token: /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '' };
}

describe('the keeper’s page', () => {
  it('shows nothing without the word; wrong ones are counted', async () => {
    const closed = await app.inject({ url: '/admin' });
    expect(closed.body).toContain('管理口令');
    expect(closed.body).not.toContain('East');
    for (const url of ['resend', 'endpoints', 'endpoints/remove', 'keys', 'keys/revoke', 'codes', 'logout'])
      expect((await post(`/admin/${url}`, { token: 'x' })).statusCode).toBe(401);
    for (let tries = 0; tries < 5; tries += 1)
      expect((await post('/admin/login', { word: 'guess' })).statusCode).toBe(403);
    expect((await post('/admin/login', { word: WORD })).statusCode).toBe(429);
    hub.clock.at += 61_000;
    expect((await post('/admin/login', { word: WORD })).statusCode).toBe(303);
  });

  it('a session ends by itself, and a cookie that somebody made up opens nothing', async () => {
    const { cookie, token } = await enter();
    const made = cookie.replace(/=\d{13}/, `=${hub.clock.at + 9e9}`);
    expect((await app.inject({ url: '/admin', headers: { cookie: made } })).body).not.toContain('East');
    // Another page cannot know the form's token.
    expect((await post('/admin/codes', { site: SITE }, cookie)).statusCode).toBe(403);
    expect((await post('/admin/codes', { site: SITE, token }, cookie)).statusCode).toBe(200);
    hub.clock.at += 8 * 3_600_000 + 1;
    expect((await app.inject({ url: '/admin', headers: { cookie } })).body).not.toContain('East');
  });

  it('what others wrote is text on it, no script runs, and its style is the one that the policy names', async () => {
    const { page } = await enter();
    const policy = String((await app.inject({ url: '/admin' })).headers['content-security-policy']);
    expect(page).toContain('East &lt;b&gt;1&lt;/b&gt;');
    expect(page).not.toContain('<script');
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toMatch(/default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/);
  });

  it('keys, endpoints and one-time codes are made, shown once, and taken back', async () => {
    const { cookie, token } = await enter();
    const fields = {
      token,
      site: SITE,
      name: 'Shop',
      channel: 'shop',
      carrier: 'ZTO',
      scopes: ['orders', 'products'],
    };
    const made = await post('/admin/keys', fields, cookie);
    const key = /pk_[A-Za-z0-9_-]{43}/.exec(made.body)?.[0] ?? '';
    const channel = await channelOf(hub.store, key);
    expect(channel).toMatchObject({
      site: SITE,
      channel: 'shop',
      carrier: 'ZTO',
      scopes: ['orders', 'products'],
    });

    const endpoint = {
      token,
      site: SITE,
      name: 'Shop',
      via: 'webhook',
      url: 'http://127.0.0.1:9/',
      events: 'order.received',
    };
    const refused = await post('/admin/endpoints?lang=en', endpoint, cookie);
    expect([refused.statusCode, /url: https_required/.test(refused.body)]).toEqual([422, true]);
    expect((await post('/admin/endpoints', { ...endpoint, internal: 'yes' }, cookie)).body).toMatch(/whsec_/);
    const [target] = await listEndpoints(hub.store);

    expect((await hub.call('POST', '/v1/orders', { key, body: order('A-1') })).status).toBe(201);
    const [waiting] = await listDeliveries(hub.store, { limit: 10 });
    await hub.store.transaction(SITE, async (tx) => {
      const record = await tx.record('delivery', waiting?.id ?? '');
      if (record) await tx.putRecord({ ...record, state: 'dead' });
    });
    const { page } = await enter();
    expect(page).toContain('shop:A-1');
    expect(page).not.toMatch(/whsec_|pk_[A-Za-z0-9_-]{10}|欧阳/);
    await post('/admin/resend', { token, id: waiting?.id ?? '' }, cookie);
    expect((await listDeliveries(hub.store, { limit: 10 }))[0]?.state).toBe('waiting');

    await post('/admin/keys/revoke', { token, id: channel?.id ?? '' }, cookie);
    expect(await channelOf(hub.store, key)).toBeUndefined();
    await post('/admin/endpoints/remove', { token, id: target?.id ?? '' }, cookie);
    expect(await listEndpoints(hub.store)).toEqual([]);
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(
      (await post('/admin/codes', { token, site: SITE }, cookie)).body,
    )?.[0];
    expect((await stations.enrol({ code: code ?? '', station: 'S1', name: 'One' })).ok).toBe(true);
  });

  it('the same for programs, with the word as a bearer', async () => {
    const call = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, word = WORD) =>
      app.inject({
        method,
        url: `/v1/admin${url}`,
        headers: { authorization: `Bearer ${word}` },
        ...(payload ? { payload } : {}),
      });
    for (const [method, url] of [
      ['GET', '/deliveries'],
      ['GET', '/endpoints'],
      ['POST', '/endpoints'],
      ['DELETE', '/endpoints/x'],
    ] as const)
      expect((await call(method, url, undefined, 'wrong')).statusCode).toBe(401);
    const body = {
      site: SITE,
      name: 'Shop',
      url: 'https://shop.example.com/hook',
      events: ['order.shipped'],
    };
    const made = (await call('POST', '/endpoints', body)).json<{ id: string; secret: string }>();
    const listed = await call('GET', '/endpoints');
    expect(listed.body).toContain(made.id);
    expect(listed.body).not.toContain(made.secret);
    expect((await call('DELETE', `/endpoints/${made.id}`)).statusCode).toBe(200);
    expect((await call('DELETE', `/endpoints/${made.id}`)).statusCode).toBe(404);
    const key = await call('POST', '/keys', { site: SITE, channel: 'erp', name: 'ERP' });
    expect(key.statusCode).toBe(201);
    expect((await call('GET', '/keys')).body).not.toContain(key.json<{ key: string }>().key);
  });
});
