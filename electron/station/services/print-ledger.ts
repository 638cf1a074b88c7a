import type { PrintFilter, PrintJobView } from '../../../shared/contract/index.ts';
import { outcomeOf, type PrintJob } from '../../../shared/domain/print-job/index.ts';
import type { CsvTable } from '../../../shared/intake/index.ts';
import { csvBytes } from '../files/index.ts';
import { accepted, refused, type Context, type Outcome } from './context.ts';
import type { ExchangeService } from './exchange.ts';
import type { PeopleService } from './people.ts';
import type { SettingsService } from './settings.ts';
import { waybillId } from './waybills.ts';

/** The print ledger as people read it: one row a job, newest first, by filter, and as a file. */
export interface PrintLedger {
  list(query: PrintQuery): Promise<{ total: number; rows: PrintJobView[]; more: boolean }>;
  export(filter: PrintFilter): Promise<Outcome<{ token: string; fileName: string; rows: number }>>;
}

export interface PrintQuery {
  /** Only what still has to be done, proven or answered. */
  readonly open: boolean;
  readonly filter?: PrintFilter | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** States in which there is still something to do or to prove. */
export const OPEN_STATES = ['queued', 'sending', 'sent', 'unknown'];
const PAGE = 500;
/** Rows that are looked through for what no index knows: about a second's work. */
const MOST_READ = 20_000;

export function createPrintLedger(deps: {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly people: PeopleService;
  readonly exchange: ExchangeService;
}): PrintLedger {
  const { ctx, settings } = deps;

  async function view(job: PrintJob): Promise<PrintJobView> {
    const shipment = job.shipment === undefined ? undefined : await ctx.db.shipments.get(job.shipment);
    const order = shipment && (await ctx.db.orders.get(shipment.order));
    return {
      id: job.id,
      kind: job.kind,
      state: job.state,
      outcome: outcomeOf(job),
      shipment: job.shipment ?? null,
      order: order?.channelOrderNo ?? null,
      carrier: job.carrier ?? null,
      number: job.waybill ?? null,
      printer: job.printer,
      printerName: settings.get().printers.find(({ id }) => id === job.printer)?.name ?? null,
      copy: job.copy,
      reason: job.voidReason ?? job.reprintReason ?? null,
      code: job.attempts.at(-1)?.code ?? null,
      attempts: job.attempts.length,
      proof: job.proof ?? null,
      by: deps.people.get(job.requestedBy)?.name ?? job.requestedBy,
      at: job.createdAt,
    };
  }

  /**
   * Jobs of a filter, newest first. What an index knows is asked of it, the rest is looked at one by one.
   * @param most jobs that are looked at
   */
  async function* matching(
    query: Pick<PrintQuery, 'open' | 'filter'>,
    most: number,
  ): AsyncGenerator<PrintJob | 'more'> {
    const { kind, printer, number, state, from, until } = query.filter ?? {};
    const fits = (job: PrintJob): boolean =>
      (kind === undefined || job.kind === kind) && (printer === undefined || job.printer === printer);
    const byNumber = number === undefined || number === '' ? undefined : await shipmentsOf(number);
    const at = {
      ...(from === undefined ? {} : { $gte: from }),
      ...(until === undefined ? {} : { $lt: until }),
    };
    const selector = {
      ...(state === undefined ? (query.open ? { state: { $in: OPEN_STATES } } : {}) : { state }),
      // A whole number leads to its parcels.
      ...(byNumber === undefined || byNumber.length === 0 ? {} : { shipment: { $in: byNumber } }),
    };
    const part = number?.toLowerCase();
    const names = (job: PrintJob): boolean =>
      part === undefined ||
      part === '' ||
      (byNumber !== undefined && byNumber.length > 0) ||
      [job.waybill, job.subject].some((text) => text?.toLowerCase().includes(part));
    // From page to page by time: what is printed meanwhile moves nothing.
    let edge: number | undefined;
    let passed = 0;
    for (let looked = 0; ;) {
      if (looked >= most) {
        yield 'more';
        return;
      }
      const span = { ...at, ...(edge === undefined ? {} : { $lte: edge }) };
      const docs = await ctx.db.prints.find({
        selector: { ...selector, ...(Object.keys(span).length === 0 ? {} : { at: span }) },
        sort: [{ at: 'desc' }],
        skip: passed,
        limit: PAGE,
      });
      for (const doc of docs) {
        const job = doc.job as unknown as PrintJob;
        if (fits(job) && names(job)) yield job;
      }
      const last = docs.at(-1);
      if (last === undefined || docs.length < PAGE) return;
      looked += docs.length;
      const same = docs.filter((doc) => doc.at === last.at).length;
      passed = last.at === edge ? passed + same : same;
      edge = last.at;
    }
  }

  /** Parcels of a whole waybill or order number; none where it is only a part of one. */
  async function shipmentsOf(number: string): Promise<string[]> {
    const upper = number.toUpperCase();
    const ids = settings.carriers().map(({ code }) => waybillId(code, upper));
    const waybills = [...(await ctx.db.waybills.getMany(ids)).values()];
    const found = waybills.map((doc) => doc.shipment).filter((id) => id !== '');
    if (found.length > 0) return found;
    const orders = await ctx.db.orders.find({ selector: { channelOrderNo: number }, limit: 10 });
    const shipments = await Promise.all(
      orders.map((order) => ctx.db.shipments.find({ selector: { order: order.id }, limit: 50 })),
    );
    return shipments.flat().map(({ id }) => id);
  }

  return {
    async list(query) {
      const { offset, limit } = query;
      const plain =
        query.filter === undefined || Object.values(query.filter).every((part) => part === undefined);
      if (plain) {
        const selector = query.open ? { state: { $in: OPEN_STATES } } : {};
        const docs = await ctx.db.prints.find({ selector, sort: [{ at: 'desc' }], skip: offset, limit });
        const rows = docs.map((doc) => view(doc.job as unknown as PrintJob));
        return { total: await ctx.db.prints.count(selector), rows: await Promise.all(rows), more: false };
      }
      const rows: PrintJob[] = [];
      let total = 0;
      let more = false;
      for await (const job of matching(query, MOST_READ)) {
        if (job === 'more') more = true;
        else {
          if (total >= offset && rows.length < limit) rows.push(job);
          total += 1;
        }
      }
      return { total, rows: await Promise.all(rows.map(view)), more };
    },

    async export(filter) {
      const rows: string[][] = [];
      for await (const job of matching({ open: false, filter }, Infinity)) {
        if (job !== 'more') rows.push(rowOf(await view(job), job));
      }
      if (rows.length === 0) return refused('no_prints');
      const table: CsvTable = { header: HEADER, rows };
      const day = new Date(ctx.clock.now()).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
      const fileName = `prints-${day}.csv`;
      const token = deps.exchange.offer(fileName, 'text/csv', csvBytes(table));
      return accepted({ token, fileName, rows: rows.length });
    },
  };
}

const HEADER = [
  '时间',
  '类型',
  '状态',
  '结果',
  '第几次',
  '订单号',
  '快递公司',
  '运单号',
  '打印机',
  '操作人',
  '补打或作废原因',
  '发送次数',
  '最后代码',
  '凭证',
  '编号',
];

function rowOf(view: PrintJobView, job: PrintJob): string[] {
  return [
    new Date(view.at).toISOString(),
    view.kind,
    view.state,
    view.outcome,
    String(view.copy),
    view.order ?? '',
    view.carrier ?? '',
    view.number ?? '',
    view.printerName ?? view.printer,
    view.by,
    view.reason ?? '',
    String(view.attempts),
    view.code ?? '',
    view.proof ?? '',
    job.id,
  ];
}
