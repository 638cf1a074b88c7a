import type { CustomerRow, MethodOutput, TalkEntry } from '../../../../shared/contract/index.ts';
import type { Actor, Money, Party } from '../../../../shared/domain/index.ts';
import { phoneKey, receiverOf } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import type { IndexedCustomer } from '../../projections/customers.ts';
import type { AuditService } from '../audit.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import { talkEntries } from '../intake/talk.ts';
import { maskedPerson } from '../papers.ts';
import { withState } from '../parcels.ts';
import type { SiteKey } from '../site-key.ts';
import { createCustomerReading } from './reading.ts';
import { createCustomerRecords, GOOD, type Credit, type CreditFlag } from './records.ts';

export type { Credit } from './records.ts';

/** Customers as their orders make them, and what people have said of them (INT-17). */
export interface CustomersService {
  list(input: { search: string; offset: number; limit: number }): Promise<MethodOutput<'customers.list'>>;
  get(customer: string): Promise<MethodOutput<'customers.get'>>;
  ofOrder(order: string): Promise<MethodOutput<'customers.ofOrder'>>;
  reveal(customer: string, reason: string, actor: Actor): Promise<MethodOutput<'customers.reveal'>>;
  setCredit(customer: string, credit: CreditFlag, reason: string, actor: Actor): Promise<Outcome<null>>;
  addNote(customer: string, text: string, actor: Actor): Promise<Outcome<null>>;
  /** Credit of whoever an order goes to. `good` where nobody has said anything. */
  creditOfOrder(doc: OrderDoc): Promise<Credit>;
  /** The same by an order's `receiverHash`. */
  creditOf(receiverHash: string): Promise<Credit>;
  creditOfPhone(phone: string): Promise<Credit>;
  /**
   * Orders of the same phone or of the same receiver, newest first.
   * @param brief somebody types: what an index that is still made does not have yet is not waited for
   */
  ordersOf(
    receiver: { readonly phone: string; readonly receiverHash: string },
    brief?: boolean,
  ): Promise<OrderDoc[]>;
  /** Orders with an open change request, oldest request first. */
  asked(offset: number, limit: number): Promise<{ readonly total: number; readonly orders: OrderDoc[] }>;
  close(): Promise<void>;
}

/** Orders of one customer that are looked at. */
const MOST_ORDERS = 200;
/** Somebody types, or looks at an order. */
const BRIEFLY_MS = 300;

export function createCustomers(deps: {
  readonly ctx: Context;
  readonly siteKey: Pick<SiteKey, 'hash'>;
  readonly audit: AuditService;
}): CustomersService {
  const { ctx, audit } = deps;
  const records = createCustomerRecords(ctx);
  const reading = createCustomerReading(ctx, deps.siteKey);

  async function docsOf(ids: readonly string[]): Promise<OrderDoc[]> {
    const docs = await ctx.db.orders.getMany(ids);
    return ids.flatMap((id) => docs.get(id) ?? []);
  }

  async function rowOf(found: IndexedCustomer, receiver: Party | undefined): Promise<CustomerRow> {
    const masked = maskedPerson(receiver);
    return {
      customer: found.phone,
      name: masked.name,
      phone: masked.phone,
      place: [...new Set([receiver?.province, receiver?.city])].filter((part) => part !== undefined).join(''),
      orders: found.orders,
      lastAt: found.lastAt,
      credit: (await records.credit(found.phone)).credit,
    };
  }

  /** The newest order that still has its receiver. */
  async function lastReceiver(found: IndexedCustomer): Promise<Party | undefined> {
    const newest = await ctx.db.orders.get(found.last);
    const receiver = newest && receiverOf(newest);
    if (receiver) return receiver;
    const index = await reading.fresh();
    for (const doc of await docsOf(index.ordersOf('phone', found.phone, MOST_ORDERS))) {
      const older = receiverOf(doc);
      if (older) return older;
    }
    return undefined;
  }

  async function known(customer: string, patience?: number): Promise<IndexedCustomer | undefined> {
    return (await reading.fresh(patience)).customer(customer);
  }

  const service: CustomersService = {
    async list({ search, offset, limit }) {
      const index = await reading.fresh();
      const text = search.trim();
      const { hashes } = reading;
      const wanted = [hashes.phone(text), hashes.name(text)].filter((hash) => hash !== '');
      const all =
        text === ''
          ? undefined
          : [
              ...new Map(
                wanted.flatMap((hash) => index.find(hash)).map((each) => [each.phone, each]),
              ).values(),
            ];
      const found = (all?.slice(offset, offset + limit) ?? index.customers(offset, limit)).filter(
        ({ phone }) => phone !== '',
      );
      const newest = await ctx.db.orders.getMany(found.map(({ last }) => last));
      const rows: CustomerRow[] = [];
      for (const each of found) {
        const doc = newest.get(each.last);
        rows.push(await rowOf(each, (doc && receiverOf(doc)) ?? (await lastReceiver(each))));
      }
      return { total: all?.length ?? index.countCustomers(), rows, building: reading.building() };
    },

    async get(customer) {
      const found = await known(customer);
      if (!found) return refused('customer_unknown');
      const docs = await docsOf((await reading.fresh()).ordersOf('phone', customer, MOST_ORDERS));
      const receiver = await lastReceiver(found);
      const row = await rowOf(found, receiver);
      const { reason, by, at } = await records.credit(customer);
      const spent = new Map<string, number>();
      let cancelled = 0;
      const contacts: (TalkEntry & { order: string; channelOrderNo: string })[] = [];
      const history = docs.map((doc) => {
        const { state } = withState(doc);
        const { total } = state.current;
        const over = state.status === 'CANCELLED' || state.status === 'REJECTED';
        if (over) cancelled += 1;
        else if (total) spent.set(total.currency, (spent.get(total.currency) ?? 0) + total.minor);
        for (const entry of talkEntries(doc, true))
          if (entry.type === 'contacted')
            contacts.push({ ...entry, order: doc.id, channelOrderNo: doc.channelOrderNo });
        return {
          order: doc.id,
          channel: doc.channel,
          channelOrderNo: doc.channelOrderNo,
          status: state.status,
          payment: state.payment,
          orderedAt: doc.orderedAt,
          units: state.current.lines.reduce((sum, { kind, qty }) => sum + (kind === 'goods' ? qty : 0), 0),
          total: total ?? null,
        };
      });
      const notes = await records.notes(customer);
      return accepted({
        ...row,
        address: maskedPerson(receiver).address,
        reason: reason ?? null,
        creditBy: by ?? null,
        creditAt: at ?? null,
        notes: notes.map((note) => ({ ...note })),
        history,
        contacts: contacts.sort((a, b) => b.at - a.at).slice(0, 100),
        spent: [...spent].map(([currency, minor]): Money => ({ minor, currency })),
        cancelled,
      });
    },

    async ofOrder(order) {
      const doc = await ctx.db.orders.get(order);
      if (!doc) return refused('not_here', { order });
      const receiver = receiverOf(doc);
      const hash = receiver ? reading.hashes.phone(receiver.phone) : '';
      if (hash === '') return accepted(null);
      // While the index is made for the first time, nobody waits for it with an order on the screen.
      const alone = { phone: hash, orders: 1, lastAt: doc.orderedAt, last: doc.id };
      const found = (await known(hash, BRIEFLY_MS)) ?? alone;
      const { reason } = await records.credit(hash);
      return accepted({
        ...(await rowOf(found, receiver)),
        reason: reason ?? null,
        notes: (await records.notes(hash)).length,
      });
    },

    async reveal(customer, reason, actor) {
      const found = await known(customer);
      const receiver = found && (await lastReceiver(found));
      if (!receiver) return refused('receiver_missing');
      // Who asked and why is on disk before anything is shown.
      await audit.record({ what: 'reveal', by: actor.id, on: customer, reason });
      await ctx.db.barrier();
      return accepted(receiver as never);
    },

    async setCredit(customer, credit, reason, actor) {
      if (!(await known(customer))) return refused('customer_unknown');
      const before = await records.credit(customer);
      await audit.record({
        what: 'credit_changed',
        by: actor.id,
        on: customer,
        old: before.credit,
        new: credit,
        reason,
      });
      await records.setCredit(customer, { credit, reason, by: actor.id, at: ctx.clock.now() });
      return DONE;
    },

    async addNote(customer, text, actor) {
      if (!(await known(customer))) return refused('customer_unknown');
      await records.addNote(customer, { at: ctx.clock.now(), by: actor.id, text });
      return DONE;
    },

    async creditOfOrder(doc) {
      const receiver = receiverOf(doc);
      return receiver ? service.creditOfPhone(receiver.phone) : GOOD;
    },
    async creditOf(receiverHash) {
      const phone = (await reading.fresh()).phoneOfReceiver(receiverHash);
      return phone === undefined ? GOOD : records.credit(phone);
    },
    creditOfPhone: (phone) =>
      phoneKey(phone) === undefined ? Promise.resolve(GOOD) : records.credit(reading.hashes.phone(phone)),

    async ordersOf({ phone, receiverHash }, brief = false) {
      const index = await reading.fresh(brief ? BRIEFLY_MS : undefined);
      const ids = new Set([
        ...index.ordersOf('receiver', receiverHash, MOST_ORDERS),
        ...index.ordersOf('phone', reading.hashes.phone(phone), MOST_ORDERS),
      ]);
      return docsOf([...ids]);
    },

    async asked(offset, limit) {
      const index = await reading.fresh();
      return { total: index.countAsked(), orders: await docsOf(index.asked(offset, limit)) };
    },

    close: () => reading.close(),
  };
  return service;
}
