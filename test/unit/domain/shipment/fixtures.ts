import { formatHlc } from '../../../../shared/base/index.ts';
import { foldOrder, foldShipment } from '../../../../shared/domain/index.ts';
import type {
  Actor,
  FulfilmentStatus,
  OrderBase,
  OrderEvent,
  OrderEventDraft,
  OrderState,
  Role,
  ShipmentBase,
  ShipmentContext,
  ShipmentEvent,
  ShipmentEventDraft,
  ShipmentState,
} from '../../../../shared/domain/index.ts';

export const BASE: ShipmentBase = {
  orders: ['o1'],
  lines: [
    { no: 1, sku: 'A', name: 'Cup', qty: 2 },
    { no: 2, sku: 'B', name: 'Plate', qty: 1 },
  ],
  carrier: 'sf',
  createdAt: 1000,
  urgent: false,
  marks: [],
  parcel: { n: 1, m: 1 },
  receiverMasked: false,
};

export const actor = (...roles: Role[]): Actor => ({ id: `op:${roles.join('+')}`, roles });

const ORDER: OrderBase = {
  channel: 'csv',
  channelOrderNo: '1',
  orderedAt: 1,
  receivedAt: 2,
  intake: 'file',
  author: 'SYS',
  kind: 'goods',
  lines: [],
  payment: 'PAID',
  flags: [],
  receiverMasked: false,
};

/** An order that is ready to ship, with more events after that. */
export function order(
  more: readonly OrderEventDraft[] = [],
  payment: OrderBase['payment'] = 'PAID',
): OrderState {
  const drafts: OrderEventDraft[] = [
    { type: 'submitted', data: {} },
    { type: 'approved', data: {} },
    { type: 'released', data: { stock: 'not_tracked' } },
    ...more,
  ];
  const events = drafts.map((draft, index): OrderEvent => ({
    ...draft,
    id: `o${index}`,
    at: String(index).padStart(3, '0'),
    by: 'x',
    station: 's',
  }));
  return foldOrder({ base: { ...ORDER, payment }, events });
}

export function history(drafts: readonly ShipmentEventDraft[], from = 0, station = 's1'): ShipmentEvent[] {
  return drafts.map((draft, index) => ({
    ...draft,
    id: `e${String(from + index).padStart(3, '0')}`,
    at: formatHlc({ ms: 10_000 + from + index, counter: 0, station }),
    by: `op:${station}`,
    station,
  }));
}

export const opened = (bench = 'b1'): ShipmentEventDraft => ({
  type: 'opened',
  data: { bench, mode: 'label_last' },
});
export const claimed = (station = 's1', more: { takes?: string } = {}): ShipmentEventDraft => ({
  type: 'claimed',
  data: { station, bench: 'B1', ...more },
});
export const released = (claim: string): ShipmentEventDraft => ({
  type: 'claim_released',
  data: { claim, reason: 'not_needed' },
});
export const checked: ShipmentEventDraft = { type: 'checked', data: { units: 3 } };
export const packed: ShipmentEventDraft = { type: 'packed', data: { skipped: 'rule' } };
export const weighed: ShipmentEventDraft = { type: 'weighed', data: { skipped: 'rule' } };
export const bound = (number = 'SF1'): ShipmentEventDraft => ({
  type: 'waybill_bound',
  data: { carrier: 'sf', number, source: 'pool' },
});
export const printed = (number = 'SF1', job = 'j1'): ShipmentEventDraft => ({
  type: 'label_printed',
  data: { job, number },
});
export const labelled = (number = 'SF1'): ShipmentEventDraft => ({ type: 'labelled', data: { number } });
export const staged: ShipmentEventDraft = { type: 'staged', data: {} };
export const handedOver = (manifest = 'm1'): ShipmentEventDraft => ({
  type: 'handed_over',
  data: { manifest, courier: 'Li', at: 99 },
});
export const voided: ShipmentEventDraft = { type: 'voided', data: { reason: 'cancel' } };

const upToChecked = [opened(), checked];
const upToLabel = [...upToChecked, bound(), printed(), packed, weighed, labelled()];
export const PATHS: Record<FulfilmentStatus, readonly ShipmentEventDraft[]> = {
  QUEUED: [],
  ALLOCATED: [{ type: 'allocated', data: { bench: 'b1' } }],
  PICKING: [
    { type: 'allocated', data: { bench: 'b1' } },
    { type: 'picking_started', data: {} },
  ],
  PICKED: [
    { type: 'allocated', data: { bench: 'b1', tote: 't1' } },
    { type: 'picking_started', data: {} },
    { type: 'picked', data: {} },
  ],
  CHECKING: [opened()],
  CHECKED: upToChecked,
  PACKED: [...upToChecked, packed],
  WEIGHED: [...upToChecked, packed, weighed],
  LABELED: upToLabel,
  HANDOVER_PENDING: [...upToLabel, staged],
  HANDED_OVER: [...upToLabel, staged, handedOver()],
  VOIDED: [voided],
};

export interface Case {
  readonly base: ShipmentBase;
  readonly events: ShipmentEvent[];
  readonly state: ShipmentState;
}

export function shipmentIn(
  status: FulfilmentStatus,
  options: { base?: Partial<ShipmentBase>; more?: readonly ShipmentEventDraft[] } = {},
): Case {
  const base = { ...BASE, ...options.base };
  const events = history([...PATHS[status], ...(options.more ?? [])]);
  return { base, events, state: foldShipment({ base, events }) };
}

export const context = (over: Partial<ShipmentContext> = {}): ShipmentContext => ({
  actor: actor('PKR'),
  orders: [{ id: 'o1', state: order() }],
  facts: {
    unitsComplete: true,
    weight: { stable: true, inTolerance: true },
    numberTaken: false,
    manifestCarrier: 'sf',
  },
  ...over,
});
