import { describe, expect, it } from 'vitest';
import { newestFile } from '../../../shared/domain/index.ts';
import { formatHlc } from '../../../shared/base/index.ts';

const stamp = (ms: number, station: string): string => formatHlc({ ms, counter: 0, station });
const signature = (party: string, station: string, at: number) => ({
  ...{ party, at, by: `op:${station}-001`, way: 'drawn', sealed: `${party} at ${station}` },
});
const list = (ms: number, station: string, ...signatures: readonly object[]) => ({
  id: 'MF-S1-1',
  kind: 'manifest',
  stamp: stamp(ms, station),
  data: { id: 'MF-S1-1', courier: '老王', by: station, ...(signatures.length > 0 ? { signatures } : {}) },
});

const bare = list(1, 'S1');
const one = list(3, 'S1', signature('courier', 'S1', 3));
const two = list(4, 'S2', signature('courier', 'S2', 4), signature('shipper', 'S2', 2));
const three = list(5, 'S3', signature('shipper', 'S3', 5));

describe('two replicas of a handover', () => {
  it('keep the signatures of both stations, whichever comes first (SHP-04)', () => {
    const both = newestFile(one, two);
    expect(both).toEqual(newestFile(two, one));
    expect(both.data.signatures).toEqual([
      signature('shipper', 'S2', 2),
      signature('courier', 'S1', 3),
      signature('courier', 'S2', 4),
    ]);
    // The rest is the newer one's.
    expect(both).toMatchObject({ stamp: two.stamp, data: { by: 'S2' } });
  });

  it('a list that was not signed takes no signature away, however new it is', () => {
    const late = list(9, 'S2');
    expect(newestFile(late, one)).toEqual(newestFile(one, late));
    expect(newestFile(late, one).data.signatures).toEqual([signature('courier', 'S1', 3)]);
    expect(newestFile(bare, list(2, 'S1'))).toEqual(list(2, 'S1'));
  });

  it('three stations come to the same list in whatever order, and again to the same', () => {
    const all = newestFile(newestFile(one, two), three);
    expect(newestFile(one, newestFile(two, three))).toEqual(all);
    expect(newestFile(newestFile(three, one), two)).toEqual(all);
    expect(newestFile(all, two)).toEqual(all);
    expect(newestFile(one, all)).toEqual(all);
    expect(all.data.signatures).toHaveLength(4);
  });

  it('of other files the newest stays as it is', () => {
    const wave = (ms: number) => ({
      id: 'w',
      kind: 'wave',
      stamp: stamp(ms, 'S1'),
      data: { signatures: [{ at: ms }] },
    });
    expect(newestFile(wave(1), wave(2))).toEqual(wave(2));
  });
});
