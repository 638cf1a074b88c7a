import {
  currentBase,
  decideShipment,
  type Actor,
  type ShipmentEvent,
  type ShipmentEventDraft,
  type ShipmentFacts,
  type OrderState,
} from '../../../shared/domain/index.ts';
import type { ShipmentDoc } from '../../../shared/schema/index.ts';
import { shipmentDoc, type Change } from '../database/index.ts';
import { accepted, refused, type Context, type Outcome } from './context.ts';
import { appendEvents, appending, stamp, withEvents, type Draft } from './events.ts';
import type { Parcel, ParcelsService } from './parcels.ts';

type CommandDraft = ShipmentEventDraft & { readonly id?: string };

/** Decided, not written: the verdict never waits for the disk. */
export interface Planned {
  /** As it will be. */
  readonly parcel: Parcel;
  readonly events: readonly ShipmentEvent[];
}

/** Writes changes in one transaction. @returns the document of the first */
export type Commit = <Doc>(changes: readonly [Change<Doc>, ...Change[]]) => Promise<Outcome<Doc | undefined>>;

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
  /**
   * @param also what else belongs to the act: in one transaction with it
   * @param commit writes them, where more than that belongs to it
   */
  write(planned: Planned, also?: readonly Change[], commit?: Commit): Promise<Outcome<Parcel>>;
  /** The same as one change of an act. */
  writing(planned: Planned): Change<ShipmentDoc>;
  /** May this happen? */
  may(
    parcel: Parcel,
    draft: ShipmentEventDraft,
    actor: Actor,
    facts?: ShipmentFacts,
  ): Outcome<readonly ShipmentEventDraft[]>;
  /** Effects of what happened elsewhere (print ledger, order): written as they are. */
  note(shipment: string, drafts: readonly Draft[], actor: Actor): Promise<ShipmentDoc | undefined>;
  /** The same as one change of an act; where there is no such shipment, it is left out. */
  noting(shipment: string, drafts: readonly Draft[], actor: Actor): Change<ShipmentDoc>;
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
    const decided = decideShipment(parcel.state, currentBase(parcel.doc), draft, {
      actor,
      orders: ordersOf(parcel),
      facts: { station: ctx.station, ...facts },
    });
    return decided.ok ? accepted(decided.value) : refused(decided.error.code, { ...decided.error.data });
  }

  const together: Commit = async (changes) => {
    const written = await ctx.db.together(changes);
    return written.done ? accepted(written.docs[0]) : refused('not_here');
  };

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
    async write(planned, also = [], commit) {
      const { parcel, events } = planned;
      if (events.length === 0 && also.length === 0 && !commit) return accepted(parcel);
      const written = await (commit ?? together)([service.writing(planned), ...also]);
      if (!written.ok) return refused(written.code, { shipment: parcel.doc.id, ...written.data });
      return accepted(await parcels.from(written.value ?? parcel.doc, parcel));
    },
    writing: ({ parcel, events }) => appending(ctx.db.shipments, shipmentDoc, parcel.doc.id, events),
    async command(parcel, drafts, actor, facts) {
      const planned = await service.plan(parcel, drafts, actor, facts);
      return planned.ok ? service.write(planned.value) : planned;
    },
    note: (shipment, drafts, actor) =>
      appendEvents(ctx.db.shipments, shipmentDoc, shipment, stamp<ShipmentEvent>(ctx, actor, drafts)),
    noting: (shipment, drafts, actor) =>
      appending(ctx.db.shipments, shipmentDoc, shipment, stamp<ShipmentEvent>(ctx, actor, drafts), {
        missing: 'skip',
      }),
  };
  return service;
}
