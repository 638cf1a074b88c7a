import type { Work } from './fold-work.ts';
import { LEFT } from './fold-work.ts';
import type { ChangedTerms, OrderBase, OrderEvent, OrderTerms } from './types.ts';

/** What the desk changes of an order before it leaves: its author's draft, and change requests that were approved. */
type Of<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;

export function applyReceived(work: Work, event: Of<'received'>, conflict: (code: string) => void): void {
  if (work.status !== 'DRAFT') return;
  work.status = 'RECEIVED';
  delete work.draftReturned;
  // The author changed it at another station while the second person looked at what was there before.
  if (event.data.draft !== work.draft) conflict('other_draft_confirmed');
}

export function applyDraft(
  work: Work,
  event: Of<'draft_changed'> | Of<'draft_returned'>,
  conflict: (code: string) => void,
): void {
  if (work.status !== 'DRAFT') {
    if (event.type === 'draft_changed' && work.status !== 'CANCELLED') conflict('draft_changed_too_late');
    return;
  }
  if (event.type === 'draft_returned') {
    work.draftReturned = event.data.reason;
    return;
  }
  // Money may have come for it meanwhile.
  const unpaidYet = work.payment === work.current.payment;
  work.current = withTerms(work.current, event.data.terms);
  if (unpaidYet) work.payment = work.current.payment;
  work.draft = event.id;
  delete work.draftReturned;
}

export function applyChange(
  work: Work,
  event: Of<'change_requested'> | Of<'change_decided'>,
  conflict: (code: string) => void,
): void {
  if (event.type === 'change_requested') {
    work.changes.push({ id: event.id, by: event.by });
    return;
  }
  const { request, approved, terms } = event.data;
  const known = work.changes.some(({ id }) => id === request);
  work.changes = work.changes.filter(({ id }) => id !== request);
  if (!approved) return;
  // Decided at two stations: the first decision stands.
  if (!known) return conflict('change_decided_twice');
  if (LEFT.includes(work.status)) return conflict('changed_after_shipped');
  if (terms !== undefined) work.current = withChanges(work.current, terms);
}

/** Was this private part of the event taken over into the order? As the fold decides it, for whoever reads the private part. */
export function bringsPrivate(event: OrderEvent, received: boolean): boolean {
  switch (event.type) {
    case 'address_changed':
    case 'fixed':
      return true;
    case 'draft_changed':
      return !received;
    case 'change_decided':
      return event.data.approved;
    default:
      return false;
  }
}

function withTerms(base: OrderBase, terms: OrderTerms): OrderBase {
  const { channel, channelOrderNo, receivedAt, intake, author, parent, channelState, channelStatus } = base;
  return {
    ...terms,
    channel,
    channelOrderNo,
    receivedAt,
    intake,
    author,
    ...(parent === undefined ? {} : { parent }),
    ...(channelState === undefined ? {} : { channelState }),
    ...(channelStatus === undefined ? {} : { channelStatus }),
  };
}

function withChanges(base: OrderBase, { flags, shipBy, carrier }: ChangedTerms): OrderBase {
  const { shipBy: oldShipBy, carrier: oldCarrier, ...rest } = base;
  const nextShipBy = shipBy === undefined ? oldShipBy : (shipBy ?? undefined);
  const nextCarrier = carrier === undefined ? oldCarrier : (carrier ?? undefined);
  return {
    ...rest,
    ...(flags === undefined ? {} : { flags }),
    ...(nextShipBy === undefined ? {} : { shipBy: nextShipBy }),
    ...(nextCarrier === undefined ? {} : { carrier: nextCarrier }),
  };
}
