import { createHash } from 'node:crypto';
import { decideOrder, foldOrder } from '../../shared/domain/index.ts';
import type { EventDraft } from '../../shared/intake/index.ts';
import type { OrderDoc } from '../../shared/schema/index.ts';
import type { HubRecord } from '../store/port.ts';
import type { Answer } from './once.ts';
import { carrierLookupOf } from './own-carriers.ts';
import type { TrackingReport } from './shape.ts';
import { inUnit, type Unit, type UnitDeps } from './unit.ts';

/** A report that came before the handover is kept so long, and tried again so often (ms). */
const KEEP_MS = 7 * 86_400_000;
const AGAIN_MS = 10 * 60_000;
const KIND = 'tracking';
const CARRIER = { id: 'CAR', roles: ['CAR'] as const };

/**
 * What a carrier says of a parcel: a `logistics` step of its order by CAR, and `delivered` with it where it was signed for.
 * Its text may name people and lies encrypted. The same report again changes nothing. One that comes before the station
 * has said that the parcel left is kept and tried again.
 */
export async function takeTracking(deps: UnitDeps, site: string, report: TrackingReport): Promise<Answer> {
  const carrier = (await carrierLookupOf(deps.store, site))(report.carrier) ?? report.carrier;
  const place = { ...report, carrier };
  return inUnit(deps, site, async (unit) => {
    const id = reportId(place);
    const outcome = await apply(unit, place, id);
    if (outcome !== 'too_early') return answerOf(outcome);
    const now = deps.clock.now();
    const { text, ...open } = place;
    await unit.tx.insertRecord({
      kind: KIND,
      id,
      site,
      state: 'waiting',
      due: now + AGAIN_MS,
      body: { report: open, until: now + KEEP_MS, ...(text === undefined ? {} : { private: { text } }) },
    });
    return answerOf(outcome);
  });
}

type Outcome = 'accepted' | 'already' | 'too_early' | 'unknown_waybill' | 'unknown_order';

function answerOf(outcome: Outcome): Answer {
  if (outcome === 'accepted' || outcome === 'already') return { status: 200, body: { outcome } };
  if (outcome === 'too_early') return { status: 202, body: { outcome: 'waiting' } };
  return { status: 404, body: { code: outcome, data: {} } };
}

const reportId = (report: TrackingReport): string =>
  `logistics:${createHash('sha256')
    .update([report.carrier, report.number, report.status, report.at].join('\n'))
    .digest('hex')
    .slice(0, 32)}`;

async function apply(unit: Unit, report: TrackingReport, id: string): Promise<Outcome> {
  const waybill = `${report.carrier}:${report.number}`;
  const bound = (await unit.get('waybills', [waybill])).get(waybill);
  if (!bound) return 'unknown_waybill';
  const shipment = (await unit.get('shipments', [bound.shipment])).get(bound.shipment);
  const ids = shipment ? shipment.base.orders : bound.order === '' ? [] : [bound.order];
  const orders = [...(await unit.get('orders', ids)).values()];
  if (orders.length === 0) return bound.shipment === '' ? 'too_early' : 'unknown_order';
  const outcomes = orders.map((order) => applyTo(unit, order, report, id));
  for (const outcome of ['too_early', 'accepted'] as const) if (outcomes.includes(outcome)) return outcome;
  return 'already';
}

function applyTo(unit: Unit, order: OrderDoc, report: TrackingReport, id: string): Outcome {
  if (order.events.some((event) => event.id === id)) return 'already';
  const state = foldOrder(order);
  const type = 'logistics' as const;
  const { status, at: time, carrier, number } = report;
  const step = { type, data: { status, time, carrier, number } };
  const decided = decideOrder(state, order.base, step, { actor: CARRIER });
  if (!decided.ok) return 'too_early';
  const said = report.text === undefined ? {} : { private: { note: report.text } };
  const drafts: EventDraft[] = [{ ...step, id, ...said }];
  const next = unit.appendToOrder(order, drafts, 'CAR');
  // Several parcels: the order is delivered when the last of them is.
  if (report.status === 'SIGNED') {
    const data = { source: 'carrier' as const, time };
    const delivered = { type: 'delivered' as const, data };
    if (decideOrder(foldOrder(next), next.base, delivered, { actor: CARRIER }).ok)
      unit.appendToOrder(next, [{ ...delivered, id: `delivered:carrier:${order.id}` }], 'CAR');
  }
  return 'accepted';
}

/** Tries the reports again that came too early. @returns how many found their order shipped */
export async function retryTracking(deps: UnitDeps): Promise<number> {
  const now = deps.clock.now();
  const due = await deps.store.records({ kind: KIND, state: 'waiting', dueBefore: now, limit: 100 });
  let applied = 0;
  for (const record of due) {
    if (await inUnit(deps, record.site, (unit) => retryOne(unit, record, now))) applied += 1;
  }
  return applied;
}

async function retryOne(unit: Unit, record: HubRecord, now: number): Promise<boolean> {
  const {
    report,
    until,
    private: secret,
  } = record.body as unknown as {
    readonly report: TrackingReport;
    readonly until: number;
    readonly private?: { readonly text?: string };
  };
  const outcome = await apply(unit, { ...report, ...secret }, record.id);
  if (outcome === 'too_early' && now < until) await unit.tx.putRecord({ ...record, due: now + AGAIN_MS });
  else await unit.tx.removeRecord(record.kind, record.id);
  return outcome === 'accepted';
}
