import { describe, expect, it } from 'vitest';
import {
  FULFILMENT_STATUSES,
  ROLES,
  SHIPMENT_TRANSITIONS,
  decideShipment,
  foldShipment,
  mayPrintLabel,
} from '../../../../shared/domain/index.ts';
import type {
  FulfilmentStatus,
  OrderEventDraft,
  OrderState,
  RefusalCode,
  Role,
  ShipmentEventDraft,
  ShipmentEventMap,
} from '../../../../shared/domain/index.ts';
import {
  actor,
  bound,
  checked,
  claimed,
  context,
  handedOver,
  history,
  labelled,
  opened,
  order,
  packed,
  printed,
  released,
  shipmentIn,
  staged,
  voided,
  weighed,
} from './fixtures.ts';

const ANY = FULFILMENT_STATUSES;
const OPEN = ANY.filter((status) => status !== 'HANDED_OVER' && status !== 'VOIDED');
const cancelAsked: OrderEventDraft = { type: 'cancel_requested', data: { reason: 'r' } };
const block: ShipmentEventDraft = { type: 'order_blocked', data: { order: 'o1', cause: 'hold' } };

interface Row {
  readonly name: string;
  readonly draft: ShipmentEventDraft;
  /** From → to, as the requirements say; every other status refuses. */
  readonly to: Partial<Record<FulfilmentStatus, FulfilmentStatus>>;
  readonly roles: readonly Role[];
  readonly more?: readonly ShipmentEventDraft[];
  readonly orders?: readonly OrderEventDraft[];
}
const stay = (statuses: readonly FulfilmentStatus[]): Row['to'] =>
  Object.fromEntries(statuses.map((status) => [status, status]));
const all = (statuses: readonly FulfilmentStatus[], to: FulfilmentStatus): Row['to'] =>
  Object.fromEntries(statuses.map((status) => [status, to]));

const BINDABLE: readonly FulfilmentStatus[] = [
  'QUEUED',
  'ALLOCATED',
  'PICKED',
  'CHECKING',
  'CHECKED',
  'PACKED',
  'WEIGHED',
];
const UNSTUCK: readonly FulfilmentStatus[] = OPEN.filter((s) => s !== 'LABELED' && s !== 'HANDOVER_PENDING');

/** The fulfilment paragraph of requirements 3, written down a second time on purpose. */
const ROWS: readonly Row[] = [
  {
    name: 'allocate',
    draft: { type: 'allocated', data: { bench: 'b1' } },
    to: { QUEUED: 'ALLOCATED', ALLOCATED: 'ALLOCATED' },
    roles: ['WHL', 'CLK', 'SYS', 'PKR'],
  },
  {
    name: 'start picking',
    draft: { type: 'picking_started', data: {} },
    to: { QUEUED: 'PICKING', ALLOCATED: 'PICKING' },
    roles: ['PIK'],
  },
  { name: 'picked', draft: { type: 'picked', data: {} }, to: { PICKING: 'PICKED' }, roles: ['PIK'] },
  { name: 'open', draft: opened(), to: all(['QUEUED', 'ALLOCATED', 'PICKED'], 'CHECKING'), roles: ['PKR'] },
  {
    name: 'claim',
    draft: claimed(),
    to: stay(['QUEUED', 'ALLOCATED', 'PICKING', 'PICKED']),
    roles: ['SYS', 'WHL'],
  },
  { name: 'checked', draft: checked, to: { CHECKING: 'CHECKED' }, roles: ['PKR'] },
  { name: 'packed', draft: packed, to: { CHECKED: 'PACKED' }, roles: ['PKR'] },
  // A second weighing of the same parcel takes the place of the first.
  { name: 'weighed', draft: weighed, to: { PACKED: 'WEIGHED', WEIGHED: 'WEIGHED' }, roles: ['PKR', 'WHL'] },
  {
    name: 'labelled',
    draft: labelled(),
    more: [bound(), printed()],
    to: { WEIGHED: 'LABELED' },
    roles: ['PKR'],
  },
  { name: 'staged', draft: staged, to: { LABELED: 'HANDOVER_PENDING' }, roles: ['PKR', 'SHP', 'SYS'] },
  { name: 'handed over', draft: handedOver(), to: { HANDOVER_PENDING: 'HANDED_OVER' }, roles: ['SHP'] },
  { name: 'bind a waybill', draft: bound(), to: stay(BINDABLE), roles: ['PKR', 'WHL', 'CLK', 'LOG', 'SYS'] },
  {
    name: 'label printed',
    draft: printed(),
    more: [bound()],
    to: stay(OPEN),
    roles: ['PKR', 'WHL', 'CLK', 'LOG', 'SYS'],
  },
  {
    name: 'abort',
    draft: { type: 'aborted', data: { reason: 'r' } },
    to: { CHECKING: 'QUEUED' },
    roles: ['PKR', 'WHL'],
  },
  {
    name: 'reopen',
    draft: { type: 'reopened', data: { reason: 'r' } },
    to: all(['CHECKED', 'PACKED', 'WEIGHED'], 'CHECKING'),
    roles: ['PKR', 'WHL'],
  },
  {
    name: 'void the label',
    draft: { type: 'label_voided', data: { number: 'SF1', reason: 'r' } },
    more: [bound()],
    to: { ...stay(UNSTUCK), LABELED: 'PACKED' },
    roles: ['WHL', 'MGR', 'SYS'],
  },
  {
    name: 'recall',
    draft: { type: 'recalled', data: { reason: 'r' } },
    to: { HANDOVER_PENDING: 'PACKED' },
    roles: ['SHP', 'WHL', 'MGR', 'SYS'],
    orders: [cancelAsked],
  },
  { name: 'void', draft: voided, to: all(OPEN, 'VOIDED'), roles: ['WHL', 'CS', 'REV', 'MGR', 'SYS'] },
  { name: 'blocked', draft: block, to: stay(OPEN), roles: ['SYS'] },
  {
    name: 'unblocked',
    draft: { type: 'order_unblocked', data: { order: 'o1', cause: 'hold' } },
    more: [block],
    to: stay(ANY),
    roles: ['SYS'],
  },
  {
    name: 'another box',
    draft: { type: 'divided', data: { lines: [{ no: 1, qty: 1 }], rest: 'o1.2' } },
    to: { CHECKING: 'CHECKING' },
    roles: ['PKR'],
  },
  {
    name: 'promised',
    draft: { type: 'promised', data: { shipBy: 4_000_000_000_000 } },
    to: stay(ANY),
    roles: ['SYS'],
  },
];

describe.each(ROWS)('$name', ({ draft, to, roles, more, orders }) => {
  const ctx = (role: Role) => context({ actor: actor(role), orders: [{ id: 'o1', state: order(orders) }] });
  const first = roles[0];
  if (first === undefined) throw new Error('no role');

  it.each(FULFILMENT_STATUSES.map((status) => ({ status, target: to[status] })))(
    '$status → $target',
    ({ status, target }) => {
      const one = shipmentIn(status, more ? { more } : {});
      expect(one.state.status).toBe(status);
      const decided = decideShipment(one.state, one.base, draft, ctx(first));
      if (target === undefined) {
        // `labelled` in PACKED and `weighed` in LABELED are open to a rule (tests below), so they fail on that rule.
        const late =
          (draft.type === 'labelled' && status === 'PACKED') ||
          (draft.type === 'weighed' && status === 'LABELED');
        const code = decided.ok ? undefined : decided.error.code;
        expect(
          late ? ['weight_required', 'wrong_status'] : ['wrong_status', 'no_back_step_after_handover'],
        ).toContain(code);
        expect(decided).not.toHaveProperty('value');
        return;
      }
      expect(decided).toMatchObject({ ok: true });
      if (!decided.ok) return;
      const after = foldShipment({
        base: one.base,
        events: [...one.events, ...history(decided.value, one.events.length)],
      });
      expect(after.status).toBe(target);
      expect(after.exceptions.map((conflict) => conflict.code)).toEqual(
        one.state.exceptions.map((conflict) => conflict.code),
      );
    },
  );

  it('is for its roles only', () => {
    const status = ANY.find((one) => to[one] !== undefined) ?? 'QUEUED';
    const one = shipmentIn(status, more ? { more } : {});
    for (const role of ROLES) {
      const decided = decideShipment(one.state, one.base, draft, ctx(role));
      if (roles.includes(role)) expect(decided, role).toMatchObject({ ok: true });
      else expect(decided, role).toMatchObject({ ok: false, error: { code: 'role_not_allowed' } });
    }
  });
});

it('every event type of the table is in the rows above or has a test of its own', () => {
  const tested = new Set<keyof ShipmentEventMap>([
    ...ROWS.map((row) => row.draft.type),
    'exception_closed',
    // test/unit/intake-desk/handling.test.ts
    'marked',
    'claim_released',
    // picking.test.ts
    'pick_short',
    'pick_damaged',
    'picking_stopped',
    'carrier_changed',
    'freight_costed',
  ]);
  expect(new Set(SHIPMENT_TRANSITIONS.map((row) => row.event))).toEqual(tested);
});

describe('claims', () => {
  const held = shipmentIn('QUEUED', { more: [claimed('s1')] });
  const decide = (draft: ShipmentEventDraft, role: Role = 'SYS', station = 's2', one = held) =>
    decideShipment(
      one.state,
      one.base,
      draft,
      context({ actor: actor(role), facts: { unitsComplete: true, numberTaken: false, station } }),
    );

  it('what a station holds, no other claims or opens', () => {
    const elsewhere = { code: 'allocated_to_other_bench', data: { bench: 'B1', station: 's1' } };
    expect(decide(claimed('s2'))).toEqual({ ok: false, error: elsewhere });
    expect(decide(opened('B1'), 'PKR')).toEqual({ ok: false, error: elsewhere });
    expect(decide(opened('B1'), 'PKR', 's1')).toMatchObject({ ok: true });
  });
  it('only a lead takes it over, and only the claim that stands', () => {
    expect(decide(claimed('s2', { takes: 'e000' }), 'WHL')).toMatchObject({ ok: true });
    expect(decide(claimed('s2', { takes: 'e000' }))).toMatchObject({ error: { code: 'role_not_allowed' } });
    expect(decide(claimed('s2', { takes: 'e9' }), 'WHL')).toMatchObject({
      error: { code: 'allocated_to_other_bench' },
    });
    expect(decide(claimed('s2', { takes: 'e000' }), 'WHL', 's2', shipmentIn('QUEUED'))).toMatchObject({
      error: { code: 'claim_not_open' },
    });
  });
  it('the one that stands can be given back, once', () => {
    for (const role of ROLES) {
      const may = ['SYS', 'WHL', 'PKR'].includes(role);
      expect(decide(released('e000'), role).ok, role).toBe(may);
    }
    expect(decide(released('e9'))).toMatchObject({ error: { code: 'claim_not_open' } });
    const free = shipmentIn('QUEUED', { more: [claimed('s1'), released('e000')] });
    expect(decide(released('e000'), 'SYS', 's1', free)).toMatchObject({ error: { code: 'claim_not_open' } });
    expect(decide(claimed('s2'), 'SYS', 's2', free)).toMatchObject({ ok: true });
  });
  it('a bench of the same name at another station is another bench', () => {
    const allocated = shipmentIn('QUEUED', {
      more: [{ type: 'allocated', data: { bench: 'B1' } }],
    });
    expect(allocated.state).toMatchObject({ bench: 'B1', station: 's1' });
    expect(decide(opened('B1'), 'PKR', 's1', allocated)).toMatchObject({ ok: true });
    expect(decide(opened('B1'), 'PKR', 's2', allocated)).toMatchObject({
      error: { code: 'allocated_to_other_bench', data: { bench: 'B1', station: 's1' } },
    });
  });
});

describe('an abort falls back to where checking began', () => {
  it.each(['QUEUED', 'ALLOCATED', 'PICKED'] as const)('%s', (status) => {
    const { state } = shipmentIn(status, { more: [opened(), { type: 'aborted', data: { reason: 'r' } }] });
    expect(state.status).toBe(status);
    expect(state.session).toBeUndefined();
  });
  it('of a bench that lost the session ends its own, never the other', () => {
    const one = shipmentIn('CHECKING');
    const own: ShipmentEventDraft = { type: 'aborted', data: { reason: 'r', session: 'mine' } };
    expect(decideShipment(one.state, one.base, own, context())).toEqual({ ok: true, value: [own] });
  });
  it('and names the session it ends', () => {
    const one = shipmentIn('CHECKING');
    const decided = decideShipment(
      one.state,
      one.base,
      { type: 'aborted', data: { reason: 'r' } },
      context(),
    );
    expect(decided).toEqual({
      ok: true,
      value: [{ type: 'aborted', data: { reason: 'r', session: 'e000' } }],
    });
  });
});

it.each(['reopened', 'aborted', 'label_voided', 'recalled', 'voided'] as const)(
  'HANDED_OVER has no back-step: %s',
  (type) => {
    const one = shipmentIn('HANDED_OVER');
    const draft = { type, data: { reason: 'r', number: 'SF1' } } as ShipmentEventDraft;
    for (const role of ROLES) {
      expect(decideShipment(one.state, one.base, draft, context({ actor: actor(role) }))).toMatchObject({
        error: { code: 'no_back_step_after_handover' },
      });
    }
  },
);

const FORWARD: readonly [FulfilmentStatus, ShipmentEventDraft, readonly ShipmentEventDraft[]][] = [
  ['QUEUED', { type: 'allocated', data: {} }, []],
  ['ALLOCATED', { type: 'picking_started', data: {} }, []],
  ['PICKING', { type: 'picked', data: {} }, []],
  ['PICKED', opened(), []],
  ['CHECKING', checked, []],
  ['CHECKING', bound(), []],
  ['CHECKED', packed, []],
  ['PACKED', weighed, []],
  ['WEIGHED', labelled(), [bound(), printed()]],
  ['LABELED', staged, []],
  ['HANDOVER_PENDING', handedOver(), []],
];
const BLOCKS: readonly [RefusalCode, OrderState][] = [
  ['cancel_requested', order([cancelAsked])],
  ['on_hold', order([{ type: 'held', data: { hold: 'h', reason: 'r' } }])],
  ['address_changed', order([{ type: 'address_changed', data: {} }])],
  ['unpaid', order([], 'UNPAID')],
  ['order_not_ready', order([{ type: 'cancelled', data: { reason: 'r', side: 'customer' } }])],
  ['order_not_ready', order([{ type: 'backordered', data: { reason: 'r' } }])],
  ['order_not_ready', order([{ type: 'shipped', data: { parcels: [], source: 'channel' } }])],
];

describe('what the order blocks', () => {
  const everyone = actor(...ROLES);
  it.each(
    BLOCKS.flatMap(([code, state]) =>
      FORWARD.map(([status, draft, more]) => ({ code, state, status, draft, more, event: draft.type })),
    ),
  )('$code: $status × $event, whatever the role', ({ code, state, status, draft, more }) => {
    const one = shipmentIn(status, { more });
    const free = decideShipment(one.state, one.base, draft, context({ actor: everyone }));
    expect(free.ok).toBe(true);
    const decided = decideShipment(
      one.state,
      one.base,
      draft,
      context({ actor: everyone, orders: [{ id: 'o1', state }] }),
    );
    expect(decided).toMatchObject({ ok: false, error: { code, data: { order: 'o1' } } });
  });

  it('COD is not unpaid', () => {
    const one = shipmentIn('QUEUED');
    expect(
      decideShipment(
        one.state,
        one.base,
        opened(),
        context({ orders: [{ id: 'o1', state: order([], 'COD') }] }),
      ).ok,
    ).toBe(true);
  });

  it('one blocked order stops the parcel of all merged ones, and a missing one too', () => {
    const one = shipmentIn('QUEUED', { base: { orders: ['o1', 'o2'] } });
    const held = order([{ type: 'held', data: { hold: 'h', reason: 'r' } }]);
    const both = context({
      orders: [
        { id: 'o1', state: order() },
        { id: 'o2', state: held },
      ],
    });
    expect(decideShipment(one.state, one.base, opened(), both)).toMatchObject({
      error: { code: 'on_hold', data: { order: 'o2' } },
    });
    expect(decideShipment(one.state, one.base, opened(), context())).toMatchObject({
      error: { code: 'order_unknown', data: { order: 'o2' } },
    });
  });

  it('a block written on the shipment counts before the order says so', () => {
    const one = shipmentIn('CHECKING', {
      more: [{ type: 'order_blocked', data: { order: 'o1', cause: 'cancel_requested' } }],
    });
    expect(decideShipment(one.state, one.base, checked, context())).toMatchObject({
      error: { code: 'cancel_requested' },
    });
  });

  it('back-steps stay possible: that is how a blocked parcel is taken apart', () => {
    const blocked = [{ id: 'o1', state: order([cancelAsked]) }];
    const as = (role: Role) => context({ actor: actor(role), orders: blocked });
    const labelOut = shipmentIn('LABELED');
    expect(
      decideShipment(
        labelOut.state,
        labelOut.base,
        { type: 'label_voided', data: { number: 'SF1', reason: 'r' } },
        as('WHL'),
      ).ok,
    ).toBe(true);
    const pending = shipmentIn('HANDOVER_PENDING');
    expect(
      decideShipment(pending.state, pending.base, { type: 'recalled', data: { reason: 'r' } }, as('SHP')).ok,
    ).toBe(true);
    const checking = shipmentIn('CHECKING');
    expect(
      decideShipment(checking.state, checking.base, { type: 'aborted', data: { reason: 'r' } }, as('PKR')).ok,
    ).toBe(true);
  });

  it('no label is printed either, but one that went out is written down', () => {
    const one = shipmentIn('CHECKED', { more: [bound()] });
    const orders = [{ id: 'o1', state: order([cancelAsked]) }];
    expect(mayPrintLabel(one.state, one.base, { actor: actor('PKR'), orders })).toMatchObject({
      code: 'cancel_requested',
    });
    expect(mayPrintLabel(one.state, one.base, context())).toBeUndefined();
    expect(mayPrintLabel(shipmentIn('CHECKED').state, one.base, context())).toMatchObject({
      code: 'no_waybill',
    });
    expect(mayPrintLabel(shipmentIn('HANDED_OVER').state, one.base, context())).toMatchObject({
      code: 'wrong_status',
    });
    expect(decideShipment(one.state, one.base, printed(), context({ orders })).ok).toBe(true);
  });
});
