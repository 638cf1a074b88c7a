import type { Result } from '../../base/index.ts';
import { ok } from '../../base/index.ts';
import type { DomainRefusal } from '../refusal.ts';
import { refuse } from '../refusal.ts';
import { fulfilmentRank } from '../shipment/fold.ts';
import type { FulfilmentStatus } from '../shipment/types.ts';
import { blockCauses } from './blocks.ts';
import type { OrderBase, OrderState } from './types.ts';

/** An order that might go into a common parcel. */
export interface MergeCandidate {
  readonly id: string;
  readonly base: Pick<OrderBase, 'receiverHash' | 'receiverMasked' | 'carrier'>;
  readonly state: OrderState;
  /** Warehouse = site of the order's document. */
  readonly site: string;
  /** Carrier chosen by rule, where the order names none. */
  readonly carrier?: string;
  /** Status of the order's parcels. */
  readonly shipments: readonly FulfilmentStatus[];
}

/** O23: same receiver hash, warehouse and carrier, all ready to ship, nothing packed yet, nothing blocked. */
export function canMerge(candidates: readonly MergeCandidate[]): Result<readonly string[], DomainRefusal> {
  const ids = [...new Set(candidates.map((one) => one.id))];
  const first = candidates[0];
  if (first === undefined || ids.length < 2 || ids.length !== candidates.length)
    return refuse('merge_too_few');
  const carrierOf = (one: MergeCandidate): string | undefined => one.carrier ?? one.base.carrier;
  for (const one of candidates) {
    if (one.state.status !== 'READY_TO_SHIP' || blockCauses(one.state).length > 0 || one.state.split)
      return refuse('merge_not_ready', { order: one.id });
    if (one.state.mergedInto !== undefined) return refuse('already_merged', { order: one.id });
    // A masked receiver (张**) may look like another one, and a missing one like any.
    if (
      !one.base.receiverHash ||
      one.base.receiverMasked ||
      one.base.receiverHash !== first.base.receiverHash
    )
      return refuse('merge_receiver_differs', { order: one.id });
    if (one.site !== first.site) return refuse('merge_warehouse_differs', { order: one.id });
    if (carrierOf(one) !== carrierOf(first)) return refuse('merge_carrier_differs', { order: one.id });
    if (one.shipments.some(isPacked)) return refuse('merge_packed', { order: one.id });
  }
  return ok(ids);
}

const isPacked = (status: FulfilmentStatus): boolean =>
  status !== 'VOIDED' && fulfilmentRank(status) >= fulfilmentRank('PACKED');
