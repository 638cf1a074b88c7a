import { describe, expect, it } from 'vitest';
import {
  decideShipment,
  foldShipment,
  FULFILMENT_STATUSES,
  ROLES,
  type FulfilmentStatus,
  type Role,
  type ShipmentEventDraft,
} from '../../../../shared/domain/index.ts';
import { actor, bound, context, history, opened, shipmentIn, voided } from './fixtures.ts';

const started = (pick = 'p1'): ShipmentEventDraft => ({
  type: 'picking_started',
  data: { pick, bench: 'B1' },
});
const short = (qty = 1, pick = 'p1'): ShipmentEventDraft => ({
  type: 'pick_short',
  data: { pick, line: 1, sku: 'A', qty },
});
const damaged: ShipmentEventDraft = {
  type: 'pick_damaged',
  data: { pick: 'p1', line: 1, sku: 'A', qty: 1, replaced: true },
};
const picked = (pick = 'p1', lines = [{ no: 1, qty: 1 }]): ShipmentEventDraft => ({
  type: 'picked',
  data: { pick, lines },
});
const stopped = (pick = 'p1'): ShipmentEventDraft => ({ type: 'picking_stopped', data: { pick } });
const after = (...more: ShipmentEventDraft[]) => shipmentIn('QUEUED', { more });
const codeOf = (draft: ShipmentEventDraft, role: Role, one = after(started())) => {
  const decided = decideShipment(one.state, one.base, draft, context({ actor: actor(role) }));
  return decided.ok ? 'ok' : decided.error.code;
};

/** Rows of picking, of the carrier and of freight: from which statuses, by whom. */
const ROWS: readonly {
  readonly draft: ShipmentEventDraft;
  readonly from: readonly FulfilmentStatus[];
  readonly roles: readonly Role[];
}[] = [
  { draft: short(), from: ['PICKING'], roles: ['PIK'] },
  { draft: damaged, from: ['PICKING'], roles: ['PIK'] },
  { draft: stopped(), from: ['PICKING'], roles: ['PIK', 'WHL'] },
  {
    draft: { type: 'carrier_changed', data: { carrier: 'ZTO' } },
    from: ['QUEUED', 'ALLOCATED', 'PICKING', 'PICKED'],
    roles: ['LOG', 'WHL', 'SYS'],
  },
  {
    draft: {
      type: 'freight_costed',
      data: {
        carrier: 'sf',
        agreement: 'SF-STD',
        minor: 800,
        currency: 'CNY',
        grams: 900,
        weight: 'weighed',
        zone: '浙江',
      },
    },
    from: ['HANDED_OVER'],
    roles: ['SYS'],
  },
];

/** A parcel in a status, its pick, where it has one, named p1. */
const inStatus = (status: FulfilmentStatus) => {
  const one = shipmentIn(status);
  const events = one.events.map((event) =>
    event.type === 'picking_started' ? { ...event, data: { pick: 'p1' } } : event,
  );
  return { ...one, events, state: foldShipment({ base: one.base, events }) };
};

describe.each(ROWS)('$draft.type', ({ draft, from, roles }) => {
  it('is for its statuses and its roles only', () => {
    for (const status of FULFILMENT_STATUSES) {
      const one = inStatus(status);
      for (const role of ROLES) {
        const may = from.includes(status) && roles.includes(role);
        expect(codeOf(draft, role, one) === 'ok', `${status} ${role}`).toBe(may);
      }
    }
  });
});

describe('picking', () => {
  it('belongs to one pick: nobody else ends it, reports for it or opens the parcel (PIC-05)', () => {
    expect(codeOf(picked('p2'), 'PIK')).toBe('picked_elsewhere');
    expect(codeOf(short(1, 'p2'), 'PIK')).toBe('picked_elsewhere');
    expect(codeOf(stopped('p2'), 'PIK')).toBe('picked_elsewhere');
    // Also a lead names the pick that is taken back: it may be another one by now.
    expect(codeOf(stopped('p2'), 'WHL')).toBe('picked_elsewhere');
    expect(codeOf(stopped('p1'), 'WHL')).toBe('ok');
    expect(codeOf(opened(), 'PKR')).toBe('wrong_status');
    expect(codeOf(started('p2'), 'PIK')).toBe('wrong_status');
  });

  it('reports name a line of the parcel and no more than it wants (PIC-04, PIC-05)', () => {
    expect(codeOf(short(3), 'PIK')).toBe('quantity_invalid');
    expect(codeOf(short(0), 'PIK')).toBe('quantity_invalid');
    const other = { ...short(), data: { pick: 'p1', line: 2, sku: 'A', qty: 1 } } as ShipmentEventDraft;
    expect(codeOf(other, 'PIK')).toBe('line_unknown');
  });

  it('picked short stops the bench until the rest was picked; what was found stays found (PIC-05)', () => {
    const lacking = after(started(), short(), picked());
    expect(lacking.state).toMatchObject({
      status: 'PICKED',
      shorts: [{ line: 1, sku: 'A', qty: 1 }],
      pickedLines: [{ no: 1, qty: 1 }],
    });
    expect(codeOf(opened(), 'PKR', lacking)).toBe('picked_short');
    const again = after(started(), short(), picked(), started('p2'));
    expect(again.state).toMatchObject({ status: 'PICKING', picking: { pick: 'p2' }, shorts: [] });
    const whole = after(started(), short(), picked(), started('p2'), picked('p2'));
    expect(whole.state).toMatchObject({ status: 'PICKED', shorts: [], pickedLines: [{ no: 1, qty: 2 }] });
    expect(codeOf(opened(), 'PKR', whole)).toBe('ok');
    expect(codeOf(started('p3'), 'PIK', whole)).toBe('wrong_status');
  });

  it('given back, the parcel is as before, short or not', () => {
    expect(after(started(), short(), stopped()).state).toMatchObject({ status: 'QUEUED', shorts: [] });
    expect(after({ type: 'allocated', data: { wave: 'W1' } }, started(), stopped()).state.status).toBe(
      'ALLOCATED',
    );
    expect(after(started(), short(), picked(), started('p2'), stopped('p2')).state).toMatchObject({
      status: 'PICKED',
      shorts: [{ qty: 1 }],
    });
  });

  it('a tote, and nothing else, is told while it is picked', () => {
    const tote: ShipmentEventDraft = { type: 'allocated', data: { tote: '7' } };
    expect(codeOf(tote, 'PIK')).toBe('ok');
    expect(codeOf({ type: 'allocated', data: { tote: '7', bench: 'b2' } }, 'PKR')).toBe('wrong_status');
    expect(after(started(), tote).state).toMatchObject({ status: 'PICKING', tote: '7' });
  });

  it('begun at two stations that did not know of each other: the first stands, the second is told', () => {
    const one = after(started('p1'));
    const other = history([started('p2'), short(1, 'p2'), picked('p2', [{ no: 1, qty: 2 }])], 5, 's2');
    const state = foldShipment({ base: one.base, events: [...one.events, ...other] });
    expect(state).toMatchObject({ status: 'PICKING', picking: { pick: 'p1', station: 's1' }, shorts: [] });
    expect(state.exceptions.map(({ code }) => code)).toEqual(['picked_at_two_places']);
    const retried = foldShipment({ base: one.base, events: [...one.events, ...history([started('p1')], 9)] });
    expect(retried.exceptions).toEqual([]);
  });

  it('after the parcel was voided, what goes back needs nobody; what was fetched does', () => {
    expect(after(started(), voided, stopped()).state.exceptions).toEqual([]);
    expect(after(started(), voided, picked()).state.exceptions.map(({ code }) => code)).toEqual([
      'work_after_void',
    ]);
  });
});

describe('another carrier', () => {
  it('counts from then on; with a number bound it is too late (CAR-02)', () => {
    const changed: ShipmentEventDraft = { type: 'carrier_changed', data: { carrier: 'ZTO' } };
    expect(after(changed).state.carrier).toBe('ZTO');
    expect(codeOf(changed, 'LOG', after(bound()))).toBe('waybill_already_bound');
    expect(codeOf({ type: 'carrier_changed', data: { carrier: ' ' } }, 'LOG', after())).toBe(
      'carrier_required',
    );
  });

  it('freight is reckoned once (PAY-09)', () => {
    const costed = (minor: number): ShipmentEventDraft => ({
      type: 'freight_costed',
      data: { carrier: 'sf', agreement: 'A', minor, currency: 'CNY', grams: 1, weight: 'goods', zone: 'z' },
    });
    const { base, events } = shipmentIn('HANDED_OVER', { more: [costed(800), costed(900)] });
    const state = foldShipment({ base, events });
    expect(state).toMatchObject({ status: 'HANDED_OVER', freight: { minor: 800 } });
    expect(state.exceptions).toEqual([]);
  });
});
