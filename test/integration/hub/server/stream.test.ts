import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { event, order, row, shipment, withEvent, type Doc } from '../../../fakes/hub/documents.ts';
import { call, openStream, startTestHub, type ServerEvent, type TestHub } from './harness.ts';

let test: TestHub;
let b1: string;
let b2: string;

beforeAll(async () => {
  test = await startTestHub({ limits: { stream: { pingMs: 200, barredMs: 50, maxBuffered: 64 * 1024 } } });
  b1 = await test.enrol('B1');
  b2 = await test.enrol('B2');
});
afterAll(() => test.stop());

const push = async (token: string, documents: readonly Doc[], collection = 'orders') => {
  const answer = await call(test.hub, '/v1/push', {
    token,
    body: { collection, rows: documents.map((document) => row(document)) },
  });
  expect(answer.body).toEqual({ conflicts: [], refused: [] });
};
const changes = (events: readonly ServerEvent[]) =>
  events.filter(({ event: name }) => name === 'change').map(({ data }) => data) as {
    collection: string;
    documents: Doc[];
    checkpoint: { seq: number };
  }[];
const idsOf = (events: readonly ServerEvent[]): string[] =>
  changes(events).flatMap(({ documents }) => documents.map(({ id }) => id));

describe('the stream', () => {
  it('begins with a resync, then brings what others write, all collections, in commit order', async () => {
    await push(b1, [order('before')]);
    const reader = await openStream(test.hub, b2);
    await push(b1, [order('1'), order('2')]);
    await push(b1, [shipment('csv:1')], 'shipments');
    await reader.until((events) => idsOf(events).length === 3);
    expect(reader.events[0]).toEqual({ event: 'resync', data: undefined });
    expect(idsOf(reader.events)).toEqual(['csv:1', 'csv:2', 'csv:1.1']);
    const seqs = changes(reader.events).map(({ checkpoint }) => checkpoint.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs.at(-1)).toBe(await test.store.head('main'));
    reader.close();
  });

  it('leaves out what the station wrote itself, but not that it may go on from there', async () => {
    const reader = await openStream(test.hub, b1);
    await push(b1, [order('own')]);
    await push(b2, [order('theirs', { events: [event('s', 'submitted', {}, { station: 'B2' })] })]);
    await reader.until((events) => idsOf(events).includes('csv:theirs'));
    expect(idsOf(reader.events)).toEqual(['csv:theirs']);
    expect(changes(reader.events).at(-1)?.checkpoint.seq).toBe(await test.store.head('main'));
    reader.close();
  });

  it('shows nothing of another site', async () => {
    const x1 = await test.enrol('X1', 'other');
    const reader = await openStream(test.hub, x1);
    await push(b1, [order('secret')]);
    const own = order('o', { site: 'other', events: [] });
    const x2 = await test.enrol('X2', 'other');
    await push(x2, [own]);
    await reader.until((events) => idsOf(events).length > 0);
    expect(idsOf(reader.events)).toEqual(['csv:o']);
    reader.close();
  });

  it('says the hub’s time while nothing happens', async () => {
    const reader = await openStream(test.hub, b2);
    await reader.until((events) => events.some(({ event: name }) => name === 'ping'));
    expect(reader.events.find(({ event: name }) => name === 'ping')?.data).toMatchObject({
      now: expect.any(Number) as number,
    });
    reader.close();
  });

  it('ends at once for a station that is revoked, by this hub or by another', async () => {
    const b3 = await test.enrol('B3');
    const b4 = await test.enrol('B4');
    const [here, elsewhere] = [await openStream(test.hub, b3), await openStream(test.hub, b4)];
    await test.hub.stations.revoke('B3');
    await here.ended();
    // As another hub on the same database does it.
    await test.store.transaction('main', async (tx) => {
      const record = await tx.record('station', 'B4');
      if (record) await tx.putRecord({ ...record, state: 'revoked' });
    });
    await elsewhere.ended();
    expect(here.events.at(-1)?.event).toBe('resync');
  });

  it('tells a reader that was too slow to pull again, and holds no more for it than the limit', async () => {
    const b5 = await test.enrol('B5');
    const reader = await openStream(test.hub, b5);
    reader.pause();
    const remark = 'x'.repeat(200_000);
    // More than the sockets between us can hold.
    for (let at = 0; at < 60; at += 10)
      await push(
        b1,
        Array.from({ length: 10 }, (_, n) =>
          order(`big${at + n}`, { private: { base: { remark }, events: {} } }),
        ),
      );
    reader.resume();
    await reader.until((events) => events.filter(({ event: name }) => name === 'resync').length === 2);
    expect(idsOf(reader.events).length).toBeLessThan(60);
    await push(b1, [order('after')]);
    await reader.until((events) => idsOf(events).includes('csv:after'));
    reader.close();
  });

  it('is held no more than four times by one station: the oldest ends', async () => {
    const b6 = await test.enrol('B6');
    const readers = [];
    for (let at = 0; at < 5; at += 1) readers.push(await openStream(test.hub, b6));
    await readers[0]?.ended();
    await push(b1, [withEvent(order('many'))]);
    await Promise.all(
      readers.slice(1).map((reader) => reader.until((all) => idsOf(all).includes('csv:many'))),
    );
    for (const reader of readers) reader.close();
  });
});

describe('a hub that stops', () => {
  it('finishes what is under way, ends its streams with a resync, and takes nothing new', async () => {
    const stopping = await startTestHub();
    const token = await stopping.enrol('B1');
    const reader = await openStream(stopping.hub, token);
    const body = { collection: 'orders', rows: Array.from({ length: 100 }, (_, at) => row(order(`s${at}`))) };
    const pushed = call(stopping.hub, '/v1/push', { token, body });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await stopping.stop();
    expect((await pushed).status).toBe(200);
    await reader.ended();
    expect(reader.events.at(-1)?.event).toBe('resync');
    await expect(call(stopping.hub, '/healthz')).rejects.toThrow();
  });
});
