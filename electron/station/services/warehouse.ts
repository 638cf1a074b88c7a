import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderDoc } from '../../../shared/schema/index.ts';
import { createAllocation, type AllocationService } from './allocation/index.ts';
import type { CasesService } from './cases/index.ts';
import type { CatalogueService } from './catalogue.ts';
import { nameOf, type Context } from './context.ts';
import type { ExchangeService } from './exchange.ts';
import type { NoticesService } from './notices/index.ts';
import type { OrdersService } from './orders.ts';
import { SYSTEM, type PeopleService } from './people.ts';
import type { QueueService } from './queue.ts';
import type { SiteRulesService } from './site-rules.ts';
import {
  createShortOrders,
  createStockDesk,
  settleOverbooked,
  type Levels,
  type Release,
  type Settling,
  type ShortOrders,
  type StockDesk,
  type StockService,
} from './stock/index.ts';

/** The warehouse's side of the order desk: stock, what may go, and to whom. */
export interface Warehouse {
  readonly desk: StockDesk;
  readonly allocation: AllocationService;
  readonly short: ShortOrders;
  readonly settling: Settling;
  /** Who is told of goods that came for backordered orders. */
  useNotices(notices: Pick<NoticesService, 'staff'>): void;
  close(): Promise<void>;
}

interface Deps {
  readonly ctx: Context;
  readonly siteRules: SiteRulesService;
  readonly orders: OrdersService;
  readonly people: Pick<PeopleService, 'get'>;
  readonly queue: QueueService;
  readonly catalogue: CatalogueService;
  readonly exchange: ExchangeService;
  readonly cases: Pick<CasesService, 'open'>;
  readonly stock: StockService & { readonly levels: Levels };
  readonly release: Release;
  readonly benches: () => readonly string[];
}

/** After the start, and after something came from the hub, ms: scans and pages come first. */
const START_MS = 3_000;
const SETTLE_MS = 2_000;
/** When to look again after the disk was full, ms. */
const PAUSED_MS = 30_000;
/** Room for scans between two orders, ms. */
const PAUSE_MS = 5;
const PAGE = 100;

export function createWarehouse(deps: Deps): Warehouse {
  const { ctx, orders, stock, release } = deps;
  const short = createShortOrders({ ctx, catalogue: deps.catalogue, stock });
  const desk = createStockDesk({
    ctx,
    stock,
    short,
    catalogue: deps.catalogue,
    exchange: deps.exchange,
    cases: deps.cases,
    queue: deps.queue,
  });
  const settling = settleOverbooked({ ctx, stock, orders, cases: deps.cases });
  const allocation = createAllocation({
    ctx,
    siteRules: deps.siteRules,
    orders,
    people: deps.people,
    queue: deps.queue,
    stock,
    release,
    benches: deps.benches,
  });

  const timers = new Set<NodeJS.Timeout>();
  let closed = false;
  let work: Promise<void> = Promise.resolve();
  const goOn = async (): Promise<boolean> => {
    await sleep(PAUSE_MS);
    return !closed && !ctx.failed() && !ctx.paused();
  };
  function after(ms: number, what: string, job: () => Promise<void>): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (closed || ctx.failed()) return;
      // A full disk takes nothing: later, then.
      if (ctx.paused()) return after(Math.max(ms, PAUSED_MS), what, job);
      work = work.then(job).catch((error: unknown) => ctx.log(`${what} not done: ${nameOf(error)}`));
    }, ms).unref();
    timers.add(timer);
  }

  /** Approved orders for which nobody has asked the ledger yet: they came in elsewhere, or a rule was changed. */
  async function releaseApproved(ids?: readonly string[]): Promise<void> {
    if (ids) {
      for (const id of ids) {
        await orders.followUp(id);
        if (!(await goOn())) return;
      }
      return;
    }
    const waiting: string[] = [];
    for (let skip = 0; ; skip += PAGE) {
      const docs = await ctx.db.orders.find({
        selector: { lane: 'blocked', status: 'APPROVED' },
        sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
        skip,
        limit: PAGE,
      });
      waiting.push(...docs.filter((doc) => orders.lacksFollowUp(doc)).map((doc) => doc.id));
      if (docs.length < PAGE || !(await goOn())) break;
    }
    await releaseApproved(waiting);
  }

  const pulled = new Set<string>();
  ctx.db.orders.onPulled((docs) => {
    const before = pulled.size;
    for (const { doc } of docs) if (doc.status === 'APPROVED') pulled.add(doc.id);
    if (before > 0 || pulled.size === 0) return;
    after(SETTLE_MS, 'release', async () => {
      const ids = [...pulled];
      pulled.clear();
      await releaseApproved(ids);
    });
  });
  /** A shortage that the ledger found is somebody's task, as one that a person found is. */
  async function openShortages(docs: readonly OrderDoc[]): Promise<void> {
    for (const doc of docs) {
      const step = doc.events.findLast((event) => event.type === 'backordered');
      if (doc.status !== 'BACKORDERED' || step?.by !== SYSTEM.id) continue;
      const { sku = '', qty = 0, reason } = step.data;
      await deps.cases.open({
        id: `shortage:${doc.id}:${sku}`,
        kind: 'shortage',
        code: reason,
        order: doc.id,
        sku,
        data: { qty },
        actor: SYSTEM,
      });
    }
  }
  ctx.db.orders.onWritten((written) => {
    const fresh = written
      .filter(({ doc, before }) => doc.status === 'BACKORDERED' && before?.status !== 'BACKORDERED')
      .map(({ doc }) => doc);
    if (fresh.length > 0) after(0, 'shortage', () => openShortages(fresh));
  });
  /** SHO-04: goods came; customer service asks the customer. Each shortage is told of once. */
  let tell: Pick<NoticesService, 'staff'> | undefined;
  let telling = false;
  stock.onChanged(() => {
    if (telling || !stock.tracked()) return;
    telling = true;
    after(SETTLE_MS, 'notices of goods in', async () => {
      telling = false;
      for (const { doc } of await short.servable()) {
        const step = doc.events.findLast((event) => event.type === 'backordered');
        const id = `stock_arrived:${step?.id ?? doc.id}`;
        await tell?.staff({ id, role: 'CS', code: 'stock_arrived', order: doc.id });
      }
    });
  });
  deps.siteRules.onChanged((key) => {
    if (key.startsWith('stock.')) after(0, 'release', () => releaseApproved());
  });
  if (stock.tracked())
    after(START_MS, 'stock', async () => {
      const mended = await stock.reconcile(goOn);
      await openShortages((await short.all()).map(({ doc }) => doc));
      if (mended > 0) ctx.log(`stock: ${mended} reservations of ended orders given back`);
    });

  return {
    desk,
    allocation,
    short,
    settling,
    useNotices: (notices) => void (tell = notices),
    async close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      await work;
      await settling.close();
      await desk.close();
      await stock.close();
    },
  };
}
