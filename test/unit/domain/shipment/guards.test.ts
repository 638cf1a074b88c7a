import { describe, expect, it } from 'vitest';
import { closeParcel, decideShipment, foldShipment } from '../../../../shared/domain/index.ts';
import type {
  FulfilmentStatus,
  OrderEventDraft,
  RefusalCode,
  Role,
  ShipmentBase,
  ShipmentEventDraft,
  ShipmentFacts,
  ShipmentRules,
} from '../../../../shared/domain/index.ts';
import {
  actor,
  bound,
  checked,
  context,
  handedOver,
  history,
  labelled,
  opened,
  order,
  packed,
  printed,
  shipmentIn,
  staged,
  voided,
  weighed,
} from './fixtures.ts';

const MATERIAL: ShipmentRules = { material: true, weight: 'none' };
const WEIGH: ShipmentRules = { material: false, weight: 'before_label' };
const WEIGH_LATER: ShipmentRules = { material: false, weight: 'after_label' };
const grams = (value: number): ShipmentEventDraft => ({ type: 'weighed', data: { grams: value } });
const external: ShipmentEventDraft = {
  type: 'waybill_bound',
  data: { carrier: 'sf', number: 'EX1', source: 'external' },
};

interface Refused {
  readonly name: string;
  readonly code: RefusalCode;
  readonly status: FulfilmentStatus;
  readonly draft: ShipmentEventDraft;
  readonly role?: Role;
  readonly base?: Partial<ShipmentBase>;
  readonly more?: readonly ShipmentEventDraft[];
  readonly rules?: ShipmentRules;
  readonly facts?: ShipmentFacts;
}
const REFUSED: readonly Refused[] = [
  {
    name: 'opened at another bench than allocated',
    code: 'allocated_to_other_bench',
    status: 'ALLOCATED',
    draft: opened('b2'),
  },
  {
    name: 'checked with units missing',
    code: 'units_incomplete',
    status: 'CHECKING',
    draft: checked,
    facts: { unitsComplete: false },
  },
  {
    name: 'checked with a wrong count',
    code: 'units_incomplete',
    status: 'CHECKING',
    draft: { type: 'checked', data: { units: 4 } },
  },
  { name: 'checked without knowing', code: 'fact_missing', status: 'CHECKING', draft: checked, facts: {} },
  {
    name: 'packed without the material that the rule wants',
    code: 'material_required',
    status: 'CHECKED',
    draft: packed,
    rules: MATERIAL,
  },
  {
    name: 'weighing skipped against the rule',
    code: 'weight_required',
    status: 'PACKED',
    draft: weighed,
    rules: WEIGH,
  },
  { name: 'a weight of nothing', code: 'weight_invalid', status: 'PACKED', draft: grams(0), rules: WEIGH },
  {
    name: 'a weight in fractions',
    code: 'weight_invalid',
    status: 'PACKED',
    draft: grams(1.5),
    rules: WEIGH,
  },
  {
    name: 'an unstable weight',
    code: 'weight_unstable',
    status: 'PACKED',
    draft: grams(900),
    rules: WEIGH,
    facts: { weight: { stable: false, inTolerance: true } },
  },
  {
    name: 'a weight out of tolerance, by a packer',
    code: 'weight_out_of_tolerance',
    status: 'PACKED',
    draft: grams(900),
    rules: WEIGH,
    facts: { weight: { stable: true, inTolerance: false } },
  },
  {
    name: 'weighed after the label without that rule',
    code: 'wrong_status',
    status: 'LABELED',
    draft: grams(900),
    rules: WEIGH,
  },
  {
    name: 'a second number',
    code: 'waybill_already_bound',
    status: 'CHECKED',
    draft: bound('SF2'),
    more: [bound()],
  },
  {
    name: 'a number bound elsewhere',
    code: 'waybill_taken',
    status: 'CHECKED',
    draft: bound(),
    facts: { numberTaken: true },
  },
  { name: 'a number nobody looked up', code: 'fact_missing', status: 'CHECKED', draft: bound(), facts: {} },
  {
    name: 'a number voided before',
    code: 'label_voided',
    status: 'CHECKED',
    draft: bound(),
    more: [bound(), { type: 'label_voided', data: { number: 'SF1', reason: 'r' } }],
  },
  {
    name: 'our number for a masked receiver',
    code: 'receiver_masked',
    status: 'CHECKED',
    draft: bound(),
    base: { receiverMasked: true },
  },
  { name: 'a blank number', code: 'no_waybill', status: 'CHECKED', draft: bound(' ') },
  {
    name: 'a print of another number',
    code: 'label_other_number',
    status: 'CHECKED',
    draft: printed('SF2'),
    more: [bound()],
  },
  { name: 'a print without a number', code: 'no_waybill', status: 'CHECKED', draft: printed() },
  {
    name: 'the scan of another label',
    code: 'label_other_number',
    status: 'WEIGHED',
    draft: labelled('SF2'),
    more: [bound(), printed()],
  },
  {
    name: 'the scan of a voided label',
    code: 'label_voided',
    status: 'WEIGHED',
    draft: labelled('SF1'),
    more: [bound(), { type: 'label_voided', data: { number: 'SF1', reason: 'r' } }, bound('SF2')],
  },
  {
    name: 'a label never printed',
    code: 'label_not_printed',
    status: 'WEIGHED',
    draft: labelled(),
    more: [bound()],
  },
  { name: 'no number at all', code: 'no_waybill', status: 'WEIGHED', draft: labelled() },
  {
    name: 'staged before weighing after the label',
    code: 'weight_required',
    status: 'CHECKED',
    more: [packed, bound(), printed(), labelled()],
    draft: staged,
    rules: WEIGH_LATER,
  },
  {
    name: 'handed to the wrong courier',
    code: 'other_carrier',
    status: 'HANDOVER_PENDING',
    draft: handedOver(),
    role: 'SHP',
    facts: { manifestCarrier: 'yto' },
  },
  {
    name: 'handed over without naming the courier',
    code: 'fact_missing',
    status: 'HANDOVER_PENDING',
    draft: { type: 'handed_over', data: { manifest: 'm', courier: '', at: 1 } },
    role: 'SHP',
  },
  {
    name: 'recalled without a cause',
    code: 'recall_without_cause',
    status: 'HANDOVER_PENDING',
    draft: { type: 'recalled', data: { reason: 'r' } },
    role: 'SHP',
  },
  {
    name: 'an abort without a reason',
    code: 'reason_required',
    status: 'CHECKING',
    draft: { type: 'aborted', data: { reason: '' } },
  },
  {
    name: 'a reopening without a reason',
    code: 'reason_required',
    status: 'PACKED',
    draft: { type: 'reopened', data: { reason: ' ' } },
  },
  {
    name: 'voiding a label of another parcel',
    code: 'label_other_number',
    status: 'LABELED',
    draft: { type: 'label_voided', data: { number: 'SF9', reason: 'r' } },
    role: 'WHL',
  },
  {
    name: 'voiding a label by a packer',
    code: 'role_not_allowed',
    status: 'LABELED',
    draft: { type: 'label_voided', data: { number: 'SF1', reason: 'r' } },
  },
  { name: 'voiding by a packer', code: 'role_not_allowed', status: 'CHECKED', draft: voided },
  {
    name: 'a block by a foreign order',
    code: 'order_unknown',
    status: 'CHECKED',
    draft: { type: 'order_blocked', data: { order: 'o9', cause: 'hold' } },
    role: 'SYS',
  },
  {
    name: 'an unblock of nothing',
    code: 'not_blocked',
    status: 'CHECKED',
    draft: { type: 'order_unblocked', data: { order: 'o1', cause: 'hold' } },
    role: 'SYS',
  },
  {
    name: 'closing what is no exception',
    code: 'exception_not_open',
    status: 'CHECKED',
    draft: { type: 'exception_closed', data: { exception: 'x', note: 'n' } },
    role: 'WHL',
  },
];

describe('guards refuse', () => {
  it.each(REFUSED)('$name: $code', ({ code, status, draft, role, base, more, rules, facts }) => {
    const one = shipmentIn(status, { ...(base ? { base } : {}), ...(more ? { more } : {}) });
    const decided = decideShipment(one.state, one.base, draft, {
      ...context(),
      actor: actor(role ?? 'PKR'),
      ...(rules ? { rules } : {}),
      ...(facts ? { facts } : {}),
    });
    expect(decided).toMatchObject({ ok: false, error: { code } });
    expect(decided).not.toHaveProperty('value');
  });
});

describe('guards let through', () => {
  const ok = (
    status: FulfilmentStatus,
    draft: ShipmentEventDraft,
    over: Parameters<typeof context>[0] = {},
    options: Parameters<typeof shipmentIn>[1] = {},
  ) => {
    const one = shipmentIn(status, options);
    expect(decideShipment(one.state, one.base, draft, context(over))).toMatchObject({ ok: true });
  };
  it('the material that the rule wants', () =>
    ok('CHECKED', { type: 'packed', data: { material: 'box-3' } }, { rules: MATERIAL }));
  it('a stable weight', () => ok('PACKED', grams(900), { rules: WEIGH }));
  it('a weight out of tolerance by the warehouse lead', () =>
    ok('PACKED', grams(900), {
      rules: WEIGH,
      actor: actor('WHL'),
      facts: { weight: { stable: true, inTolerance: false } },
    }));
  it('an external label for a masked receiver, which needs no print of ours', () => {
    ok('QUEUED', external, {}, { base: { receiverMasked: true } });
    ok('WEIGHED', labelled('EX1'), {}, { more: [external] });
  });
  it('a label before the weight where the rule says so, then the weight, then staging', () => {
    const path = [packed, bound(), printed()];
    ok('CHECKED', labelled(), { rules: WEIGH_LATER }, { more: path });
    ok('CHECKED', grams(900), { rules: WEIGH_LATER }, { more: [...path, labelled()] });
    ok('CHECKED', staged, { rules: WEIGH_LATER }, { more: [...path, labelled(), grams(900)] });
  });
  it('a new label on a parcel that keeps its weight', () => {
    const again = [
      { type: 'label_voided', data: { number: 'SF1', reason: 'r' } } as const,
      bound('SF2'),
      printed('SF2', 'j2'),
    ];
    ok('LABELED', labelled('SF2'), { rules: WEIGH }, { more: again });
  });
  it('a recalled parcel whose order is held goes back to PACKED and on again with the same label', () => {
    const recall: ShipmentEventDraft = { type: 'recalled', data: { reason: 'damaged' } };
    const held: OrderEventDraft = { type: 'held', data: { hold: 'h', reason: 'r' } };
    ok('HANDOVER_PENDING', recall, { actor: actor('WHL'), orders: [{ id: 'o1', state: order([held]) }] });
    ok('HANDOVER_PENDING', labelled(), {}, { more: [recall] });
  });
});

describe('closeParcel', () => {
  const scan = { number: 'SF1' };
  const types = (result: ReturnType<typeof closeParcel>) =>
    result.ok ? result.value.map((draft) => draft.type) : result.error.code;

  it('one scan of the stuck label packs, weighs, labels and stages where no rule asks for more', () => {
    const one = shipmentIn('CHECKED', { more: [bound(), printed()] });
    const closed = closeParcel(one.state, one.base, scan, context());
    expect(closed).toEqual({
      ok: true,
      value: [
        { type: 'packed', data: { skipped: 'rule' } },
        { type: 'weighed', data: { skipped: 'rule' } },
        { type: 'labelled', data: { number: 'SF1' } },
        { type: 'staged', data: {} },
      ],
    });
    if (!closed.ok) return;
    const after = foldShipment({
      base: one.base,
      events: [...one.events, ...history(closed.value, one.events.length)],
    });
    expect(after).toMatchObject({ status: 'HANDOVER_PENDING', exceptions: [], weighed: true });
  });

  it('goes on from PACKED and WEIGHED', () => {
    const path = [bound(), printed(), packed];
    const from = (more: ShipmentEventDraft[], rules?: ShipmentRules) => {
      const one = shipmentIn('CHECKED', { more });
      return types(closeParcel(one.state, one.base, scan, context(rules ? { rules } : {})));
    };
    expect(from(path)).toEqual(['weighed', 'labelled', 'staged']);
    expect(from([...path, grams(900)], WEIGH)).toEqual(['labelled', 'staged']);
    expect(from(path, WEIGH_LATER)).toEqual(['labelled']);
  });

  it('stops at a step that a rule asks for, with nothing half done', () => {
    const one = shipmentIn('CHECKED', { more: [bound(), printed()] });
    const close = (over: Parameters<typeof context>[0], number = 'SF1') =>
      types(closeParcel(one.state, one.base, { number }, context(over)));
    expect(close({ rules: MATERIAL })).toBe('material_required');
    expect(close({ rules: WEIGH })).toBe('weight_required');
    expect(close({}, 'SF2')).toBe('label_other_number');
    expect(
      close({ orders: [{ id: 'o1', state: order([{ type: 'cancel_requested', data: { reason: 'r' } }]) }] }),
    ).toBe('cancel_requested');
    expect(types(closeParcel(shipmentIn('CHECKING').state, one.base, scan, context()))).toBe('wrong_status');
    expect(types(closeParcel(shipmentIn('LABELED').state, one.base, scan, context()))).toBe('wrong_status');
    expect(
      types(closeParcel(shipmentIn('CHECKED', { more: [bound()] }).state, one.base, scan, context())),
    ).toBe('label_not_printed');
  });
});

describe('label-first', () => {
  it('binds and prints in the queue, opens by the label, and closes with that scan', () => {
    const events = history([]);
    let one = shipmentIn('QUEUED');
    const take = (drafts: readonly ShipmentEventDraft[]) => {
      events.push(...history(drafts, events.length));
      one = { ...one, events, state: foldShipment({ base: one.base, events }) };
    };
    const clerk = context({ actor: actor('CLK') });
    for (const draft of [bound(), printed()]) {
      const decided = decideShipment(one.state, one.base, draft, clerk);
      if (!decided.ok) throw new Error(decided.error.code);
      take(decided.value);
    }
    expect(one.state).toMatchObject({ status: 'QUEUED', printedJobs: ['j1'] });
    const open: ShipmentEventDraft = { type: 'opened', data: { bench: 'b1', mode: 'label_first' } };
    for (const draft of [open, checked]) {
      const decided = decideShipment(one.state, one.base, draft, context());
      if (!decided.ok) throw new Error(decided.error.code);
      take(decided.value);
    }
    expect(one.state.mode).toBe('label_first');
    const closed = closeParcel(one.state, one.base, { number: 'SF1' }, context());
    if (!closed.ok) throw new Error(closed.error.code);
    take(closed.value);
    expect(one.state).toMatchObject({
      status: 'HANDOVER_PENDING',
      exceptions: [],
      people: { checked: 'op:s1', labelled: 'op:s1' },
    });
  });
});
