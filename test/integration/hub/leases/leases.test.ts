import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimShipments, freeNumbersOf, leaseNumbers, returnNumbers } from '../../../../hub/leases/index.ts';
import { pullDocuments, pushDocuments } from '../../../../hub/replication/index.ts';
import type { HubStore } from '../../../../hub/store/index.ts';
import { createHlc } from '../../../../shared/base/index.ts';
import { claimRequest, leaseRequest } from '../../../../shared/contract/hub/index.ts';
import {
  foldShipment,
  foldWaybill,
  type ShipmentAggregate,
  type WaybillAggregate,
} from '../../../../shared/domain/index.ts';
import { event, NOW, row, shipment, waybill, withEvent, type Doc } from '../../../fakes/hub/documents.ts';
import { ADAPTERS, titleOf, type Lab } from '../store/adapters.ts';

const clock = { now: () => NOW };
const A = { station: 'A1', site: 'main' };
const B = { station: 'B1', site: 'main' };
const ELSEWHERE = { station: 'C1', site: 'other' };

for (const adapter of ADAPTERS.filter(({ name }) => name !== 'SQLite'))
  describe.skipIf(adapter.problem !== undefined)(titleOf(adapter), () => {
    let server: Awaited<ReturnType<typeof adapter.start>>;
    let lab: Lab;
    let store: HubStore;
    let deps: Parameters<typeof leaseNumbers>[0];

    beforeAll(async () => void (server = await adapter.start()), 60_000);
    afterAll(() => server.stop());
    beforeEach(async () => {
      lab = await server.lab();
      store = await lab.open({ clock });
      await store.createSite('main');
      await store.createSite('other');
      deps = { store, clock, hlc: createHlc({ clock, station: 'HUB' }) };
    });
    afterEach(async () => {
      await store.close();
      await lab.remove();
    });

    let asked = 0;
    const lease = (
      who: typeof A,
      count: number,
      given: { source?: 'pool' | 'own'; request?: string; series?: number } = {},
    ) =>
      leaseNumbers(
        deps,
        who,
        leaseRequest.parse({ carrier: 'SF', count, request: `r${(asked += 1)}`, ...given }),
      );
    const push = (documents: readonly Doc[], who = A, collection: 'waybills' | 'shipments' = 'waybills') =>
      pushDocuments({ store, clock }, who, {
        collection,
        rows: documents.map((document) => row({ ...document, site: who.site })),
      });
    const stored = async (id: string, collection = 'waybills') =>
      (await store.documents('main', collection, [id])).get(id)?.document;
    const fold = async (id: string) => foldWaybill((await stored(id)) as unknown as WaybillAggregate);
    const pool = (n: number): Doc[] => Array.from({ length: n }, (_, at) => waybill('SF', `SF${100 + at}`));

    describe('the free pool', () => {
      it('gives every number to one station, and writes so into the document that all pull', async () => {
        await push(pool(5));
        const a = await lease(A, 3);
        const b = await lease(B, 3);
        expect(a).toEqual({ carrier: 'SF', numbers: ['SF100', 'SF101', 'SF102'], left: 2 });
        expect(b).toEqual({ carrier: 'SF', numbers: ['SF103', 'SF104'], left: 0 });
        expect(await fold('SF:SF101')).toMatchObject({ state: 'LEASED', station: 'A1' });
        const pulled = await pullDocuments({ store }, B, { collection: 'waybills', after: null, limit: 100 });
        expect(pulled.documents).toHaveLength(5);
        expect(pulled.documents.filter((doc) => doc['state'] === 'LEASED')).toHaveLength(5);
      });

      it('gives the same numbers to a request that is repeated: after a crash, or an answer that was lost', async () => {
        await push(pool(9));
        const first = await lease(A, 3, { request: 'again' });
        expect(await lease(A, 3, { request: 'again' })).toEqual(first);
        // Another station's request of the same name is another request.
        expect((await lease(B, 3, { request: 'again' })).numbers).toEqual(['SF103', 'SF104', 'SF105']);
        expect(await lease(A, 3, { request: 'again' })).toMatchObject({ numbers: first.numbers });
      });

      it('asked by twenty at once, gives nobody what another got', async () => {
        await push(pool(100));
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, at) => lease({ station: `S${at}`, site: 'main' }, 5)),
        );
        const given = answers.flatMap((answer) => answer.numbers);
        expect(given).toHaveLength(100);
        expect(new Set(given).size).toBe(100);
      });

      it('does not hold what was issued for an order, bound, voided, or is another site’s', async () => {
        await push([
          waybill('SF', 'F1', [], { source: 'file', order: 'csv:1' }),
          waybill('SF', 'F2', [event('bound:SF:F2:x', 'bound', { shipment: 'x' }, { station: 'A1' })]),
          waybill('SF', 'F3', [event('voided:SF:F3', 'voided', { reason: 'r' }, { station: 'A1' })]),
        ]);
        await push([waybill('SF', 'F4')], ELSEWHERE);
        expect((await lease(B, 10)).numbers).toEqual([]);
      });

      it('gives out again what came back, and only that', async () => {
        await push(pool(4));
        const { numbers } = await lease(A, 4);
        const used = withEvent(
          (await stored('SF:SF100')) as Doc,
          event('bound:SF:SF100:p', 'bound', { shipment: 'p' }, { station: 'A1', ms: NOW }),
        );
        await pushDocuments({ store, clock }, A, {
          collection: 'waybills',
          rows: [row(used, (await stored('SF:SF100')) ?? null)],
        });
        // B holds none of them; A has used the first; the last is returned twice.
        expect(await returnNumbers(deps, B, { carrier: 'SF', numbers })).toBe(0);
        expect(await returnNumbers(deps, A, { carrier: 'SF', numbers: ['SF100', 'SF101', 'SF103'] })).toBe(2);
        expect(await returnNumbers(deps, A, { carrier: 'SF', numbers: ['SF103', 'SF999'] })).toBe(0);
        expect(await fold('SF:SF103')).toMatchObject({ state: 'RETURNED' });
        expect(await fold('SF:SF100')).toMatchObject({ state: 'BOUND' });
        expect((await lease(B, 10)).numbers).toEqual(['SF101', 'SF103']);
        expect(await fold('SF:SF103')).toMatchObject({ state: 'LEASED', station: 'B1', exceptions: [] });
      });

      it('a revoked station keeps its numbers until a person says that others may have them', async () => {
        await push(pool(450));
        await lease(A, 450);
        expect((await lease(B, 10)).numbers).toEqual([]);
        expect(await freeNumbersOf(deps, A)).toBe(450);
        expect(await freeNumbersOf(deps, A)).toBe(0);
        expect((await lease(B, 450)).numbers).toHaveLength(450);
      });

      it('only the hub leases: a station that writes so itself is refused', async () => {
        const forged = waybill('SF', 'SF1', [event('l', 'leased', { station: 'A1' }, { station: 'A1' })]);
        expect((await push([forged])).refused).toMatchObject([{ code: 'role_not_allowed' }]);
      });
    });

    describe('own series', () => {
      it('begins behind what the station has used alone, and never gives a number twice', async () => {
        const first = await lease(A, 2, { source: 'own', series: 41 });
        expect(first.numbers).toEqual(['PLA10000041', 'PLA10000042']);
        // A folder that was restored from a backup knows of less.
        expect((await lease(A, 2, { source: 'own', series: 3 })).numbers).toEqual([
          'PLA10000043',
          'PLA10000044',
        ]);
        expect((await lease(B, 2, { source: 'own' })).numbers).toEqual(['PLB10000001', 'PLB10000002']);
        expect((await lease(A, 1, { source: 'own', series: 90 })).numbers).toEqual(['PLA10000090']);
      });

      it('passes over what somebody has used already, and gives out first what came back', async () => {
        await push([
          waybill('SF', 'PLA10000001', [event('b', 'bound', { shipment: 'p' }, { station: 'A1' })], {
            source: 'own',
          }),
        ]);
        expect((await lease(A, 2, { source: 'own' })).numbers).toEqual(['PLA10000002', 'PLA10000003']);
        await returnNumbers(deps, A, { carrier: 'SF', numbers: ['PLA10000003'] });
        expect((await lease(B, 2, { source: 'own' })).numbers).toEqual(['PLA10000003', 'PLB10000001']);
      });

      it('ends with its seven digits', async () => {
        expect((await lease(A, 10, { source: 'own', series: 9_999_998 })).numbers).toHaveLength(2);
        expect((await lease(A, 10, { source: 'own' })).numbers).toEqual([]);
      });
    });

    describe('a number', () => {
      it('of another site is refused, whoever is first; the same site may push it as often as it likes', async () => {
        const bound = (shipment: string, station: string) =>
          waybill('SF', 'SF7', [event(`bound:${shipment}`, 'bound', { shipment }, { station })]);
        expect((await push([bound('p1', 'A1')])).refused).toEqual([]);
        expect((await push([bound('q1', 'C1'), waybill('SF', 'SF8')], ELSEWHERE)).refused).toEqual([
          { id: 'SF:SF7', code: 'number_taken', data: { site: 'main' } },
        ]);
        expect(await store.count('other', 'waybills')).toBe(1);
        // Bound to two parcels of one site: the document says so, and a person closes it.
        const both = withEvent(
          bound('p1', 'A1'),
          event('bound:p2', 'bound', { shipment: 'p2' }, { station: 'B1', ms: NOW }),
        );
        const answer = await pushDocuments({ store, clock }, B, {
          collection: 'waybills',
          rows: [row(both, bound('p1', 'A1'))],
        });
        expect(answer.refused).toEqual([]);
        expect((await fold('SF:SF7')).exceptions).toEqual([
          {
            id: 'bound:p2:bound_to_two_shipments',
            code: 'bound_to_two_shipments',
            eventId: 'bound:p2',
            against: 'bound:p1',
          },
        ]);
      });
    });

    describe('claims', () => {
      const claim = (who: typeof A, request: { shipments: string[]; count?: number; bench?: string }) =>
        claimShipments(deps, who, claimRequest.parse(request));
      const state = async (id: string) =>
        foldShipment((await stored(id, 'shipments')) as unknown as ShipmentAggregate);

      it('no two stations get one; asking again gives the same', async () => {
        await push(
          ['csv:1', 'csv:2', 'csv:3', 'csv:4'].map((id) => shipment(id)),
          A,
          'shipments',
        );
        const asked = { shipments: ['csv:1.1', 'csv:2.1'], bench: 'B1' };
        expect(await claim(A, asked)).toEqual(asked.shipments);
        expect(await claim(A, asked)).toEqual(asked.shipments);
        expect(await claim(B, { shipments: ['csv:2.1', 'csv:3.1', 'csv:9.1'] })).toEqual(['csv:3.1']);
        expect((await state('csv:1.1')).claim).toMatchObject({ station: 'A1', bench: 'B1' });
        expect((await stored('csv:1.1', 'shipments'))?.['bench']).toBe('@A1');
      });

      it('takes nothing that is open, done or stopped', async () => {
        await push(
          [
            shipment('csv:1', [
              event('o', 'opened', { bench: 'B1', mode: 'label_last' }, { station: 'A1', by: 'op:A1-001' }),
            ]),
            shipment('csv:2', [event('v', 'voided', { reason: 'r' }, { station: 'A1' })]),
            shipment('csv:3', [
              event('h', 'order_blocked', { order: 'csv:3', cause: 'hold' }, { station: 'A1' }),
            ]),
          ],
          A,
          'shipments',
        );
        expect(await claim(B, { shipments: ['csv:1.1', 'csv:2.1', 'csv:3.1'] })).toEqual([]);
      });

      it('a station takes one over only as a lead’s act that names it; it gives its own back', async () => {
        await push([shipment('csv:1')], A, 'shipments');
        await claim(A, { shipments: ['csv:1.1'] });
        const held = (await stored('csv:1.1', 'shipments')) as Doc;
        const standing = (await state('csv:1.1')).claim?.id ?? '';
        const from = async (type: string, data: object, by: string, who = B) =>
          (
            await pushDocuments({ store, clock }, who, {
              collection: 'shipments',
              rows: [
                row(
                  withEvent(held, event(`${type}-${by}`, type, data, { station: who.station, by, ms: NOW })),
                  held,
                ),
              ],
            })
          ).refused.map((each) => each.code);
        expect(await from('claimed', { station: 'B1' }, 'SYS')).toEqual(['role_not_allowed']);
        expect(await from('claimed', { station: 'B1', takes: standing }, 'SYS')).toEqual([
          'role_not_allowed',
        ]);
        expect(await from('claimed', { station: 'B1', takes: standing }, 'op:B1-001')).toEqual([]);
        expect((await state('csv:1.1')).claim).toMatchObject({ station: 'B1' });
      });
    });

    describe.skipIf(!adapter.shared)('two hubs on one database', () => {
      let second: HubStore;
      let hubs: (typeof deps)[];
      beforeEach(async () => {
        second = await lab.open({ clock });
        hubs = [deps, { store: second, clock, hlc: createHlc({ clock, station: 'HUB' }) }];
      });
      afterEach(() => second.close());
      const hubOf = (at: number): typeof deps => hubs[at % hubs.length] ?? deps;
      const station = (at: number) => ({ station: `S${at}`, site: 'main' });
      const ask = (at: number, count: number, more: object = {}) =>
        leaseNumbers(
          hubOf(at),
          station(at),
          leaseRequest.parse({ carrier: 'SF', count, request: `r${(asked += 1)}`, ...more }),
        );

      it('lease from one pool at the same time, and no number goes to two', async () => {
        await push(pool(120));
        const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => ask(at, 5)));
        const given = answers.flatMap(({ numbers }) => numbers);
        expect(given).toHaveLength(120);
        expect(new Set(given).size).toBe(120);
        // What the documents say is what the answers said.
        for (const [at, { numbers }] of answers.entries())
          for (const number of numbers)
            expect(await fold(`SF:${number}`)).toMatchObject({
              state: 'LEASED',
              station: `S${at}`,
              exceptions: [],
            });
      });

      it('answer a question that a station repeats at the other hub with the same numbers, also at the same time', async () => {
        await push(pool(20));
        const request = leaseRequest.parse({ carrier: 'SF', count: 5, request: 'cut off' });
        const answers = await Promise.all(
          Array.from({ length: 6 }, (_, at) => leaseNumbers(hubOf(at), station(1), request)),
        );
        expect(new Set(answers.map(({ numbers }) => numbers.join())).size).toBe(1);
        expect((await ask(2, 20)).numbers).toHaveLength(15);
      });

      it('give a returned number out once, and a station’s series without a gap or a repetition', async () => {
        await push(pool(10));
        const { numbers } = await ask(1, 10);
        const [returned, ...later] = await Promise.all([
          returnNumbers(hubOf(0), station(1), { carrier: 'SF', numbers }),
          ...Array.from({ length: 8 }, (_, at) => ask(at + 2, 4)),
        ]);
        expect(returned).toBe(10);
        const again = [...later, await ask(20, 10)].flatMap((answer) => answer.numbers);
        expect(again).toHaveLength(10);
        expect(new Set(again)).toEqual(new Set(numbers));

        const series = await Promise.all(
          Array.from({ length: 10 }, (_, at) =>
            leaseNumbers(
              hubOf(at),
              station(7),
              leaseRequest.parse({ carrier: 'OWN', count: 3, source: 'own', request: `own${at}` }),
            ),
          ),
        );
        const places = series.flatMap((answer) => answer.numbers).sort();
        expect(places).toEqual(
          Array.from({ length: 30 }, (_, at) => `PLS7${String(at + 1).padStart(7, '0')}`),
        );
      });

      it('put no shipment aside for two stations', async () => {
        const ids = Array.from({ length: 40 }, (_, at) => `csv:${at}`);
        await push(
          ids.map((id) => shipment(id)),
          A,
          'shipments',
        );
        const wishes = ids.map((id) => `${id}.1`);
        const claimed = await Promise.all(
          Array.from({ length: 10 }, (_, at) =>
            claimShipments(hubOf(at), station(at), claimRequest.parse({ shipments: wishes, count: 6 })),
          ),
        );
        const all = claimed.flat();
        expect(all).toHaveLength(40);
        expect(new Set(all).size).toBe(40);
      });

      it('take a number that two sites bring at the same time from one of them', async () => {
        const bound = (name: string) =>
          waybill('SF', 'SF900', [event(`bound:${name}`, 'bound', { shipment: name }, { station: name })]);
        const at = (hub: typeof deps, who: typeof A, name: string) =>
          pushDocuments({ store: hub.store, clock }, who, {
            collection: 'waybills',
            rows: [row({ ...bound(name), site: who.site })],
          });
        const answers = await Promise.all([at(hubOf(0), A, 'A1'), at(hubOf(1), ELSEWHERE, 'C1')]);
        expect(answers.flatMap(({ refused }) => refused.map(({ code }) => code))).toEqual(['number_taken']);
        expect((await store.count('main', 'waybills')) + (await store.count('other', 'waybills'))).toBe(1);
      });
    });
  });
