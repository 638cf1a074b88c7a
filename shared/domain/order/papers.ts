import type { OrderBase, OrderEvent, OrderState } from './types.ts';

/** What the file of an order still lacks before it can be archived (O18, CMP-04). */
export const PAPERS = [
  'payment_record',
  'settlement',
  'waybill',
  'ship_time',
  'receipt',
  'manifest_signatures',
  'open_case',
  'open_exception',
  'open_after_sales',
  'open_change',
  'feedback',
] as const;
export type Paper = (typeof PAPERS)[number];

export interface PaperFacts {
  /** Cases of the order that nobody has closed. */
  readonly openCases: number;
  /** Handovers of its parcels that lack a signature, where the site wants both. */
  readonly unsigned: number;
  /** The site's rule: the customer must have been asked. */
  readonly needsFeedback: boolean;
}

/** In the order in which somebody would look for them; empty: complete. */
export function missingPapers(
  order: { readonly base: OrderBase; readonly events: readonly OrderEvent[] },
  state: OrderState,
  facts: PaperFacts,
): Paper[] {
  const { base, events } = order;
  const has = (type: OrderEvent['type']): boolean => events.some((event) => event.type === type);
  const paid = base.payment !== 'UNPAID' || has('paid');
  // Shipped by somebody else, or nothing to ship: there are no papers of ours to miss.
  const ours = !state.shippedByChannel && base.kind === 'goods';
  const noted: readonly (readonly [Paper, boolean])[] = [
    ['payment_record', !paid],
    ['settlement', state.payment !== 'SETTLED'],
    ['waybill', ours && !state.parcels.every((parcel) => parcel.number !== '')],
    ['ship_time', ours && (state.parcels.length === 0 || !state.parcels.every((parcel) => parcel.at > 0))],
    ['receipt', ours && !has('delivered') && !has('completed')],
    ['manifest_signatures', facts.unsigned > 0],
    ['open_case', facts.openCases > 0],
    ['open_exception', state.exceptions.length > 0],
    ['open_after_sales', state.openAfterSales.length > 0],
    ['open_change', state.changeRequests.length > 0],
    ['feedback', facts.needsFeedback && !has('feedback_recorded')],
  ];
  return noted.flatMap(([paper, missing]) => (missing ? [paper] : []));
}

/** What customers said of the order, newest first. */
export function feedbackOf(
  events: readonly OrderEvent[],
): readonly Extract<OrderEvent, { type: 'feedback_recorded' }>[] {
  return events.flatMap((event) => (event.type === 'feedback_recorded' ? [event] : [])).reverse();
}
