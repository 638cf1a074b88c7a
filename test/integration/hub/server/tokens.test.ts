import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, row } from '../../../fakes/hub/documents.ts';
import { call, clock, startTestHub, type TestHub } from './harness.ts';

let test: TestHub;
let b1: string;
let other: string;

beforeAll(async () => {
  test = await startTestHub();
  b1 = await test.enrol('B1');
  other = await test.enrol('X1', 'other');
});
afterAll(() => test.stop());

/** Every endpoint that the hub says it has. */
async function endpoints(): Promise<{ method: string; url: string }[]> {
  const { body } = await call(test.hub, '/openapi.json');
  return Object.entries(body['paths'] as Record<string, object>).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      url: url.replaceAll(/\{[^}]+\}/g, 'x'),
    })),
  );
}

describe('every endpoint', () => {
  it('but the few that hold no data refuses whoever has no token, a wrong one, or one that was made up', async () => {
    const found = await endpoints();
    expect(found.length).toBeGreaterThanOrEqual(6);
    const open: unknown[] = [];
    const wrong = `B1.${'A'.repeat(43)}`;
    for (const { method, url } of found) {
      // The keeper's page asks for its word by a form (test/integration/hub/outbox/admin.test.ts).
      if (url.startsWith('/v1/enrol') || !url.startsWith('/v1/')) continue;
      const body = method === 'GET' ? undefined : {};
      for (const token of [undefined, wrong, 'x', `ghost.${'A'.repeat(43)}`, `${b1}x`]) {
        const answer = await call(test.hub, url, {
          method,
          ...(body === undefined ? {} : { body }),
          ...(token === undefined ? {} : { token }),
        });
        // A platform's callback carries a signature instead of a token and is answered in the platform's own words;
        // guesses at the keeper's word are counted.
        const signed = url.startsWith('/v1/callbacks/');
        const expected = signed ? [403] : url.includes('/admin') ? [401, 429] : [401];
        const plain = signed || Object.keys(answer.body).join() === 'code,data';
        if (!expected.includes(answer.status) || !plain)
          open.push([method, url, token, answer.status, answer.body]);
      }
    }
    expect(open).toEqual([]);
  });

  it('that is for stations refuses one whose token was taken back, at once', async () => {
    const token = await test.enrol('B7');
    expect((await call(test.hub, '/v1/hello', { token })).status).toBe(200);
    await test.hub.stations.revoke('B7');
    for (const [method, url] of [
      ['GET', '/v1/hello'],
      ['POST', '/v1/token'],
      ['POST', '/v1/pull'],
      ['POST', '/v1/push'],
      ['GET', '/v1/stream'],
    ] as const) {
      const answer = await call(test.hub, url, { token, method, ...(method === 'POST' ? { body: {} } : {}) });
      expect([url, answer.status, answer.body['code']]).toEqual([url, 401, 'token_revoked']);
    }
  });

  it('refuses an old protocol', async () => {
    const headers = { 'packline-protocol': '0' };
    expect(await call(test.hub, '/v1/hello', { token: b1, headers })).toMatchObject({
      status: 426,
      body: { code: 'protocol_old' },
    });
  });
});

describe('a station of another site', () => {
  const pull = (token: string) =>
    call(test.hub, '/v1/pull', { token, body: { collection: 'orders', after: null, limit: 100 } });
  const push = (token: string, document: object, known: object | null = null) =>
    call(test.hub, '/v1/push', { token, body: { collection: 'orders', rows: [row(document, known)] } });

  it('reads and writes nothing of this one, whatever ids and sites it names', async () => {
    const mine = order('1');
    expect((await push(b1, mine)).body).toEqual({ conflicts: [], refused: [] });
    expect((await pull(other)).body['documents']).toEqual([]);
    expect((await push(other, mine)).body).toMatchObject({ refused: [{ code: 'other_site' }] });
    expect((await push(other, mine, mine)).body).toMatchObject({ refused: [{ code: 'other_site' }] });
    // The same id in its own site is another document.
    const theirs = order('1', { site: 'other', events: [] });
    expect((await push(other, theirs)).body).toEqual({ conflicts: [], refused: [] });
    expect((await pull(b1)).body['documents']).toEqual([mine]);
    expect((await pull(other)).body['documents']).toEqual([theirs]);
  });

  it('cannot name a site beside the token’s', async () => {
    const body = { collection: 'orders', after: null, limit: 100, site: 'main' };
    expect(await call(test.hub, '/v1/pull', { token: other, body })).toMatchObject({ status: 422 });
  });
});

describe('a new token', () => {
  it('makes the old one void once it was used, and not before', async () => {
    const old = await test.enrol('B2');
    const hello = async (token: string) => (await call(test.hub, '/v1/hello', { token })).status;
    const lost = (await call(test.hub, '/v1/token', { token: old, method: 'POST' })).body['token'] as string;
    const next = (await call(test.hub, '/v1/token', { token: old, method: 'POST' })).body['token'] as string;
    expect(next).not.toBe(lost);
    expect(await hello(old)).toBe(200);
    expect(await hello(next)).toBe(200);
    expect(await hello(old)).toBe(401);
    expect(await hello(lost)).toBe(401);
    expect(await hello(next)).toBe(200);
  });

  it('is all that the store keeps a hash of', async () => {
    const records = await test.store.records({ kind: 'station', limit: 10 });
    const codes = await test.store.records({ kind: 'code', limit: 10 });
    expect(records.length).toBeGreaterThan(1);
    expect(JSON.stringify([records, codes])).not.toContain(b1.split('.')[1]);
  });
});

describe('enrolment', () => {
  const enrol = (code: string, station: string) =>
    test.hub.stations
      .enrol({ code, station, name: 'Bench' })
      .then((done) => (done.ok ? 'ok' : done.error.code));

  it('takes a code once, however it is typed', async () => {
    const { code } = await test.hub.stations.newCode('main');
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    const body = { code: code.toLowerCase().replaceAll('-', ' '), station: 'B3', name: 'Bench 3' };
    const answer = await call(test.hub, '/v1/enrol', { body });
    expect(answer).toMatchObject({ status: 200, body: { site: 'main', siteName: 'main', hub: 'test hub' } });
    expect((await call(test.hub, '/v1/hello', { token: String(answer.body['token']) })).status).toBe(200);
    expect(await enrol(code, 'B4')).toBe('code_used');
    expect(await enrol(code, 'B3')).toBe('code_used');
  });

  it('may be asked again by the same station where the answer was lost', async () => {
    const { code } = await test.hub.stations.newCode('main');
    expect(await enrol(code, 'B5')).toBe('ok');
    expect(await enrol(code, 'B6')).toBe('code_used');
    expect(await enrol(code, 'B5')).toBe('ok');
  });

  it('ends after a day, and after five wrong tries', async () => {
    const late = await test.hub.stations.newCode('main');
    const guessed = await test.hub.stations.newCode('main');
    const wrong = `${guessed.code.slice(0, 4)}-0000-0000`;
    for (let at = 0; at < 5; at += 1) expect(await enrol(wrong, 'B8')).toBe('code_wrong');
    expect(await enrol(guessed.code, 'B8')).toBe('code_locked');
    clock.ms += 24 * 3_600_000;
    expect(await enrol(late.code, 'B8')).toBe('code_expired');
    clock.ms -= 24 * 3_600_000;
    expect(await enrol('ZZZZ-ZZZZ-ZZZZ', 'B8')).toBe('code_wrong');
    expect(await enrol('no code', 'B8')).toBe('code_wrong');
  });

  it('gives a restored station a new token, voids its old one, and never takes a station of another site', async () => {
    const old = await test.enrol('B9');
    const fresh = await test.enrol('B9');
    expect((await call(test.hub, '/v1/hello', { token: old })).body['code']).toBe('token_wrong');
    expect((await call(test.hub, '/v1/hello', { token: fresh })).status).toBe(200);
    const { code } = await test.hub.stations.newCode('other');
    expect(await enrol(code, 'B9')).toBe('station_elsewhere');
    expect(await enrol(code, 'X2')).toBe('ok');
    expect((await call(test.hub, '/v1/hello', { token: fresh })).status).toBe(200);
  });

  it('is limited by address', async () => {
    const body = { code: 'ZZZZ-ZZZZ-ZZZZ', station: 'Z1', name: 'Z' };
    const statuses: number[] = [];
    for (let at = 0; at < 12; at += 1)
      statuses.push((await call(test.hub, '/v1/enrol', { body: at % 2 ? {} : body })).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    clock.ms += 60_000;
    expect((await call(test.hub, '/v1/enrol', { body })).status).toBe(403);
    clock.ms -= 60_000;
  });

  it('and all else leaves no token, code or private data in the log', () => {
    const log = test.lines.join('\n');
    expect(log).toContain('/v1/push');
    for (const secret of [b1, other, b1.split('.')[1] ?? '', '13800000000', 'Lin Test'])
      expect(log).not.toContain(secret);
  });
});
