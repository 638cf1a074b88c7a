import type { Clock, HlcClock, IdSource } from '../../shared/base/index.ts';
import type { ReplicatedName } from '../../shared/contract/hub/index.ts';
import { sortEvents, type DomainEvent } from '../../shared/domain/index.ts';
import type { EventDraft } from '../../shared/intake/index.ts';
import {
  orderDoc,
  shipmentDoc,
  type OrderDoc,
  type ProductDoc,
  type ShipmentDoc,
  type WaybillDoc,
} from '../../shared/schema/index.ts';
import type { Change, CommitHook } from '../outbox/changes.ts';
import { HUB_WRITER, storedRow } from '../replication/documents.ts';
import type { HubStore, JsonObject, SiteTransaction } from '../store/port.ts';
import { siteRulesOf, type SiteRules } from './site-rules.ts';

export interface UnitDeps {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly hlc: HlcClock;
  readonly ids: IdSource;
  /** Told of every document that is written, in the same transaction. */
  readonly hooks: readonly CommitHook[];
}

interface Documents {
  readonly orders: OrderDoc;
  readonly shipments: ShipmentDoc;
  readonly waybills: WaybillDoc;
  readonly products: ProductDoc;
}
type Known = keyof Documents & ReplicatedName;

/** What the hub itself does to documents of one site, all in one transaction. */
export interface Unit {
  readonly tx: SiteTransaction;
  readonly site: string;
  /** What a manager has set for the site; read once a unit. */
  readonly rules: SiteRules;
  /** As they are now, with what this unit has put. */
  get<C extends Known>(collection: C, ids: readonly string[]): Promise<ReadonlyMap<string, Documents[C]>>;
  put<C extends Known>(collection: C, document: Documents[C]): void;
  stamp<E extends DomainEvent>(drafts: readonly EventDraft[], by: 'SYS' | 'CAR'): E[];
  /** Adds steps to an order; those that it has already stay as they are. @returns the order as it is then */
  appendToOrder(order: OrderDoc, drafts: readonly EventDraft[], by: 'SYS' | 'CAR'): OrderDoc;
  appendToShipment(shipment: ShipmentDoc, drafts: readonly EventDraft[]): ShipmentDoc;
}

/** Runs the work and writes what it put, in that order; where it throws, nothing of it stays. */
export function inUnit<T>(deps: UnitDeps, site: string, work: (unit: Unit) => Promise<T>): Promise<T> {
  return deps.store.transaction(site, async (tx) => {
    const rules = await siteRulesOf(tx);
    const before = new Map<string, JsonObject | undefined>();
    const put = new Map<string, { readonly collection: Known; readonly document: JsonObject }>();
    const keyOf = (collection: string, id: string): string => `${collection}\n${id}`;

    async function get<C extends Known>(collection: C, ids: readonly string[]) {
      const missing = [...new Set(ids)].filter((id) => !before.has(keyOf(collection, id)));
      if (missing.length > 0) {
        const stored = await tx.documents(collection, missing);
        for (const id of missing) before.set(keyOf(collection, id), stored.get(id)?.document);
      }
      const found = new Map<string, Documents[C]>();
      for (const id of ids) {
        const key = keyOf(collection, id);
        const document = put.get(key)?.document ?? before.get(key);
        if (document) found.set(id, document as unknown as Documents[C]);
      }
      return found;
    }

    const unit: Unit = {
      tx,
      site,
      rules,
      get,
      put(collection, document) {
        const key = keyOf(collection, document.id);
        if (!before.has(key)) throw new Error(`${collection} ${document.id} was put unread`);
        put.set(key, { collection, document: document as unknown as JsonObject });
      },
      stamp: <E extends DomainEvent>(drafts: readonly EventDraft[], by: 'SYS' | 'CAR') =>
        drafts.map(
          (draft) =>
            ({
              id: draft.id ?? deps.ids.next(),
              type: draft.type,
              at: deps.hlc.next(),
              by,
              station: HUB_WRITER,
              data: draft.data,
            }) as E,
        ),
      appendToOrder(order, drafts, by) {
        const { events, brought } = appended(order, drafts, by);
        if (events === order.events) return order;
        const parts = { ...order.private, events: { ...order.private.events, ...brought } };
        const next = orderDoc({ ...order, events, private: parts });
        unit.put('orders', next);
        return next;
      },
      appendToShipment(shipment, drafts) {
        const { events } = appended(shipment, drafts, 'SYS');
        if (events === shipment.events) return shipment;
        const next = shipmentDoc({ ...shipment, events });
        unit.put('shipments', next);
        return next;
      },
    };

    function appended<E extends DomainEvent>(
      to: { readonly events: readonly E[] },
      drafts: readonly EventDraft[],
      by: 'SYS' | 'CAR',
    ) {
      const known = new Set(to.events.map((event) => event.id));
      const fresh = drafts.filter((draft) => draft.id === undefined || !known.has(draft.id));
      if (fresh.length === 0) return { events: to.events, brought: {} };
      // What is decided on top of other steps sorts after them, whatever this hub's clock says.
      for (const event of to.events) deps.hlc.receive(event.at);
      const events = unit.stamp<E>(fresh, by);
      const brought = Object.fromEntries(
        events.flatMap((event, at) => {
          const secret = fresh[at]?.private;
          return secret === undefined ? [] : [[event.id, secret as { readonly note?: string }]];
        }),
      );
      return { events: sortEvents([...to.events, ...events]), brought };
    }

    const result = await work(unit);
    const changes = [...put].map(([key, { collection, document }]): Change => ({
      collection,
      id: String(document['id']),
      before: before.get(key),
      after: document,
    }));
    if (changes.length > 0) {
      await tx.putDocuments(changes.map((change) => storedRow(change.collection, change.after, HUB_WRITER)));
      for (const hook of deps.hooks) await hook(tx, site, changes);
    }
    return result;
  });
}
