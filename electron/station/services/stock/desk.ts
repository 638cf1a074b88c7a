import { hlcMs } from '../../../../shared/base/index.ts';
import type { MethodInput, MethodOutput, StockLevelRow } from '../../../../shared/contract/index.ts';
import { currentBase, hasRole, type Actor } from '../../../../shared/domain/index.ts';
import { mayTake } from '../../../../shared/domain/allocation/index.ts';
import { foldShipment } from '../../../../shared/domain/index.ts';
import { STOCK_WRITERS } from '../../../../shared/domain/stock/index.ts';
import { createPace } from '../../pace.ts';
import type { CasesService } from '../cases/index.ts';
import type { CatalogueService } from '../catalogue.ts';
import { accepted, DONE, nameOf, refused, type Context, type Outcome } from '../context.ts';
import type { ExchangeService } from '../exchange.ts';
import type { QueueService } from '../queue.ts';
import { bookFile } from './goods-in.ts';
import type { Levels } from './levels.ts';
import type { ShortOrders } from './short-orders.ts';
import type { StockService } from './types.ts';

/** The page of the stock: levels, what came and went, goods in, what can go now, what is to be prepared. */
export interface StockDesk {
  levels(input: MethodInput<'stock.levels'>): Promise<MethodOutput<'stock.levels'>>;
  history(input: MethodInput<'stock.history'>): Promise<MethodOutput<'stock.history'>>;
  receive(input: MethodInput<'stock.receive'>, actor: Actor): Promise<MethodOutput<'stock.receive'>>;
  import(token: string, actor: Actor): Promise<MethodOutput<'stock.import'>>;
  report(input: MethodInput<'stock.report'>, actor: Actor): Promise<Outcome<null>>;
  servable(input: MethodInput<'stock.servable'>): Promise<MethodOutput<'stock.servable'>>;
  prepare(input: MethodInput<'stock.prepare'>): Promise<MethodOutput<'stock.prepare'>>;
  close(): Promise<void>;
}

interface Deps {
  readonly ctx: Context;
  readonly stock: StockService & { readonly levels: Levels };
  readonly short: ShortOrders;
  readonly catalogue: CatalogueService;
  readonly exchange: ExchangeService;
  readonly cases: Pick<CasesService, 'open'>;
  readonly queue: Pick<QueueService, 'touch'>;
}

interface Named {
  readonly name: string;
  readonly variant: string | null;
}

const PAGE = 200;
/** Parcels of the queue that a preparation list looks at: a shift's work. */
const MOST_PARCELS = 5_000;
const TELL_MS = 300;

export function createStockDesk(deps: Deps): StockDesk {
  const { ctx, stock } = deps;
  const names = new Map<string, Named>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  // Many moves come together (a file, a handover): pages are told once.
  stock.onChanged(() => {
    if (closed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      ctx.push.emit({ event: 'changed', value: { what: 'stock' } });
    }, TELL_MS).unref();
  });
  ctx.db.products.onWritten((written) => {
    for (const { doc } of written) names.delete(doc.sku);
  });

  async function nameAll(skus: readonly string[]): Promise<void> {
    const pace = createPace();
    const missing = skus.filter((sku) => !names.has(sku));
    for (let at = 0; at < missing.length; at += PAGE) {
      const some = missing.slice(at, at + PAGE);
      const products = await deps.catalogue.products(some);
      for (const sku of some) {
        const product = products.get(sku);
        names.set(sku, { name: product?.name ?? sku, variant: product?.variant ?? null });
      }
      await pace.step();
    }
  }
  const named = (sku: string): Named => names.get(sku) ?? { name: sku, variant: null };

  async function rowOf(sku: string, waiting: ReadonlyMap<string, number>): Promise<StockLevelRow> {
    const level = await stock.level(sku);
    return { ...level, ...named(sku), locations: [...level.locations], waiting: waiting.get(sku) ?? 0 };
  }

  const servableNow = async (): Promise<number> => (await deps.short.servable()).length;

  return {
    async levels({ search = '', only = 'all', offset = 0, limit = 100 }) {
      const ledger = stock.levels.now();
      if (!ledger) {
        // The first look begins the count; the page is told when it is there.
        stock.levels
          .ready()
          .then(() => ctx.push.emit({ event: 'changed', value: { what: 'stock' } }))
          .catch((error: unknown) => ctx.log(`stock not counted: ${nameOf(error)}`));
        return { tracked: stock.tracked(), counting: true, total: 0, rows: [] };
      }
      const waiting = stock.tracked() ? await deps.short.waiting() : new Map<string, number>();
      const skus = [...new Set([...ledger.skus(), ...waiting.keys()])].sort();
      await nameAll(skus);
      const text = search.normalize('NFKC').trim().toLowerCase();
      const found = skus.filter((sku) => {
        const level = ledger.level(sku);
        if (only === 'wrong' && level.onHand >= 0 && level.free >= 0) return false;
        if (only === 'short' && (waiting.get(sku) ?? 0) === 0) return false;
        if (text === '') return true;
        const { name, variant } = named(sku);
        return [sku, name, variant ?? '', ...level.locations.map((each) => each.location)].some((one) =>
          one.normalize('NFKC').toLowerCase().includes(text),
        );
      });
      const rows = await Promise.all(found.slice(offset, offset + limit).map((sku) => rowOf(sku, waiting)));
      return { tracked: stock.tracked(), counting: false, total: found.length, rows };
    },

    async history({ sku, offset = 0, limit = 100 }) {
      await nameAll([sku]);
      const docs = await ctx.db.stock.find({
        selector: { sku },
        sort: [{ sku: 'desc' }, { at: 'desc' }],
        skip: offset,
        limit,
      });
      const rows = docs.map((doc) => ({
        id: doc.id,
        at: hlcMs(doc.at),
        kind: doc.kind,
        qty: doc.qty,
        location: doc.location,
        order: doc.order === '' ? null : doc.order,
        shipment: doc.shipment === '' ? null : doc.shipment,
        reason: doc.reason,
        reference: doc.reference,
        by: doc.by,
      }));
      return { level: await rowOf(sku, new Map()), total: await ctx.db.stock.count({ sku }), rows };
    },

    async receive({ sku, qty, location = '', reference = '', ref }, actor) {
      if (!(await deps.catalogue.product(sku))) return refused('sku_not_known', { sku });
      const moved = await stock.move(
        [{ id: `receipt:${ref}`, kind: 'receipt', sku, qty, location, reference }],
        actor,
      );
      return moved.ok ? accepted({ servable: await servableNow() }) : moved;
    },

    async import(token, actor) {
      if (!hasRole(actor, STOCK_WRITERS.receipt)) return refused('role_not_allowed', { type: 'receipt' });
      const booked = await bookFile(
        { exchange: deps.exchange, catalogue: deps.catalogue, stock },
        token,
        actor,
      );
      return booked.ok ? accepted({ ...booked.value, servable: await servableNow() }) : booked;
    },

    async report({ sku, location = '', found, note = '', order }, actor) {
      const { onHand, locations } = await stock.level(sku);
      const here = location === '' ? onHand : (locations.find((one) => one.location === location)?.qty ?? 0);
      const opened = await deps.cases.open({
        kind: 'stock_discrepancy',
        code: found === undefined ? 'reported' : found < here ? 'less_than_recorded' : 'more_than_recorded',
        sku,
        order,
        data: {
          recorded: here,
          ...(found === undefined ? {} : { found }),
          ...(location === '' ? {} : { location }),
        },
        ...(note === '' ? {} : { note }),
        actor,
      });
      return opened.ok ? DONE : opened;
    },

    async servable({ offset = 0, limit = 100 }) {
      const all = await deps.short.servable();
      const rows = all.slice(offset, offset + limit).map(({ doc, urgent, shipBy, needs }) => ({
        order: doc.id,
        channelOrderNo: doc.channelOrderNo,
        urgent,
        shipBy: shipBy ?? null,
        since: hlcMs(doc.events.findLast((event) => event.type === 'backordered')?.at ?? ''),
        units: [...needs.values()].reduce((sum, qty) => sum + qty, 0),
      }));
      return { total: all.length, rows };
    },

    async prepare({ group = '', offset = 0, limit = 100 }) {
      const lines = new Map<string, MethodOutput<'stock.prepare'>['rows'][number]>();
      const groups = new Set<string>();
      const pace = createPace();
      const wanted = group === '' ? undefined : new Set([group]);
      let parcels = 0;
      for (let skip = 0; skip < MOST_PARCELS; skip += PAGE) {
        const docs = await ctx.db.shipments.find({
          selector: { lane: 'queue' },
          sort: [{ lane: 'asc' }, { priority: 'asc' }],
          skip,
          limit: PAGE,
        });
        for (const doc of docs) {
          await pace.step();
          const state = foldShipment(doc);
          if (state.group !== undefined) groups.add(state.group);
          // What is picked lies ready already.
          if (state.status === 'PICKED' || (wanted && !mayTake(wanted, state.group))) continue;
          parcels += 1;
          for (const line of currentBase(doc).lines) {
            const key = `${line.location ?? ''}\n${line.sku}`;
            const known = lines.get(key);
            lines.set(key, {
              location: line.location ?? null,
              sku: line.sku,
              name: line.name,
              variant: line.variant ?? null,
              qty: (known?.qty ?? 0) + line.qty,
              parcels: (known?.parcels ?? 0) + 1,
            });
          }
        }
        if (docs.length < PAGE) break;
      }
      const sorted = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
      return {
        total: sorted.length,
        parcels,
        groups: [...groups].sort(),
        rows: sorted.slice(offset, offset + limit),
      };
    },

    close() {
      closed = true;
      clearTimeout(timer);
      return Promise.resolve();
    },
  };
}
