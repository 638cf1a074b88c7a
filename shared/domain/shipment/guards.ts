import type { Actor } from '../event.ts';
import type { OrderState } from '../order/types.ts';
import type { DomainRefusal } from '../refusal.ts';
import { hasRole, isBlank, refusal } from '../refusal.ts';
import type { ShipmentGuardName } from './transitions.ts';
import type { ShipmentBase, ShipmentEventDraft, ShipmentEventMap, ShipmentState } from './types.ts';

/** What the site asks for at the bench. */
export interface ShipmentRules {
  /** Material or inserts are confirmed in a step of their own. */
  readonly material: boolean;
  /** Weigh before the label (the carrier may need it), after it, or not at all. */
  readonly weight: 'none' | 'before_label' | 'after_label';
}

export const NO_STEPS: ShipmentRules = { material: false, weight: 'none' };

/** What a guard must know beyond the shipment. A fact that is needed and missing refuses (`fact_missing`). */
export interface ShipmentFacts {
  /** From the packing session: every line scanned, nothing surplus. */
  readonly unitsComplete?: boolean;
  /** From the scale and the expected weight. `inTolerance` is true where no expectation exists. */
  readonly weight?: { readonly stable: boolean; readonly inTolerance: boolean };
  /** The number's own document says that it is bound to another shipment, used or voided. */
  readonly numberTaken?: boolean;
  /** The platform’s print component prints it, receiver and all: a masked receiver is no hindrance. */
  readonly sealedLabel?: boolean;
  /** Whose command it is; bench names repeat on every station. Without it the names alone are compared. */
  readonly station?: string;
  /** Carrier of the manifest that the parcel is handed over on. */
  readonly manifestCarrier?: string;
}

export interface ShipmentGuardInput {
  readonly base: ShipmentBase;
  readonly state: ShipmentState;
  readonly actor: Actor;
  readonly orders: readonly { readonly id: string; readonly state: OrderState }[];
  readonly rules: ShipmentRules;
  readonly facts: ShipmentFacts;
  readonly draft: ShipmentEventDraft;
}

type Guard = (input: ShipmentGuardInput) => DomainRefusal | undefined;
type DataOf<T extends keyof ShipmentEventMap> = ShipmentEventMap[T];

const missing = (fact: keyof ShipmentFacts): DomainRefusal => refusal('fact_missing', { fact });

const reason: Guard = ({ draft }) =>
  isBlank((draft.data as { reason?: string }).reason) ? refusal('reason_required') : undefined;

/** The number that this parcel's label carries, or why there is none to use. */
function labelFault(state: ShipmentState, number: string): DomainRefusal | undefined {
  if (state.voidedNumbers.includes(number)) return refusal('label_voided', { number });
  if (state.waybill === undefined) return refusal('no_waybill');
  return state.waybill.number === number
    ? undefined
    : refusal('label_other_number', { expected: state.waybill.number, got: number });
}

const heldElsewhere = (holder: { readonly bench?: string; readonly station?: string }): DomainRefusal =>
  refusal('allocated_to_other_bench', {
    bench: holder.bench ?? '',
    ...(holder.station === undefined ? {} : { station: holder.station }),
  });

export const SHIPMENT_GUARDS: Readonly<Record<ShipmentGuardName, Guard>> = {
  none: () => undefined,
  reason,
  ownBench: ({ state, facts, draft }) => {
    const { bench } = draft.data as DataOf<'opened'>;
    const isHere = (station: string | undefined): boolean =>
      station === undefined || facts.station === undefined || station === facts.station;
    if (state.claim !== undefined && !isHere(state.claim.station)) return heldElsewhere(state.claim);
    const short = state.status === 'PICKED' ? state.shorts[0] : undefined;
    if (short !== undefined) return refusal('picked_short', { sku: short.sku, qty: short.qty });
    return state.bench === undefined || (state.bench === bench && isHere(state.station))
      ? undefined
      : heldElsewhere(state);
  },
  pickable: ({ state, facts }) => {
    const { claim } = state;
    if (claim !== undefined && facts.station !== undefined && claim.station !== facts.station)
      return heldElsewhere(claim);
    return state.status === 'PICKED' && state.shorts.length === 0
      ? refusal('wrong_status', { status: state.status })
      : undefined;
  },
  toteOnly: ({ state, draft }) => {
    const { bench, wave, tote } = draft.data as DataOf<'allocated'>;
    return tote === undefined || bench !== undefined || wave !== undefined
      ? refusal('wrong_status', { status: state.status })
      : undefined;
  },
  // A lead who takes it back names whose pick it was; a pick without a list has no name.
  ownPick: ({ state, draft }) => {
    const { pick } = draft.data as DataOf<'picked'>;
    return state.picking === undefined || pick === undefined || pick === state.picking.pick
      ? undefined
      : refusal('picked_elsewhere', { bench: state.picking.bench ?? '', station: state.picking.station });
  },
  ownPickLine: (input) => {
    const { line, sku, qty } = input.draft.data as DataOf<'pick_short'>;
    const meant = input.base.lines.find(({ no }) => no === line);
    if (meant?.sku !== sku) return refusal('line_unknown', { line });
    if (!Number.isSafeInteger(qty) || qty < 1 || qty > meant.qty)
      return refusal('quantity_invalid', { qty, most: meant.qty });
    return SHIPMENT_GUARDS.ownPick(input);
  },
  noNumber: ({ state, draft }) => {
    const { carrier } = draft.data as DataOf<'carrier_changed'>;
    if (isBlank(carrier)) return refusal('carrier_required');
    return state.waybill === undefined
      ? undefined
      : refusal('waybill_already_bound', { number: state.waybill.number });
  },
  freeClaim: ({ state, draft, actor }) => {
    const { takes } = draft.data as DataOf<'claimed'>;
    // Only a person may decide that the station which holds it will not pack it.
    if (takes !== undefined && !hasRole(actor, ['WHL']))
      return refusal('role_not_allowed', { row: 'C1 claim' });
    if (state.claim !== undefined && state.claim.id !== takes) return heldElsewhere(state.claim);
    return takes !== undefined && state.claim === undefined ? refusal('claim_not_open') : undefined;
  },
  openClaim: ({ state, draft }) =>
    state.claim?.id === (draft.data as DataOf<'claim_released'>).claim
      ? undefined
      : refusal('claim_not_open'),
  dividable: ({ base, state, draft }) => {
    const { lines, rest } = draft.data as DataOf<'divided'>;
    if (state.divided) return refusal('divided_already');
    // One box of several orders: which of them the other one would be for, nobody could tell from the label.
    if (base.orders.length > 1) return refusal('parcel_merged');
    const due = new Map(base.lines.map(({ no, qty }) => [no, qty]));
    const known = lines.every(
      ({ no, qty }) => Number.isSafeInteger(qty) && qty >= 1 && qty <= (due.get(no) ?? 0),
    );
    const once = new Set(lines.map(({ no }) => no)).size === lines.length;
    if (!known || !once || isBlank(rest)) return refusal('lines_do_not_sum');
    const kept = lines.reduce((sum, { qty }) => sum + qty, 0);
    if (kept === 0) return refusal('box_empty');
    const all = base.lines.reduce((sum, { qty }) => sum + qty, 0);
    return kept === all ? refusal('box_has_all') : undefined;
  },
  unitsComplete: ({ base, facts, draft }) => {
    const { units } = draft.data as DataOf<'checked'>;
    const due = base.lines.reduce((sum, line) => sum + line.qty, 0);
    if (facts.unitsComplete === undefined) return missing('unitsComplete');
    return facts.unitsComplete && units === due
      ? undefined
      : refusal('units_incomplete', { due, got: units });
  },
  materialRule: ({ rules, draft }) => {
    const { material, skipped } = draft.data as DataOf<'packed'>;
    return rules.material && (skipped === 'rule' || isBlank(material))
      ? refusal('material_required')
      : undefined;
  },
  weightRule: ({ state, rules, facts, actor, draft }) => {
    const { grams, skipped } = draft.data as DataOf<'weighed'>;
    if (state.status === 'LABELED' && rules.weight !== 'after_label')
      return refusal('wrong_status', { status: state.status });
    if (grams === undefined)
      return skipped === 'rule' && rules.weight === 'none' ? undefined : refusal('weight_required');
    if (!Number.isSafeInteger(grams) || grams <= 0 || skipped !== undefined) return refusal('weight_invalid');
    if (facts.weight === undefined) return missing('weight');
    if (!facts.weight.stable) return refusal('weight_unstable');
    return facts.weight.inTolerance || hasRole(actor, ['WHL'])
      ? undefined
      : refusal('weight_out_of_tolerance', { grams });
  },
  freeNumber: ({ base, state, facts, draft }) => {
    const { number, source } = draft.data as DataOf<'waybill_bound'>;
    if (isBlank(number)) return refusal('no_waybill');
    if (state.voidedNumbers.includes(number)) return refusal('label_voided', { number });
    if (state.waybill !== undefined)
      return refusal('waybill_already_bound', { number: state.waybill.number });
    if (base.receiverMasked && source !== 'external' && facts.sealedLabel !== true)
      return refusal('receiver_masked');
    if (facts.numberTaken === undefined) return missing('numberTaken');
    return facts.numberTaken ? refusal('waybill_taken', { number }) : undefined;
  },
  boundNumber: ({ state, draft }) => labelFault(state, (draft.data as DataOf<'label_printed'>).number),
  scannedBack: ({ state, rules, draft }) => {
    const fault = labelFault(state, (draft.data as DataOf<'labelled'>).number);
    if (fault) return fault;
    // A label printed elsewhere has no job here.
    if (state.waybill?.source !== 'external' && state.printedJobs.length === 0)
      return refusal('label_not_printed');
    return state.weighed || rules.weight === 'after_label' ? undefined : refusal('weight_required');
  },
  weighedOrNoRule: ({ state, rules }) =>
    state.weighed || rules.weight === 'none' ? undefined : refusal('weight_required'),
  sameCarrier: ({ state, facts, draft }) => {
    const { manifest, courier, at } = draft.data as DataOf<'handed_over'>;
    if (isBlank(manifest) || isBlank(courier) || !(at > 0))
      return refusal('fact_missing', { fact: 'manifest' });
    if (state.waybill === undefined) return refusal('no_waybill');
    if (facts.manifestCarrier === undefined) return missing('manifestCarrier');
    return facts.manifestCarrier === state.waybill.carrier
      ? undefined
      : refusal('other_carrier', { expected: facts.manifestCarrier, got: state.waybill.carrier });
  },
  knownNumber: (input) =>
    labelFault(input.state, (input.draft.data as DataOf<'label_voided'>).number) ?? reason(input),
  recallCause: (input) => {
    const caused = input.orders.some(
      ({ state }) =>
        state.status !== 'READY_TO_SHIP' ||
        state.cancelRequests.length > 0 ||
        state.addressChange !== undefined ||
        state.holds.length > 0,
    );
    return caused || input.state.blocks.length > 0 ? reason(input) : refusal('recall_without_cause');
  },
  orderOfShipment: ({ base, draft }) => {
    const { order } = draft.data as DataOf<'order_blocked'>;
    return base.orders.includes(order) ? undefined : refusal('order_unknown', { order });
  },
  openBlock: ({ state, draft }) => {
    const { order, cause } = draft.data as DataOf<'order_unblocked'>;
    const open = state.blocks.some((block) => block.order === order && block.cause === cause);
    return open ? undefined : refusal('not_blocked');
  },
  openException: ({ state, draft }) => {
    const { exception, note } = draft.data as DataOf<'exception_closed'>;
    if (!state.exceptions.some((one) => one.id === exception)) return refusal('exception_not_open');
    return isBlank(note) ? refusal('note_required') : undefined;
  },
};
