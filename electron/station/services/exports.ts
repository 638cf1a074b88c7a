import { currentBase } from '../../../shared/domain/index.ts';
import type { MethodInput } from '../../../shared/contract/index.ts';
import type { Actor } from '../../../shared/domain/index.ts';
import { receiverOf, shippedRows, type CsvTable, type ShippedParcel } from '../../../shared/intake/index.ts';
import type { ShipmentDoc } from '../../../shared/schema/index.ts';
import { csvBytes } from '../files/index.ts';
import { accepted, refused, type Context, type Outcome } from './context.ts';
import type { ExchangeService } from './exchange.ts';
import { handedOverAt } from './imports/shipped.ts';
import { addressOf } from './parcels.ts';
import type { SettingsService } from './settings.ts';

export interface ExportsService {
  /** What was handed over, as the shop's bulk-ship page takes it. Each shipment once; `again` gives those that were given. */
  shipped(
    input: Omit<MethodInput<'export.shipped'>, 'operator'>,
    actor: Actor,
  ): Promise<Outcome<{ token: string; fileName: string; parcels: number; again: number }>>;
  /** Source `pool`: the carrier did not get the receivers from a platform. In clear, so audited. */
  carrier(code: string, actor: Actor): Promise<Outcome<{ token: string; fileName: string; parcels: number }>>;
}

const PAGE = 500;

export function createExports(deps: {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly exchange: ExchangeService;
}): ExportsService {
  const { ctx, settings, exchange } = deps;
  /** Of several orders in one parcel each is told to its own shop. */
  const markId = (shipment: string, order: string) => `exported:${shipment}/${order}`;

  async function* gone(): AsyncGenerator<ShipmentDoc[]> {
    for (let skip = 0; ; skip += PAGE) {
      const docs = await ctx.db.shipments.find({
        selector: { lane: 'gone' },
        sort: [{ lane: 'asc' }, { priority: 'asc' }],
        skip,
        limit: PAGE,
      });
      if (docs.length === 0) return;
      yield docs;
    }
  }

  const day = (): string =>
    new Date(ctx.clock.now()).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-');

  return {
    async shipped({ layout, again, encoding, channel }, actor) {
      const parcels: ShippedParcel[] = [];
      const marks: string[] = [];
      let repeated = 0;
      for await (const docs of gone()) {
        const ids = docs.flatMap((doc) => doc.base.orders.map((order) => markId(doc.id, order)));
        const known = await ctx.db.outbox.getMany(ids);
        const orders = await ctx.db.orders.getMany(docs.flatMap((doc) => doc.base.orders));
        // The channel knows the order that was split, not its parts.
        const parents = await ctx.db.orders.getMany(
          [...orders.values()].flatMap(({ base }) => (base.parent === undefined ? [] : [base.parent])),
        );
        for (const doc of docs) {
          for (const id of doc.base.orders) {
            const order = orders.get(id);
            const given = known.has(markId(doc.id, id));
            if (given && !again) continue;
            if (!order || (channel !== undefined && order.channel !== channel)) continue;
            parcels.push({
              channel: order.channel,
              order: parents.get(order.base.parent ?? '')?.channelOrderNo ?? order.channelOrderNo,
              carrier: doc.carrier,
              number: doc.waybill,
              shippedAt: handedOverAt(doc),
            });
            if (given) repeated += 1;
            else marks.push(markId(doc.id, id));
          }
        }
      }
      if (parcels.length === 0) return refused('nothing_to_export');
      const table = shippedRows(layout, parcels, settings.carriers());
      const suffix = repeated > 0 ? '-again' : '';
      const fileName = `shipped-${layout}-${day()}${suffix}.csv`;
      const token = exchange.offer(fileName, 'text/csv', csvBytes(table, encoding));
      const data = { by: actor.id, layout, fileName };
      await ctx.db.outbox.insertMany(
        marks.map((id) => ({
          id,
          kind: 'shipped_export' as const,
          state: 'done' as const,
          at: ctx.clock.now(),
          data,
        })),
      );
      await ctx.db.barrier();
      return accepted({ token, fileName, parcels: parcels.length, again: repeated });
    },

    async carrier(code, actor) {
      const rows: string[][] = [];
      for (const lane of ['staged', 'gone'] as const) {
        for (const doc of await ctx.db.shipments.find({ selector: { carrier: code, lane } })) {
          const bound = doc.events.findLast((event) => event.type === 'waybill_bound');
          if (bound?.data.source !== 'pool') continue;
          const order = await ctx.db.orders.get(doc.order);
          const receiver = order && receiverOf(order);
          if (!order || !receiver) continue;
          rows.push([
            doc.waybill,
            order.channelOrderNo,
            receiver.name,
            receiver.phone,
            addressOf(receiver),
            receiver.postcode ?? '',
            doc.base.cod ? (doc.base.cod.minor / 100).toFixed(2) : '',
            currentBase(doc)
              .lines.map((line) => `${line.name} x${line.qty}`)
              .join('; '),
          ]);
        }
      }
      if (rows.length === 0) return refused('nothing_to_export');
      const table: CsvTable = {
        header: ['运单号', '订单号', '收件人', '电话', '地址', '邮编', '代收货款', '物品'],
        rows,
      };
      const fileName = `carrier-${code}-${day()}.csv`;
      await ctx.db.files.put({
        id: `audit:${ctx.ids.next()}`,
        kind: 'audit',
        at: ctx.clock.now(),
        data: { what: 'carrier_export', carrier: code, parcels: rows.length, by: actor.id },
      });
      await ctx.db.barrier();
      return accepted({
        token: exchange.offer(fileName, 'text/csv', csvBytes(table)),
        fileName,
        parcels: rows.length,
      });
    },
  };
}
