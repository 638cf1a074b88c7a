import { isCovered } from './order/blocks.ts';
import type { LogisticsStatus, OrderFlag, OrderState, OrderStatus } from './order/types.ts';
import { fulfilmentRank } from './shipment/fold.ts';
import type { FulfilmentStatus, ShipmentState } from './shipment/types.ts';

/** The one status that lists show, computed from the four axes (requirements 3). */
export type VisibleCode =
  OrderStatus | FulfilmentStatus | Exclude<LogisticsStatus, 'NONE'> | 'PAID' | 'PARTLY_SHIPPED' | 'SPLIT';

export interface VisibleStatus {
  readonly code: VisibleCode;
  /** The order's flags, `exception` also for its parcels', plus `unpaid` where that stops it. */
  readonly flags: readonly (OrderFlag | 'unpaid')[];
}

const CLOSED: readonly OrderStatus[] = ['REJECTED', 'CANCELLED', 'COMPLETED', 'ARCHIVED'];

/**
 * - READY_TO_SHIP: the least advanced parcel says what is still to do (待配货 counts as READY_TO_SHIP, and so does a
 *   parcel that was picked short: it is fetched again); PARTLY_SHIPPED when some parcels are gone; HANDED_OVER only until
 *   the order's own `shipped` is written.
 * - APPROVED and paid: PAID (已付款). SHIPPED: what the carrier says, if it says anything.
 * - Split into sub-orders and not shipped: SPLIT.
 */
export function visibleStatus(order: OrderState, shipments: readonly ShipmentState[]): VisibleStatus {
  const flags: (OrderFlag | 'unpaid')[] = [...order.flags];
  const trouble = shipments.some((shipment) => shipment.exceptions.length > 0);
  if (trouble && !flags.includes('exception')) flags.push('exception');
  if (!isCovered(order.payment) && !CLOSED.includes(order.status)) flags.push('unpaid');
  return { code: codeOf(order, shipments), flags };
}

/** What is picked short is not picked: the bench refuses it until somebody has fetched the rest. */
const stepOf = ({ status, shorts }: ShipmentState): FulfilmentStatus =>
  status === 'PICKED' && shorts.length > 0 ? 'QUEUED' : status;

function codeOf(order: OrderState, shipments: readonly ShipmentState[]): VisibleCode {
  if (order.split === 'orders' && (order.status === 'READY_TO_SHIP' || order.status === 'BACKORDERED'))
    return 'SPLIT';
  if (order.status === 'APPROVED' && order.payment === 'PAID') return 'PAID';
  if (order.status === 'SHIPPED' && order.logistics !== 'NONE') return order.logistics;
  if (order.status !== 'READY_TO_SHIP') return order.status;
  const live = shipments.map(stepOf).filter((status) => status !== 'VOIDED');
  const open = live.filter((status) => status !== 'HANDED_OVER');
  if (live.length === 0) return 'READY_TO_SHIP';
  if (open.length === 0) return 'HANDED_OVER';
  if (open.length < live.length) return 'PARTLY_SHIPPED';
  const least = open.reduce((a, b) => (fulfilmentRank(b) < fulfilmentRank(a) ? b : a));
  return least === 'QUEUED' ? 'READY_TO_SHIP' : least;
}
