import { createEmitter } from '../../../shared/base/index.ts';
import {
  decideOrder,
  followUpEvents,
  ORDER_TRANSITIONS,
  packability,
  receiverFaults,
  type Actor,
  type OrderEvent,
  type OrderEventDraft,
  type OrderEventPrivate,
  type OrderFacts,
  type OrderState,
  type PackReason,
} from '../../../shared/domain/index.ts';
import {
  goodsOf,
  laterReport,
  partsOf,
  passesReview,
  receivedOrder,
  receiverOf,
  shipmentOf,
  skusToPack,
  type OrderDraft,
} from '../../../shared/intake/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../shared/schema/index.ts';
import { orderDoc, shipmentDoc, type Change } from '../database/index.ts';
import type { Blocks } from './blocks.ts';
import type { Choosing } from './carriers/index.ts';
import type { CatalogueService } from './catalogue.ts';
import { accepted, refused, type Context, type Outcome } from './context.ts';
import { appendEvents, stamp, withEvents, type Draft } from './events.ts';
import { withState } from './parcels.ts';
import { SYSTEM } from './people.ts';
import { parcelsOfOrder } from './order-parcels.ts';
import type { QueueService } from './queue.ts';
import type { Release, StockService } from './stock/index.ts';
import type { SettingsService } from './settings.ts';
import type { SiteRulesService } from './site-rules.ts';
import type { SiteKey } from './site-key.ts';
import type { WaybillsService } from './waybills.ts';

export interface Received {
  readonly draft: OrderDraft;
  readonly outcome: 'accepted' | 'already' | 'updated';
  readonly packable: boolean;
}

export interface OrdersService {
  get(id: string): Promise<{ doc: OrderDoc; state: OrderState } | undefined>;
  /** Takes orders of a file. Those that are here already are compared: money that came, a cancel by the channel. */
  receive(drafts: readonly OrderDraft[], author: Actor): Promise<Received[]>;
  command(
    id: string,
    draft: OrderEventDraft,
    actor: Actor,
    facts?: OrderFacts,
    brings?: OrderEventPrivate,
  ): Promise<Outcome<OrderDoc>>;
  /** A step that follows from something else: its id repeats. Written where the table allows it. @param also with it */
  note(
    id: string,
    draft: OrderEventDraft & { readonly id: string },
    actor: Actor,
    also?: readonly Change[],
  ): Promise<Outcome<OrderDoc>>;
  /** An effect as it is, by the system; one that is there already stays. */
  effect(id: string, draft: Draft & { readonly id: string }): Promise<void>;
  /** @param hold id that a repetition repeats */
  hold(id: string, reason: string, actor: Actor, hold?: string): Promise<void>;
  reasons(doc: OrderDoc, state: OrderState): Promise<readonly PackReason[]>;
  /** First reason why it cannot be packed, as a code. */
  whyNotPackable(id: string): Promise<string>;
  /** O15, once every parcel of the order is handed over. */
  shipWhenComplete(id: string, actor: Actor): Promise<void>;
  /** Steps that SYS takes by itself, and the shipment of a released order. */
  followUp(id: string): Promise<void>;
  /** Orders that wait for a review are looked at again: products or addresses came. @returns those released */
  reviewAgain(): Promise<string[]>;
  /** Released orders get the shipment that a crash kept from them. */
  heal(goOn?: () => Promise<boolean>): Promise<void>;
  /** Are there steps that should have followed by themselves? */
  lacksFollowUp(doc: OrderDoc): boolean;
  /** Its parcels changed by other means than an event of its own: whoever has it open looks again. */
  touch(id: string): void;
  onChanged(listener: (order: string) => void): void;
  /** Who says which orders the system approves by itself; until then by their clean data. */
  useReview(review: AutomaticReview): void;
}

export interface AutomaticReview {
  automatic(): 'clean' | 'strict' | 'off';
  /** Name of the rule that approves an order in review by all its checks. */
  strictRule(doc: OrderDoc, state: OrderState): Promise<string | undefined>;
}

interface Deps {
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly catalogue: CatalogueService;
  readonly waybills: WaybillsService;
  readonly queue: QueueService;
  readonly blocks: Blocks;
  readonly stock: Pick<StockService, 'tracked' | 'reserve' | 'release' | 'releasing'>;
  readonly release: Release;
  readonly siteKey: Pick<SiteKey, 'hash'>;
  readonly carriers: Pick<Choosing, 'release'>;
}

/** Packed as it is: not as sub-orders, nor together with others. */
function hasOwnParcel(doc: OrderDoc): boolean {
  if (doc.status !== 'READY_TO_SHIP') return false;
  const { split, mergedInto } = withState(doc).state;
  return split !== 'orders' && mergedInto === undefined;
}
const LEFT_HOUSE: ReadonlySet<string> = new Set(['SHIPPED', 'DELIVERED', 'COMPLETED', 'ARCHIVED']);

/** Steps after which nothing is kept for the order any more. */
const ENDS_RESERVATION: ReadonlySet<string> = new Set<OrderEvent['type']>([
  'cancelled',
  'closed',
  'rejected',
  'backordered',
]);
/** Documents of one act, so that no scan waits for it. */
const MOST_TOGETHER = 100;

/** Orders healed between two pauses. */
const FEW = 50;
export function createOrders(deps: Deps): OrdersService {
  const { ctx, catalogue } = deps;
  const { orders: table } = ctx.db;
  const changed = createEmitter<string>();
  let review: AutomaticReview | undefined;

  const made = (drafts: readonly Draft[], actor: Actor) => {
    const events = stamp<OrderEvent>(ctx, actor, drafts);
    const brought = Object.fromEntries(
      events.flatMap((event, at) =>
        drafts[at]?.private === undefined ? [] : [[event.id, drafts[at].private]],
      ),
    );
    return { events, brought };
  };

  const append = (id: string, drafts: readonly Draft[], actor: Actor) => {
    const { events, brought } = made(drafts, actor);
    return appendEvents(table, orderDoc, id, events, brought);
  };

  /** The order's steps and what its parcels learn of them: one act. @param cause id of the step that parcels' events name */
  async function appendWithBlocks(
    id: string,
    drafts: readonly Draft[],
    actor: Actor,
    cause: string,
    also: readonly Change[] = [],
  ): Promise<OrderDoc | undefined> {
    const { events, brought } = made(drafts, actor);
    const change = (doc: OrderDoc): OrderDoc => {
      const changed = withEvents(doc, events, brought);
      return changed === doc ? doc : orderDoc(changed);
    };
    for (;;) {
      const before = await table.get(id);
      if (!before) return undefined;
      const after = change(before);
      const blocks = await deps.blocks.plan(after, withState(after).state, cause, actor);
      const written = await ctx.db.together([
        // What blocks the parcels was folded from the order as it was read.
        table.changing(id, (doc) => (doc.events.length === before.events.length ? change(doc) : undefined)),
        ...blocks.changes,
        ...also,
      ]);
      if (!written.done) continue;
      await blocks.written();
      return written.docs[0];
    }
  }

  const waits = () => ({ unclearWaits: deps.siteRules.get('intake.unclearWaits') });
  const newDoc = (draft: OrderDraft, author: Actor, unknownSkus: ReadonlySet<string>): OrderDoc =>
    orderDoc(
      receivedOrder(draft, {
        site: ctx.site,
        receivedAt: ctx.clock.now(),
        author: author.id,
        unknownSkus,
        hash: deps.siteKey.hash,
        review: review === undefined || review.automatic() === 'clean' ? 'automatic' : 'later',
        ...deps.release.intake(),
        ...waits(),
        stamp: (drafts) => stamp<OrderEvent>(ctx, SYSTEM, drafts),
      }),
    );

  /** Shipments of released orders, with the carrier that the order names or the site's usual one. */
  async function makeShipments(docs: readonly OrderDoc[]): Promise<void> {
    const released = docs.filter(hasOwnParcel);
    if (released.length === 0) return;
    const products = await catalogue.products(skusToPack(released));
    const all = new Map([...products, ...(await catalogue.products(partsOf(products.values())))]);
    const fallback = deps.settings.get().defaultCarrier;
    const made = released.map((doc) => shipmentOf(doc, fallback, all));
    const chosen = await deps.carriers.release(released, made, all);
    const parcels = made.map((each) => {
      const carrier = chosen.get(each.base.orders[0] ?? '') ?? each.base.carrier;
      return shipmentDoc({ ...each, base: { ...each.base, carrier } });
    });
    await ctx.db.shipments.insertMany(parcels);
  }

  /** What a later file says of an order that is here: money came, or the channel closed or shipped it. */
  async function update(doc: OrderDoc, draft: OrderDraft): Promise<boolean> {
    const later = laterReport(doc, withState(doc).state, draft);
    if (!later) return false;
    if (later.kind === 'flag') {
      await changeFlag(doc.id, later.draft, SYSTEM);
      return true;
    }
    await append(doc.id, [later.draft], SYSTEM);
    await service.followUp(doc.id);
    changed.emit(doc.id);
    return true;
  }

  /** A step that blocks or unblocks the order's parcels too. */
  async function changeFlag(
    id: string,
    draft: Draft & { readonly id: string },
    actor: Actor,
  ): Promise<OrderDoc | undefined> {
    const eventId = draft.id;
    const doc = await appendWithBlocks(id, [draft], actor, eventId);
    changed.emit(id);
    deps.queue.touch();
    return doc;
  }

  /** Of the order itself, or of its sub-orders, as long as one of them is to be sent. */
  async function parcelsToShip({ doc, state }: ReturnType<typeof withState>): Promise<ShipmentDoc[]> {
    if (state.split !== 'orders') return parcelsOfOrder(ctx.db, doc);
    const children = [...(await table.getMany(state.children)).values()];
    const live = children.filter((child) => child.status !== 'CANCELLED');
    if (children.length < state.children.length || live.some((child) => !LEFT_HOUSE.has(child.status)))
      return [];
    return (await Promise.all(live.map((child) => parcelsOfOrder(ctx.db, child)))).flat();
  }

  /** What comes in clean and stops only because stock, allocation or a carrier is asked for first. */
  async function releaseFresh(fresh: Map<string, OrderDoc>): Promise<void> {
    for (const { id, status } of [...fresh.values()]) {
      if (status !== 'APPROVED') continue;
      await service.followUp(id);
      const now = await table.get(id);
      if (now) fresh.set(id, now);
    }
  }

  /**
   * What the ledger says of a step: a release puts aside what the order needs, a cancel gives it back in the same act.
   * @returns `undo` where the step is refused after all
   */
  async function stockFacts(
    { doc, state }: ReturnType<typeof withState>,
    draft: OrderEventDraft,
    given: OrderFacts | undefined,
  ): Promise<{ readonly facts: OrderFacts; readonly undo: () => Promise<void> }> {
    const nothing = (): Promise<void> => Promise.resolve();
    const asks = draft.type === 'released' || draft.type === 'restocked';
    if (!asks || given?.stock !== undefined) return { facts: given ?? {}, undo: nothing };
    if (!deps.stock.tracked()) return { facts: { ...given, stock: 'not_tracked' }, undo: nothing };
    // What would be refused anyway puts nothing aside.
    const allowed = ORDER_TRANSITIONS.some(
      (row) => row.event === draft.type && row.from.includes(state.status),
    );
    const fact = allowed ? await deps.stock.reserve(doc.id) : ({ kind: 'free' } as const);
    const stock = fact.kind === 'short' ? 'free' : fact.kind;
    return { facts: { ...given, stock }, undo: () => deps.stock.release(doc.id, 'refused') };
  }

  /** Gives back what the order has put aside, where the step ends that: with the step, or after it where it is much. */
  async function givingBack(id: string, draft: OrderEventDraft): Promise<readonly Change[] | 'after'> {
    const ends =
      ENDS_RESERVATION.has(draft.type) ||
      (draft.type === 'split' && (draft.data.into ?? 'orders') === 'orders');
    if (!ends) return [];
    const changes = await deps.stock.releasing(id, draft.type);
    return changes.length > MOST_TOGETHER ? 'after' : changes;
  }

  /** What comes in is looked at with all that the checks know, as far as a rule may approve it. */
  async function reviewFresh(fresh: Map<string, OrderDoc>): Promise<void> {
    for (const doc of [...fresh.values()]) {
      if (doc.status !== 'IN_REVIEW') continue;
      const rule = await ruleFor(doc, withState(doc).state);
      if (rule === undefined) continue;
      await append(doc.id, [{ type: 'approved', data: { rule } }], SYSTEM);
      await service.followUp(doc.id);
      const now = await table.get(doc.id);
      if (now) fresh.set(doc.id, now);
    }
  }

  /** Name of the rule by which the system approves an order in review; undefined where a person must look. */
  async function ruleFor(doc: OrderDoc, state: OrderState): Promise<string | undefined> {
    const by = review?.automatic() ?? 'clean';
    if (by === 'off') return undefined;
    if (by === 'strict') return review?.strictRule(doc, state);
    return passesReview(doc, state, await catalogue.unknown(goodsOf(state.current)));
  }

  const service: OrdersService = {
    async get(id) {
      const doc = await table.get(id);
      return doc && withState(doc);
    },

    async receive(drafts, author) {
      const unknown = new Set(await catalogue.unknown(drafts.flatMap((draft) => goodsOf(draft.base))));
      const known = await table.getMany(drafts.map((draft) => draft.id));
      const fresh = new Map<string, OrderDoc>();
      for (const draft of drafts)
        if (!known.has(draft.id) && !fresh.has(draft.id)) fresh.set(draft.id, newDoc(draft, author, unknown));
      const { existing } = await table.insertMany([...fresh.values()]);
      for (const id of existing) fresh.delete(id);
      if (review?.automatic() === 'strict') await reviewFresh(fresh);
      await makeShipments([...fresh.values()]);
      if (deps.release.holdsBack()) await releaseFresh(fresh);
      const received: Received[] = [];
      for (const draft of drafts) {
        const doc = fresh.get(draft.id);
        if (doc) {
          // The same order further down the same file is a repetition.
          fresh.delete(draft.id);
          received.push({ draft, outcome: 'accepted', packable: doc.status === 'READY_TO_SHIP' });
          continue;
        }
        const before = known.get(draft.id);
        const updated = before !== undefined && (await update(before, draft));
        received.push({ draft, outcome: updated ? 'updated' : 'already', packable: false });
      }
      deps.queue.touch();
      return received;
    },

    async command(id, draft, actor, facts, brings) {
      const found = await service.get(id);
      if (!found) return refused('not_here', { order: id });
      const asked = await stockFacts(found, draft, facts);
      const decided = decideOrder(found.state, found.doc.base, draft, { actor, facts: asked.facts });
      if (!decided.ok) {
        await asked.undo();
        return refused(decided.error.code, { ...decided.error.data });
      }
      const eventId = ctx.ids.next();
      const drafts = decided.value.map((each, at) => ({
        ...each,
        ...(at === 0 ? { id: eventId } : {}),
        ...(brings && at === 0 ? { private: brings } : {}),
      }));
      const back = await givingBack(id, draft);
      const doc = await appendWithBlocks(id, drafts, actor, eventId, back === 'after' ? [] : back);
      if (!doc) return refused('not_here', { order: id });
      if (back === 'after') await deps.stock.release(id, draft.type);
      changed.emit(id);
      deps.queue.touch();
      ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
      return accepted(doc);
    },

    async note(id, { id: eventId, ...draft }, actor, also = []) {
      const found = await service.get(id);
      if (!found) return refused('not_here', { order: id });
      const decided = decideOrder(found.state, found.doc.base, draft, { actor, facts: {} });
      if (!decided.ok) return refused(decided.error.code, { ...decided.error.data });
      const doc = await appendWithBlocks(id, [{ ...draft, id: eventId }], actor, eventId, also);
      if (!doc) return refused('not_here', { order: id });
      changed.emit(id);
      deps.queue.touch();
      ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
      return accepted(doc);
    },

    async effect(id, draft) {
      await changeFlag(id, draft, SYSTEM);
    },

    async hold(id, reason, actor, hold = ctx.ids.next()) {
      await changeFlag(id, { type: 'held', data: { hold, reason }, id: hold }, actor);
    },

    async reasons(doc, state) {
      const receiver = receiverOf(doc);
      const external = (await deps.waybills.ofOrder(doc.id)).some(
        ({ base }) => base.source === 'external' || base.document !== undefined,
      );
      const found = packability(state.current, state, {
        unknownSkus: await catalogue.unknown(goodsOf(state.current)),
        receiverFaults: receiverFaults(receiver),
        hasExternalLabel:
          external ||
          (doc.base.receiverMasked &&
            deps.settings
              .carrier(state.current.carrier ?? deps.settings.get().defaultCarrier)
              .sources.includes('external')),
      });
      return found.packable ? [] : found.reasons;
    },

    async whyNotPackable(id) {
      const found = await service.get(id);
      if (!found) return 'not_here';
      return (await service.reasons(found.doc, found.state))[0]?.code ?? 'no_goods';
    },

    async shipWhenComplete(id, actor) {
      const found = await service.get(id);
      if (!found) return;
      const parcels = (await parcelsToShip(found)).filter((doc) => doc.lane !== 'void');
      if (parcels.length === 0 || parcels.some((doc) => doc.lane !== 'gone')) return;
      const shipped = parcels.map((doc) => {
        const handed = doc.events.find((event) => event.type === 'handed_over');
        return {
          shipment: doc.id,
          carrier: doc.carrier,
          number: doc.waybill,
          at: handed?.data.at ?? ctx.clock.now(),
        };
      });
      // The goods are gone: this is a fact, not a wish. What should have stopped it becomes an exception in the fold.
      await append(id, [{ type: 'shipped', data: { parcels: shipped }, id: `shipped:${id}` }], actor);
      changed.emit(id);
      // An order is shipped when the last of its sub-orders is.
      if (found.doc.base.parent !== undefined) await service.shipWhenComplete(found.doc.base.parent, actor);
      ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
    },

    lacksFollowUp(doc) {
      const { state } = withState(doc);
      return followUpEvents(doc.base, state, { stock: deps.release.stockGuess(), ...waits() }).length > 0;
    },

    async followUp(id) {
      for (;;) {
        const found = await service.get(id);
        if (!found) return;
        const { doc, state } = found;
        const { stock, steps } = await deps.release.stockFor(doc, state);
        const next: Draft[] = [...followUpEvents(doc.base, state, { stock, ...waits() }), ...steps];
        const released = next.some(({ type }) => type === 'released');
        const beside = released ? await deps.release.beside(doc, state) : [];
        const drafts = [...beside, ...next];
        if (drafts.length === 0) {
          if (found.state.status === 'READY_TO_SHIP') await makeShipments([found.doc]);
          deps.queue.touch();
          return;
        }
        await append(id, drafts, SYSTEM);
        // Departments and customers hear of more than a plain release.
        if (steps.length + beside.length > 0) changed.emit(id);
      }
    },

    async reviewAgain() {
      const released: string[] = [];
      const waiting = await table.find({
        selector: { lane: 'blocked', status: 'IN_REVIEW' },
        sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
      });
      for (const doc of waiting) {
        const { state } = withState(doc);
        const rule = await ruleFor(doc, state);
        if (rule === undefined) continue;
        await append(doc.id, [{ type: 'approved', data: { rule } }], SYSTEM);
        await service.followUp(doc.id);
        changed.emit(doc.id);
        if ((await service.get(doc.id))?.state.status === 'READY_TO_SHIP') released.push(doc.id);
      }
      if (released.length > 0) ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
      return released;
    },

    async heal(goOn = () => Promise.resolve(true)) {
      for (let from = ''; ;) {
        const docs = await table.find({
          selector: { lane: 'released', code: { $gt: from } },
          sort: [{ code: 'asc' }],
          limit: FEW,
        });
        const last = docs.at(-1);
        if (!last) return;
        from = last.code;
        await makeShipments(docs);
        if (!(await goOn())) return;
      }
    },

    touch(id) {
      changed.emit(id);
      deps.queue.touch();
    },
    onChanged: (listener) => void changed.on(listener),
    useReview: (given) => void (review = given),
  };
  return service;
}
