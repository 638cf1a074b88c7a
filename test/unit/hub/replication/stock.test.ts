import { beforeEach, describe, expect, it } from 'vitest';
import { pullDocuments, pushDocuments } from '../../../../hub/replication/index.ts';
import { formatHlc } from '../../../../shared/base/index.ts';
import { NOW, row, type Doc } from '../../../fakes/hub/documents.ts';
import { createMemoryStore, type MemoryStore } from '../../../fakes/hub/memory-store.ts';

const clock = { now: () => NOW };
const S1 = { station: 'S1', site: 'main' };
const S2 = { station: 'S2', site: 'main' };
let store: MemoryStore;
beforeEach(async () => {
  store = createMemoryStore(clock);
  await store.createSite('main');
});

const move = (given: Readonly<Record<string, unknown>> = {}, who = S1, ms = NOW - 1_000): Doc =>
  ({
    ...{ id: 'receipt:1', site: 'main', kind: 'receipt', sku: 'MUG', qty: 5, location: 'A-01', order: '' },
    ...{ shipment: '', attempt: 0, reason: '', reference: '', by: `op:${who.station}-001` },
    at: formatHlc({ ms, counter: 0, station: who.station }),
    ...given,
  }) as unknown as Doc;
const reserve = (who = S1, ms = NOW - 1_000): Doc =>
  move(
    { id: 'reserve:csv:1:1:MUG', kind: 'reserve', order: 'csv:1', attempt: 1, qty: 1, by: 'SYS' },
    who,
    ms,
  );
const push = (docs: readonly Doc[], who = S1) =>
  pushDocuments({ store, clock }, who, { collection: 'stock', rows: docs.map((doc) => row(doc)) });
const pulled = async () =>
  (await pullDocuments({ store }, S2, { collection: 'stock', after: null, limit: 100 })).documents;

describe('moves of the stock at the hub', () => {
  it('are taken once and seen by the other stations, as they are', async () => {
    expect(await push([move(), reserve()])).toEqual({ conflicts: [], refused: [] });
    expect(await push([move(), reserve()])).toEqual({ conflicts: [], refused: [] });
    expect(await pulled()).toEqual([move(), reserve()]);
  });

  it('are never changed: other figures under a known id are refused', async () => {
    await push([move()]);
    const { refused } = await push([move({ qty: 50 })]);
    expect(refused).toMatchObject([{ code: 'append_only_altered' }]);
    expect(await pulled()).toMatchObject([{ qty: 5 }]);
  });

  it('that two stations wrote as one effect stay as the first was told; the second takes it over (STK-07)', async () => {
    await push([reserve(S1, NOW - 2_000)]);
    const { conflicts, refused } = await push([reserve(S2)], S2);
    expect(refused).toEqual([]);
    expect(conflicts).toEqual([reserve(S1, NOW - 2_000)]);
    expect(await pulled()).toHaveLength(1);
  });

  it('name who may write them: a packer books no goods in, nobody reserves by hand, figures must be figures', async () => {
    await pushDocuments({ store, clock }, S1, {
      collection: 'people',
      rows: [
        row({
          id: 'op:1',
          site: 'main',
          name: 'Lin',
          badge: '1',
          roles: ['PKR'],
          active: true,
        } as unknown as Doc),
      ],
    });
    const codes = async (given: Readonly<Record<string, unknown>>) =>
      (await push([move({ id: 'other', ...given })])).refused.map(({ code }) => code);
    expect(await codes({ by: 'op:1' })).toEqual(['role_not_allowed']);
    expect(await codes({ by: 'op:nobody' })).toEqual(['role_not_allowed']);
    expect(await codes({ kind: 'reserve', order: 'csv:1', attempt: 1 })).toEqual(['role_not_allowed']);
    expect(await codes({ qty: -5 })).toEqual(['schema_invalid']);
    expect(await codes({ qty: 1.5 })).toEqual(['schema_invalid']);
    expect(await codes({ kind: 'gift' })).toEqual(['schema_invalid']);
    expect(await codes({ site: 'other' })).toEqual(['other_site']);
    expect(await codes({ at: formatHlc({ ms: NOW, counter: 0, station: 'S2' }) })).toEqual(['foreign_event']);
    expect(await codes({ kind: 'pick', by: 'op:1' })).toEqual([]);
  });
});
