import {
  decideShipment,
  type Actor,
  type ShipmentEvent,
  type ShipmentEventDraft,
  type ShipmentFacts,
  type OrderState,
} from '../../../shared/domain/index.ts';
import type { ShipmentDoc } from '../../../shared/schema/index.ts';
import { shipmentDoc } from '../database/index.ts';
import { accepted, refused, type Context, type Outcome } from './context.ts';
import { appendEvents, stamp, withEvents, type Draft } from './events.ts';
import type { Parcel, ParcelsService } from './parcels.ts';

type CommandDraft = ShipmentEventDraft & { readonly id?: string };

/** Decided, not written: the verdict never waits for the disk. */
export interface Planned {
  /** As it will be. */
  readonly parcel: Parcel;
  readonly events: readonly ShipmentEvent[];
}

export interface ShipmentsService {
  /** Decides and writes. The drafts are decided one after another on the state that the one before left. */
  command(
    parcel: Parcel,
    drafts: readonly CommandDraft[],
    actor: Actor,
    facts?: ShipmentFacts,
  ): Promise<Outcome<Parcel>>;
  /** Decides only, on a parcel as it is or as another plan leaves it. */
  plan(
    from: Parcel | Planned,
    drafts: readonly CommandDraft[],
    actor: Actor,
    facts?: ShipmentFacts,
  ): Promise<Outcome<Planned>>;
  /** Effects of what happened elsewhere: as they are, to be written with what is decided on top of them. */
  noted(from: Parcel, drafts: readonly Draft[], actor: Actor): Promise<Planned>;
  write(planned: Planned): Promise<Outcome<Parcel>>;
  /** May this happen? */
  may(
    parcel: Parcel,
    draft: ShipmentEventDraft,
    actor: Actor,
    facts?: ShipmentFacts,
  ): Outcome<readonly ShipmentEventDraft[]>;
  /** Effects of what happened elsewhere (print ledger, order): written as they are. */
  note(shipment: string, drafts: readonly Draft[], actor: Actor): Promise<ShipmentDoc | undefined>;
}

export function createShipments(ctx: Context, parcels: ParcelsService): ShipmentsService {
  const ordersOf = (parcel: Parcel): { id: string; state: OrderState }[] =>
    parcel.orders.map(({ doc, state }) => ({ id: doc.id, state }));

  function may(
    parcel: Parcel,
    draft: ShipmentEventDraft,
    actor: Actor,
    facts?: ShipmentFacts,
  ): Outcome<readonly ShipmentEventDraft[]> {
    const decided = decideShipment(parcel.state, parcel.doc.base, draft, {
      actor,
      orders: ordersOf(parcel),
      facts: { station: ctx.station, ...facts },
    });
    return decided.ok ? accepted(decided.value) : refused(decided.error.code, { ...decided.error.data });
  }

  const service: ShipmentsService = {
    may,
    async plan(from, drafts, actor, facts) {
      let { parcel, events } = 'parcel' in from ? from : { parcel: from, events: [] };
      for (const { id, ...draft } of drafts) {
        const decided = may(parcel, draft as ShipmentEventDraft, actor, facts);
        if (!decided.ok) return decided;
        const next = stamp<ShipmentEvent>(
          ctx,
          actor,
          decided.value.map((each, at) => ({ ...each, ...(id !== undefined && at === 0 ? { id } : {}) })),
        );
        events = [...events, ...next];
        parcel = await parcels.from(withEvents(parcel.doc, next), parcel);
      }
      return accepted({ parcel, events });
    },
    async noted(from, drafts, actor) {
      const events = stamp<ShipmentEvent>(ctx, actor, drafts);
      return { parcel: await parcels.from(withEvents(from.doc, events), from), events };
    },
    async write({ parcel, events }) {
      if (events.length === 0) return accepted(parcel);
      const doc = await appendEvents(ctx.db.shipments, shipmentDoc, parcel.doc.id, events);
      if (!doc) return refused('not_here', { shipment: parcel.doc.id });
      return accepted(await parcels.from(doc, parcel));
    },
    async command(parcel, drafts, actor, facts) {
      const planned = await service.plan(parcel, drafts, actor, facts);
      return planned.ok ? service.write(planned.value) : planned;
    },
    note: (shipment, drafts, actor) =>
      appendEvents(ctx.db.shipments, shipmentDoc, shipment, stamp<ShipmentEvent>(ctx, actor, drafts)),
  };
  return service;
}
