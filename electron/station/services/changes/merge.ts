import { setTimeout as sleep } from 'node:timers/promises';
import {
  canMerge,
  decideOrder,
  foldShipment,
  type Actor,
  type MergeCandidate,
} from '../../../../shared/domain/index.ts';
import {
  mergedShipment,
  partsOf,
  receiverOf,
  receiverText,
  shipmentOf,
  skusToPack,
} from '../../../../shared/intake/index.ts';
import type { OrderDoc, ShipmentDoc } from '../../../../shared/schema/index.ts';
import { shipmentDoc } from '../../database/index.ts';
import { accepted, DONE, refused, type Outcome } from '../context.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import { withState } from '../parcels.ts';
import { ofLabels, voidLabels } from './labels.ts';
import type { ChangesDeps } from './types.ts';
import { changingOrder, isLive, isTouched, noteOf, overtaken } from './writes.ts';

export interface MergeGiven {
  readonly orders: readonly string[];
  readonly consent?: string | undefined;
  readonly note?: string | undefined;
}

/** How long the page of an order waits for a suggestion, ms. */
const PATIENCE_MS = 100;
/** Orders of one customer that are looked at for a common parcel. */
const LOOKED_AT = 20;

interface Candidate {
  readonly doc: OrderDoc;
  readonly parcels: readonly ShipmentDoc[];
  readonly merge: MergeCandidate;
}

async function candidate(deps: ChangesDeps, doc: OrderDoc): Promise<Candidate> {
  const { state } = withState(doc);
  const parcels = await parcelsOfOrder(deps.ctx.db, doc);
  const open = parcels.find(isLive);
  // The address may have been changed since the order came: what counts is where it goes now.
  const receiver = receiverOf(doc);
  const hash = receiver === undefined ? undefined : deps.siteKey.hash(receiverText(receiver)).slice(0, 32);
  const carrier = open?.carrier ?? state.current.carrier;
  return {
    doc,
    parcels,
    merge: {
      id: doc.id,
      site: doc.site,
      state,
      base: {
        receiverMasked: doc.base.receiverMasked,
        ...(hash === undefined ? {} : { receiverHash: hash }),
      },
      ...(carrier === undefined ? {} : { carrier }),
      shipments: parcels.map((parcel) => foldShipment(parcel).status),
    },
  };
}

/** MRG-02: which other orders may go into one parcel with this one. */
export async function mergeable(
  deps: ChangesDeps,
  doc: OrderDoc,
  /** Parcel of this order that lies on a bench already. */
  opened?: string,
): Promise<OrderDoc[]> {
  if (deps.byReceiver === undefined || doc.status !== 'READY_TO_SHIP') return [];
  const own = await candidate(deps, doc);
  const hash = own.merge.base.receiverHash;
  if (
    hash === undefined ||
    own.parcels.some((parcel) => isLive(parcel) && isTouched(parcel) && parcel.id !== opened)
  )
    return [];
  // The index of customers may still be read for the first time: the suggestion comes when it is there.
  const asked = deps.byReceiver(hash);
  const all = await Promise.race([asked, sleep(PATIENCE_MS, undefined, { ref: false })]);
  if (all === undefined) {
    askAgain(deps, doc.id, asked);
    return [];
  }
  const ids = all.filter((id) => id !== doc.id).slice(0, LOOKED_AT);
  const found: OrderDoc[] = [];
  for (const other of (await deps.ctx.db.orders.getMany(ids)).values()) {
    if (other.status !== 'READY_TO_SHIP') continue;
    const each = await candidate(deps, other);
    if (each.parcels.some((parcel) => isLive(parcel) && isTouched(parcel))) continue;
    if (canMerge([own.merge, each.merge]).ok) found.push(other);
  }
  return found;
}

/** The same rule for what a packer has just opened: it is put back, and both are merged, by whoever may. */
export async function sameReceiver(
  deps: ChangesDeps,
  shipment: string,
): Promise<{ readonly order: string; readonly channelOrderNo: string }[]> {
  const [order, ...more] = (await deps.ctx.db.shipments.get(shipment))?.base.orders ?? [];
  const doc = order === undefined || more.length > 0 ? undefined : await deps.ctx.db.orders.get(order);
  if (!doc) return [];
  const found = await mergeable(deps, doc, shipment);
  return found.map(({ id, channelOrderNo }) => ({ order: id, channelOrderNo }));
}

/** Pages ask once more when the answer is there that they could not wait for. */
function askAgain({ ctx }: ChangesDeps, order: string, asked: Promise<readonly string[]>): void {
  const tell = (ids: readonly string[]): void => {
    if (ids.some((id) => id !== order)) ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
  };
  void asked.then(tell, () => undefined);
}

/** 合单: one parcel and one number for several orders; each of them is shipped with it. All of it is one transaction. */
export async function mergeOrders(
  deps: ChangesDeps,
  { orders: ids, consent, note }: MergeGiven,
  actor: Actor,
): Promise<Outcome<string>> {
  const { ctx } = deps;
  if (deps.siteRules.get('merge.consent') && (consent ?? '').trim() === '')
    return refused('consent_required');
  const docs = await ctx.db.orders.getMany([...new Set(ids)]);
  if (docs.size < 2) return refused('merge_too_few');
  const all: Candidate[] = [];
  for (const doc of docs.values()) all.push(await candidate(deps, doc));
  const products = await deps.catalogue.products(skusToPack(all.map((one) => one.doc)));
  const parts = new Map([...products, ...(await deps.catalogue.products(partsOf(products.values())))]);
  const usual = deps.settings.get().defaultCarrier;
  const shipment = mergedShipment(
    all.map((one) => one.doc),
    all.map(({ doc, merge }) => shipmentOf(doc, merge.carrier ?? usual, parts)),
  );
  if (!shipment) return refused('merge_currency_differs');
  const common = shipmentDoc({
    ...shipment,
    base: { ...shipment.base, carrier: all[0]?.merge.carrier ?? usual },
  });
  const facts = {
    merge: all.map((one) => one.merge),
    packerMayMerge: deps.siteRules.get('merge.packers'),
  };
  const draft = { type: 'merged' as const, data: { shipment: common.id } };
  for (const { doc, merge } of all) {
    const decided = decideOrder(merge.state, doc.base, draft, { actor, facts });
    if (!decided.ok) return refused(decided.error.code, { order: doc.id, ...decided.error.data });
  }
  const own = all.flatMap((one) => one.parcels.filter(isLive));
  if (own.some((parcel) => isTouched(parcel) || deps.onBench(parcel.id))) return refused('order_on_bench');
  for (const { doc } of all) {
    const voided = await voidLabels(deps, doc, 'merged', ofLabels(actor));
    if (!voided.ok) return voided;
  }
  const written = await ctx.db.together([
    ...all.map(({ doc }) =>
      changingOrder(
        ctx,
        doc,
        [{ ...draft, id: `merged:${common.id}:${doc.id}`, ...noteOf(note ?? consent) }],
        actor,
      ),
    ),
    ...own.map((parcel) =>
      deps.shipments.noting(
        parcel.id,
        [{ type: 'voided', data: { reason: 'merged' }, id: `voided:merged:${parcel.id}` }],
        ofLabels(actor),
      ),
    ),
    ctx.db.shipments.inserting(common),
  ]);
  if (!written.done) return overtaken(all[0]?.doc.id ?? '');
  for (const parcel of own) deps.queue.notWaiting(parcel.id);
  await ctx.db.barrier();
  for (const { doc } of all) deps.orders.touch(doc.id);
  return accepted(common.id);
}

/** Each order has its own parcel again, as long as the common one is not opened. */
export async function unmergeOrders(
  deps: ChangesDeps,
  doc: OrderDoc,
  reason: string,
  actor: Actor,
): Promise<Outcome<null>> {
  const { ctx } = deps;
  const shipment = withState(doc).state.mergedInto;
  const parcel = shipment === undefined ? undefined : await ctx.db.shipments.get(shipment);
  if (!parcel || shipment === undefined) return refused('not_merged');
  if (deps.onBench(parcel.id)) return refused('order_on_bench');
  const docs = [...(await ctx.db.orders.getMany(parcel.base.orders)).values()];
  const { status, waybill } = foldShipment(parcel);
  const facts = { parcels: [{ shipment, status, carrier: parcel.carrier, number: waybill?.number ?? '' }] };
  const draft = { type: 'unmerged' as const, data: { shipment } };
  for (const each of docs) {
    const { state } = withState(each);
    if (state.mergedInto !== shipment) continue;
    const decided = decideOrder(state, each.base, draft, { actor, facts });
    if (!decided.ok) return refused(decided.error.code, { order: each.id, ...decided.error.data });
  }
  const voided = await voidLabels(deps, doc, reason, ofLabels(actor));
  if (!voided.ok) return voided;
  const theirs = docs.filter((each) => withState(each).state.mergedInto === shipment);
  const written = await ctx.db.together([
    ...theirs.map((each) =>
      changingOrder(ctx, each, [{ ...draft, id: `unmerged:${shipment}:${each.id}` }], actor),
    ),
    deps.shipments.noting(
      shipment,
      [{ type: 'voided', data: { reason }, id: `voided:unmerged:${shipment}` }],
      ofLabels(actor),
    ),
  ]);
  if (!written.done) return overtaken(doc.id);
  deps.queue.notWaiting(shipment);
  for (const each of theirs) {
    await deps.orders.followUp(each.id);
    deps.orders.touch(each.id);
  }
  await ctx.db.barrier();
  return DONE;
}
