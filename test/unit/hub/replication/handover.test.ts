import { describe, expect, it } from 'vitest';
import { pullDocuments, pushDocuments } from '../../../../hub/replication/index.ts';
import { formatHlc } from '../../../../shared/base/index.ts';
import { NOW, row, type Doc } from '../../../fakes/hub/documents.ts';
import { createMemoryStore } from '../../../fakes/hub/memory-store.ts';

const clock = { now: () => NOW };
const S1 = { station: 'S1', site: 'main' };
const S2 = { station: 'S2', site: 'main' };

/** The list of one handover as a station has it. */
const list = (station: string, ms: number, ...parties: readonly string[]): Doc =>
  ({
    ...{ id: 'MF-S1-1', kind: 'manifest', at: NOW - 9_000 },
    stamp: formatHlc({ ms: NOW - ms, counter: 0, station }),
    data: {
      id: 'MF-S1-1',
      signatures: parties.map((party) => ({ party, at: NOW - ms, sealed: `${party} at ${station}` })),
    },
  }) as unknown as Doc;

describe('a handover that two stations had signed while they were apart', () => {
  const ofFirst = list('S1', 2_000, 'courier');
  const ofSecond = list('S2', 1_000, 'courier', 'shipper');

  it.each([
    ['the older first', [ofFirst, S1, ofSecond, S2]],
    ['the newer first', [ofSecond, S2, ofFirst, S1]],
  ] as const)('keeps every signature at the hub, %s (SHP-04)', async (_, [first, by, second, then]) => {
    const store = createMemoryStore(clock);
    await store.createSite('main');
    const push = (doc: Doc, who: typeof S1) =>
      pushDocuments({ store, clock }, who, { collection: 'files', rows: [row(doc)] });
    const kept = async () =>
      (await pullDocuments({ store }, S1, { collection: 'files', after: null, limit: 10 })).documents;
    expect(await push(first, by)).toEqual({ conflicts: [], refused: [] });
    expect(await push(second, then)).toEqual({ conflicts: [], refused: [] });
    const [united] = await kept();
    expect(united).toMatchObject({
      stamp: ofSecond['stamp'],
      data: {
        signatures: [{ sealed: 'courier at S1' }, { sealed: 'courier at S2' }, { sealed: 'shipper at S2' }],
      },
    });
    // Who comes again with the own one only gets all of them.
    expect((await push(first, by)).conflicts).toEqual([united]);
    expect(await kept()).toEqual([united]);
  });
});
