import { afterEach, describe, expect, it } from 'vitest';
import { whileStopped } from '../station/folder.ts';
import type { TestBench } from '../station/harness.ts';
import { orderOf, saveOrders, saveProducts } from '../station/shop.ts';
import { inStep, joinHub, startSyncBench, startTestHub, untilSync, type TestHub } from './harness.ts';
import { untilSo } from '../../lib/until.ts';

describe('joining and leaving', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });
  async function start(site?: string): Promise<[TestHub, TestBench]> {
    const hub = await startTestHub(site);
    const bench = await startSyncBench();
    open.push(bench, hub);
    return [hub, bench];
  }

  it('says why it cannot, joins once, merges, leaves when nothing waits, and joins again', async () => {
    const [hub, bench] = await start('north');
    const join = (url: string, code: string) => bench.call('sync.join', { url, code, name: 'Bench 1' });
    expect(await join('not an address', 'AAAA-AAAA-AAAA')).toMatchObject({ ok: false, code: 'url_invalid' });
    expect(await join('http://hub.example.com', 'AAAA-AAAA-AAAA')).toMatchObject({ code: 'url_needs_tls' });
    expect(await join('127.0.0.1:1', 'AAAA-AAAA-AAAA')).toMatchObject({ code: 'hub_unreachable' });
    expect(await join(hub.liar.url, 'AAAA-AAAA-AAAA')).toMatchObject({ ok: false, code: 'code_wrong' });
    expect(await bench.call('sync.leave', { anyway: false })).toMatchObject({ code: 'not_joined' });

    await saveProducts(bench);
    await saveOrders(bench, [
      { no: 'J-1', lines: { MUG: 1 } },
      { no: 'J-2', lines: { TEA: 2 } },
    ]);
    await joinHub(bench, hub);
    expect(await join(hub.liar.url, await hub.code())).toMatchObject({ code: 'already_joined' });
    const view = await inStep(bench);
    expect(view.hub).toMatchObject({ name: 'test hub', site: 'north' });
    expect(view.skewMs).not.toBeNull();
    // Under the hub's name of the site, and nothing renamed here.
    expect(await hub.count('orders')).toBe(2);
    const [stored] = (await hub.documents('orders', [orderOf('J-1')])).values();
    expect(stored?.['site']).toBe('north');

    hub.liar.lie('/v1', { kind: 'cut' });
    hub.liar.cutAll();
    await bench.act(orderOf('J-1'), 'request_cancel', { reason: 'asked' });
    await untilSync(bench, ({ state, pushing }) => state === 'offline' && pushing > 0);
    expect(await bench.call('sync.leave', { anyway: false })).toMatchObject({ code: 'still_waiting' });
    expect(await bench.call('sync.leave', { anyway: true })).toEqual({ ok: true, value: null });
    expect(await bench.call('sync.view', {})).toMatchObject({
      state: 'alone',
      hub: null,
      pushing: 0,
      agreedAt: null,
    });
    expect((await bench.order(orderOf('J-1'))).timeline.map((event) => event.type)).toContain(
      'cancel_requested',
    );

    hub.liar.lie('/v1');
    await bench.restart();
    expect((await bench.call('sync.view', {})).state).toBe('alone');
    await joinHub(bench, hub);
    await inStep(bench);
    const [again] = (await hub.documents('orders', [orderOf('J-1')])).values();
    expect(again?.events.map((event) => event.type)).toContain('cancel_requested');
  });

  it('an old token is renewed, and the new one is kept', async () => {
    const [hub, bench] = await start();
    await joinHub(bench, hub);
    await inStep(bench);
    await whileStopped(bench, (db) =>
      db.config.update('hub', (doc) => ({ ...doc, value: { ...doc.value, tokenAt: 0 } })),
    );
    await untilSo(() => Promise.resolve(hub.liar.tokens.size === 2), 'the new token');
    await inStep(bench);
    await bench.restart();
    await inStep(bench);
    expect(hub.liar.tokens.size).toBe(2);
  });

  it('a revoked token bars the station, which works on; what it did goes up after joining anew', async () => {
    const [hub, bench] = await start();
    await saveProducts(bench);
    await joinHub(bench, hub);
    await inStep(bench);
    const { station } = await bench.call('app.hello', {});
    await hub.running.stations.revoke(station);
    const barred = await untilSync(bench, (view) => view.state === 'barred');
    expect(barred.error?.code).toBe('token_revoked');
    await saveOrders(bench, [{ no: 'R-1', lines: { MUG: 1 } }]);
    expect((await untilSync(bench, (view) => view.pushing > 0)).agreedAt).not.toBeNull();

    await bench.restart();
    const after = await untilSync(bench, (view) => view.state === 'barred');
    expect(after.agreedAt).toBe(barred.agreedAt);
    expect(after.pushing).toBeGreaterThan(0);
    await bench.call('sync.leave', { anyway: true });
    await joinHub(bench, hub);
    await inStep(bench);
    expect(await hub.count('orders')).toBe(1);
  });
});
