import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTermsIndex } from '../../../hub/older/index.ts';
import type { TestBench } from '../station/harness.ts';
import { orderOf, RECEIVER, saveOrders, saveProducts } from '../station/shop.ts';
import { whileStopped } from '../station/folder.ts';
import { inStep, joinHub, startSyncBench, startTestHub, untilSync, type TestHub } from './harness.ts';
import { untilSo } from '../../lib/until.ts';

describe('orders that left the station’s window', { timeout: 60_000 }, () => {
  let hub: TestHub;
  let bench: TestBench;
  beforeAll(async () => {
    hub = await startTestHub('north');
    bench = await startSyncBench();
  });
  afterAll(async () => {
    await bench.close();
    await hub.close();
  });
  const search = (text: string) => bench.call('older.search', { search: text });
  const found = async (text: string): Promise<string[] | string> => {
    const answer = await search(text);
    return answer.ok ? answer.value.rows.map((row) => row.order) : answer.code;
  };
  /** As retention does with what the hub has: gone here, without a deletion that would replicate. */
  const purge = (no: string) => whileStopped(bench, (db) => db.orders.purge([orderOf(no)]));
  const hashOf = async (no: string): Promise<unknown> => {
    const [order] = (await hub.documents('orders', [orderOf(no)])).values();
    return (order?.['base'] as { receiverHash?: string }).receiverHash;
  };

  it('are found on the hub, opened there to be read, and revealed with an audit', async () => {
    await saveProducts(bench);
    await saveOrders(bench, [
      { no: 'Z-1', lines: { MUG: 1 } },
      { no: 'Z-2', lines: { TEA: 2 } },
    ]);
    expect(await found('Z-1')).toBe('not_joined');
    await joinHub(bench, hub);
    await inStep(bench);
    // The hub tells a station of its own writes without their text, and such a frame does not move the place of the pull on
    // the disk: a start may bring them once more, and then the place has passed them.
    await untilSo(async () => {
      await purge('Z-1');
      await inStep(bench);
      return !(await bench.call('orders.get', { order: orderOf('Z-1') })).ok;
    }, 'the order to stay away');
    const terms = createTermsIndex({ store: hub.store, onError: (error) => expect(error).toBeUndefined() });
    await terms.catchUp('north');
    await terms.stop();

    expect(await bench.call('orders.get', { order: orderOf('Z-1') })).toMatchObject({ code: 'not_here' });
    for (const text of ['Z-1', 'od-csv:z-1', `+86${RECEIVER.phone}`, RECEIVER.name])
      expect([text, await found(text)]).toEqual([text, [orderOf('Z-1')]]);
    // What is here is not shown as older.
    expect(await found('Z-2')).toEqual([]);
    expect(await found('nothing')).toEqual([]);

    const view = await bench.call('older.get', { order: orderOf('Z-1') });
    expect(view).toMatchObject({
      ok: true,
      value: { channelOrderNo: 'Z-1', status: 'READY_TO_SHIP', lines: [{ sku: 'MUG', qty: 1 }], reasons: [] },
    });
    const text = JSON.stringify(view);
    expect([text.includes(RECEIVER.name), text.includes(RECEIVER.phone)]).toEqual([false, false]);
    expect(await bench.call('older.get', { order: orderOf('Z-9') })).toMatchObject({ code: 'order_unknown' });

    const operator = bench.operator;
    const reveal = { order: orderOf('Z-1'), operator, reason: '客户来电' };
    expect(await bench.call('older.reveal', reveal)).toMatchObject({
      ok: true,
      value: { name: RECEIVER.name, phone: RECEIVER.phone },
    });
    await inStep(bench);
    const audits = (await hub.store.changes('north', { collection: 'files', after: 0, limit: 50 })).documents;
    expect(audits.map(({ document }) => document['data'])).toContainEqual(
      expect.objectContaining({ what: 'reveal', order: orderOf('Z-1'), by: operator, source: 'hub' }),
    );
    // It was read, not kept.
    expect(await bench.call('orders.get', { order: orderOf('Z-1') })).toMatchObject({ code: 'not_here' });
    expect(bench.log.join('\n')).not.toContain(RECEIVER.phone);
  });

  it('are not shown without the hub, and it is said', async () => {
    hub.liar.lie('/v1', { kind: 'cut' });
    hub.liar.cutAll();
    await untilSync(bench, ({ state }) => state === 'offline');
    expect(await found('Z-1')).toBe('hub_offline');
    expect(await bench.call('older.get', { order: orderOf('Z-1') })).toMatchObject({ code: 'hub_offline' });
    expect(
      await bench.call('older.reveal', { order: orderOf('Z-1'), operator: bench.operator, reason: 'x' }),
    ).toMatchObject({ code: 'hub_offline' });
    hub.liar.lie('/v1');
  });

  it('have receiver hashes of the site’s key, also those that were taken in before joining', async () => {
    await untilSync(bench, ({ state }) => state === 'online');
    await saveOrders(bench, [{ no: 'Z-3', lines: { MUG: 1 } }]);
    await inStep(bench);
    expect(await hashOf('Z-3')).toMatch(/^[0-9a-f]{32}$/);
    // One receiver, one taken in with the station's own key, the other with the shared one.
    expect(await hashOf('Z-2')).toBe(await hashOf('Z-3'));
  });
});
