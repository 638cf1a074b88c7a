import type { MethodInput, MethodOutput, PaymentView, UnpaidRow } from '../../../../shared/contract/index.ts';
import {
  balanceOf,
  dueOf,
  nextReminder,
  receivedOf,
  toCollect,
  type Actor,
  type ReminderRules,
} from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { createPace } from '../../pace.ts';
import { accepted, refused, type Outcome } from '../context.ts';
import type { ExchangeService } from '../exchange.ts';
import { withState } from '../parcels.ts';
import { SYSTEM } from '../people.ts';
import type { SiteRulesService } from '../site-rules.ts';
import { balance, book, type BookDeps } from './book.ts';
import { createPaymentFiles, type PaymentFiles } from './file.ts';

export interface PaymentsService {
  readonly files: PaymentFiles;
  view(order: string): Promise<Outcome<PaymentView>>;
  record(
    input: Omit<MethodInput<'payments.record'>, 'operator'>,
    actor: Actor,
  ): Promise<MethodOutput<'payments.record'>>;
  unpaid(input: MethodInput<'payments.unpaid'>): Promise<MethodOutput<'payments.unpaid'>>;
  remind(
    input: Omit<MethodInput<'payments.remind'>, 'operator'>,
    actor: Actor,
  ): Promise<MethodOutput<'payments.remind'>>;
  /** After a crash: orders whose recorded money is the total are paid. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

interface Deps extends BookDeps {
  readonly exchange: ExchangeService;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
}

/** Unpaid orders that one look sorts. */
const MOST = 5_000;
const UNPAID_IN = ['APPROVED', 'AWAITING_PAYMENT'] as const;

export function createPayments(deps: Deps): PaymentsService {
  const { ctx, orders, siteRules } = deps;
  const files = createPaymentFiles(deps);

  const reminders = (): ReminderRules => ({
    after: siteRules.get('payment.remindAfter'),
    every: siteRules.get('payment.remindEvery'),
    most: siteRules.get('payment.remindMost'),
  });

  function rowOf(doc: OrderDoc, rules: ReminderRules): UnpaidRow | undefined {
    const { state } = withState(doc);
    if (state.payment !== 'UNPAID') return undefined;
    return {
      order: doc.id,
      channelOrderNo: doc.channelOrderNo,
      channel: doc.channel,
      orderedAt: doc.orderedAt,
      total: state.current.total ?? null,
      due: dueOf(state) ?? null,
      reminders: state.reminders.length,
      lastAt: state.reminders.length === 0 ? null : Math.max(...state.reminders),
      nextAt: nextReminder(state, rules) ?? null,
    };
  }

  return {
    files,
    async view(order) {
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      const { state } = found;
      const { current } = state;
      const next = nextReminder(state, reminders());
      return accepted({
        order,
        status: state.status,
        payment: state.payment,
        method: current.paymentMethod ?? null,
        reference: current.paymentReference ?? null,
        paidAt: current.paidAt ?? null,
        total: current.total ?? null,
        received: receivedOf(state) ?? null,
        due: dueOf(state) ?? toCollect(state) ?? null,
        payments: state.payments.map(({ reference, more, ...payment }) => {
          void more;
          return { ...payment, reference: reference ?? null };
        }),
        reminders: [...state.reminders],
        remind: next !== undefined && next <= ctx.clock.now(),
        methods: [...siteRules.get('payment.methods')],
      });
    },

    async record({ order, amount, method, reference, receivedAt, more = false }, actor) {
      const booked = await book(
        deps,
        {
          order,
          amount,
          method,
          reference,
          receivedAt: receivedAt ?? ctx.clock.now(),
          source: 'desk',
          more,
        },
        actor,
      );
      await ctx.db.barrier();
      return booked;
    },

    async unpaid({ offset = 0, limit = 100 }) {
      const rules = reminders();
      const rows: UnpaidRow[] = [];
      const pace = createPace();
      for (const status of UNPAID_IN) {
        const docs = await ctx.db.orders.find({
          selector: { lane: 'blocked', status },
          sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
          limit: MOST,
        });
        for (const doc of docs) {
          const row = rowOf(doc, rules);
          if (row) rows.push(row);
          await pace.step();
        }
      }
      const now = ctx.clock.now();
      const at = ({ nextAt }: UnpaidRow): number => nextAt ?? Number.MAX_SAFE_INTEGER;
      rows.sort((a, b) => at(a) - at(b) || a.orderedAt - b.orderedAt);
      return {
        total: rows.length,
        due: rows.filter(({ nextAt }) => nextAt !== null && nextAt <= now).length,
        rows: rows.slice(offset, offset + limit),
      };
    },

    async remind({ orders: ids, way }, actor) {
      const pace = createPace();
      const left: { order: string; code: string }[] = [];
      let reminded = 0;
      for (const id of new Set(ids)) {
        const done = await orders.command(id, { type: 'payment_reminded', data: { way } }, actor);
        if (done.ok) reminded += 1;
        else left.push({ order: id, code: done.code });
        await pace.step();
      }
      await ctx.db.barrier();
      return accepted({ reminded, refused: left });
    },

    async recover() {
      const pace = createPace();
      const waiting = await ctx.db.orders.find({
        selector: { lane: 'blocked', status: 'AWAITING_PAYMENT' },
        sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
        limit: MOST,
      });
      for (const doc of waiting) {
        if (balanceOf(withState(doc).state).state === 'equal') await balance(deps, doc.id, SYSTEM, false);
        await pace.step();
      }
    },
    close: () => files.close(),
  };
}
