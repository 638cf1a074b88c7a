import { partsByWarehouse, warehouseOf } from '../../../../shared/domain/allocation/index.ts';
import { currentBase, hasRole } from '../../../../shared/domain/index.ts';
import {
  isReserved,
  moveFault,
  needsOf,
  releaseId,
  reservedBy,
  reserveId,
  shipId,
  shortagesOf,
  STOCK_WRITERS,
  type StockLedger,
  type StockLevel,
  type StockMove,
} from '../../../../shared/domain/stock/index.ts';
import type { OrderDoc, ShipmentDoc, StockDoc } from '../../../../shared/schema/index.ts';
import type { CatalogueService } from '../catalogue.ts';
import { accepted, refused, type Context } from '../context.ts';
import { createKeyedQueue } from '../mutex.ts';
import { withState } from '../parcels.ts';
import { SYSTEM } from '../people.ts';
import { parcelsOfOrder } from '../order-parcels.ts';
import type { SiteRulesService } from '../site-rules.ts';
import { createLevels, type Levels } from './levels.ts';
import type { StockFact, StockService } from './types.ts';

interface Deps {
  readonly ctx: Context;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly catalogue: Pick<CatalogueService, 'products'>;
}

const NOT_TRACKED: StockFact = { kind: 'not_tracked' };
/** Nothing of the ledger stands for an order in these. */
const ENDED: ReadonlySet<string> = new Set([
  'CANCELLED',
  'REJECTED',
  'BACKORDERED',
  'SHIPPED',
  'DELIVERED',
  'COMPLETED',
  'ARCHIVED',
]);
/** Until here the goods of an order are divided or not. */
const UNDIVIDED: ReadonlySet<string> = new Set(['APPROVED', 'BACKORDERED', 'READY_TO_SHIP']);
const LEFT: ReadonlySet<string> = new Set(['SHIPPED', 'DELIVERED', 'COMPLETED', 'ARCHIVED']);

export function createStock(deps: Deps): StockService & { readonly levels: Levels } {
  const { ctx } = deps;
  const { stock: table } = ctx.db;
  const levels = createLevels(ctx);
  const turns = createKeyedQueue();

  const tracked = (): boolean => deps.siteRules.get('stock.tracked');

  async function needsFor(doc: OrderDoc): Promise<Map<string, number>> {
    const { lines } = withState(doc).state.current;
    const goods = lines.filter((line) => line.kind === 'goods').map((line) => line.sku);
    return needsOf(lines, await deps.catalogue.products([...new Set(goods)]));
  }
  const movesOf = (order: string): Promise<StockDoc[]> => table.find({ selector: { order } });

  type Given = Pick<StockMove, 'id' | 'kind' | 'sku' | 'qty'> & Partial<StockMove>;
  const made = (given: Given, by: string): StockDoc => ({
    location: '',
    order: '',
    shipment: '',
    attempt: 0,
    reason: '',
    reference: '',
    ...given,
    site: ctx.site,
    by,
    at: ctx.hlc.next(),
  });

  async function factOf(doc: OrderDoc, ledger: StockLedger): Promise<StockFact> {
    const needs = await needsFor(doc);
    const { units } = reservedBy(await movesOf(doc.id));
    if (isReserved(needs, units)) return { kind: 'reserved' };
    const short = shortagesOf(needs, units, (sku) => ledger.level(sku).free);
    return short.length === 0 ? { kind: 'free' } : { kind: 'short', short };
  }

  /** Where the most of it lies; of an order that a warehouse got, in that one. */
  function placeOf(sku: string, inIt: (location: string) => boolean = () => true): string {
    const places = (levels.now()?.level(sku).locations ?? []).filter(({ location }) => inIt(location));
    return [...places].sort((a, b) => b.qty - a.qty)[0]?.location ?? '';
  }

  async function warehouseIn(order: string): Promise<((location: string) => boolean) | undefined> {
    const entries = deps.siteRules.get('stock.warehouses');
    const doc = entries.length === 0 ? undefined : await ctx.db.orders.get(order);
    const warehouse = doc && withState(doc).state.allocation?.warehouse;
    if (warehouse === undefined) return undefined;
    const of = warehouseOf(entries);
    return (location) => of(location) === warehouse;
  }

  /** Units by order and SKU of a parcel; a common parcel is taken apart by what its orders need. */
  async function contentsOf(parcel: ShipmentDoc): Promise<Given[]> {
    const [first = ''] = parcel.base.orders;
    if (parcel.base.orders.length === 1) {
      const units = new Map<string, { qty: number; location: string | undefined }>();
      for (const line of currentBase(parcel).lines) {
        const known = units.get(line.sku);
        units.set(line.sku, {
          qty: (known?.qty ?? 0) + line.qty,
          location: known?.location ?? line.location,
        });
      }
      const inIt = await warehouseIn(first);
      // The place of the product list may be one of another warehouse.
      const from = (sku: string, usual: string | undefined): string =>
        usual !== undefined && (inIt === undefined || inIt(usual))
          ? usual
          : placeOf(sku, inIt) || (usual ?? placeOf(sku));
      return [...units].map(([sku, { qty, location }]) => ({
        id: shipId(parcel.id, sku),
        kind: 'ship',
        sku,
        qty,
        order: first,
        location: from(sku, location),
      }));
    }
    const found: Given[] = [];
    for (const order of (await ctx.db.orders.getMany(parcel.base.orders)).values())
      for (const [sku, qty] of await needsFor(order))
        found.push({
          id: shipId(`${parcel.id}/${order.id}`, sku),
          kind: 'ship',
          sku,
          qty,
          order: order.id,
          location: placeOf(sku),
        });
    return found;
  }

  const releases = (order: string, moves: readonly StockDoc[], reason: string): StockDoc[] =>
    [...reservedBy(moves).open].flatMap(([attempt, units]) =>
      [...units].map(([sku, qty]) =>
        made(
          { id: releaseId(order, attempt, sku), kind: 'release', sku, qty, order, attempt, reason },
          SYSTEM.id,
        ),
      ),
    );

  const service: StockService & { readonly levels: Levels } = {
    levels,
    tracked,
    level: async (sku) => (await levels.ready()).level(sku),
    warehouseIn,
    fact: async (doc) => (tracked() ? factOf(doc, await levels.ready()) : NOT_TRACKED),

    async byWarehouse(doc) {
      const entries = deps.siteRules.get('stock.warehouses');
      if (!tracked() || entries.length === 0 || !UNDIVIDED.has(doc.status)) return undefined;
      const { state } = withState(doc);
      if (state.split !== undefined || state.mergedInto !== undefined) return undefined;
      const { lines } = state.current;
      const ledger = await levels.ready();
      const products = await deps.catalogue.products([...new Set(lines.map((line) => line.sku))]);
      const { units } = reservedBy(await movesOf(doc.id));
      const mostOf = (sku: string): number => ledger.level(sku).free + (units.get(sku) ?? 0);
      const placesOf = (sku: string): StockLevel['locations'] => ledger.level(sku).locations;
      return partsByWarehouse(lines, products, placesOf, mostOf, warehouseOf(entries));
    },

    reserve: (order) =>
      turns.run('stock', async () => {
        if (!tracked()) return NOT_TRACKED;
        const ledger = await levels.ready();
        for (;;) {
          const doc = await ctx.db.orders.get(order);
          if (!doc) return { kind: 'short', short: [] };
          const needs = await needsFor(doc);
          const { units, next } = reservedBy(await movesOf(order));
          if (isReserved(needs, units)) return { kind: 'reserved' };
          const short = shortagesOf(needs, units, (sku) => ledger.level(sku).free);
          if (short.length > 0) return { kind: 'short', short };
          const lacking = [...needs].flatMap(([sku, needed]) => {
            const qty = needed - (units.get(sku) ?? 0);
            const id = reserveId(order, next, sku);
            return qty > 0 ? [made({ id, kind: 'reserve', sku, qty, order, attempt: next }, SYSTEM.id)] : [];
          });
          const { existing } = await table.insertMany(lacking);
          // Another station's reservation of the same order has come meanwhile: look again.
          if (existing.size === 0) return { kind: 'reserved' };
        }
      }),

    async releasing(order, reason) {
      const moves = await movesOf(order);
      return releases(order, moves, reason).map((doc) => table.adding(doc));
    },
    async release(order, reason) {
      await turns.run('stock', async () => {
        await table.insertMany(releases(order, await movesOf(order), reason));
      });
    },

    async shipped(parcels, actor) {
      if (!tracked()) return;
      await levels.ready();
      const moves: StockDoc[] = [];
      for (const parcel of parcels)
        for (const given of await contentsOf(parcel))
          moves.push(made({ ...given, shipment: parcel.id }, actor.id));
      if (moves.length > 0) await table.insertMany(moves);
    },

    async move(inputs, actor) {
      const docs: StockDoc[] = [];
      for (const input of inputs) {
        const { kind, sku } = input;
        if (!hasRole(actor, STOCK_WRITERS[kind])) return refused('role_not_allowed', { type: kind });
        const doc = made({ ...input, id: input.id ?? `${kind}:${ctx.ids.next()}` }, actor.id);
        const fault = moveFault(doc);
        if (fault !== undefined)
          return refused(fault === 'qty' ? 'stock_qty_invalid' : 'sku_not_known', { sku });
        docs.push(doc);
      }
      const { existing } = await table.insertMany(docs);
      await ctx.db.barrier();
      return accepted(existing);
    },

    async canServe(doc) {
      const fact = await service.fact(doc);
      return fact.kind !== 'short';
    },

    onChanged: (listener) => levels.onMoved(listener),

    async reconcile(goOn) {
      if (!tracked()) return 0;
      const ledger = await levels.ready();
      let mended = 0;
      for (const order of ledger.orders()) {
        const doc = await ctx.db.orders.get(order);
        // It may not have come yet, or have been taken away by the rule of retention.
        if (doc && ENDED.has(doc.status)) {
          if (LEFT.has(doc.status)) {
            const gone = (await parcelsOfOrder(ctx.db, doc)).filter((parcel) => parcel.lane === 'gone');
            await service.shipped(gone, SYSTEM);
          }
          await service.release(order, 'ended');
          mended += 1;
        }
        if (!(await goOn())) break;
      }
      return mended;
    },

    async close() {
      levels.close();
      await turns.run('stock', () => Promise.resolve());
    },
  };
  return service;
}
