import { hlcMs } from '../../../../shared/base/index.ts';
import type { ChangesView } from '../../../../shared/contract/change-views.ts';
import {
  bringsPrivate,
  sortEvents,
  type OrderBase,
  type OrderState,
} from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { accepted, refused, type Outcome } from '../context.ts';
import { clip } from '../order-steps.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import { maskedPerson } from '../papers.ts';
import { withState } from '../parcels.ts';
import { cancelRefusal } from './cancel.ts';
import { mergeable } from './merge.ts';
import type { ChangesDeps } from './types.ts';
import { isTouched } from './writes.ts';

/** What the page of an order needs to offer these changes, and what was changed so far. */
export async function changesView(deps: ChangesDeps, id: string): Promise<Outcome<ChangesView>> {
  const { ctx } = deps;
  const doc = await ctx.db.orders.get(id);
  if (!doc) return refused('not_here', { order: id });
  const { state } = withState(doc);
  const parcels = await parcelsOfOrder(ctx.db, doc);
  const relatives = await ctx.db.orders.getMany([
    ...(doc.base.parent === undefined ? [] : [doc.base.parent]),
    ...(state.split === 'orders' ? state.children : []),
  ]);
  const common = parcels.find((parcel) => parcel.id === state.mergedInto);
  const together = await ctx.db.orders.getMany((common?.base.orders ?? []).filter((order) => order !== id));
  const parent = relatives.get(doc.base.parent ?? '');
  return accepted({
    order: id,
    noCancel:
      state.status === 'CANCELLED' ? 'order_cancelled' : (cancelRefusal(state, parcels)?.code ?? null),
    paid: state.payment === 'PAID' || state.payment === 'PARTLY_REFUNDED' || state.payment === 'SETTLED',
    ...linesOf(doc.base, state),
    parent: parent ? named(parent) : null,
    children: (state.split === 'orders' ? state.children : []).flatMap((child) => {
      const found = relatives.get(child);
      return found ? [named(found)] : [];
    }),
    warehouses: await warehousesOf(deps, doc),
    mergeable: state.mergedInto === undefined ? (await mergeable(deps, doc)).map(named) : [],
    merged:
      common === undefined
        ? null
        : { shipment: common.id, orders: [...together.values()].map(named), open: !isTouched(common) },
    mergeConsent: deps.siteRules.get('merge.consent'),
    packersMerge: deps.siteRules.get('merge.packers'),
    receivers: receiversOf(doc),
    cases: await deps.cases.rowsOf(id),
  });
}

/** SPL-01: the division that the stock asks for. */
async function warehousesOf(deps: ChangesDeps, doc: OrderDoc): Promise<ChangesView['warehouses']> {
  const found = await deps.stock.byWarehouse(doc);
  return found === undefined
    ? null
    : {
        parts: found.parts.map(({ warehouse, lines }) => ({ warehouse, lines: [...lines] })),
        lacking: [...found.lacking],
      };
}

function named(doc: OrderDoc): ChangesView['children'][number] {
  const { state } = withState(doc);
  return {
    order: doc.id,
    channelOrderNo: doc.channelOrderNo,
    status: state.status,
    units: state.current.lines.reduce((sum, line) => sum + (line.kind === 'goods' ? line.qty : 0), 0),
  };
}

function linesOf(base: OrderBase, { current }: OrderState): Pick<ChangesView, 'lines' | 'gone'> {
  const goods = current.lines.filter((line) => line.kind === 'goods');
  const ordered = new Map(base.lines.map((line) => [line.no, line]));
  const left = new Set(goods.map((line) => line.no));
  return {
    lines: goods.map(({ no, sku, name, qty }) => {
      const was = ordered.get(no);
      const differs = was !== undefined && (was.sku !== sku || was.qty !== qty);
      return { no, sku, name, qty, ordered: differs ? { sku: was.sku, name: was.name, qty: was.qty } : null };
    }),
    gone: base.lines
      .filter((line) => line.kind === 'goods' && !left.has(line.no))
      .map(({ no, sku, name, qty }) => ({ no, sku, name, qty })),
  };
}

/** ADR-04: who changed the receiver when and why, the newest first; the one it came with last. */
function receiversOf(doc: OrderDoc): ChangesView['receivers'] {
  const found: ChangesView['receivers'] = [];
  const first = doc.private.base?.receiver;
  if (first !== undefined)
    found.push({
      at: doc.base.receivedAt,
      by: doc.base.author,
      reason: null,
      note: null,
      receiver: { ...maskedPerson(first) },
    });
  let received = false;
  for (const event of sortEvents(doc.events)) {
    const brought = doc.private.events[event.id];
    if (event.type === 'received') received = true;
    if (brought?.receiver === undefined || !bringsPrivate(event, received)) continue;
    const { reason } = event.data as { readonly reason?: string };
    found.push({
      at: hlcMs(event.at),
      by: event.by,
      reason: reason ?? null,
      note: clip(brought.note),
      receiver: { ...maskedPerson(brought.receiver) },
    });
  }
  return found.reverse();
}
