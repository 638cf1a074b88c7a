import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldWaybill } from '../../../shared/domain/index.ts';
import type {
  WaybillBase,
  WaybillEvent,
  WaybillEventDraft,
  WaybillState,
} from '../../../shared/domain/index.ts';

const BASE: WaybillBase = { carrier: 'sf', number: 'SF1', source: 'pool' };
const events = (drafts: readonly WaybillEventDraft[]): WaybillEvent[] =>
  drafts.map((draft, index) => ({
    ...draft,
    id: `e${index}`,
    at: String(index).padStart(3, '0'),
    by: 'x',
    station: 's',
  }));
const fold = (...drafts: WaybillEventDraft[]) => foldWaybill({ base: BASE, events: events(drafts) });

const leased: WaybillEventDraft = { type: 'leased', data: { station: 's1' } };
const bound: WaybillEventDraft = { type: 'bound', data: { shipment: 'p1' } };
const printed: WaybillEventDraft = { type: 'printed', data: { job: 'j1' } };
const used: WaybillEventDraft = { type: 'used', data: { manifest: 'm1' } };
const voided: WaybillEventDraft = { type: 'voided', data: { reason: 'r' } };
const returned: WaybillEventDraft = { type: 'returned', data: {} };

describe('a number is used once', () => {
  it.each<[string, WaybillEventDraft[], WaybillState]>([
    ['new', [], 'FREE'],
    ['leased', [leased], 'LEASED'],
    ['given back', [leased, returned], 'RETURNED'],
    ['leased again', [leased, returned, { type: 'leased', data: { station: 's2' } }], 'LEASED'],
    ['bound from the file', [bound], 'BOUND'],
    ['printed', [leased, bound, printed], 'PRINTED'],
    ['printed again', [leased, bound, printed, { type: 'printed', data: { job: 'j2' } }], 'PRINTED'],
    ['used', [leased, bound, printed, used], 'USED'],
    ['used, printed elsewhere', [bound, used], 'USED'],
    ['voided', [leased, bound, printed, voided], 'VOIDED'],
    ['voided unused', [voided], 'VOIDED'],
  ])('%s', (_name, drafts, state) => {
    expect(fold(...drafts)).toMatchObject({ state, exceptions: [] });
  });

  it('knows station, shipment and manifest', () => {
    expect(fold(leased, bound, printed, used)).toEqual({
      state: 'USED',
      station: 's1',
      shipment: 'p1',
      manifest: 'm1',
      exceptions: [],
    });
  });
});

describe('what cannot both be true', () => {
  const p2: WaybillEventDraft = { type: 'bound', data: { shipment: 'p2' } };
  it.each<[string, WaybillEventDraft[], WaybillState, string]>([
    ['bound to two shipments', [bound, p2], 'BOUND', 'bound_to_two_shipments'],
    ['bound again after the label', [bound, printed, p2], 'PRINTED', 'bound_to_two_shipments'],
    ['bound elsewhere after use', [bound, used, p2], 'USED', 'bound_to_two_shipments'],
    [
      'leased to two stations',
      [leased, { type: 'leased', data: { station: 's2' } }],
      'LEASED',
      'leased_twice',
    ],
    ['bound after void', [voided, bound], 'VOIDED', 'bound_after_void'],
    ['printed after void', [bound, voided, printed], 'VOIDED', 'printed_after_void'],
    ['printed without binding', [printed], 'FREE', 'printed_unbound'],
    ['used after void', [bound, voided, used], 'USED', 'used_after_void'],
    ['voided after use', [bound, used, voided], 'USED', 'voided_after_use'],
    ['used without binding', [used], 'USED', 'used_unbound'],
    ['on two manifests', [bound, used, { type: 'used', data: { manifest: 'm2' } }], 'USED', 'used_twice'],
    ['given back after binding', [leased, bound, returned], 'BOUND', 'returned_after_bound'],
  ])('%s', (_name, drafts, state, code) => {
    const result = fold(...drafts);
    expect(result.state).toBe(state);
    expect(result.exceptions.map((one) => one.code)).toEqual([code]);
    expect(result.shipment === undefined || result.shipment === 'p1').toBe(true);
    const [conflict] = result.exceptions;
    const closed = fold(...drafts, {
      type: 'exception_closed',
      data: { exception: conflict?.id ?? '', note: 'n' },
    });
    expect(closed).toMatchObject({ state, exceptions: [] });
  });

  it('any order and repetition of the events gives the same state', () => {
    const drafts = fc.array(fc.constantFrom(leased, bound, p2, printed, used, voided, returned), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        drafts
          .map(events)
          .chain((all) =>
            fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all)),
          ),
        ([all, shuffled, again]) => {
          expect(foldWaybill({ base: BASE, events: [...shuffled, ...again] })).toEqual(
            foldWaybill({ base: BASE, events: all }),
          );
        },
      ),
    );
  });
});
