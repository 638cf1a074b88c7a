import { hlcMs } from '../../../../shared/base/index.ts';
import type { ChangeInput, ChangeView, MethodOutput } from '../../../../shared/contract/index.ts';
import {
  canonicalJson,
  decideOrder,
  type Actor,
  type ChangedTerms,
  type ChangeField,
  type OrderBase,
  type OrderEvent,
  type OrderEventDraft,
  type OrderState,
  type Party,
} from '../../../../shared/domain/index.ts';
import { privateOf } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import type { AuditService } from '../audit.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import type { CustomersService } from '../customers/index.ts';
import type { OrdersService } from '../orders.ts';
import { maskedPerson } from '../papers.ts';
import { withState, type ParcelsService } from '../parcels.ts';
import { SYSTEM } from '../people.ts';
import type { ShipmentsService } from '../shipments.ts';

/** Ruling 4 (USR-04): who may not change an order asks for it; REV or CS decides; old and new value stay (AUD-06). */
export interface ChangesService {
  ask(order: string, change: ChangeInput, reason: string, actor: Actor): Promise<Outcome<null>>;
  decide(
    input: {
      readonly order: string;
      readonly request: string;
      readonly approved: boolean;
      readonly note: string;
    },
    actor: Actor,
  ): Promise<Outcome<null>>;
  of(order: string, who: string): Promise<MethodOutput<'changes.of'>>;
  list(offset: number, limit: number, who: string): Promise<MethodOutput<'changes.list'>>;
  reveal(
    order: string,
    request: string,
    reason: string,
    actor: Actor,
  ): Promise<MethodOutput<'changes.reveal'>>;
}

type Requested = Extract<OrderEvent, { type: 'change_requested' }>;
type Decided = Extract<OrderEvent, { type: 'change_decided' }>;

/** From here on a parcel may have been made of the order: a new receiver stops it until its label is seen to. */
const WITH_PARCELS: readonly OrderState['status'][] = ['READY_TO_SHIP', 'BACKORDERED'];

export function createChanges(deps: {
  readonly ctx: Context;
  readonly orders: OrdersService;
  readonly customers: Pick<CustomersService, 'asked'>;
  readonly parcels: Pick<ParcelsService, 'from'>;
  readonly shipments: Pick<ShipmentsService, 'command'>;
  readonly audit: AuditService;
}): ChangesService {
  const { ctx, orders } = deps;

  const requestOf = (doc: OrderDoc, request: string): Requested | undefined =>
    doc.events.find((event): event is Requested => event.id === request && event.type === 'change_requested');

  /** The order as it was when this was asked for. */
  function before(
    doc: OrderDoc,
    request: Requested,
  ): { base: OrderBase; told: ReturnType<typeof privateOf> } {
    const at = doc.events.findIndex(({ id }) => id === request.id);
    const earlier = { ...doc, events: doc.events.slice(0, at) };
    return { base: withState(earlier as OrderDoc).state.current, told: privateOf(earlier) };
  }

  function rowsOf(doc: OrderDoc, request: Requested): ChangeView['rows'] {
    const { base, told } = before(doc, request);
    const asked = doc.private.events[request.id];
    const { terms } = request.data;
    return request.data.fields.map((field) => {
      switch (field) {
        case 'receiver':
          return { field, old: line(told.receiver), new: asked?.receiver ? line(asked.receiver) : null };
        case 'remark':
          return { field, old: told.remark ?? null, new: asked?.remark ?? null };
        case 'flags':
          return { field, old: base.flags.join(' '), new: (terms?.flags ?? []).join(' ') };
        case 'shipBy':
          return { field, old: base.shipBy ?? null, new: terms?.shipBy ?? null };
        case 'carrier':
          return { field, old: base.carrier ?? null, new: terms?.carrier ?? null };
      }
    });
  }

  function viewOf(doc: OrderDoc, request: Requested, who: string): ChangeView {
    const decided = doc.events.find(
      (event): event is Decided => event.type === 'change_decided' && event.data.request === request.id,
    );
    return {
      request: request.id,
      at: hlcMs(request.at),
      by: request.by,
      reason: doc.private.events[request.id]?.note ?? null,
      rows: rowsOf(doc, request),
      decided: decided
        ? {
            approved: decided.data.approved,
            at: hlcMs(decided.at),
            by: decided.by,
            note: doc.private.events[decided.id]?.note ?? null,
          }
        : null,
      own: request.by === who,
    };
  }

  /** Parcels that wait get the other carrier; one that is in work or has a number is the warehouse's to take back first. */
  async function changeCarrier(order: string, carrier: string): Promise<Outcome<null>> {
    const found = (await ctx.db.shipments.find({ selector: { order } })).filter(
      ({ lane, carrier: now }) => lane !== 'gone' && lane !== 'void' && now !== carrier,
    );
    const stuck = found.find(({ lane, waybill }) => waybill !== '' || (lane !== 'queue' && lane !== 'held'));
    if (stuck) return refused('parcel_in_work', { shipment: stuck.id });
    for (const doc of found) {
      const parcel = await deps.parcels.from(doc);
      const draft = { type: 'carrier_changed', data: { carrier } } as const;
      const changed = await deps.shipments.command(parcel, [draft], SYSTEM);
      if (!changed.ok) return changed;
    }
    if (found.length > 0) orders.touch(order);
    return DONE;
  }

  const requests = (doc: OrderDoc): Requested[] =>
    doc.events.filter((event): event is Requested => event.type === 'change_requested');

  return {
    async ask(order, change, reason, actor) {
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      const told = privateOf(found.doc);
      const { current } = found.state;
      const fields: ChangeField[] = [];
      // What is so already is no change.
      if (
        change.receiver &&
        canonicalJson(filled(change.receiver)) !== canonicalJson(filled(told.receiver ?? {}))
      )
        fields.push('receiver');
      if (change.remark !== undefined && change.remark.trim() !== (told.remark ?? '')) fields.push('remark');
      if (change.flags && [...change.flags].sort().join() !== [...current.flags].sort().join())
        fields.push('flags');
      if (change.shipBy !== undefined && change.shipBy !== (current.shipBy ?? null)) fields.push('shipBy');
      if (change.carrier !== undefined && change.carrier !== (current.carrier ?? null))
        fields.push('carrier');
      const terms: ChangedTerms = {
        ...(fields.includes('flags') && change.flags ? { flags: change.flags } : {}),
        ...(fields.includes('shipBy') && change.shipBy !== undefined ? { shipBy: change.shipBy } : {}),
        ...(fields.includes('carrier') && change.carrier !== undefined ? { carrier: change.carrier } : {}),
      };
      const done = await orders.command(
        order,
        {
          type: 'change_requested',
          data: Object.keys(terms).length === 0 ? { fields } : { fields, terms },
        },
        actor,
        {},
        {
          note: reason,
          ...(fields.includes('receiver') && change.receiver
            ? { receiver: filled(change.receiver) as never }
            : {}),
          ...(fields.includes('remark') && change.remark !== undefined
            ? { remark: change.remark.trim() }
            : {}),
        },
      );
      return done.ok ? DONE : done;
    },

    async decide({ order, request, approved, note }, actor) {
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      const { doc, state } = found;
      const asked = requestOf(doc, request);
      if (!asked) return refused('change_not_open');
      const decision: OrderEventDraft = {
        type: 'change_decided',
        data: {
          request,
          approved,
          ...(approved && asked.data.terms ? { terms: asked.data.terms } : {}),
        },
      };
      const brought = doc.private.events[request];
      const receiver = approved ? brought?.receiver : undefined;
      const parcels = WITH_PARCELS.includes(state.status);
      const told = {
        ...(note === '' ? {} : { note }),
        ...(receiver && !parcels ? { receiver } : {}),
        ...(approved && brought?.remark !== undefined ? { remark: brought.remark } : {}),
      };
      // An address is not changed for a decision that is refused.
      const allowed = decideOrder(state, doc.base, decision, { actor });
      if (!allowed.ok) return refused(allowed.error.code, { ...allowed.error.data });
      const carrier = approved ? asked.data.terms?.carrier : undefined;
      if (typeof carrier === 'string') {
        const changed = await changeCarrier(order, carrier);
        if (!changed.ok) return changed;
      }
      if (receiver && parcels) {
        // The parcels stop, and a label that is out is seen to, as with every change of an address (ADR). The request stays
        // open until that is written: after a crash it is decided once more.
        const changed = await orders.command(
          order,
          { type: 'address_changed', data: {} },
          actor,
          {},
          { receiver },
        );
        if (!changed.ok) return changed;
      }
      const done = await orders.command(order, decision, actor, {}, told);
      if (!done.ok) return done;
      if (approved) await orders.reviewAgain();
      return DONE;
    },

    async of(order, who) {
      const doc = await ctx.db.orders.get(order);
      if (!doc) return refused('not_here', { order });
      return accepted(
        requests(doc)
          .map((request) => viewOf(doc, request, who))
          .reverse(),
      );
    },

    async list(offset, limit, who) {
      const { total, orders: docs } = await deps.customers.asked(offset, limit);
      const rows = docs.flatMap((doc) => {
        const { state } = withState(doc);
        const open = new Set(state.changeRequests.map(({ id }) => id));
        return requests(doc)
          .filter(({ id }) => open.has(id))
          .map((request) => ({
            ...viewOf(doc, request, who),
            order: doc.id,
            channelOrderNo: doc.channelOrderNo,
            status: state.status,
          }));
      });
      return { total, rows };
    },

    async reveal(order, request, reason, actor) {
      const doc = await ctx.db.orders.get(order);
      const asked = doc && requestOf(doc, request);
      if (!doc || !asked) return refused('change_not_open');
      await deps.audit.record({ what: 'reveal', by: actor.id, order, reason });
      await ctx.db.barrier();
      return accepted({
        old: (before(doc, asked).told.receiver ?? null) as never,
        new: (doc.private.events[request]?.receiver ?? null) as never,
      });
    },
  };
}

/** Masked, as one line. */
function line(receiver: Party | undefined): string | null {
  if (!receiver) return null;
  const { name, phone, address } = maskedPerson(receiver);
  return [name, phone, address].filter((part) => part !== '').join(' · ');
}

/** Without the fields that say nothing. */
const filled = (party: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(party).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' && value.trim() !== '' ? [[key, value.trim()]] : [],
    ),
  );
