import {
  balanceOf,
  dueOf,
  type Actor,
  type Money,
  type PaymentSource,
} from '../../../../shared/domain/index.ts';
import type { CasesService } from '../cases/index.ts';
import { accepted, type Context, type Outcome } from '../context.ts';
import type { OrdersService } from '../orders.ts';
import { withState } from '../parcels.ts';
import type { Readiness } from '../readiness.ts';

export interface BookDeps {
  readonly ctx: Context;
  readonly orders: OrdersService;
  readonly cases: Pick<CasesService, 'open' | 'settle'>;
  readonly readiness: Pick<Readiness, 'ofOrders'>;
}

export interface Booking {
  readonly order: string;
  readonly amount: Money;
  readonly method: string;
  readonly reference?: string | undefined;
  readonly receivedAt: number;
  readonly source: PaymentSource;
  readonly fee?: Money | undefined;
  /** The rest is to come. */
  readonly more: boolean;
}

export interface Booked {
  /** The order is paid now. */
  readonly paid: boolean;
  readonly due: Money | null;
  /** Case that was opened because the sum is not what it should be. */
  readonly case: string | null;
}

const mismatch = (order: string): string => `payment:${order}`;

/**
 * Records money of an order. Where the recorded sum is the order's total, the order is paid and goes on (O10); where it is
 * not, and no more is said to come, a case is opened (PAY-06). Refused where the same payment is recorded already.
 */
export async function book(deps: BookDeps, given: Booking, actor: Actor): Promise<Outcome<Booked>> {
  const { order, amount, method, reference, receivedAt, source, fee, more } = given;
  const recorded = await deps.orders.command(
    order,
    {
      type: 'payment_recorded',
      data: {
        amount,
        method,
        receivedAt,
        source,
        ...(reference === undefined || reference === '' ? {} : { reference }),
        ...(fee === undefined ? {} : { fee }),
        ...(more ? { more } : {}),
      },
    },
    actor,
  );
  if (!recorded.ok) return recorded;
  return accepted(await balance(deps, order, actor, more));
}

/** What follows of the recorded sum; asked again after a crash it does what is missing. */
export async function balance(deps: BookDeps, order: string, actor: Actor, more: boolean): Promise<Booked> {
  const found = await deps.orders.get(order);
  if (!found) return { paid: false, due: null, case: null };
  const { state } = found;
  const { state: stands, difference } = balanceOf(state);
  let paid = state.payment !== 'UNPAID' && state.payment !== 'COD';
  let opened: string | null = null;
  if (stands === 'equal' || stands === 'open') {
    if (state.payment === 'UNPAID') {
      const reference = state.payments.at(-1)?.reference;
      const total = state.current.total;
      const data = { ...(total ? { amount: total } : {}), ...(reference === undefined ? {} : { reference }) };
      const done = await deps.orders.command(order, { type: 'paid', data }, actor);
      paid = done.ok;
      if (done.ok) {
        await deps.orders.followUp(order);
        await deps.readiness.ofOrders([order]);
      }
    }
    if (stands === 'equal') await deps.cases.settle(order, 'payment', 'balanced', actor);
  } else if ((stands === 'short' || stands === 'over') && !(more && stands === 'short')) {
    const open = await deps.cases.open({
      id: mismatch(order),
      kind: 'payment',
      code: 'payment_mismatch',
      order,
      data: { difference, total: state.current.total?.minor ?? 0 },
      actor,
      again: true,
    });
    if (open.ok) opened = open.value.id;
  }
  const after = await deps.orders.get(order);
  return { paid, due: (after && dueOf(withState(after.doc).state)) ?? null, case: opened };
}
