import {
  foldOrder,
  handlingOf,
  foldShipment,
  foldWaybill,
  type OrderAggregate,
  type OrderPrivate,
  type OrderState,
  type ShipmentAggregate,
  type ShipmentState,
  type WaybillAggregate,
} from '../domain/index.ts';
import { foldCase, type CaseAggregate, type CasePrivate } from '../domain/cases/index.ts';
import type { CaseDoc, OrderDoc, OrderLane, ShipmentDoc, ShipmentLane, WaybillDoc } from './documents.ts';

/** Index fields are results of the fold: one function for each aggregate makes the whole document from base and events. */

const BLOCKING = ['hold', 'cancel_requested', 'address_changed', 'exception'] as const;

export function orderLane(state: OrderState): OrderLane {
  switch (state.status) {
    case 'CANCELLED':
    case 'COMPLETED':
    case 'ARCHIVED':
      return 'closed';
    case 'SHIPPED':
    case 'DELIVERED':
      return 'shipped';
    case 'READY_TO_SHIP':
      return state.flags.some((flag) => (BLOCKING as readonly string[]).includes(flag))
        ? 'blocked'
        : 'released';
    default:
      return 'blocked';
  }
}

export function shipmentLane(state: ShipmentState): ShipmentLane {
  switch (state.status) {
    case 'QUEUED':
    case 'ALLOCATED':
    case 'PICKING':
    case 'PICKED':
      return state.blocks.length > 0 ? 'held' : 'queue';
    case 'HANDOVER_PENDING':
      return 'staged';
    case 'HANDED_OVER':
      return 'gone';
    case 'VOIDED':
      return 'void';
    default:
      return 'work';
  }
}

/** Sorts as text: urgent first, then the deadline, then the age. @param shipBy the deadline as it stands */
export function priorityKey(
  base: Pick<ShipmentAggregate['base'], 'urgent' | 'shipBy' | 'createdAt'>,
  shipBy: number | undefined = base.shipBy,
): string {
  const pad = (ms: number | undefined) => (ms === undefined ? '9'.repeat(15) : String(ms).padStart(15, '0'));
  return `${base.urgent ? 0 : 1}-${pad(shipBy)}-${pad(base.createdAt)}`;
}

export function orderDoc(aggregate: OrderAggregate & { readonly private: OrderPrivate }): OrderDoc {
  const state = foldOrder(aggregate);
  return {
    id: aggregate.id,
    site: aggregate.site,
    base: aggregate.base,
    events: aggregate.events,
    private: aggregate.private,
    lane: orderLane(state),
    status: state.status,
    channel: aggregate.base.channel,
    channelOrderNo: aggregate.base.channelOrderNo,
    code: aggregate.id.toUpperCase(),
    orderedAt: aggregate.base.orderedAt,
  };
}

/** Index field `bench` of a shipment that a station put aside for itself (认领) and nobody has opened; '' for none. */
export const claimKey = (station: string | undefined): string =>
  station === undefined ? '' : `@${station}`.slice(0, BENCH_LENGTH);
/** Has some station put it aside? */
export const isClaimed = ({ bench }: Pick<ShipmentDoc, 'bench'>): boolean => bench.startsWith('@');
/** Of the schema. */
const BENCH_LENGTH = 20;

export function shipmentDoc(aggregate: ShipmentAggregate): ShipmentDoc {
  const state = foldShipment(aggregate);
  return {
    id: aggregate.id,
    site: aggregate.site,
    base: aggregate.base,
    events: aggregate.events,
    lane: shipmentLane(state),
    status: state.status,
    priority: priorityKey({ ...aggregate.base, urgent: handlingOf(aggregate).urgent }, state.shipBy),
    bench: state.bench ?? claimKey(state.claim?.station),
    carrier: state.waybill?.carrier ?? state.carrier ?? aggregate.base.carrier,
    order: aggregate.base.orders[0] ?? '',
    tote: state.tote ?? '',
    waybill: state.waybill?.number ?? '',
  };
}

/** Index field `due` of a case for which nobody waits: it comes last. */
export const NO_DUE = 9_999_999_999_999;

export function caseDoc(aggregate: CaseAggregate & { readonly private: CasePrivate }): CaseDoc {
  const state = foldCase(aggregate);
  return {
    id: aggregate.id,
    site: aggregate.site,
    base: aggregate.base,
    events: aggregate.events,
    private: aggregate.private,
    lane: state.status === 'OPEN' || state.status === 'ASSIGNED' ? 'open' : 'done',
    kind: aggregate.base.kind,
    status: state.status,
    order: state.order ?? '',
    department: state.department,
    person: state.person ?? '',
    due: state.due ?? NO_DUE,
  };
}

export function waybillDoc(aggregate: WaybillAggregate): WaybillDoc {
  const state = foldWaybill(aggregate);
  return {
    id: aggregate.id,
    site: aggregate.site,
    base: aggregate.base,
    events: aggregate.events,
    carrier: aggregate.base.carrier,
    number: aggregate.base.number,
    state: state.state,
    order: aggregate.base.order ?? '',
    shipment: state.shipment ?? '',
  };
}
