import { createHash } from 'node:crypto';
import {
  expectedArrival,
  foldOrder,
  parcelTracks,
  type Actor,
  type ParcelTrack,
} from '../../../../shared/domain/index.ts';
import { receiverOf, type TrackingDraft } from '../../../../shared/intake/index.ts';
import type { OrderDoc, ShipmentDoc, WaybillDoc } from '../../../../shared/schema/index.ts';
import { refused, type Context, type Refused } from '../context.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { Steps } from './steps.ts';

/** What became of a report. */
export type Recorded = 'accepted' | 'already' | Refused;

export interface TrackingService {
  /**
   * Writes a carrier's report into the orders of its parcel; with the last signature the order is delivered. Its id is made of
   * carrier, number, status and time, here as on the hub: the same report by file, by hand and by the hub is one.
   * Refused: `waybill_unknown`, `waybill_ambiguous`, `not_handed_over`, and what the tables of the order say.
   */
  record(report: TrackingDraft, actor: Actor): Promise<Recorded>;
  /** NTF-02: when each parcel of the order should arrive by the site's rule. */
  expected(doc: OrderDoc, track: Pick<ParcelTrack, 'carrier' | 'shippedAt'>): number | undefined;
}

export function createTracking(deps: {
  readonly ctx: Context;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly steps: Steps;
}): TrackingService {
  const { ctx, steps } = deps;
  const { db } = ctx;

  /** The parcel that bears the number: a number is a carrier's own, so two carriers may have one. */
  async function bound(report: TrackingDraft): Promise<WaybillDoc | Refused> {
    const { carrier, number } = report;
    const found = (await db.waybills.find({ selector: { number }, limit: 10 })).filter(
      (doc) =>
        (carrier === undefined || doc.carrier === carrier) && (doc.shipment !== '' || doc.order !== ''),
    );
    const [only] = found;
    if (!only) return refused('waybill_unknown', { number });
    return found.length > 1 ? refused('waybill_ambiguous', { number }) : only;
  }

  async function ordersOf(waybill: WaybillDoc): Promise<readonly string[]> {
    const shipment: ShipmentDoc | undefined =
      waybill.shipment === '' ? undefined : await db.shipments.get(waybill.shipment);
    return shipment ? shipment.base.orders : [waybill.order];
  }

  /** The last parcel was signed for: O16. Written again by the sweep where a crash came between. */
  async function deliver(doc: OrderDoc, actor: Actor): Promise<void> {
    const state = foldOrder(doc);
    if (state.status !== 'SHIPPED' || state.logistics !== 'SIGNED') return;
    const times = parcelTracks(state, doc.events).flatMap((track) => track.receivedAt ?? []);
    const data = { source: 'carrier' as const, ...(times.length === 0 ? {} : { time: Math.max(...times) }) };
    await steps.take(doc.id, { id: deliveredId(doc.id), draft: { type: 'delivered', data } }, actor);
  }

  async function recordAt(
    order: string,
    report: TrackingDraft,
    carrier: string,
    actor: Actor,
  ): Promise<Recorded> {
    const { number, status, cause, at } = report;
    const data = { status, time: at, carrier, number, ...(cause === undefined ? {} : { cause }) };
    const taken = await steps.take(
      order,
      {
        id: reportId(carrier, number, status, at),
        draft: { type: 'logistics', data },
        private: {
          ...(report.text === undefined ? {} : { note: report.text }),
          ...(report.place === undefined ? {} : { place: report.place }),
        },
      },
      actor,
    );
    if (!taken.ok) return taken.code === 'wrong_status' ? refused('not_handed_over', { number }) : taken;
    await deliver(taken.value.doc, actor);
    return taken.value.fresh ? 'accepted' : 'already';
  }

  return {
    async record(report, actor) {
      const waybill = await bound(report);
      if ('ok' in waybill) return waybill;
      let outcome: Recorded = refused('waybill_unknown', { number: report.number });
      for (const order of await ordersOf(waybill)) {
        const each = await recordAt(order, report, waybill.carrier, actor);
        // Several orders in one parcel: taken by one of them it is taken.
        if (outcome !== 'accepted') outcome = each;
      }
      return outcome;
    },
    expected: (doc, track) =>
      expectedArrival(deps.siteRules.get('tracking.transitDays'), track, receiverOf(doc)?.province),
  };
}

export const deliveredId = (order: string): string => `delivered:carrier:${order}`;

/** As the hub makes it of what a platform pushes. */
const reportId = (carrier: string, number: string, status: string, at: number): string =>
  `logistics:${createHash('sha256')
    .update([carrier, number, status, at].join('\n'))
    .digest('hex')
    .slice(0, 32)}`;
