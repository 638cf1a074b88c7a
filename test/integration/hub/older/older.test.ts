import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTermsIndex } from '../../../../hub/older/index.ts';
import { storedRow } from '../../../../hub/replication/index.ts';
import { keyedHash, siteKeyOf } from '../../../../hub/site-key.ts';
import type { HubStore } from '../../../../hub/store/index.ts';
import type { ReplicatedName } from '../../../../shared/contract/hub/index.ts';
import { askedTexts } from '../../../../shared/domain/finding/index.ts';
import { event, NOW, order, shipment, waybill, withEvent, type Doc } from '../../../fakes/hub/documents.ts';
import { call, clock, startTestHub, type TestHub } from '../server/harness.ts';
import { ADAPTERS, titleOf } from '../store/adapters.ts';
import type { Adapter, Lab } from '../store/adapters.ts';

const receiver = (name: string, phone: string): object => ({
  base: { receiver: { name, phone, province: '浙江省', detail: '文三路90号5幢301室' }, remark: 'ring twice' },
  events: {},
});
const person = (id: string, roles: string[], active = true): Doc =>
  ({ id, site: 'main', name: id, badge: id, roles, active }) as unknown as Doc;

for (const adapter of ADAPTERS.filter(({ name }) => name !== 'SQLite in memory')) {
  describe.skipIf(adapter.problem !== undefined)(`older orders: ${titleOf(adapter)}`, () => {
    let host: Awaited<ReturnType<Adapter['start']>>;
    let lab: Lab;
    let store: HubStore;
    let test: TestHub;
    let b1: string;
    let other: string;
    let rounds = 0;

    const put = (collection: ReplicatedName, documents: readonly Doc[], site = 'main'): Promise<void> =>
      store.transaction(site, (tx) =>
        tx.putDocuments(documents.map((each) => storedRow(collection, each, 'B1'))),
      );
    async function index(...sites: string[]): Promise<void> {
      const terms = createTermsIndex({ store, onError: (error) => expect(error).toBeUndefined() });
      for (const site of sites) await terms.catchUp(site);
      await terms.stop();
    }
    const asking = async (text: string, site = 'main'): Promise<string[]> =>
      askedTexts(text).map(keyedHash(await siteKeyOf(store, site)));
    const search = async (text: string, token = b1, site = 'main') =>
      call(test.hub, '/v1/older/search', { token, body: { terms: await asking(text, site) } });
    const found = async (...args: Parameters<typeof search>): Promise<string[]> =>
      ((await search(...args)).body['orders'] as { id: string }[]).map(({ id }) => id);
    const open = (id: string, token = b1) =>
      call(test.hub, '/v1/older/order', { token, body: { order: id } });
    const reveal = (id: string, by: string, token = b1) =>
      call(test.hub, '/v1/older/receiver', { token, body: { order: id, by } });

    beforeAll(async () => {
      host = await adapter.start();
      lab = await host.lab();
      store = await lab.open({ clock });
      test = await startTestHub({ store });
      b1 = await test.enrol('B1');
      other = await test.enrol('X1', 'other');
      const id = 'csv:A-1';
      const bound = event('e1', 'waybill_bound', { carrier: 'SF', number: 'SF100', source: 'pool' });
      const again = event('e2', 'waybill_bound', { carrier: 'SF', number: 'SF200', source: 'pool' });
      await put('orders', [
        order('A-1', { private: receiver('王小明', '138 0013 8000') }),
        order('A-2', { private: receiver('李雷', '13800138000-77'), base: { orderedAt: NOW } }),
        order('A-3', { private: receiver('韩梅梅', '010-88886666') }),
      ]);
      await put('shipments', [withEvent(shipment(id), bound, again)]);
      await put('waybills', [waybill('SF', 'SF100'), waybill('SF', 'SF200'), waybill('SF', 'SF300')]);
      await put('people', [
        person('p:cs', ['CS']),
        person('p:pik', ['PIK']),
        person('p:gone', ['CS'], false),
      ]);
      const theirs = order('A-1', { site: 'other', private: receiver('王小明', '13800138000') });
      await put('orders', [theirs], 'other');
      await index('main', 'other');
    });
    afterAll(async () => {
      await test?.stop();
      await lab?.remove();
      await host?.stop();
    });

    it('are found by every number, by phone and by name, newest first', async () => {
      for (const text of ['A-1', 'csv:a-1', 'OD-CSV:A-1', 'sf100', 'SF200', '王小明'])
        expect([text, await found(text)]).toEqual([text, ['csv:A-1']]);
      expect(await found('+86 13800138000')).toEqual(['csv:A-2', 'csv:A-1']);
      expect(await found('(010) 8888 6666')).toEqual(['csv:A-3']);
      for (const text of ['A-', 'SF300', '王', '1380013'])
        expect([text, await found(text)]).toEqual([text, []]);
    });

    it('come without private data, as many as were asked for', async () => {
      const { body } = await search('13800138000');
      expect(JSON.stringify(body)).not.toMatch(/王小明|李雷|0013|文三路|ring twice/);
      expect(body['more']).toBe(false);
      const one = { token: b1, body: { terms: await asking('13800138000'), limit: 1 } };
      expect((await call(test.hub, '/v1/older/search', one)).body).toMatchObject({
        orders: [{ id: 'csv:A-2', private: { events: {} } }],
        more: true,
      });
    });

    it('are opened with parcels and numbers, the receiver masked', async () => {
      const { status, body } = await open('csv:A-1');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        order: { id: 'csv:A-1', private: { events: {} } },
        shipments: [{ id: 'csv:A-1.1', order: 'csv:A-1' }],
        remark: 'ring twice',
      });
      expect((body['waybills'] as Doc[]).map(({ id }) => id).sort()).toEqual(['SF:SF100', 'SF:SF200']);
      expect(JSON.stringify(body)).not.toMatch(/王小明|138 ?0013 ?8000|301室/);
      expect(body['receiver']).toMatchObject({ name: expect.stringContaining('*') as string });
      expect(await open('csv:A-9')).toMatchObject({ status: 404, body: { code: 'order_unknown' } });
    });

    it('show a receiver to a person of the site whose post allows it, and log no word of it', async () => {
      expect(await reveal('csv:A-1', 'p:cs')).toMatchObject({
        status: 200,
        body: { receiver: { name: '王小明', phone: '138 0013 8000' } },
      });
      expect((await reveal('csv:A-1', 'op:B1-001')).status).toBe(200);
      for (const by of ['p:pik', 'p:gone', 'nobody', 'op:B2-001'])
        expect([by, await reveal('csv:A-1', by)]).toMatchObject([
          by,
          { status: 403, body: { code: 'role_not_allowed' } },
        ]);
      expect((await reveal('csv:A-9', 'p:cs')).body['code']).toBe('order_unknown');
      const log = test.lines.join('\n');
      expect(log).toContain('receiver revealed');
      expect(log).not.toMatch(/王小明|13800138000|SF100|A-1/);
    });

    it('of another site are neither found nor opened nor revealed', async () => {
      expect(await found('A-3', other, 'other')).toEqual([]);
      // With the hashes of this site's own key.
      expect(await found('A-3', other, 'main')).toEqual([]);
      expect(await found('A-1', other, 'other')).toEqual(['csv:A-1']);
      expect((await open('csv:A-3', other)).status).toBe(404);
      expect((await reveal('csv:A-3', 'op:X1-001', other)).status).toBe(404);
      // The same id is their own order.
      expect(await open('csv:A-1', other)).toMatchObject({
        body: { order: { site: 'other' }, shipments: [] },
      });
      expect((await reveal('csv:A-1', 'p:cs', other)).status).toBe(403);
    });

    it('are for stations alone: no token, a wrong one, a revoked one', async () => {
      rounds += 1;
      const revoked = await test.enrol(`R${rounds}`);
      await test.hub.stations.revoke(`R${rounds}`);
      for (const path of ['/v1/older/search', '/v1/older/order', '/v1/older/receiver']) {
        const answers = await Promise.all(
          [undefined, `B1.${'A'.repeat(43)}`, revoked].map((token) =>
            call(test.hub, path, { ...(token === undefined ? {} : { token }), body: {} }),
          ),
        );
        expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
          [401, 'token_missing'],
          [401, 'token_wrong'],
          [401, 'token_revoked'],
        ]);
      }
    });

    it('are asked for in so many words only', async () => {
      const hash = 'a'.repeat(32);
      for (const [path, body, status] of [
        ['search', { terms: [] }, 422],
        ['search', { terms: ['13800138000'] }, 422],
        ['search', { terms: Array.from({ length: 13 }, () => hash) }, 422],
        ['search', { terms: [hash], limit: 51 }, 422],
        ['search', { terms: [hash], site: 'other' }, 422],
        ['search', { terms: [`${hash}`], x: 'y'.repeat(5_000) }, 413],
        ['order', { order: '' }, 422],
        ['order', { order: 'a\0b' }, 404],
        ['receiver', { order: 'csv:A-1' }, 422],
      ] as const)
        expect([path, body, (await call(test.hub, `/v1/older/${path}`, { token: b1, body })).status]).toEqual(
          [path, body, status],
        );
    });

    it('are not read by a program: so many a minute', async () => {
      const busy = await test.enrol('B8');
      const statuses: number[] = [];
      for (let n = 0; n < 31; n += 1) statuses.push((await reveal('csv:A-9', 'op:B8-001', busy)).status);
      expect(statuses.slice(-2)).toEqual([404, 429]);
      expect((await reveal('csv:A-9', 'op:B1-001')).status).toBe(404);
    });

    it('follow what was changed, and lose what was erased', async () => {
      const known = order('A-3', { private: receiver('韩梅梅', '010-88886666') });
      const erased = withEvent(
        { ...known, private: { events: {} } },
        event('x1', 'private_erased', { events: ['base'] }, { counter: 9 }),
      );
      await put('orders', [erased, order('A-4', { private: receiver('新人', '13911112222') })]);
      await index('main');
      expect(await found('韩梅梅')).toEqual([]);
      expect(await found('A-3')).toEqual(['csv:A-3']);
      expect(await found('13911112222')).toEqual(['csv:A-4']);
      expect((await open('csv:A-3')).body['receiver']).toBeNull();
      expect((await reveal('csv:A-3', 'p:cs')).body['code']).toBe('receiver_missing');
    });

    it('have no name and no phone on the disk of the hub', async () => {
      const disk = await lab.onDisk?.();
      const clear = ['王小明', '13800138000', 'name:', 'phone:'].map((text) => disk?.includes(text));
      expect(clear).toEqual([false, false, false, false]);
    });

    if (adapter.shared)
      it('are indexed by two hubs at once, each once', async () => {
        await put(
          'orders',
          Array.from({ length: 250 }, (_, n) => order(`M-${n}`)),
        );
        await Promise.all([index('main'), index('main')]);
        for (const n of [0, 99, 100, 249]) expect(await found(`M-${n}`)).toEqual([`csv:M-${n}`]);
      });
  });
}
