import { beforeEach, describe, expect, it } from 'vitest';
import { pullDocuments, pushDocuments, type PushRequest } from '../../../../hub/replication/index.ts';
import { formatHlc } from '../../../../shared/base/index.ts';
import { MAX_DOCUMENT_BYTES, MAX_EVENTS } from '../../../../shared/contract/hub/index.ts';
import {
  event,
  NOW,
  order,
  row,
  shipment,
  waybill,
  withEvent,
  type Doc,
} from '../../../fakes/hub/documents.ts';
import { createMemoryStore, type MemoryStore } from '../../../fakes/hub/memory-store.ts';

const clock = { now: () => NOW };
const B1 = { station: 'B1', site: 'main' };
const B2 = { station: 'B2', site: 'main' };
let store: MemoryStore;

beforeEach(async () => {
  store = createMemoryStore(clock);
  await store.createSite('main');
  await store.createSite('other');
});

const push = (collection: PushRequest['collection'], rows: PushRequest['rows'], who = B1) =>
  pushDocuments({ store, clock }, who, { collection, rows });
const pull = (collection: PushRequest['collection'], after = 0, who = B2) =>
  pullDocuments({ store }, who, { collection, after: { seq: after }, limit: 100 });
const codes = async (...input: Parameters<typeof push>) =>
  (await push(...input)).refused.map(({ code, data }) => ({ code, ...data }));
const held = event('h1', 'held', { hold: 'h1', reason: 'x' }, { by: 'op:B1-001' });

describe('a push', () => {
  it('is seen by a pull, with the index fields of the hub, without what the database added', async () => {
    const forged = {
      ...order('1'),
      lane: 'shipped',
      status: 'SHIPPED',
      _rev: '1-a',
      _meta: { lwt: 1 },
      _deleted: false,
    };
    expect(await push('orders', [row(forged)])).toEqual({ conflicts: [], refused: [] });
    const { documents, checkpoint } = await pull('orders');
    expect(documents).toEqual([order('1')]);
    expect(await pull('orders', checkpoint.seq)).toEqual({ documents: [], checkpoint });
    expect(await pull('shipments', 0)).toEqual({ documents: [], checkpoint });
  });

  it('that is repeated changes nothing', async () => {
    const rows = [row(order('1')), row(order('2'))];
    await push('orders', rows);
    expect(await push('orders', rows)).toEqual({ conflicts: [], refused: [] });
    expect(await store.head('main')).toBe(2);
    expect(store.commits).toBe(1);
  });

  it('takes what is right and refuses the rest, row by row', async () => {
    const answer = await push('orders', [
      row(order('1')),
      row(order('2', { site: 'other' })),
      row({ ...order('3'), base: { channel: 'csv' } }),
      row(order('4')),
    ]);
    expect(answer.refused.map(({ id, code }) => [id, code])).toEqual([
      ['csv:2', 'other_site'],
      ['csv:3', 'schema_invalid'],
    ]);
    expect((await pull('orders')).documents.map((doc) => doc['id'])).toEqual(['csv:1', 'csv:4']);
  });

  it('on top of what it did not know gets the hub’s state, and is taken once it contains that', async () => {
    const first = order('1');
    await push('orders', [row(first)]);
    const theirs = withEvent(
      first,
      event('h2', 'held', { hold: 'h2', reason: 'y' }, { station: 'B2', by: 'op:B2-001' }),
    );
    await push('orders', [row(theirs, first)], B2);
    const ours = withEvent(first, held);
    const { conflicts } = await push('orders', [row(ours, first)]);
    expect(conflicts).toHaveLength(1);
    const master = conflicts[0] as Doc;
    expect(await push('orders', [row(withEvent(master, held), master)])).toEqual({
      conflicts: [],
      refused: [],
    });
    const [merged] = (await pull('orders')).documents;
    const ids = (merged?.['events'] as { id: string }[]).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('h')).sort()).toEqual(['h1', 'h2']);
    expect(merged?.['lane']).toBe('blocked');
  });

  it('of one document twice in one push is judged one after the other', async () => {
    const first = order('1');
    const second = withEvent(first, held);
    expect(await push('orders', [row(first), row(second, first)])).toEqual({ conflicts: [], refused: [] });
    const { documents } = await pull('orders');
    expect(documents).toHaveLength(1);
    expect(documents[0]?.['events']).toHaveLength(4);
  });

  it('knows the station’s own operators before their documents came, the site’s people by their roles, and no others', async () => {
    const by = (id: string, person: string, station = 'B1') =>
      row(order(id, { events: [event('h', 'held', { hold: 'h', reason: 'x' }, { by: person, station })] }));
    expect(await codes('orders', [by('1', 'op:B1-001')])).toEqual([]);
    expect(await codes('orders', [by('2', 'op:B9-001')])).toEqual([
      { code: 'role_not_allowed', type: 'held', by: 'op:B9-001' },
    ]);
    const person = (id: string, roles: string[], active = true, site = 'main') => ({
      ...{ id, site, name: 'Lin', badge: id, roles, active },
    });
    expect(
      await codes('people', [
        row(person('op:B1-001', ['PKR'])),
        row(person('op:B9-001', ['SYS', 'PKR'])),
        row(person('op:B1-002', ['PKR'], false)),
        row(person('op:B1-003', ['PKR'], true, 'other')),
      ]),
    ).toEqual([{ code: 'other_site' }]);
    expect(await codes('orders', [by('2', 'op:B9-001')])).toEqual([]);
    expect(await codes('orders', [by('3', 'op:B1-002')])).toMatchObject([{ code: 'role_not_allowed' }]);
    const submit = row(order('4', { events: [event('s', 'payment_awaited', {}, { by: 'op:B9-001' })] }));
    expect(await codes('orders', [submit])).toMatchObject([{ code: 'role_not_allowed' }]);
  });

  it.each<[string, PushRequest['collection'], object, string]>([
    ['deleted', 'orders', { ...order('1'), _deleted: true }, 'deleted_refused'],
    ['local', 'config', { id: 'settings', kind: 'settings', value: {}, private: {} }, 'local_document'],
    ['with an id that no database keeps', 'orders', { ...order('1'), id: 'csv:\u0000' }, 'unstorable'],
    ['without an id', 'orders', { ...order('1'), id: '' }, 'schema_invalid'],
    ['with a field nobody knows', 'orders', { ...order('1'), extra: 1 }, 'schema_invalid'],
    ['with lines that are none', 'orders', order('1', { base: { lines: 'two' } }), 'schema_invalid'],
    [
      'with flags that no fold can read',
      'orders',
      { ...order('1'), base: { ...(order('1')['base'] as object), flags: 7 } },
      'schema_invalid',
    ],
    [
      'with an event that no fold can read',
      'orders',
      { ...order('1'), events: [event('s', 'shipped', {}), event('p', 'private_erased', {})] },
      'schema_invalid',
    ],
    [
      'with an event without data',
      'orders',
      { ...order('1'), events: [{ ...held, data: 'x' }] },
      'schema_invalid',
    ],
    [
      'of 100,000 events',
      'orders',
      { ...order('1'), events: Array.from({ length: 4_000 }, () => ({})) },
      'too_many_events',
    ],
    [
      'too large',
      'orders',
      order('1', { private: { base: { remark: 'x'.repeat(MAX_DOCUMENT_BYTES) }, events: {} } }),
      'too_large',
    ],
    ['a number under another id', 'waybills', { ...waybill('SF', '1'), id: 'SF:2' }, 'schema_invalid'],
    ['a shipment of nothing', 'shipments', { ...shipment('csv:1'), base: {} }, 'schema_invalid'],
  ])('refuses a document %s', async (_, collection, document, code) => {
    const answer = await push(collection, [row(document)]);
    expect(answer.refused.map((one) => one.code)).toEqual([code]);
    expect(await store.head('main')).toBe(0);
  });

  it('brings nothing, and says so, where the database is gone', async () => {
    store.die(true);
    await expect(push('orders', [row(order('1'))])).rejects.toMatchObject({ code: 'store_unavailable' });
    store.die(false);
    expect(await store.head('main')).toBe(0);
  });

  it('counts the events of a merged document too', async () => {
    const many = (from: number, station: string) =>
      Array.from({ length: MAX_EVENTS - 10 }, (_, at) =>
        event(`${station}${at}`, 'logistics', { status: 'IN_TRANSIT' }, { station, counter: from + at }),
      );
    const a = order('1', { events: many(0, 'B1') });
    expect(await codes('orders', [row(a)])).toEqual([]);
    const b = withEvent(a, ...many(0, 'B2'));
    expect(await codes('orders', [row(b, a)], B2)).toMatchObject([{ code: 'too_many_events' }]);
  });
});

describe('documents without events', () => {
  const entry = (station: string, data: object = {}, ms = NOW) => ({
    ...{ id: `B1:${ms}`, site: 'main', bench: 'B1', session: 's', kind: 'unit', by: 'op:B1-001', data },
    at: formatHlc({ ms, counter: 0, station }),
  });

  it('of the journal stay as they are and are the station’s own', async () => {
    expect(await codes('journal', [row(entry('B1'))])).toEqual([]);
    expect(await codes('journal', [row(entry('B1'))])).toEqual([]);
    expect(await codes('journal', [row(entry('B1', { sku: 'x' }))])).toEqual([
      { code: 'append_only_altered' },
    ]);
    expect(await codes('journal', [row(entry('B2', {}, NOW + 1))])).toMatchObject([
      { code: 'foreign_event' },
    ]);
    expect(await codes('journal', [row(entry('B1', {}, NOW + 900_000))])).toMatchObject([
      { code: 'clock_ahead' },
    ]);
    expect(await store.head('main')).toBe(1);
  });

  const product = (n: number) => ({ id: 'c:1', kind: 'code', sku: 'SKU-1', n });
  it('without stamps follow whoever knew the hub’s state', async () => {
    await push('products', [row(product(1))]);
    expect(await push('products', [row(product(3), product(1))])).toEqual({ conflicts: [], refused: [] });
    expect((await pull('products')).documents).toEqual([product(3)]);
  });
});

describe('a pull', () => {
  it('sees its own site only', async () => {
    await push('orders', [row(order('1'))]);
    const other = { station: 'B1', site: 'other' };
    expect((await pull('orders', 0, other)).documents).toEqual([]);
    expect((await push('orders', [row(order('1', { site: 'other' }))], other)).refused).toEqual([]);
    expect((await pull('orders')).documents.map((doc) => doc['site'])).toEqual(['main']);
  });

  it('goes on page by page without a gap', async () => {
    for (let at = 0; at < 7; at += 1) await push('orders', [row(order(String(at)))]);
    await push('orders', [row(withEvent(order('0'), held), order('0'))]);
    const seen: unknown[] = [];
    let after = 0;
    for (let page = 0; page < 5; page += 1) {
      const answer = await pullDocuments({ store }, B2, {
        collection: 'orders',
        after: { seq: after },
        limit: 3,
      });
      seen.push(...answer.documents.map((doc) => doc['id']));
      after = answer.checkpoint.seq;
    }
    expect(seen).toEqual(['csv:1', 'csv:2', 'csv:3', 'csv:4', 'csv:5', 'csv:6', 'csv:0']);
    expect(after).toBe(8);
  });

  it('from beyond the hub’s last commit begins anew: the hub was restored from an older state', async () => {
    await push('orders', [row(order('1'))]);
    expect(await pull('orders', 99)).toEqual({ documents: [order('1')], checkpoint: { seq: 1 } });
  });

  it('leaves out what is done and was done before the window', async () => {
    const shipped = event('shipped:1', 'shipped', { parcels: [] }, { by: 'op:B1-001', counter: 9 });
    await push('orders', [row(order('1')), row(withEvent(order('2'), shipped))]);
    const since = (ms: number) =>
      pullDocuments({ store }, B2, { collection: 'orders', after: null, limit: 10, since: ms });
    expect((await since(NOW + 1)).documents.map((doc) => doc['id'])).toEqual(['csv:1']);
    expect((await since(NOW)).documents).toHaveLength(2);
  });
});
