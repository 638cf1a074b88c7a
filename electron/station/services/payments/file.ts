import { createHash } from 'node:crypto';
import type { PaymentFileReport, PaymentFileRow } from '../../../../shared/contract/index.ts';
import {
  PAYMENT_ROW_RESULTS,
  reconcile,
  type Actor,
  type Money,
  type PaymentRowResult,
} from '../../../../shared/domain/index.ts';
import { paymentMapping, readPayment, type PaymentRow } from '../../../../shared/intake/index.ts';
import type { FileDoc, OrderDoc } from '../../../../shared/schema/index.ts';
import { openTable, TableReadError } from '../../files/index.ts';
import { createPace } from '../../pace.ts';
import { accepted, nameOf, refused, type Outcome } from '../context.ts';
import type { ExchangeService } from '../exchange.ts';
import { tzOffset } from '../imports/source.ts';
import { withState } from '../parcels.ts';
import { book, type BookDeps } from './book.ts';

/** A payment file compared with the orders (对账): what fits is recorded, the report is kept. */
export interface PaymentFiles {
  start(token: string, currency: string, actor: Actor): Promise<Outcome<{ id: string }>>;
  reports(): Promise<PaymentFileReport[]>;
  report(
    id: string,
    page: { readonly offset: number; readonly limit: number; readonly only: 'all' | 'open' },
  ): Promise<Outcome<{ report: PaymentFileReport; total: number; rows: PaymentFileRow[] }>>;
  settle(id: string, actor: Actor): Promise<Outcome<{ settled: number; already: number; refused: number }>>;
  /** Reports that a crash broke off are said so. */
  heal(): Promise<void>;
  /** Waits for what runs. */
  close(): Promise<void>;
}

interface Deps extends BookDeps {
  readonly exchange: ExchangeService;
}

/** Rows of one stored part, and rows that a report keeps at most. */
const PART = 200;
const MOST_ROWS = 50_000;
/** Rows whose orders are looked up at once. */
const FEW = 50;
const SHOWN_REPORTS = 50;
/** Results that nobody has to look at. */
const CLOSED: ReadonlySet<PaymentRowResult> = new Set(['matched', 'twice']);

const docId = (id: string): string => `payments:${id}`;
const partId = (id: string, part: number): string => `payments:${id}:${String(part).padStart(5, '0')}`;

export function createPaymentFiles(deps: Deps): PaymentFiles {
  const { ctx, exchange } = deps;
  const { files } = ctx.db;
  const running = new Map<string, { report: PaymentFileReport; ended: Promise<void> }>();

  const save = (report: PaymentFileReport, more: Readonly<Record<string, unknown>> = {}): Promise<void> =>
    files.put({ id: docId(report.id), kind: 'payment_file', at: report.at, data: { ...report, ...more } });
  const savePart = (id: string, part: number, at: number, rows: readonly PaymentFileRow[]): Promise<void> =>
    files.put({ id: partId(id, part), kind: 'payment_rows', at, data: { report: id, rows } });

  const find = (limit: number): Promise<FileDoc[]> =>
    files.find({
      selector: { kind: 'payment_file' },
      sort: [{ kind: 'desc' }, { at: 'desc' }],
      limit,
    });
  function reportOf({ data }: FileDoc): PaymentFileReport {
    const { digest, ...report } = data;
    void digest;
    return report as unknown as PaymentFileReport;
  }

  async function ordersOf(rows: readonly PaymentRow[]): Promise<Map<string, OrderDoc[]>> {
    const numbers = [...new Set(rows.flatMap((row) => (row.ok ? [row.payment.no] : [])))];
    const found = await ctx.db.orders.find({
      selector: { $or: [{ channelOrderNo: { $in: numbers } }, { code: { $in: numbers.map(upper) } }] },
    });
    const byNo = new Map<string, OrderDoc[]>();
    for (const doc of found)
      for (const no of new Set([doc.channelOrderNo, doc.id]))
        byNo.set(no.toUpperCase(), [...(byNo.get(no.toUpperCase()) ?? []), doc]);
    return byNo;
  }

  async function take(
    row: PaymentRow,
    about: Map<string, OrderDoc[]>,
    actor: Actor,
  ): Promise<PaymentFileRow> {
    if (!row.ok) {
      const { line, no, reference, code, data } = row;
      const nothing = { order: null, amount: null, fee: null };
      return { line, no, reference, ...nothing, result: 'faulty', code, data: { ...data } };
    }
    const { payment } = row;
    const found = about.get(payment.no.toUpperCase()) ?? [];
    const [known] = found;
    const base = {
      line: row.line,
      order: known?.id ?? null,
      no: payment.no,
      reference: payment.reference,
      amount: payment.amount,
      fee: payment.fee ?? null,
      data: {},
    };
    if (found.length > 1) return { ...base, order: null, result: 'unknown_order', code: 'order_ambiguous' };
    if (!known) return { ...base, result: 'unknown_order', code: null };
    // As it is now: rows before this one may have brought it money.
    const doc = await ctx.db.orders.get(known.id);
    const method = payment.method ?? 'bank_transfer';
    const verdict = reconcile(payment, doc && withState(doc).state, method);
    const told = {
      ...base,
      result: verdict.result,
      code: verdict.code ?? null,
      data: verdict.difference === undefined ? {} : { difference: verdict.difference },
    };
    if (verdict.result !== 'matched' && verdict.result !== 'wrong_amount') return told;
    if (verdict.code === 'currency_differs') return told;
    const booked = await book(
      deps,
      {
        order: known.id,
        amount: payment.amount,
        method,
        reference: payment.reference,
        receivedAt: payment.at ?? ctx.clock.now(),
        source: 'file',
        fee: payment.fee,
        more: false,
      },
      actor,
    );
    if (booked.ok) return told;
    return { ...told, result: booked.code === 'payment_known' ? 'twice' : 'faulty', code: booked.code };
  }

  async function work(
    report: PaymentFileReport,
    from: Parameters<typeof openTable>[0],
    currency: string,
    actor: Actor,
  ): Promise<void> {
    const opened = await openTable(from);
    if (!opened.ok) throw new TableReadError(opened.error);
    const reader = opened.value;
    const digest = createHash('sha256');
    const pace = createPace();
    const sums = { received: new Map<string, number>(), fees: new Map<string, number>() };
    let part: PaymentFileRow[] = [];
    let parts = 0;
    let kept = 0;

    const count = (into: Map<string, number>, money: Money | null): void => {
      if (money) into.set(money.currency, (into.get(money.currency) ?? 0) + money.minor);
    };
    const flush = async (): Promise<void> => {
      if (part.length > 0) await savePart(report.id, parts, report.at, part);
      parts += 1;
      part = [];
    };
    async function chunk(rows: readonly PaymentRow[]): Promise<void> {
      const about = await ordersOf(rows);
      for (const row of rows) {
        const done = await take(row, about, actor);
        report.counts[done.result] = (report.counts[done.result] ?? 0) + 1;
        if (done.result !== 'twice' && done.result !== 'faulty') {
          count(sums.received, done.amount);
          count(sums.fees, done.fee);
        }
        if (kept < MOST_ROWS) {
          part.push(done);
          kept += 1;
        }
        if (part.length >= PART) await flush();
        await pace.step();
      }
    }
    try {
      const mapping = paymentMapping(reader.columns);
      if (mapping.missing.length > 0) {
        report.state = 'failed';
        report.code = 'columns_missing';
        return;
      }
      let waiting: PaymentRow[] = [];
      for await (const row of reader.rows()) {
        const read = readPayment(row, mapping, { currency, tzOffset: tzOf, method: 'bank_transfer' });
        if (!read) continue;
        report.rowsRead += 1;
        if (read.ok)
          digest.update(
            `${read.payment.no}\n${read.payment.reference}\n${String(read.payment.amount.minor)}\n`,
          );
        waiting.push(read);
        if (waiting.length >= FEW) {
          await chunk(waiting);
          waiting = [];
        }
        if (ctx.paused()) {
          // What was recorded until then is there; the rest comes with the same file once there is room.
          report.state = 'failed';
          report.code = 'disk_full';
          return;
        }
      }
      await chunk(waiting);
      report.state = 'done';
    } finally {
      await reader.close();
      await flush();
      const told = digest.digest('hex');
      const same = (await find(SHOWN_REPORTS)).find(
        (doc) => doc.data['digest'] === told && doc.data['id'] !== report.id && report.rowsRead > 0,
      );
      report.sameAs = same ? String(same.data['id']) : null;
      report.received = [...sums.received].map(([code, minor]) => ({ minor, currency: code }));
      report.fees = [...sums.fees].map(([code, minor]) => ({ minor, currency: code }));
      await save(report, { digest: told });
    }
  }

  return {
    async start(token, currency, actor) {
      const upload = exchange.upload(token);
      if (!upload) return refused('file_gone');
      const id = ctx.ids.next();
      const counts = Object.fromEntries(PAYMENT_ROW_RESULTS.map((result) => [result, 0]));
      const report: PaymentFileReport = {
        id,
        fileName: upload.name,
        state: 'running',
        code: null,
        by: actor.id,
        at: ctx.clock.now(),
        endedAt: null,
        rowsRead: 0,
        sameAs: null,
        counts: counts as PaymentFileReport['counts'],
        received: [],
        fees: [],
        settled: 0,
      };
      await save(report);
      const ended = work(report, upload.from, currency, actor)
        .catch((error: unknown) => {
          report.state = 'failed';
          report.code = error instanceof TableReadError ? error.fileError.code : 'import_failed';
          ctx.log(`payment file ${id}: ${nameOf(error)}`);
        })
        .then(async () => {
          report.endedAt = ctx.clock.now();
          const stored = await files.get(docId(id));
          await save(report, { digest: stored?.data['digest'] ?? '' });
          await exchange.release(token);
          await ctx.db.barrier();
          ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
        })
        .catch((error: unknown) => ctx.log(`payment file ${id} not recorded: ${nameOf(error)}`))
        .finally(() => running.delete(id));
      running.set(id, { report, ended });
      return accepted({ id });
    },

    async reports() {
      const stored = (await find(SHOWN_REPORTS)).map(reportOf);
      return stored.map((report) => running.get(report.id)?.report ?? report);
    },

    async report(id, { offset, limit, only }) {
      const doc = await files.get(docId(id));
      if (!doc) return refused('report_missing');
      const report = running.get(id)?.report ?? reportOf(doc);
      const rows: PaymentFileRow[] = [];
      let total = 0;
      for (let part = 0; ; part += 1) {
        const stored = await files.get(partId(id, part));
        if (!stored) break;
        for (const row of stored.data['rows'] as PaymentFileRow[]) {
          if (only === 'open' && CLOSED.has(row.result)) continue;
          if (total >= offset && rows.length < limit) rows.push(row);
          total += 1;
        }
      }
      return accepted({ report, total, rows });
    },

    async settle(id, actor) {
      const doc = await files.get(docId(id));
      if (!doc) return refused('report_missing');
      if (doc.data['state'] !== 'done') return refused('report_running');
      const pace = createPace();
      const done = { settled: 0, already: 0, refused: 0 };
      const seen = new Set<string>();
      for (let part = 0; ; part += 1) {
        const stored = await files.get(partId(id, part));
        if (!stored) break;
        for (const { order, result } of stored.data['rows'] as PaymentFileRow[]) {
          if (order === null || seen.has(order) || !CLOSED.has(result)) continue;
          seen.add(order);
          const found = await deps.orders.get(order);
          if (found?.state.payment === 'SETTLED') done.already += 1;
          else {
            const settled = await deps.orders.command(order, { type: 'settled', data: {} }, actor);
            if (settled.ok) done.settled += 1;
            else if (settled.code === 'role_not_allowed') return settled;
            else done.refused += 1;
          }
          await pace.step();
        }
      }
      const report = reportOf(doc);
      await save({ ...report, settled: report.settled + done.settled }, { digest: doc.data['digest'] ?? '' });
      await ctx.db.barrier();
      return accepted(done);
    },

    async heal() {
      for (const doc of await find(SHOWN_REPORTS)) {
        if (doc.data['state'] !== 'running' || running.has(String(doc.data['id']))) continue;
        await save({ ...reportOf(doc), state: 'failed', code: 'interrupted', endedAt: ctx.clock.now() });
      }
    },
    async close() {
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

const upper = (text: string): string => text.toUpperCase();
const tzOf = (wall: number): number => tzOffset(wall);
