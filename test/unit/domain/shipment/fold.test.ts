import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHlc } from '../../../../shared/base/index.ts';
import {
  ROLES,
  SHIPMENT_TRANSITIONS,
  decideShipment,
  foldShipment,
  mergeAggregates,
} from '../../../../shared/domain/index.ts';
import type {
  FulfilmentStatus,
  ShipmentEvent,
  ShipmentEventDraft,
  ShipmentState,
} from '../../../../shared/domain/index.ts';
import {
  BASE,
  actor,
  bound,
  checked,
  claimed,
  context,
  handedOver,
  history,
  labelled,
  opened,
  packed,
  printed,
  released,
  shipmentIn,
  staged,
  voided,
  weighed,
} from './fixtures.ts';

const here = (drafts: readonly ShipmentEventDraft[], from = 0): ShipmentEvent[] =>
  history(drafts, from, 's1');
const there = (drafts: readonly ShipmentEventDraft[], from = 0): ShipmentEvent[] =>
  history(drafts, from, 's2').map((event) => ({ ...event, id: `t${event.id}` }));
const fold = (...parts: readonly (readonly ShipmentEvent[])[]): ShipmentState =>
  foldShipment({ base: BASE, events: parts.flat() });
const codes = (state: ShipmentState): string[] => state.exceptions.map((one) => one.code);

describe('two benches', () => {
  it('opened at both: the first keeps the session, in whichever order they arrive', () => {
    const a = here([opened('b1')], 0);
    const b = there([opened('b2')], 1);
    for (const state of [fold(a, b), fold(b, a)]) {
      expect(state).toMatchObject({ status: 'CHECKING', bench: 'b1', session: 'e000' });
      expect(codes(state)).toEqual(['opened_at_two_benches']);
    }
  });

  it('of one name at two stations are two benches', () => {
    const a = here([opened('B1')], 0);
    const b = there([opened('B1')], 1);
    for (const state of [fold(a, b), fold(b, a)]) {
      expect(state).toMatchObject({ status: 'CHECKING', bench: 'B1', station: 's1', session: 'e000' });
      expect(state.exceptions).toEqual([
        {
          id: 'te001:opened_at_two_benches',
          code: 'opened_at_two_benches',
          eventId: 'te001',
          against: 'e000',
        },
      ]);
    }
  });

  it('packed at both: one exception for each step, with the event that stands and the one that does not', () => {
    const a = here([opened('B1'), checked, packed], 0);
    const b = there([opened('B1'), checked, packed], 10);
    const state = fold(a, b);
    expect(state).toMatchObject({ status: 'PACKED', station: 's1' });
    expect(state.exceptions.map(({ code, eventId, against }) => [code, eventId, against])).toEqual([
      ['opened_after_checked', 'te010', 'e001'],
      ['checked_at_two_benches', 'te011', 'e001'],
      ['packed_at_two_benches', 'te012', 'e002'],
    ]);
    expect(fold(b, a)).toEqual(state);
  });

  it('the second one aborts: the first goes on; the first aborts: the second has it', () => {
    const both = [...here([opened('b1')], 0), ...there([opened('b2')], 1)];
    const abort = (session: string): ShipmentEventDraft => ({
      type: 'aborted',
      data: { reason: 'r', session },
    });
    expect(fold(both, there([abort('te001')], 5))).toMatchObject({ status: 'CHECKING', bench: 'b1' });
    expect(fold(both, here([abort('e000')], 5))).toMatchObject({
      status: 'CHECKING',
      bench: 'b2',
      session: 'te001',
    });
    expect(fold(both, here([abort('e000')], 5), there([abort('te001')], 6))).toMatchObject({
      status: 'QUEUED',
    });
  });

  it('the same bench again is a retry', () => {
    expect(fold(here([opened('b1'), opened('b1')]))).toMatchObject({ session: 'e000', exceptions: [] });
  });

  it('packed at both: packed once, told twice', () => {
    const state = fold(here([opened('b1'), checked, packed], 0), there([opened('b2'), checked, packed], 10));
    expect(state.status).toBe('PACKED');
    expect(codes(state)).toEqual(['opened_after_checked', 'checked_at_two_benches', 'packed_at_two_benches']);
  });

  it('an abort elsewhere does not un-check what was checked here', () => {
    const state = fold(
      here([opened('b1'), checked], 0),
      there([{ type: 'aborted', data: { reason: 'r' } }], 5),
    );
    expect(state).toMatchObject({ status: 'CHECKED', exceptions: [] });
  });

  it('two numbers bound: the first stays until the stuck label shows which one is on the box', () => {
    const path = [
      ...here([opened(), checked, bound('SF1'), printed('SF1', 'j1')], 0),
      ...there([bound('SF2'), printed('SF2', 'j2')], 10),
    ];
    expect(fold(path)).toMatchObject({ waybill: { number: 'SF1' }, printedJobs: ['j1'] });
    expect(codes(fold(path))).toEqual(['bound_twice']);
    const stuck = fold(path, here([packed, weighed, labelled('SF2')], 20));
    expect(stuck).toMatchObject({ status: 'LABELED', waybill: { number: 'SF2' }, printedJobs: ['j2'] });
  });
});

const CONFLICTS: readonly [
  name: string,
  from: FulfilmentStatus,
  more: readonly ShipmentEventDraft[],
  to: FulfilmentStatus,
  codes: readonly string[],
][] = [
  [
    'handed over after void',
    'HANDOVER_PENDING',
    [voided, handedOver()],
    'HANDED_OVER',
    ['handed_over_after_void'],
  ],
  ['void after handover', 'HANDED_OVER', [voided], 'HANDED_OVER', ['voided_after_handover']],
  [
    'handed over while the order is being cancelled',
    'HANDOVER_PENDING',
    [{ type: 'order_blocked', data: { order: 'o1', cause: 'cancel_requested' } }, handedOver()],
    'HANDED_OVER',
    ['handed_over_while_blocked'],
  ],
  ['handed over without staging', 'PACKED', [handedOver()], 'HANDED_OVER', ['handed_over_unstaged']],
  ['on two manifests', 'HANDED_OVER', [handedOver('m2')], 'HANDED_OVER', ['handed_over_twice']],
  ['on the same manifest again', 'HANDED_OVER', [handedOver()], 'HANDED_OVER', []],
  ['packed after void', 'CHECKED', [voided, packed], 'VOIDED', ['work_after_void']],
  ['void after packed', 'CHECKED', [packed, voided], 'VOIDED', []],
  [
    'recalled after handover',
    'HANDED_OVER',
    [{ type: 'recalled', data: { reason: 'r' } }],
    'HANDED_OVER',
    ['recalled_after_handover'],
  ],
  [
    'label voided after handover',
    'HANDED_OVER',
    [{ type: 'label_voided', data: { number: 'SF1', reason: 'r' } }],
    'HANDED_OVER',
    ['label_voided_after_handover'],
  ],
  ['opened after handover', 'HANDED_OVER', [opened('b2')], 'HANDED_OVER', ['opened_after_handover']],
  ['packed unchecked', 'CHECKING', [packed], 'PACKED', ['packed_unchecked']],
  ['checked unopened', 'QUEUED', [checked], 'CHECKED', ['checked_unopened']],
  ['weighed unpacked', 'CHECKED', [weighed], 'CHECKED', ['weighed_unpacked']],
  [
    'labelled while reopened elsewhere',
    'PACKED',
    [bound(), { type: 'reopened', data: { reason: 'r' } }, labelled()],
    'LABELED',
    ['labelled_unpacked'],
  ],
  ['a foreign label stuck', 'WEIGHED', [bound(), labelled('SF9')], 'WEIGHED', ['labelled_other_number']],
  [
    'a voided label stuck',
    'WEIGHED',
    [bound(), { type: 'label_voided', data: { number: 'SF1', reason: 'r' } }, labelled()],
    'WEIGHED',
    ['labelled_voided_number'],
  ],
  [
    'a voided number bound again',
    'WEIGHED',
    [bound(), { type: 'label_voided', data: { number: 'SF1', reason: 'r' } }, bound()],
    'WEIGHED',
    ['bound_voided_number'],
  ],
  [
    'a voided number printed',
    'CHECKED',
    [bound(), { type: 'label_voided', data: { number: 'SF1', reason: 'r' } }, printed()],
    'CHECKED',
    ['printed_voided_number'],
  ],
  ['printed without binding', 'CHECKED', [printed()], 'CHECKED', ['printed_unbound']],
  ['staged without a label', 'PACKED', [staged], 'PACKED', ['staged_unlabelled']],
  [
    'reopened after the label',
    'LABELED',
    [{ type: 'reopened', data: { reason: 'r' } }],
    'LABELED',
    ['reopened_too_late'],
  ],
];

describe('what cannot both be true', () => {
  it.each(CONFLICTS)('%s', (_name, from, more, to, expected) => {
    const { state } = shipmentIn(from, { more });
    expect(state.status).toBe(to);
    expect(codes(state)).toEqual(expected);
  });

  it('a parcel that went out after its void carries its number again', () => {
    expect(shipmentIn('HANDOVER_PENDING', { more: [voided, handedOver()] }).state.waybill?.number).toBe(
      'SF1',
    );
    expect(shipmentIn('HANDOVER_PENDING', { more: [voided] }).state).toMatchObject({
      voidedNumbers: ['SF1'],
    });
    expect(shipmentIn('HANDOVER_PENDING', { more: [voided] }).state.waybill).toBeUndefined();
  });

  it('is closed by a person', () => {
    const open = shipmentIn('HANDED_OVER', { more: [voided] });
    const [conflict] = open.state.exceptions;
    if (!conflict) throw new Error('no exception');
    const close: ShipmentEventDraft = {
      type: 'exception_closed',
      data: { exception: conflict.id, note: 'called back' },
    };
    const decided = decideShipment(open.state, open.base, close, context({ actor: actor('CS') }));
    expect(decided.ok).toBe(true);
    expect(decideShipment(open.state, open.base, close, context())).toMatchObject({
      error: { code: 'role_not_allowed' },
    });
    expect(fold(open.events, here([close], 50))).toMatchObject({ status: 'HANDED_OVER', exceptions: [] });
  });
});

describe('what is remembered', () => {
  it('who did which step', () => {
    const state = fold(
      here([opened(), checked, bound()], 0),
      history([printed(), packed], 10, 's3'),
      here([weighed, labelled(), staged, handedOver()], 20),
    );
    expect(state.people).toEqual({
      opened: 'op:s1',
      checked: 'op:s1',
      printed: 'op:s3',
      packed: 'op:s3',
      weighed: 'op:s1',
      labelled: 'op:s1',
      handed_over: 'op:s1',
    });
    expect(state.handover).toEqual({ manifest: 'm1', courier: 'Li', at: 99 });
  });

  it('reopening forgets material and weight, keeps number and session', () => {
    const { state } = shipmentIn('CHECKED', {
      more: [
        bound(),
        { type: 'packed', data: { material: 'box' } },
        { type: 'reopened', data: { reason: 'r' } },
      ],
    });
    expect(state).toMatchObject({
      status: 'CHECKING',
      weighed: false,
      session: 'e000',
      waybill: { number: 'SF1' },
    });
    expect(state.material).toBeUndefined();
  });

  it('voiding a label frees the parcel for the next number and keeps the old one', () => {
    const { state } = shipmentIn('LABELED', {
      more: [{ type: 'label_voided', data: { number: 'SF1', reason: 'r' } }, bound('SF2')],
    });
    expect(state).toMatchObject({
      status: 'PACKED',
      waybill: { number: 'SF2' },
      voidedNumbers: ['SF1'],
      printedJobs: [],
    });
  });

  it('blocks by order and cause', () => {
    const block = (
      type: 'order_blocked' | 'order_unblocked',
      cause: 'hold' | 'unpaid',
    ): ShipmentEventDraft => ({ type, data: { order: 'o1', cause } });
    const { state } = shipmentIn('QUEUED', {
      more: [
        block('order_blocked', 'hold'),
        block('order_blocked', 'hold'),
        block('order_blocked', 'unpaid'),
        block('order_unblocked', 'hold'),
      ],
    });
    expect(state.blocks).toEqual([{ order: 'o1', cause: 'unpaid' }]);
  });
});

describe('claims', () => {
  it('the first stands, until it is given back; then the other does', () => {
    const a = here([claimed('s1')], 0);
    const b = there([claimed('s2')], 1);
    expect(fold(b, a).claim).toEqual({ id: 'e000', station: 's1', bench: 'B1' });
    expect(fold(b, a, here([released('e000')], 5)).claim).toMatchObject({ id: 'te001', station: 's2' });
    expect(fold(a, here([released('e000')], 5)).claim).toBeUndefined();
    expect(codes(fold(a, b))).toEqual([]);
  });

  it('one that was given back never stands again, though a wrong clock says that it came later', () => {
    expect(fold(here([released('e005')], 0), here([claimed('s1')], 5)).claim).toBeUndefined();
  });

  it('taken over by a lead, of two takers the first', () => {
    const a = here([claimed('s1')], 0);
    const b = there([claimed('s2', { takes: 'e000' })], 2);
    const c = here([claimed('s3', { takes: 'e000' })], 3);
    for (const state of [fold(a, b, c), fold(c, b, a), fold(b, a, c)])
      expect(state.claim).toMatchObject({ id: 'te002', station: 's2' });
  });

  it('whose parcel was packed meanwhile by its old holder: it stays where the work is', () => {
    const a = here([claimed('s1'), opened('B1')], 0);
    const b = there([claimed('s2', { takes: 'e000' }), opened('B1')], 5);
    const state = fold(a, b);
    expect(state).toMatchObject({ status: 'CHECKING', station: 's1' });
    expect(state.claim).toBeUndefined();
    expect(codes(state)).toEqual(['opened_at_two_benches']);
  });

  it('it outlives an abort', () => {
    const state = fold(here([claimed('s1'), opened('B1'), { type: 'aborted', data: { reason: 'r' } }], 0));
    expect(state).toMatchObject({ status: 'QUEUED', claim: { id: 'e000', station: 's1' } });
  });
});

const text = fc.constantFrom('a', 'b');
const empty = fc.constant({});
const why = fc.record({ reason: text });
const data: Record<ShipmentEventDraft['type'], fc.Arbitrary<unknown>> = {
  allocated: fc.record({ bench: text }),
  promised: fc.constant({ shipBy: 1 }),
  marked: fc.constant({ urgent: true, marks: [] }),
  picking_started: fc.oneof(empty, fc.record({ pick: text })),
  picked: fc.oneof(empty, fc.record({ pick: text, lines: fc.constant([{ no: 1, qty: 1 }]) })),
  pick_short: fc.record({ pick: text, line: fc.constant(1), sku: fc.constant('A'), qty: fc.constant(1) }),
  pick_damaged: fc.record({
    pick: text,
    line: fc.constant(1),
    sku: fc.constant('A'),
    qty: fc.constant(1),
    replaced: fc.boolean(),
  }),
  picking_stopped: fc.record({ pick: text }),
  carrier_changed: fc.record({ carrier: text }),
  freight_costed: fc.record({
    carrier: fc.constant('sf'),
    agreement: text,
    minor: fc.nat({ max: 9 }),
    currency: fc.constant('CNY'),
    grams: fc.constant(1),
    weight: fc.constant('goods'),
    zone: text,
  }),
  opened: fc.record({ bench: text, mode: fc.constantFrom('label_first', 'label_last') }),
  divided: fc.record({ lines: fc.constant([{ no: 1, qty: 1 }]), rest: text }),
  aborted: why,
  claimed: fc.oneof(
    fc.record({ station: text }),
    fc.record({ station: text, takes: fc.constantFrom('id0-0', 'id7-1', 'id14-2') }),
  ),
  claim_released: fc.record({
    claim: fc.constantFrom('id0-0', 'id7-1', 'id14-2'),
    reason: fc.constant('not_needed'),
  }),
  checked: fc.constant({ units: 3 }),
  packed: fc.constantFrom({ skipped: 'rule' }, { material: 'box' }),
  weighed: fc.constantFrom({ skipped: 'rule' }, { grams: 900 }),
  waybill_bound: fc.record({
    carrier: fc.constant('sf'),
    number: text,
    source: fc.constantFrom('pool', 'external'),
  }),
  label_printed: fc.record({ job: text, number: text }),
  labelled: fc.record({ number: text }),
  staged: empty,
  handed_over: fc.record({ manifest: text, courier: fc.constant('Li'), at: fc.constant(1) }),
  reopened: why,
  label_voided: fc.record({ number: text, reason: text }),
  recalled: why,
  voided: why,
  order_blocked: fc.record({ order: fc.constant('o1'), cause: fc.constantFrom('hold', 'unpaid') }),
  order_unblocked: fc.record({ order: fc.constant('o1'), cause: fc.constantFrom('hold', 'unpaid') }),
  exception_closed: fc.record({ exception: text, note: text }),
};
const someDraft = fc.oneof(
  ...Object.entries(data).map(([type, arb]) =>
    arb.map((value) => ({ type, data: value }) as ShipmentEventDraft),
  ),
);
const someEvents = fc
  .array(fc.tuple(someDraft, fc.nat({ max: 3 }), fc.constantFrom('s1', 's2')), { maxLength: 25 })
  .map((list) =>
    list.map(([draft, ms, station], index): ShipmentEvent => ({
      ...draft,
      id: `id${(index * 7) % 26}-${index}`,
      at: formatHlc({ ms, counter: 0, station }),
      by: 'op:1',
      station,
    })),
  );

describe('convergence', () => {
  it('any order, repetition and partition of the events gives the same state', () => {
    fc.assert(
      fc.property(
        someEvents.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray(events, { minLength: events.length }),
            fc.subarray(events),
          ),
        ),
        ([events, shuffled, part]) => {
          const state = fold(events);
          expect(fold(shuffled)).toEqual(state);
          expect(fold(part, shuffled, part)).toEqual(state);
          const rest = events.filter((event) => !part.includes(event));
          const a = { id: 'p', site: 'm', base: BASE, events: part };
          const b = { id: 'p', site: 'm', base: BASE, events: rest };
          expect(foldShipment(mergeAggregates(a, b))).toEqual(state);
          expect(foldShipment(mergeAggregates(b, a))).toEqual(state);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('what left has left; what was voided and did not leave is void; a voided number is never on the parcel', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const state = fold(events);
        if (events.some((event) => event.type === 'handed_over')) expect(state.status).toBe('HANDED_OVER');
        else if (events.some((event) => event.type === 'voided')) expect(state.status).toBe('VOIDED');
        const number = state.waybill?.number;
        if (state.status !== 'HANDED_OVER' && number !== undefined)
          expect(state.voidedNumbers).not.toContain(number);
        expect(new Set(state.exceptions.map((one) => one.id)).size).toBe(state.exceptions.length);
      }),
      { numRuns: 300 },
    );
  });

  /** Steps back are rare here, so that the walk reaches the far end. */
  const BACK: readonly string[] = [
    'aborted',
    'reopened',
    'label_voided',
    'recalled',
    'voided',
    'order_blocked',
  ];
  const step = fc.oneof(
    ...Object.entries(data).map(([type, arb]) => ({
      weight: type === 'voided' ? 1 : BACK.includes(type) ? 3 : 20,
      arbitrary: arb.map((value) => ({ type, data: value }) as ShipmentEventDraft),
    })),
  );

  it('what was decided never folds to a conflict, and stands where the table says', () => {
    const everyone = context({ actor: actor(...ROLES) });
    let handovers = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 150, maxLength: 300 }), (drafts) => {
        const events: ShipmentEvent[] = [];
        let state = fold(events);
        for (const draft of drafts) {
          const decided = decideShipment(state, BASE, draft, everyone);
          if (!decided.ok) {
            expect(decided).not.toHaveProperty('value');
            continue;
          }
          events.push(...here(decided.value, events.length));
          const next = fold(events);
          expect(codes(next)).toEqual([]);
          const row = SHIPMENT_TRANSITIONS.find(
            (one) => one.event === draft.type && one.from.includes(state.status),
          );
          const to = row?.to === 'before' ? state.before : row?.to === 'stays' ? state.status : row?.to;
          expect(next.status).toBe(to);
          state = next;
        }
        if (state.status === 'HANDED_OVER') handovers += 1;
      }),
      { numRuns: 60, seed: 7 },
    );
    // The walk is random; without this it might prove nothing about the far end.
    expect(handovers).toBeGreaterThan(0);
  });
});
