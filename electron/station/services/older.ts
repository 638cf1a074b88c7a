import type { MethodOutput, OlderRow, OrderView } from '../../../shared/contract/index.ts';
import type { ReplicatedName } from '../../../shared/contract/hub/index.ts';
import { foldOrder, type Actor } from '../../../shared/domain/index.ts';
import { askedTexts } from '../../../shared/domain/finding/index.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../../shared/schema/index.ts';
import { createHubClient, HubError, incoming, type HubClient } from '../sync/index.ts';
import { accepted, refused, type Context, type Outcome, type Refused } from './context.ts';
import { exceptionsOf } from './exceptions.ts';
import { orderView } from './order-view.ts';
import type { SiteKey } from './site-key.ts';
import type { SyncService } from './sync.ts';

/**
 * Orders that left this station's window lie on the hub alone. They are asked for there when somebody looks for one, shown,
 * and not kept here. What was typed never leaves the station: the hub gets keyed hashes of it.
 */
export interface OlderService {
  /** Those that are here are left out. Refused: `not_joined`, `hub_offline`, `older_unknown` (an older hub), … */
  search(text: string): Promise<Outcome<{ rows: OlderRow[]; more: boolean }>>;
  get(order: string): Promise<Outcome<OrderView>>;
  /** Who asked and why is on disk before the hub is asked. */
  reveal(order: string, reason: string, actor: Actor): Promise<MethodOutput<'older.reveal'>>;
}

/** Hex digits of a hash (`receiverHash` of the contract). */
const HASH_LENGTH = 32;
/** A person waits for it. */
const DEADLINE_MS = 10_000;

export function createOlder(deps: {
  readonly ctx: Context;
  readonly siteKey: Pick<SiteKey, 'hash' | 'shared'>;
  readonly sync: Pick<SyncService, 'hub'>;
}): OlderService {
  const { ctx, siteKey, sync } = deps;

  async function ask<T>(
    question: (client: HubClient, site: string) => Promise<T>,
  ): Promise<{ readonly ok: true; readonly value: T } | Refused> {
    const hub = sync.hub();
    if (!hub) return refused('not_joined');
    if (!hub.online) return refused('hub_offline');
    const client = createHubClient({ ...hub, now: ctx.clock.now, deadlineMs: DEADLINE_MS });
    try {
      return accepted(await question(client, hub.site));
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      if (error.kind === 'away' && error.code !== 'too_many_tries') return refused('hub_offline');
      // An older hub knows of no such question.
      return refused(error.code === 'not_found' ? 'older_unknown' : error.code, { ...error.data });
    }
  }

  /** As everything that a hub says: of this site, and such that it can be folded. @throws HubError */
  const checkedBy =
    (site: string) =>
    <D>(collection: ReplicatedName, document: Readonly<Record<string, unknown>>): D =>
      incoming(collection, document, { here: ctx.site, hub: site }) as unknown as D;

  return {
    async search(text) {
      const terms = askedTexts(text).map((each) => siteKey.hash(each).slice(0, HASH_LENGTH));
      if (terms.length === 0) return accepted({ rows: [], more: false });
      // Joined under a version that knew of no shared key; it comes with the next connection.
      if (sync.hub() && !siteKey.shared()) return refused('older_unknown');
      const found = await ask(async (client, site) => {
        const take = checkedBy(site);
        const { orders, more } = await client.olderSearch({ terms });
        return { orders: orders.map((each) => take<OrderDoc>('orders', each)), more };
      });
      if (!found.ok) return found;
      const { orders, more } = found.value;
      const here = await ctx.db.orders.getMany(orders.map((doc) => doc.id));
      const rows = orders.filter((doc) => !here.has(doc.id)).map(rowOf);
      return accepted({ rows, more });
    },

    get: (order) =>
      ask(async (client, site) => {
        const take = checkedBy(site);
        const { receiver, remark, sellerNote, ...found } = await client.olderOrder({ order });
        const doc = take<OrderDoc>('orders', found.order);
        const parcels = found.shipments.map((each) => take<ShipmentDoc>('shipments', each));
        const numbers = found.waybills.map((each) => take<WaybillDoc>('waybills', each));
        const exceptions = exceptionsOf(doc, parcels, numbers);
        const beside = { receiver, remark, sellerNote, exceptions, reasons: [] };
        return orderView(doc, parcels, ctx.station, beside);
      }),

    async reveal(order, reason, actor) {
      const record = `audit:${ctx.ids.next()}`;
      // Nobody is written down for what could not be asked.
      if (sync.hub()?.online !== true) return refused(sync.hub() ? 'hub_offline' : 'not_joined');
      await ctx.db.files.put({
        id: record,
        kind: 'audit',
        at: ctx.clock.now(),
        data: {
          what: 'reveal',
          order,
          by: actor.id,
          source: 'hub',
          // Who asks for a receiver often names him.
          reason: ctx.sealer.seal(reason, record),
        },
      });
      await ctx.db.barrier();
      return (await ask(
        async (client) => (await client.olderReceiver({ order, by: actor.id })).receiver,
      )) as MethodOutput<'older.reveal'>;
    },
  };
}

function rowOf(doc: OrderDoc): OlderRow {
  const state = foldOrder(doc);
  return {
    order: doc.id,
    channelOrderNo: doc.channelOrderNo,
    channel: doc.channel,
    status: state.status,
    payment: state.payment,
    orderedAt: doc.orderedAt,
    units: state.current.lines.reduce((sum, line) => sum + (line.kind === 'goods' ? line.qty : 0), 0),
  };
}
