import type { DomainRefusal } from '../refusal.ts';
import { isBlank, refusal } from '../refusal.ts';
import { fulfilmentRank } from '../shipment/fold.ts';
import { linesCancelled, substituted } from './fold-lines.ts';
import type { GuardInput } from './guards.ts';
import type { OrderEventMap } from './types.ts';

type DataOf<T extends keyof OrderEventMap> = OrderEventMap[T];
type Guard = (input: GuardInput) => DomainRefusal | undefined;

const isAmount = (minor: number): boolean => Number.isSafeInteger(minor) && Math.abs(minor) <= 1e12;

/** Another article in the place of one that is short: only with the customer's word. */
export const substitutable: Guard = ({ base, state, draft }) => {
  const data = draft.data as DataOf<'substituted'>;
  if (isBlank(data.consent)) return refusal('consent_required');
  if (state.split === 'orders') return refusal('split_already');
  if (state.mergedInto !== undefined) return refusal('already_merged');
  if (isBlank(data.sku) || !Number.isSafeInteger(data.qty) || data.qty < 1)
    return refusal('quantity_invalid');
  if (data.difference !== undefined && !isAmount(data.difference.minor)) return refusal('amount_invalid');
  return substituted(base, data) === undefined ? refusal('line_differs', { line: data.line }) : undefined;
};

/** Less of what was ordered; where nothing would be left the order is to be cancelled as a whole. */
export const linesCancellable: Guard = ({ base, state, draft }) => {
  const data = draft.data as DataOf<'lines_cancelled'>;
  if (isBlank(data.consent)) return refusal('consent_required');
  if (state.split === 'orders') return refusal('split_already');
  if (state.mergedInto !== undefined) return refusal('already_merged');
  if (data.lines.length === 0) return refusal('quantity_invalid');
  const { refund } = data;
  const most = base.total?.minor ?? Number.MAX_SAFE_INTEGER;
  if (refund !== undefined && !(isAmount(refund.minor) && refund.minor >= 0 && refund.minor <= most))
    return refusal('amount_invalid');
  const after = linesCancelled(base, data);
  if (after === undefined) return refusal('line_differs', { line: data.lines[0]?.no ?? 0 });
  return after.lines.some((line) => line.kind === 'goods') ? undefined : refusal('nothing_left');
};

/** Orders get their own parcels back as long as the common one is not packed. */
export const unmergeable: Guard = ({ state, facts, draft }) => {
  const { shipment } = draft.data as DataOf<'unmerged'>;
  if (state.mergedInto !== shipment) return refusal('not_merged');
  const parcel = facts.parcels?.find((one) => one.shipment === shipment);
  if (parcel === undefined) return refusal('fact_missing', { fact: 'parcels' });
  return parcel.status !== 'VOIDED' && fulfilmentRank(parcel.status) >= fulfilmentRank('CHECKING')
    ? refusal('merge_packed')
    : undefined;
};
