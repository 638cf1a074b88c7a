import { hlcMs } from '../../../../shared/base/index.ts';
import type { MethodOutput } from '../../../../shared/contract/index.ts';
import { foldOrder, foldShipment, parcelTracks } from '../../../../shared/domain/index.ts';
import type { CsvTable } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { csvBytes } from '../../files/index.ts';
import { createPace } from '../../pace.ts';
import { accepted, refused, type Context, type Outcome } from '../context.ts';
import type { ExchangeService } from '../exchange.ts';
import type { SettingsService } from '../settings.ts';
import type { Board } from './board.ts';
import type { TrackingService } from './tracking.ts';
import { shownText } from './words.ts';

export type OrderTracking = Extract<MethodOutput<'tracking.of'>, { ok: true }>['value'];

/** What is shown of parcels on their way: of one order, of a number that a customer names, of a span as a file. */
export interface Shown {
  tracking(order: string): Promise<Outcome<OrderTracking>>;
  /** By waybill number or order number (TRK-05). */
  find(search: string): Promise<MethodOutput<'tracking.find'>>;
  /** TRK-06: one line a parcel that was handed over in the span, of orders that are not archived yet. */
  logisticsRecord(
    from: number,
    to: number,
  ): Promise<Outcome<{ token: string; fileName: string; parcels: number }>>;
}

const FOUND = 50;

export function createShown(deps: {
  readonly ctx: Context;
  readonly settings: Pick<SettingsService, 'carriers'>;
  readonly exchange: Pick<ExchangeService, 'offer'>;
  readonly tracking: Pick<TrackingService, 'expected'>;
  readonly board: Board;
}): Shown {
  const { ctx, tracking, board } = deps;

  async function tracksOf(doc: OrderDoc): Promise<OrderTracking> {
    const state = foldOrder(doc);
    const tracks = parcelTracks(state, doc.events);
    const shipments = await ctx.db.shipments.getMany(tracks.map((track) => track.shipment));
    await board.refresh();
    const events = new Map(doc.events.map((event) => [event.id, event]));
    const delivered = doc.events.find((event) => event.type === 'delivered');
    const back = state.logistics === 'REFUSED' || ['RETURNING', 'RETURN_SIGNED'].includes(state.logistics);
    return {
      order: doc.id,
      status: state.status,
      logistics: state.logistics,
      parcels: tracks.map((track) => {
        const shipment = shipments.get(track.shipment);
        const freight = shipment && foldShipment(shipment).freight;
        const handed = shipment?.events.find((event) => event.type === 'handed_over');
        const expectedAt = tracking.expected(doc, track);
        const wrong = state.status === 'SHIPPED' ? board.anomaly({ ...track, expectedAt }) : undefined;
        return {
          shipment: track.shipment,
          carrier: track.carrier,
          number: track.number,
          shippedAt: track.shippedAt,
          receivedAt: track.receivedAt ?? null,
          expectedAt: expectedAt ?? null,
          status: track.status,
          anomaly: wrong ?? null,
          freight: freight ? { minor: freight.minor, currency: freight.currency } : null,
          manifest: handed?.data.manifest ?? null,
          points: track.reports.map((report) => {
            const event = events.get(report.event);
            const hidden = doc.private.events[report.event];
            return {
              id: report.event,
              at: report.time,
              status: report.status,
              cause: report.cause ?? null,
              place: shownText(hidden?.place),
              text: shownText(hidden?.note, [track.number]),
              by: event?.by ?? '',
              toldAt: event ? hlcMs(event.at) : report.time,
            };
          }),
        };
      }),
      delivered: delivered
        ? {
            at: delivered.data.time ?? hlcMs(delivered.at),
            source: delivered.data.source,
            by: delivered.by,
            problem: delivered.data.problem ?? null,
            note: shownText(doc.private.events[delivered.id]?.note),
          }
        : null,
      needsAfterSales:
        back && state.status === 'SHIPPED' && state.openAfterSales.length === 0
          ? state.logistics === 'REFUSED'
            ? 'refused'
            : 'returning'
          : null,
    };
  }

  async function searched(search: string): Promise<OrderDoc[]> {
    const text = search.trim();
    const number = text.toUpperCase();
    const [numbers, named] = await Promise.all([
      ctx.db.waybills.find({ selector: { number }, limit: FOUND }),
      ctx.db.orders.find({ selector: { channelOrderNo: text }, limit: FOUND }),
    ]);
    const shipments = await ctx.db.shipments.getMany(
      numbers.map((doc) => doc.shipment).filter((id) => id !== ''),
    );
    const ids = [
      ...[...shipments.values()].flatMap((doc) => doc.base.orders),
      ...numbers.map((doc) => doc.order).filter((id) => id !== ''),
    ];
    const found = new Map(
      [...named, ...(await ctx.db.orders.getMany(ids)).values()].map((doc) => [doc.id, doc]),
    );
    return [...found.values()].slice(0, FOUND);
  }

  return {
    async tracking(order) {
      const doc = await ctx.db.orders.get(order);
      return doc ? accepted(await tracksOf(doc)) : refused('not_here', { order });
    },

    async find(search) {
      const docs = await searched(search);
      return docs.flatMap((doc) => {
        const state = foldOrder(doc);
        return parcelTracks(state, doc.events).map((track) => ({
          order: doc.id,
          channelOrderNo: doc.channelOrderNo,
          status: state.status,
          carrier: track.carrier,
          number: track.number,
          logistics: track.status,
          shippedAt: track.shippedAt,
          lastAt: track.lastAt ?? null,
          expectedAt: tracking.expected(doc, track) ?? null,
          receivedAt: track.receivedAt ?? null,
        }));
      });
    },

    async logisticsRecord(from, to) {
      await board.filled();
      await board.refresh();
      const carriers = new Map(deps.settings.carriers().map((carrier) => [carrier.code, carrier.zh]));
      const rows: string[][] = [];
      const pace = createPace();
      for (const row of board.rows().values()) {
        for (const track of row.tracks) {
          if (track.shippedAt < from || track.shippedAt >= to) continue;
          const shipment = await ctx.db.shipments.get(track.shipment);
          const freight = shipment && foldShipment(shipment).freight;
          const money = freight ? (freight.minor / 100).toFixed(2) : '';
          rows.push([
            track.number,
            carriers.get(track.carrier) ?? track.carrier,
            row.channelOrderNo,
            iso(track.shippedAt),
            iso(track.receivedAt),
            track.status,
            money,
            freight?.currency ?? '',
          ]);
          await pace.step();
        }
      }
      if (rows.length === 0) return refused('nothing_to_export');
      const table: CsvTable = {
        header: ['运单号', '快递公司', '订单号', '发货时间(UTC)', '签收时间(UTC)', '状态', '运费', '币种'],
        rows,
      };
      const fileName = `logistics-${iso(ctx.clock.now()).slice(0, 10)}.csv`;
      return accepted({
        token: deps.exchange.offer(fileName, 'text/csv', csvBytes(table)),
        fileName,
        parcels: rows.length,
      });
    },
  };
}

const iso = (ms: number | undefined): string =>
  ms === undefined ? '' : new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
