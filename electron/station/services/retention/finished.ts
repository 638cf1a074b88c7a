import { hlcMs } from '../../../../shared/base/index.ts';
import type { EpochMs } from '../../../../shared/base/index.ts';
import { foldOrder } from '../../../../shared/domain/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';

/** Pure questions of the rules: what is over, and since when. */

/** Private keys that the order still holds: `base` and ids of events. */
export const privateKeys = ({ private: hidden }: Pick<OrderDoc, 'private'>): string[] => [
  ...(hidden.base === undefined ? [] : ['base']),
  ...Object.keys(hidden.events),
];

/**
 * When the order was over: the time of its last step, whatever it was, so that a late one counts anew.
 * @returns undefined where something about it is open: it is on its way to the bench, a case, an exception, a hold
 */
export function overSince(doc: OrderDoc): EpochMs | undefined {
  if (doc.lane !== 'closed' && doc.lane !== 'shipped') return undefined;
  const state = foldOrder(doc);
  if (state.openAfterSales.length > 0 || state.exceptions.length > 0 || state.holds.length > 0)
    return undefined;
  const steps = doc.events.filter((event) => event.type !== 'private_erased').map((event) => hlcMs(event.at));
  return Math.max(doc.orderedAt, doc.base.receivedAt, ...steps);
}

/** Handed over or void: no bench and no pickup will ask for it. */
export const isAway = (doc: Pick<ShipmentDoc, 'lane'>): boolean => doc.lane === 'gone' || doc.lane === 'void';

/** Its sessions at the benches: what the journal's entries of it bear. */
export const sessionsOf = (doc: ShipmentDoc): string[] =>
  doc.events.filter((event) => event.type === 'opened').map((event) => event.id);
