import { hlcMs } from '../../base/index.ts';
import type { Work } from './fold-work.ts';
import type { OrderEvent } from './types.ts';

/** What the desk has recorded of review, confirmation and money: notes beside the order's way, none of them moves it. */
type Of<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;
type Noted = Of<
  'review_checked' | 'confirmation_sent' | 'confirmation_noted' | 'payment_recorded' | 'payment_reminded'
>;

export function applyNoted(work: Work, event: Noted): void {
  switch (event.type) {
    case 'review_checked': {
      const { rules, found, accepted, remark } = event.data;
      work.review = {
        event: event.id,
        by: event.by,
        rules,
        found,
        accepted: accepted ?? [],
        ...(remark === undefined ? {} : { remark }),
      };
      return;
    }
    case 'confirmation_sent': {
      const { notice, template, way } = event.data;
      // Sent from two places without knowing of each other: the customer got it once more, the order is the same.
      if (!work.told.some((one) => one.notice === notice))
        work.told.push({ notice, template, way, at: hlcMs(event.at) });
      return;
    }
    case 'confirmation_noted':
      work.noted.push({
        event: event.id,
        about: event.data.about,
        way: event.data.way,
        objection: event.data.objection,
      });
      return;
    case 'payment_recorded': {
      const { amount, method, reference, receivedAt, source, more } = event.data;
      // The bank gives a reference once: told by two stations, it is still one payment.
      const known = work.payments.some(
        (one) => reference !== undefined && one.reference === reference && one.method === method,
      );
      if (known) return;
      work.payments.push({
        event: event.id,
        by: event.by,
        amount,
        method,
        receivedAt,
        source,
        ...(reference === undefined ? {} : { reference }),
        ...(more === undefined ? {} : { more }),
      });
      return;
    }
    case 'payment_reminded':
      work.reminders.push(hlcMs(event.at));
      return;
  }
}

/** Data that changed: what was confirmed of the old does not hold for the new. */
export function dataChanged(work: Work): void {
  work.noted = work.noted.filter((one) => one.about !== 'doubt');
  delete work.review;
}
