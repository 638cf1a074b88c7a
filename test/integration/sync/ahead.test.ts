import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestBench } from '../station/harness.ts';
import { orderFile, orderOf, saveProducts, shipmentOf } from '../station/shop.ts';
import { inStep, joinHub, startSyncBench, startTestHub, untilSync, type TestHub } from './harness.ts';
import { untilSo } from '../../lib/until.ts';

const PATHS = ['/v1/push', '/v1/pull', '/v1/stream', '/v1/hello', '/v1/leases', '/v1/claims'];
const NUMBERS = ['N-1', 'N-2', 'N-3', 'N-4', 'N-5', 'N-6', 'N-7', 'N-8'];

describe('numbers and parcels ahead', { timeout: 120_000 }, () => {
  let hub: TestHub;
  let a: TestBench;
  let b: TestBench;

  beforeEach(async () => {
    hub = await startTestHub();
    [a, b] = await Promise.all([startSyncBench(), startSyncBench({ child: true })]);
    for (const bench of [a, b]) await bench.call('settings.save', { ahead: { numbers: 20, claims: 3 } });
    await saveProducts(a);
    await a.importText(orderFile(NUMBERS.map((no) => ({ no, lines: { MUG: 1 } }))), 'packline-orders');
  });
  afterEach(async () => {
    await Promise.all([a.close(), b.close()]);
    await hub.close();
  });

  const stationOf = async (bench: TestBench) => (await bench.call('app.hello', {})).station;
  const queued = async (bench: TestBench) =>
    (await bench.call('queue.list', { status: 'queued', search: '', offset: 0, limit: 50 })).rows;
  const heldBy = async (bench: TestBench, station: string) =>
    (await queued(bench)).filter((row) => row.bench === `${station}/B1`).map((row) => row.shipment);
  const records = (state: string, kind = 'number') =>
    hub.store.records({ kind, site: 'main', state, limit: 500 });
  async function apart(): Promise<void> {
    for (const path of PATHS) hub.liar.lie(path, { kind: 'cut' });
    hub.liar.cutAll();
    await Promise.all([a, b].map((bench) => untilSync(bench, (view) => view.state === 'offline')));
  }

  it('two stations never get one parcel; apart they pack their own; a lead takes over, and both facts are told', async () => {
    await joinHub(a, hub);
    await inStep(a);
    await joinHub(b, hub);
    await inStep(b);
    const [left, right] = [await stationOf(a), await stationOf(b)];

    const [first, second] = await Promise.all([a.command('NEXT'), b.command('NEXT')]);
    expect([first.kind, second.kind]).toEqual(['opened', 'opened']);
    const opened = await Promise.all([a, b].map(async (bench) => (await bench.view()).session));
    expect(new Set(opened.map((session) => session?.shipment)).size).toBe(2);
    // Numbers of each come from what the hub has put aside for it.
    const bound = opened.map((session) => session?.waybill?.number ?? '');
    expect(bound[0]).toMatch(new RegExp(`^PL${left.toUpperCase()}\\d{7}$`));
    expect(bound[1]).toMatch(new RegExp(`^PL${right.toUpperCase()}\\d{7}$`));
    const held = await untilSo(async () => {
      const mine = await heldBy(b, left);
      return mine.length >= 2 && mine;
    }, 'claims of A at B');
    await untilSo(async () => (await heldBy(a, right)).length >= 2, 'claims of B at A');
    await Promise.all([inStep(a), inStep(b)]);

    await apart();
    const wanted = held[0] ?? '';
    // What another station holds is not opened by a scan, and it says who holds it.
    await b.command('CANCEL');
    const stop = await b.call('bench.open', { bench: 'B1', shipment: wanted });
    expect(stop).toMatchObject({ kind: 'busy_elsewhere', data: { station: left, bench: 'B1' } });
    await b.ok();
    const take = { shipment: wanted, operator: b.operator, reason: 'A does not answer' };
    expect(await b.call('claims.take', take)).toMatchObject({ ok: true });
    expect(await b.call('claims.take', take)).toMatchObject({ ok: false, code: 'claim_not_open' });
    expect((await b.call('bench.open', { bench: 'B1', shipment: wanted })).kind).toBe('opened');
    await a.command('CANCEL');
    expect((await a.call('bench.open', { bench: 'B1', shipment: wanted })).kind).toBe('opened');

    for (const path of PATHS) hub.liar.lie(path);
    await Promise.all([inStep(a), inStep(b)]);
    // B opened it first: A's bench stops and says who has it.
    const stopped = await a.until((view) => view.stop !== null, 'the stop at A');
    expect(stopped.stop).toMatchObject({ kind: 'busy_elsewhere', data: { station: right, bench: 'B1' } });
    const id = orderOf(NUMBERS.find((no) => shipmentOf(no) === wanted) ?? '');
    for (const bench of [a, b]) {
      const facts = (await bench.order(id)).exceptions.find(
        ({ code }) => code === 'opened_at_two_benches',
      )?.facts;
      expect(facts?.map((fact) => fact.station)).toEqual([right, left]);
    }
    await a.ok();
    expect((await a.command('CANCEL')).kind).toBe('put_back');
    await inStep(a);
    // What A put back was its own session; B goes on.
    expect((await b.view()).session?.shipment).toBe(wanted);
    expect((await b.view()).stop).toBeNull();

    // A lead at A takes what lies on B's bench, and B's bench hears of it.
    await untilSo(
      async () => (await a.order(id)).shipments[0]?.bench === `${right}/B1`,
      'the work of B at A',
    );
    expect(
      await a.call('claims.take', { shipment: wanted, operator: a.operator, reason: 'B went home' }),
    ).toMatchObject({
      ok: true,
    });
    expect((await a.call('bench.open', { bench: 'B1', shipment: wanted })).kind).toBe('opened');
    expect((await b.until((view) => view.stop !== null, 'the stop at B')).stop?.kind).toBe('busy_elsewhere');
  });

  it('numbers: asked again after a lost answer and a kill, the same; given back when the station leaves', async () => {
    // The hub leases, and its answer never arrives.
    hub.liar.lie('/v1/leases', { kind: 'lose', after: 40 });
    await joinHub(b, hub);
    const station = await stationOf(b);
    const given = await untilSo(async () => {
      const all = await records(`leased:${station}`);
      return all.length > 0 && all.map((record) => record.id);
    }, 'the lease');
    await b.kill();
    hub.liar.lie('/v1/leases');
    await inStep(b);
    await untilSo(async () => (await records('given', 'lease')).length === 2, 'a lease of each series');
    const leases = await records('given', 'lease');
    expect(new Set(leases.flatMap((record) => record.body['numbers'] as string[])).size).toBe(
      leases.reduce((sum, record) => sum + (record.body['numbers'] as string[]).length, 0),
    );
    expect((await records(`leased:${station}`)).map((record) => record.id)).toEqual(
      expect.arrayContaining(given.slice(1)),
    );
    // Nothing was asked for twice: each carrier's own request, once.
    expect(new Set(leases.map((record) => record.body['carrier'])).size).toBe(leases.length);

    expect(await b.call('sync.leave', { anyway: true })).toMatchObject({ ok: true });
    expect(await records(`leased:${station}`)).toEqual([]);
    expect((await records('free:own:OWN')).length).toBeGreaterThan(0);
  });
});
