import type { MethodInput, MethodOutput } from '../../../shared/contract/index.ts';
import { ACTION_RIGHTS } from '../../../shared/contract/rights.ts';
import {
  DECIDERS,
  decideOrder,
  foldOrder,
  foldShipment,
  foldWaybill,
  hasRole,
  ORDER_TRANSITIONS,
  type Actor,
  type OrderEventDraft,
  type Product,
} from '../../../shared/domain/index.ts';
import { privateOf, receiverOf } from '../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../shared/schema/index.ts';
import type { CatalogueService } from './catalogue.ts';
import { ofLabels, type ChangesService } from './changes/index.ts';
import { documentsOf, openExceptions } from './exceptions.ts';
import { accepted, DONE, refused, type Context, type Outcome } from './context.ts';
import { parcelsOfOrder } from './order-parcels.ts';
import type { OrdersService } from './orders.ts';
import { maskedPerson } from './papers.ts';
import { orderView } from './order-view.ts';
import { withState, type ParcelsService } from './parcels.ts';
import type { QueueService } from './queue.ts';
import type { Readiness } from './readiness.ts';
import type { ReviewService } from './review/index.ts';
import type { ShipmentsService } from './shipments.ts';
import type { WaybillsService } from './waybills.ts';

/** What the order list and the order page ask for, and the fixes they offer. */
export interface DeskService {
  blocked(input: { search: string; offset: number; limit: number }): Promise<MethodOutput<'orders.blocked'>>;
  list(input: { search: string; offset: number; limit: number }): Promise<MethodOutput<'orders.list'>>;
  order(id: string): Promise<MethodOutput<'orders.get'>>;
  act(input: MethodInput<'orders.act'>, actor: Actor): Promise<Outcome<null>>;
  reveal(id: string, reason: string, actor: Actor): Promise<MethodOutput<'orders.reveal'>>;
}

interface Deps {
  readonly ctx: Context;
  readonly orders: OrdersService;
  readonly catalogue: CatalogueService;
  readonly parcels: ParcelsService;
  readonly shipments: ShipmentsService;
  readonly waybills: WaybillsService;
  readonly queue: QueueService;
  readonly readiness: Readiness;
  readonly review: Pick<ReviewService, 'gate'>;
  readonly changes: Pick<ChangesService, 'cancel' | 'voidLabels'>;
}

const FIX_OF_WAITING: Readonly<Record<string, string>> = {
  no_waybill: 'import_or_scan_waybill',
  missing_routing: 'import_waybill_with_routing',
  receiver_masked: 'import_or_scan_waybill',
};

export function createDesk(deps: Deps): DeskService {
  const { ctx, orders } = deps;

  async function row(doc: OrderDoc, extra: readonly { code: string; fix: string }[] = []) {
    const { state } = withState(doc);
    const reasons = await orders.reasons(doc, state);
    // Parcels and numbers are read only where something of them is known to be open.
    const odd = deps.queue.exceptions.has(doc.id) ? await openExceptions(ctx.db, doc) : state.exceptions;
    return {
      order: doc.id,
      channelOrderNo: doc.channelOrderNo,
      channel: doc.channel,
      status: state.status,
      payment: state.payment,
      flags: [...state.flags],
      orderedAt: doc.orderedAt,
      units: state.current.lines.reduce((sum, line) => sum + (line.kind === 'goods' ? line.qty : 0), 0),
      reasons: [
        ...reasons.map(({ code, fix, data }) => ({ code, fix, data: { ...data } })),
        ...odd.map(({ id, code }) => ({ code, fix: 'close_exception', data: { exception: id } })),
        ...extra.map(({ code, fix }) => ({ code, fix, data: {} })),
      ],
    };
  }

  async function search(text: string): Promise<OrderDoc[]> {
    const code = text.replace(/^OD-/i, '').toUpperCase();
    const found = await ctx.db.orders.find({
      selector: { $or: [{ channelOrderNo: text }, { code }] },
      limit: 50,
    });
    const numbers = await deps.waybills.byNumber(text.toUpperCase());
    const shipments = await ctx.db.shipments.getMany(
      numbers.map((doc) => doc.shipment).filter((id) => id !== ''),
    );
    const byNumber = await ctx.db.orders.getMany([
      ...[...shipments.values()].map((doc) => doc.order),
      ...numbers.map((doc) => doc.order).filter((id) => id !== ''),
    ]);
    return [...new Map([...found, ...byNumber.values()].map((doc) => [doc.id, doc])).values()];
  }

  /** Orders that pass now are released; those that still wait for a number are listed. */
  const reviewAgain = async (): Promise<void> => deps.readiness.ofOrders(await orders.reviewAgain());

  async function addProducts(doc: OrderDoc): Promise<void> {
    const { lines } = withState(doc).state.current;
    const unknown = new Set(await deps.catalogue.unknown(lines.map((line) => line.sku)));
    const products = lines
      .filter((line) => line.kind === 'goods' && unknown.has(line.sku))
      .map(({ sku, name, variant }): Product => ({
        sku,
        name,
        ...(variant === undefined ? {} : { variant }),
        codes: [],
        marks: [],
        quantityEntry: false,
        kind: 'goods',
      }));
    await deps.catalogue.save(products);
    await reviewAgain();
  }

  /** Wherever it stands: at the order, at a parcel of it, or at a number. */
  async function closeException(
    doc: OrderDoc,
    exception: string,
    note: string,
    actor: Actor,
  ): Promise<Outcome<null>> {
    const closed = { type: 'exception_closed' as const, data: { exception, note } };
    const isIt = ({ id }: { readonly id: string }): boolean => id === exception;
    const { parcels, numbers } = await documentsOf(ctx.db, doc);
    let found = false;
    if (foldOrder(doc).exceptions.some(isIt)) {
      const done = await orders.command(doc.id, closed, actor);
      if (!done.ok) return done;
      found = true;
    }
    for (const parcel of parcels.filter((each) => foldShipment(each).exceptions.some(isIt))) {
      const done = await deps.shipments.command(await deps.parcels.from(parcel), [closed], actor);
      if (!done.ok) return done;
      found = true;
    }
    for (const waybill of numbers.filter((each) => foldWaybill(each).exceptions.some(isIt))) {
      // Numbers have no table of who may what: the one that decides on orders counts.
      if (!actor.roles.some((role) => DECIDERS.includes(role)))
        return refused('role_not_allowed', { type: closed.type });
      if (note.trim() === '') return refused('note_required');
      await deps.waybills.note(waybill.carrier, waybill.number, closed, actor);
      found = true;
    }
    if (!found) return refused('exception_not_open');
    // A number may be the business of other orders too.
    const bound = numbers.flatMap((waybill) =>
      waybill.events.flatMap((event) => (event.type === 'bound' ? [event.data.shipment] : [])),
    );
    const others = [...(await ctx.db.shipments.getMany(bound)).values()].map((parcel) => parcel.order);
    for (const order of new Set([doc.id, ...others])) await deps.queue.exceptions.recheck(order);
    orders.touch(doc.id);
    return DONE;
  }

  const simple = (outcome: Outcome<unknown>): Outcome<null> => (outcome.ok ? DONE : outcome);

  return {
    async blocked({ search: text, offset, limit }) {
      if (text.trim() !== '') {
        const found = await search(text.trim());
        const rows = await Promise.all(found.map((doc) => row(doc)));
        return { total: rows.length, rows: rows.slice(offset, offset + limit) };
      }
      const waiting = [...deps.queue.waiting()];
      const odd = await deps.queue.exceptions.orders();
      const lane = await ctx.db.orders.count({ lane: 'blocked' });
      // What went wrong already comes before what waits.
      const first = odd.slice(offset, offset + limit);
      const skip = Math.max(0, offset - odd.length);
      const docs =
        first.length === limit
          ? []
          : await ctx.db.orders.find({
              selector: { lane: 'blocked' },
              sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
              skip,
              limit: limit - first.length,
            });
      const rows = await Promise.all([...first, ...docs].map((doc) => row(doc)));
      const passed = Math.max(0, skip - lane);
      const room = waiting.slice(passed, passed + limit - rows.length);
      for (const [shipment, code] of room) {
        const parcel = await deps.parcels.load(shipment);
        const order = parcel?.orders[0]?.doc;
        if (order) rows.push(await row(order, [{ code, fix: FIX_OF_WAITING[code] ?? 'open_order' }]));
      }
      return { total: odd.length + lane + waiting.length, rows };
    },

    async list({ search: text, offset, limit }) {
      if (text.trim() !== '') {
        const found = await search(text.trim());
        const rows = await Promise.all(found.slice(offset, offset + limit).map((doc) => row(doc)));
        return { total: found.length, rows };
      }
      const docs = await ctx.db.orders.find({
        selector: {},
        sort: [{ orderedAt: 'desc' }],
        skip: offset,
        limit,
      });
      return { total: await ctx.db.orders.count({}), rows: await Promise.all(docs.map((doc) => row(doc))) };
    },

    async order(id) {
      const found = await orders.get(id);
      if (!found) return refused('not_here', { order: id });
      const { doc } = found;
      const shipments = await parcelsOfOrder(ctx.db, doc);
      const { receiver, remark, sellerNote } = privateOf(doc);
      return accepted(
        orderView(doc, shipments, ctx.station, {
          receiver: receiver ? { ...maskedPerson(receiver) } : null,
          remark: remark ?? null,
          sellerNote: sellerNote ?? null,
          exceptions: await openExceptions(ctx.db, doc),
          reasons: (await row(doc)).reasons,
        }),
      );
    },

    async act(input, actor) {
      const doc = await ctx.db.orders.get(input.order);
      if (!doc) return refused('not_here', { order: input.order });
      const { state } = withState(doc);
      const reason = input.reason ?? '';
      switch (input.action) {
        case 'mark_paid': {
          const { amount } = input;
          const data = { ...(amount ? { amount } : {}), ...(reason === '' ? {} : { reference: reason }) };
          const paid = await orders.command(doc.id, { type: 'paid', data }, actor);
          if (paid.ok) await orders.followUp(doc.id);
          return simple(paid);
        }
        case 'approve': {
          // Whoever may not approve is told that first.
          const allowed = decideOrder(state, doc.base, { type: 'approved', data: {} }, { actor });
          if (!allowed.ok) return refused(allowed.error.code, { ...allowed.error.data });
          const ready = await deps.review.gate(doc, state);
          if (!ready.ok) return ready;
          const approved = await orders.command(doc.id, { type: 'approved', data: {} }, actor);
          if (approved.ok) await orders.followUp(doc.id);
          return simple(approved);
        }
        case 'reject':
          return simple(await orders.command(doc.id, { type: 'rejected', data: { reason } }, actor));
        case 'lift_hold': {
          const hold = input.target ?? state.holds[0]?.id ?? '';
          const lifted = await orders.command(doc.id, { type: 'hold_lifted', data: { hold } }, actor);
          if (lifted.ok) await orders.followUp(doc.id);
          return simple(lifted);
        }
        case 'request_cancel':
          return simple(await orders.command(doc.id, { type: 'cancel_requested', data: { reason } }, actor));
        case 'deny_cancel':
          return simple(
            await orders.command(doc.id, { type: 'cancel_request_denied', data: { reason } }, actor),
          );
        case 'cancel':
          return deps.changes.cancel(doc, { reason, refundStarted: input.refundStarted === true }, actor);
        case 'change_receiver': {
          if (!input.receiver) return refused('receiver_missing');
          const brings = { receiver: input.receiver as never };
          if (state.status === 'IN_REVIEW' || state.status === 'NEEDS_FIX') {
            // Two steps: whoever may not make the second one leaves the order as it is.
            if (!hasRole(actor, FIXERS)) return refused('role_not_allowed', { row: 'O7' });
            if (state.status === 'IN_REVIEW') {
              const sent = await orders.command(
                doc.id,
                { type: 'needs_fix', data: { reason: 'receiver' } },
                actor,
              );
              if (!sent.ok) return sent;
            }
            const contact = reason === '' ? 'desk' : reason;
            const fixed = await orders.command(
              doc.id,
              { type: 'fixed', data: { contact } },
              actor,
              {},
              brings,
            );
            if (fixed.ok) await reviewAgain();
            return simple(fixed);
          }
          return simple(
            await orders.command(doc.id, { type: 'address_changed', data: {} }, actor, {}, brings),
          );
        }
        case 'settle_address': {
          const event = state.addressChange ?? '';
          const settled: OrderEventDraft = { type: 'address_change_settled', data: { event } };
          // A label is not voided for a step that is refused.
          const allowed = decideOrder(state, doc.base, settled, { actor, facts: { labelsOut: 0 } });
          if (!allowed.ok) return refused(allowed.error.code, { ...allowed.error.data });
          const voided = await deps.changes.voidLabels(doc, 'address_changed', ofLabels(actor));
          if (!voided.ok) return voided;
          return simple(await orders.command(doc.id, settled, actor, { labelsOut: 0 }));
        }
        case 'close_exception':
          return closeException(doc, input.target ?? '', reason, actor);
        case 'void_label':
          if (!hasRole(actor, ACTION_RIGHTS.void_label)) return refused('role_not_allowed');
          return deps.changes.voidLabels(doc, reason === '' ? 'asked' : reason, actor);
        case 'add_products':
          if (!hasRole(actor, ACTION_RIGHTS.add_products)) return refused('role_not_allowed');
          await addProducts(doc);
          return DONE;
      }
    },

    async reveal(id, reason, actor) {
      const doc = await ctx.db.orders.get(id);
      const receiver = doc && receiverOf(doc);
      if (!receiver) return refused('receiver_missing');
      const record = `audit:${ctx.ids.next()}`;
      await ctx.db.files.put({
        id: record,
        kind: 'audit',
        at: ctx.clock.now(),
        // Who asks for a receiver often names him.
        data: { what: 'reveal', order: id, by: actor.id, reason: ctx.sealer.seal(reason, record) },
      });
      await ctx.db.barrier();
      return accepted(receiver as never);
    },
  };
}

/** Who may bring the corrected data of an order in review (O7). */
const FIXERS = ORDER_TRANSITIONS.find(({ event }) => event === 'fixed')?.roles ?? [];
