import { hlcMs } from '../../../../shared/base/index.ts';
import type { MethodOutput, TalkEntry } from '../../../../shared/contract/index.ts';
import {
  UNCLEAR_HOLD,
  type Actor,
  type ContactOutcome,
  type ContactWay,
  type LinkKind,
  type NoteTo,
} from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import type { OrdersService } from '../orders.ts';
import { withState } from '../parcels.ts';

export interface Contact {
  readonly way: ContactWay;
  readonly outcome: ContactOutcome;
  /** What was said; private. */
  readonly note: string;
}

/** Talks with the customer, notes between departments, and what belongs to an order and lies elsewhere (INT-12, INT-15, COM-04). */
export interface TalkService {
  /** @param told the person at the window may read what customers said */
  list(order: string, told: boolean): Promise<MethodOutput<'talk.list'>>;
  contact(order: string, contact: Contact, actor: Actor, unclear?: boolean): Promise<Outcome<null>>;
  note(order: string, to: NoteTo, text: string, actor: Actor): Promise<Outcome<null>>;
  link(order: string, kind: LinkKind, ref: string, actor: Actor): Promise<Outcome<null>>;
  /** O4 by a clerk: the order is clear, goes to the review, and is held no longer for being unclear. */
  clear(order: string, actor: Actor): Promise<Outcome<null>>;
}

const TALK = ['contacted', 'noted', 'linked'] as const;

/** @param told what customers said is shown; notes between departments always are */
export function talkEntries(doc: OrderDoc, told: boolean): TalkEntry[] {
  return doc.events.flatMap((event): TalkEntry[] => {
    const type = TALK.find((each) => each === event.type);
    if (type === undefined) return [];
    const brought = doc.private.events[event.id];
    const text = brought?.note ?? brought?.ref ?? null;
    return [
      {
        id: event.id,
        type,
        at: hlcMs(event.at),
        by: event.by,
        way: event.type === 'contacted' ? event.data.way : null,
        outcome: event.type === 'contacted' ? event.data.outcome : null,
        to: event.type === 'noted' ? event.data.to : null,
        kind: event.type === 'linked' ? event.data.kind : null,
        text: told || type === 'noted' ? text : null,
      },
    ];
  });
}

export function createTalk({
  orders,
}: {
  readonly ctx: Context;
  readonly orders: OrdersService;
}): TalkService {
  const simple = (outcome: Outcome<unknown>): Outcome<null> => (outcome.ok ? DONE : outcome);

  const service: TalkService = {
    async list(order, told) {
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      const { doc, state } = found;
      return accepted({
        entries: talkEntries(doc, told).reverse(),
        unclear: state.holds.some(({ id }) => id.startsWith(UNCLEAR_HOLD)),
        mayConfirm: state.status === 'RECEIVED' || state.holds.some(({ id }) => id.startsWith(UNCLEAR_HOLD)),
      });
    },

    async contact(order, { way, outcome, note }, actor, unclear = false) {
      const contacted = await orders.command(
        order,
        { type: 'contacted', data: { way, outcome } },
        actor,
        {},
        note === '' ? undefined : { note },
      );
      if (!contacted.ok || !unclear) return simple(contacted);
      // One hold for all talks about what is unclear.
      if (withState(contacted.value).state.holds.some(({ id }) => id.startsWith(UNCLEAR_HOLD))) return DONE;
      const hold = `${UNCLEAR_HOLD}${contacted.value.events.at(-1)?.id ?? ''}`;
      return simple(
        await orders.command(order, { type: 'held', data: { hold, reason: 'order_unclear' } }, actor),
      );
    },

    note: async (order, to, text, actor) =>
      simple(await orders.command(order, { type: 'noted', data: { to } }, actor, {}, { note: text })),

    link: async (order, kind, ref, actor) =>
      simple(await orders.command(order, { type: 'linked', data: { kind } }, actor, {}, { ref })),

    async clear(order, actor) {
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      const { state } = found;
      const unclear = state.holds.filter(({ id }) => id.startsWith(UNCLEAR_HOLD));
      if (unclear.length === 0 && state.status !== 'RECEIVED')
        return refused('wrong_status', { status: state.status, event: 'submitted' });
      for (const { id } of unclear) {
        const lifted = await orders.command(order, { type: 'hold_lifted', data: { hold: id } }, actor);
        if (!lifted.ok) return lifted;
      }
      if (state.status === 'RECEIVED') {
        const submitted = await orders.command(order, { type: 'submitted', data: {} }, actor);
        if (!submitted.ok) return submitted;
      }
      await orders.followUp(order);
      await orders.reviewAgain();
      return DONE;
    },
  };
  return service;
}
