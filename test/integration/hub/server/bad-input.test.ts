import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../../../../shared/contract/hub/index.ts';
import { StoreUnavailableError } from '../../../../hub/store/index.ts';
import { event, NOW, order, row, withEvent } from '../../../fakes/hub/documents.ts';
import { createMemoryStore } from '../../../fakes/hub/memory-store.ts';
import { call, clock, startTestHub, type TestHub } from './harness.ts';

let test: TestHub;
let token: string;

beforeAll(async () => {
  test = await startTestHub();
  token = await test.enrol('B1');
});
afterAll(() => test.stop());

const send = (body: unknown, headers: Record<string, string> = {}, path = '/v1/push') =>
  call(test.hub, path, { token, body, headers }).then(({ status, body: answer }) => [status, answer['code']]);
const push = (...rows: object[]) =>
  call(test.hub, '/v1/push', { token, body: { collection: 'orders', rows } });
const codes = async (...rows: object[]) =>
  ((await push(...rows)).body['refused'] as { code: string }[]).map(({ code }) => code);
const json = JSON.stringify({ collection: 'orders', rows: [row(order('1'))] });

describe('a body', () => {
  it.each<[string, unknown, Record<string, string>, unknown[]]>([
    ['that is truncated', json.slice(0, -20), {}, [422, 'request_invalid']],
    ['that is empty', '', {}, [422, 'request_invalid']],
    ['that is no object', '"x"', {}, [422, 'request_invalid']],
    ['that poisons prototypes', '{"__proto__":{"x":1}}', {}, [422, 'request_invalid']],
    ['of HTML', '<html>', { 'content-type': 'text/html' }, [415, 'media_type_unsupported']],
    ['of text', json, { 'content-type': 'text/plain' }, [415, 'media_type_unsupported']],
    [
      'with rows of another shape',
      { collection: 'orders', rows: [{ document: 1 }] },
      {},
      [422, 'request_invalid'],
    ],
    [
      'of a collection that stays at the station',
      { collection: 'prints', rows: [row(order('1'))] },
      {},
      [422, 'request_invalid'],
    ],
    [
      'of 501 rows',
      { collection: 'orders', rows: Array.from({ length: 501 }, () => row({ id: 'x' })) },
      {},
      [422, 'request_invalid'],
    ],
    ['that says gzip and is not', json, { 'content-encoding': 'gzip' }, [422, 'request_invalid']],
    [
      'that is gzip and broken off',
      gzipSync(json).subarray(0, 60),
      { 'content-encoding': 'gzip' },
      [422, 'request_invalid'],
    ],
    [
      'packed in a way that nobody knows',
      json,
      { 'content-encoding': 'br' },
      [415, 'media_type_unsupported'],
    ],
  ])('%s is refused', async (_, body, headers, expected) => {
    expect(await send(body, headers)).toEqual(expected);
  });

  it('over the limit is refused, also where it is packed small', async () => {
    const large = `{"x":"${'x'.repeat(MAX_BODY_BYTES)}"}`;
    expect(await send(large)).toEqual([413, 'too_large']);
    expect(await send('{"x":"' + 'x'.repeat(5_000) + '"}', {}, '/v1/pull')).toEqual([413, 'too_large']);
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 0x20));
    expect(bomb.length).toBeLessThan(2 ** 20);
    expect(await send(bomb, { 'content-encoding': 'gzip' })).toEqual([413, 'too_large']);
  });

  it('of 50 MB is not read to its end', async () => {
    const outcome = await send('x'.repeat(50 * 2 ** 20)).catch(() => 'cut off');
    expect(['cut off', [413, 'too_large']]).toContainEqual(outcome);
    expect((await call(test.hub, '/healthz')).status).toBe(200);
  });

  it('that is gzip is taken, and answers over 1 KB are packed for whoever asks', async () => {
    const rows = Array.from({ length: 5 }, (_, at) => row(order(`z${at}`)));
    const packed = gzipSync(JSON.stringify({ collection: 'orders', rows }));
    expect(await send(packed, { 'content-encoding': 'gzip' })).toEqual([200, undefined]);
    const body = { collection: 'orders', after: null, limit: 5 };
    const answer = await call(test.hub, '/v1/pull', { token, body });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.body['documents']).toHaveLength(5);
    const plain = await call(test.hub, '/v1/pull', {
      token,
      body,
      headers: { 'accept-encoding': 'identity' },
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.body).toEqual(answer.body);
  });
});

describe('a slow-loris', () => {
  let guarded: TestHub;
  beforeAll(async () => {
    guarded = await startTestHub({
      limits: { headersTimeout: 400, requestTimeout: 1_000, checkInterval: 100 },
    });
  });
  afterAll(() => guarded.stop());

  /** @returns what the hub said before it closed the connection */
  async function drip(head: string, then: string): Promise<string> {
    const socket = connect(guarded.hub.port, '127.0.0.1');
    let said = '';
    let at = 0;
    const timer = setInterval(() => void socket.write(then[at++] ?? 'a'), 50);
    // The end may come as a reset.
    socket.on('error', (error) => void (said ||= error.message));
    socket.on('data', (chunk: Buffer) => void (said += chunk.toString()));
    await once(socket, 'connect');
    socket.write(head);
    await new Promise((resolve) => socket.on('close', resolve));
    clearInterval(timer);
    return said;
  }

  it('that sends its head byte by byte is cut off', async () => {
    expect(await drip('GET /healthz HTTP/1.1\r\nHost: x\r\n', 'X-Slow: ')).toMatch(/ 408 |reset|EPIPE/i);
  });

  it('that never ends its body is cut off', async () => {
    const own = await guarded.enrol('B1');
    const head =
      `POST /v1/pull HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${own}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n';
    expect(await drip(head, '{')).toMatch(/ 408 |reset|EPIPE/i);
    expect((await call(guarded.hub, '/healthz')).status).toBe(200);
  });
});

describe('a push', () => {
  it('that is replayed changes nothing', async () => {
    const first = order('r1');
    const held = withEvent(first, event('h', 'held', { hold: 'h', reason: 'x' }, { by: 'op:B1-001' }));
    const rows = [row(first), row(held, first)];
    expect(await codes(...rows)).toEqual([]);
    const head = await test.store.head('main');
    for (let at = 0; at < 3; at += 1)
      expect((await push(row(held, first))).body).toEqual({ conflicts: [], refused: [] });
    expect((await push(row(first))).body['conflicts']).toHaveLength(1);
    expect(await test.store.head('main')).toBe(head);
  });

  it('with forged events is refused, event by event, and leaves no trace', async () => {
    const mine = order('f1');
    const hold = event('h', 'held', { hold: 'h', reason: 'x' }, { by: 'op:B1-001' });
    const held = withEvent(mine, hold);
    await push(row(held));
    const head = await test.store.head('main');
    const foreign = event('q', 'held', { hold: 'q', reason: 'x' }, { station: 'B2', by: 'op:B2-001' });
    const future = event('q', 'held', { hold: 'q', reason: 'x' }, { by: 'op:B1-001', ms: NOW + 3_600_000 });
    const lift = event('q', 'private_erased', { events: [] }, { by: 'op:B1-001' });
    expect(
      await codes(
        row(withEvent(held, foreign), held),
        row(withEvent(held, future), held),
        row(withEvent(held, lift), held),
        row(mine, held),
        row(
          {
            ...held,
            events: [...(mine['events'] as object[]), { ...hold, data: { hold: 'h', reason: 'y' } }],
          },
          held,
        ),
        row({ ...held, private: { events: {} } }, held),
        row({ ...held, _deleted: true }, held),
      ),
    ).toEqual([
      ...['deleted_refused', 'foreign_event', 'clock_ahead', 'role_not_allowed'],
      ...['event_dropped', 'event_altered', 'private_dropped'],
    ]);
    expect(await test.store.head('main')).toBe(head);
  });

  it('of a document with 100,000 events is refused, by its size or by their number', async () => {
    const tiny = Array.from({ length: 100_000 }, () => ({ id: 'x' }));
    expect(await codes(row({ ...order('m1'), events: tiny }))).toEqual(['too_large']);
    expect(await codes(row({ ...order('m1'), events: tiny.slice(0, 2_001) }))).toEqual(['too_many_events']);
  });
});

describe('a database that is gone', () => {
  it('is told as such, and nothing is half done', async () => {
    const store = createMemoryStore(clock);
    const dying = await startTestHub({ store });
    try {
      const own = await dying.enrol('B1');
      const body = { collection: 'orders', rows: [row(order('1')), row(order('2'))] };
      // The disk is full once the first document was written.
      const transaction = store.transaction.bind(store);
      store.transaction = (site, work) =>
        transaction(site, (tx) =>
          work({
            ...tx,
            async putDocuments(documents) {
              await tx.putDocuments(documents.slice(0, 1));
              throw new StoreUnavailableError('disk full');
            },
          }),
        );
      const answer = await call(dying.hub, '/v1/push', { token: own, body });
      expect(answer).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
      expect(answer.headers.get('retry-after')).toBe('2');
      // Reading goes on.
      const pull = { collection: 'orders', after: null, limit: 10 };
      expect((await call(dying.hub, '/v1/pull', { token: own, body: pull })).body['documents']).toEqual([]);
      store.transaction = transaction;
      store.die(true);
      expect((await call(dying.hub, '/readyz')).status).toBe(503);
      expect((await call(dying.hub, '/healthz')).status).toBe(200);
      expect((await call(dying.hub, '/v1/push', { token: own, body })).status).toBe(503);
      store.die(false);
      expect((await call(dying.hub, '/v1/push', { token: own, body })).body).toEqual({
        conflicts: [],
        refused: [],
      });
      expect(store.commits).toBe(1);
    } finally {
      await dying.stop();
    }
  });
});
