import type { ImportPreview, ImportReport, MethodInput } from '../../../shared/contract/index.ts';
import type { Actor } from '../../../shared/domain/index.ts';
import { demoSite } from '../../../shared/demo/index.ts';
import {
  assembleOrders,
  buildMapping,
  cellText,
  createProductAssembler,
  createWaybillReader,
  guessPreset,
  presetById,
  PRESETS,
  type Field,
  type LineReport,
  type Mapping,
  type OrderDraft,
  type Preset,
  type TableRow,
} from '../../../shared/intake/index.ts';
import { openTable, TableReadError, type TableReader } from '../files/index.ts';
import type { CatalogueService } from './catalogue.ts';
import { accepted, DONE, refused, type Context, type Outcome } from './context.ts';
import type { ExchangeService } from './exchange.ts';
import type { NumbersService } from './numbers.ts';
import type { OrdersService } from './orders.ts';
import type { ParcelsService } from './parcels.ts';
import { SYSTEM } from './people.ts';
import type { PicturesService } from './pictures.ts';
import type { QueueService } from './queue.ts';
import type { SettingsService } from './settings.ts';
import type { NewWaybill, WaybillsService } from './waybills.ts';

export interface ImportsService {
  preview(token: string): Promise<Outcome<ImportPreview>>;
  start(input: MethodInput<'import.start'>, actor: Actor): Promise<Outcome<{ id: string }>>;
  demo(actor: Actor): Promise<Outcome<{ id: string }>>;
  cancel(id: string): Outcome<null>;
  report(id: string): Promise<Outcome<ImportReport>>;
  list(): Promise<Omit<ImportReport, 'lines'>[]>;
  /** Resolves when the import has ended; for scripts. */
  ended(id: string): Promise<ImportReport>;
  /** An import that a crash broke off is said so; what it had brought is completed. */
  heal(): Promise<void>;
}

interface Deps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly exchange: ExchangeService;
  readonly orders: OrdersService;
  readonly catalogue: CatalogueService;
  readonly waybills: WaybillsService;
  readonly numbers: NumbersService;
  readonly parcels: ParcelsService;
  readonly pictures: PicturesService;
  readonly queue: QueueService;
}

type Line = ImportReport['lines'][number];
type Kind = ImportReport['kind'];

const BATCH = 200;
const SHOWN_LINES = 1000;
const PROGRESS_MS = 200;
/** Above this, orders are grouped in two passes, so that memory does not grow with the file. */
const TWO_PASS_BYTES = 64 * 1024 * 1024;

export function createImports(deps: Deps): ImportsService {
  const { ctx, exchange } = deps;
  const running = new Map<string, { report: ImportReport; cancel: boolean; ended: Promise<ImportReport> }>();

  const open = async (
    token: string,
  ): Promise<Outcome<{ reader: TableReader; name: string; path: string }>> => {
    const upload = exchange.upload(token);
    if (!upload) return refused('file_gone');
    const opened = await openTable(upload.path);
    if (!opened.ok) return refused(opened.error.code, { ...opened.error.data });
    return accepted({ reader: opened.value, ...upload });
  };

  const nearest = (report: ImportReport): Omit<ImportReport, 'lines'> => {
    const { lines: _lines, ...rest } = report;
    void _lines;
    return rest;
  };

  async function save(report: ImportReport): Promise<void> {
    await ctx.db.files.put({
      id: `import:${report.id}`,
      kind: 'import',
      at: report.startedAt,
      data: { ...report },
    });
  }

  /** Runs the work of one import with progress, cancel, and a report that is stored whatever happens. */
  function launch(
    kind: Kind,
    fileName: string,
    work: (job: Job) => Promise<void>,
    after: () => Promise<void>,
  ): { id: string } {
    const id = ctx.ids.next();
    const report: ImportReport = {
      id,
      kind,
      fileName,
      state: 'running',
      code: null,
      rowsRead: 0,
      bytesRead: 0,
      bytesTotal: 0,
      accepted: 0,
      already: 0,
      refused: 0,
      packable: 0,
      startedAt: ctx.clock.now(),
      endedAt: null,
      lines: [],
      moreLines: 0,
    };
    const entry = { report, cancel: false, ended: Promise.resolve(report) };
    running.set(id, entry);
    let told = 0;
    const job: Job = {
      report,
      cancelled: () => entry.cancel,
      line(line) {
        if (report.lines.length < SHOWN_LINES) report.lines.push(line);
        else report.moreLines += 1;
      },
      progress(reader) {
        if (reader) {
          report.bytesTotal = reader.bytesTotal;
          report.bytesRead = reader.bytesRead();
        }
        if (ctx.clock.now() - told < PROGRESS_MS) return;
        told = ctx.clock.now();
        ctx.push.emit({ event: 'import', value: nearest(report) });
      },
    };
    entry.ended = (async () => {
      try {
        await save(report);
        await work(job);
        report.state = entry.cancel ? 'cancelled' : 'done';
      } catch (error) {
        report.state = 'failed';
        if (error instanceof TableReadError) {
          report.code = error.fileError.code;
          job.line({
            line: Number(error.fileError.data?.['line'] ?? 0),
            order: null,
            outcome: 'refused',
            code: error.fileError.code,
            data: { ...error.fileError.data },
          });
        } else {
          report.code = 'import_failed';
          ctx.log(`import ${id} failed: ${error instanceof Error ? error.name : 'unknown'}`);
        }
      }
      report.endedAt = ctx.clock.now();
      await after();
      await save(report);
      await ctx.db.barrier();
      ctx.push.emit({ event: 'import', value: nearest(report) });
      for (const what of ['orders', 'queue', 'products'] as const)
        ctx.push.emit({ event: 'changed', value: { what } });
      deps.queue.touch();
      return report;
    })();
    return { id };
  }

  const tzOffset = (ms: number): number => -new Date(ms).getTimezoneOffset();

  async function importOrders(
    job: Job,
    preset: Preset,
    mapping: Mapping,
    token: string,
    lines: { mapping: Mapping; token: string } | undefined,
    input: MethodInput<'import.start'>,
    actor: Actor,
  ): Promise<void> {
    const total = (await sizeOf(token)) ?? 0;
    let batch: { draft: OrderDraft; reports: readonly LineReport[] }[] = [];
    const flush = async (): Promise<void> => {
      if (batch.length === 0) return;
      const received = await deps.orders.receive(
        batch.map((each) => each.draft),
        actor,
      );
      for (const [at, each] of received.entries()) {
        if (each.outcome === 'accepted') job.report.accepted += 1;
        else job.report.already += 1;
        if (each.packable) job.report.packable += 1;
        for (const line of batch[at]?.reports ?? []) {
          if (each.outcome === 'accepted' && line.code === undefined) continue;
          job.line(
            lineOf(
              line,
              each.outcome === 'accepted' ? 'note' : 'already',
              each.outcome === 'updated' ? 'order_updated' : undefined,
            ),
          );
        }
      }
      batch = [];
    };
    const outcomes = assembleOrders(
      preset,
      { orders: mapping, ...(lines ? { lines: lines.mapping } : {}) },
      {
        orders: () => rowsOf(job, token, true),
        ...(lines ? { lines: () => rowsOf(job, lines.token, false) } : {}),
      },
      {
        now: ctx.clock.now(),
        tzOffset,
        ...(input.channel === undefined ? {} : { channel: input.channel }),
        ...(input.inventReceivers === undefined ? {} : { inventReceivers: input.inventReceivers }),
        carriers: deps.settings.carriers().map(({ code, zh, en }) => ({ code, zh, en })),
        twoPass: total > TWO_PASS_BYTES,
      },
    );
    for await (const outcome of outcomes) {
      if (job.cancelled()) break;
      if (outcome.kind === 'order') {
        batch.push({ draft: outcome.draft, reports: outcome.reports });
        if (batch.length >= BATCH) await flush();
      } else if (outcome.kind === 'refused') {
        job.report.refused += 1;
        for (const report of outcome.reports) job.line(lineOf(report, 'refused'));
      } else {
        for (const report of outcome.reports) job.line(lineOf(report, 'note', 'cancellation'));
        await cancelBy(outcome.document.cancels, preset, input, outcome.document.document);
      }
      job.progress();
    }
    await flush();
    await bindIssued();
  }

  /** A cancellation document names orders of the same file: a person decides, nothing moves until then. */
  async function cancelBy(
    orders: readonly string[],
    preset: Preset,
    input: MethodInput<'import.start'>,
    document: string,
  ): Promise<void> {
    if (orders.length !== 1) return;
    const id = `${input.channel ?? preset.channel}:${orders[0] ?? ''}`;
    await deps.orders.command(
      id,
      { type: 'cancel_requested', data: { reason: `document ${document}` } },
      SYSTEM,
    );
  }

  async function importProducts(job: Job, mapping: Mapping, token: string): Promise<void> {
    const assembler = createProductAssembler(mapping);
    const take = async (outcomes: ReturnType<typeof assembler.end>): Promise<void> => {
      const products = outcomes.flatMap((each) => (each.kind === 'product' ? [each.product] : []));
      for (let at = 0; at < products.length; at += BATCH) {
        if (job.cancelled()) return;
        const saved = await deps.catalogue.save(products.slice(at, at + BATCH));
        job.report.accepted += saved.accepted;
        job.report.already += saved.already;
        job.progress();
      }
      for (const each of outcomes) {
        if (each.kind === 'refused') job.report.refused += 1;
        for (const report of each.reports) {
          if (each.kind === 'refused' || report.code !== undefined)
            job.line(lineOf(report, each.kind === 'refused' ? 'refused' : 'note'));
        }
      }
    };
    for await (const row of rowsOf(job, token, true)) {
      if (job.cancelled()) return;
      await take(assembler.row(row));
    }
    await take(assembler.end());
    job.report.packable = await deps.orders.reviewAgain();
    await bindIssued();
  }

  async function importWaybills(
    job: Job,
    preset: Preset,
    mapping: Mapping,
    token: string,
    input: MethodInput<'import.start'>,
  ): Promise<void> {
    const read = createWaybillReader(preset, mapping, {
      carriers: deps.settings.carriers().map(({ code, zh, en }) => ({ code, zh, en })),
      tzOffset,
    });
    const pool = mapping.columns.orderNo === undefined;
    let batch: { waybill: NewWaybill; line: LineReport }[] = [];
    const flush = async (): Promise<void> => {
      const { existing } = await deps.waybills.add(batch.map((each) => each.waybill));
      for (const { waybill, line } of batch) {
        const already = existing.has(`${waybill.carrier}:${waybill.number}`);
        if (already) job.report.already += 1;
        else job.report.accepted += 1;
        if (already) job.line(lineOf(line, 'already'));
      }
      batch = [];
    };
    for await (const row of rowsOf(job, token, true)) {
      if (job.cancelled()) break;
      const outcome = read(row);
      const refuse = (code: string, data: Line['data'] = {}): void => {
        job.report.refused += 1;
        job.line({ ...lineOf(outcome.report, 'refused'), code, data });
      };
      if (outcome.kind === 'refused') {
        job.report.refused += 1;
        job.line(lineOf(outcome.report, 'refused'));
        continue;
      }
      const { carrier, number, order, routing, channel } = outcome.draft;
      if (pool) {
        if (!deps.settings.carrier(carrier).freePool) {
          refuse('pool_not_allowed', { carrier });
          continue;
        }
        batch.push({ waybill: { carrier, number, source: 'pool' }, line: outcome.report });
      } else {
        const found = await ctx.db.orders.find({ selector: { channelOrderNo: order ?? '' }, limit: 5 });
        const fitting = found.filter((doc) => channel === undefined || doc.channel === channel);
        const [target] = fitting;
        if (!target) {
          refuse('order_not_here', { order: order ?? '' });
          continue;
        }
        if (fitting.length > 1) {
          refuse('order_ambiguous', { order: order ?? '' });
          continue;
        }
        const source = input.printedElsewhere === true ? 'external' : 'file';
        batch.push({
          waybill: { carrier, number, source, order: target.id, ...(routing ? { routing } : {}) },
          line: outcome.report,
        });
      }
      if (batch.length >= BATCH) await flush();
      job.progress();
    }
    await flush();
    deps.queue.clearWaiting();
    await bindIssued();
  }

  /** Numbers that were issued for orders are bound to their parcels; parcels that still lack something are listed. */
  async function bindIssued(): Promise<void> {
    for (let skip = 0; ;) {
      const docs = await ctx.db.shipments.find({
        selector: { lane: 'queue', waybill: '' },
        sort: [{ lane: 'asc' }, { waybill: 'asc' }],
        skip,
        limit: BATCH,
      });
      if (docs.length === 0) return;
      for (const doc of docs) {
        const carrier = deps.settings.carrier(doc.carrier);
        const fileOnly = !carrier.sources.some((source) => source !== 'file');
        const issued = (
          await Promise.all(doc.base.orders.map((order) => deps.waybills.ofOrder(order)))
        ).flat();
        if (issued.length > 0) {
          const bound = await deps.numbers.ensure(await deps.parcels.from(doc), SYSTEM);
          if (bound.ok) {
            const printable = deps.numbers.printable(bound.value);
            if (!printable.ok) deps.queue.notReady(doc.id, printable.code);
            continue;
          }
        }
        skip += 1;
        if (issued.length === 0 && fileOnly) deps.queue.notReady(doc.id, 'no_waybill');
      }
    }
  }

  async function sizeOf(token: string): Promise<number | undefined> {
    const opened = await open(token);
    if (!opened.ok) return undefined;
    await opened.value.reader.close();
    return opened.value.reader.bytesTotal;
  }

  async function* rowsOf(job: Job, token: string, counts: boolean): AsyncGenerator<TableRow> {
    const opened = await open(token);
    if (!opened.ok) throw new TableReadError({ code: opened.code as never, data: opened.data as never });
    const { reader } = opened.value;
    try {
      for await (const row of reader.rows()) {
        if (job.cancelled()) return;
        if (counts) {
          job.report.rowsRead = Math.max(job.report.rowsRead, row.line - 1);
          job.progress(reader);
        }
        yield row;
      }
    } finally {
      await reader.close();
    }
  }

  function mappingOf(
    preset: Preset,
    columns: readonly string[],
    part: 'orders' | 'lines',
    given: Readonly<Record<string, readonly string[]>>,
  ): Outcome<Mapping> {
    const built = buildMapping(preset, columns, part);
    const chosen = Object.entries(given).filter(
      ([, names]) => names.length > 0 && names.every((name) => columns.includes(name)),
    );
    const merged: Mapping = {
      ...built,
      columns: { ...built.columns, ...Object.fromEntries(chosen) } as Mapping['columns'],
    };
    const missing = built.missing.filter((field: Field) => merged.columns[field] === undefined);
    return missing.length === 0
      ? accepted({ ...merged, missing })
      : refused('columns_missing', { fields: missing.join(', ') });
  }

  async function columnsOf(token: string): Promise<Outcome<readonly string[]>> {
    const opened = await open(token);
    if (!opened.ok) return opened;
    await opened.value.reader.close();
    return accepted(opened.value.reader.columns);
  }

  return {
    async preview(token) {
      const opened = await open(token);
      if (!opened.ok) return opened;
      const { reader, name } = opened.value;
      const rows: string[][] = [];
      try {
        for await (const row of reader.rows()) {
          rows.push(reader.columns.map((column) => cellText(row.cells[column]).slice(0, 200)));
          if (rows.length === 20) break;
        }
      } catch (error) {
        if (!(error instanceof TableReadError)) throw error;
        return refused(error.fileError.code, { ...error.fileError.data });
      } finally {
        await reader.close();
      }
      const guesses = guessPreset(reader.columns, PRESETS).filter((guess) => guess.preset.kind !== 'shipped');
      return accepted({
        token,
        fileName: name,
        format: reader.format,
        encoding: reader.encoding,
        columns: [...reader.columns],
        rows,
        presets: guesses.slice(0, 6).map(({ preset, part, score, mapping }) => ({
          id: preset.id,
          kind: preset.kind as Kind,
          zh: preset.zh,
          en: preset.en,
          fit: score,
          missing: [...mapping.missing],
          mapping: Object.fromEntries(
            Object.entries(mapping.columns).map(([field, columns]) => [field, [...(columns ?? [])]]),
          ),
          needsLines: preset.lineFields !== undefined && part === 'orders',
        })),
      });
    },

    async start(input, actor) {
      const preset = presetById(input.preset);
      if (!preset) return refused('preset_unknown', { preset: input.preset });
      const upload = exchange.upload(input.token);
      if (!upload) return refused('file_gone');
      const columns = await columnsOf(input.token);
      if (!columns.ok) return columns;
      const mapping = mappingOf(preset, columns.value, 'orders', input.mapping);
      if (!mapping.ok) return mapping;
      let lines: { mapping: Mapping; token: string } | undefined;
      if (preset.lineFields) {
        if (input.linesToken === undefined) return refused('lines_file_missing');
        const lineColumns = await columnsOf(input.linesToken);
        if (!lineColumns.ok) return lineColumns;
        const lineMapping = mappingOf(preset, lineColumns.value, 'lines', {});
        if (!lineMapping.ok) return lineMapping;
        lines = { mapping: lineMapping.value, token: input.linesToken };
      }
      const { token } = input;
      const release = async (): Promise<void> => {
        await exchange.release(token);
        if (lines) await exchange.release(lines.token);
      };
      const kind: Kind =
        preset.kind === 'products' ? 'products' : preset.kind === 'orders' ? 'orders' : 'waybills';
      const work = (job: Job): Promise<void> => {
        if (kind === 'orders') return importOrders(job, preset, mapping.value, token, lines, input, actor);
        if (kind === 'products') return importProducts(job, mapping.value, token);
        return importWaybills(job, preset, mapping.value, token, input);
      };
      return accepted(launch(kind, upload.name, work, release));
    },

    async demo(actor) {
      const site = demoSite(1, ctx.clock.now());
      return accepted(
        launch(
          'orders',
          'demo',
          async (job) => {
            job.report.rowsRead = site.orders.length;
            for (const carrier of site.carriers) await deps.settings.saveCarrier(carrier);
            if (!deps.settings.get().sender)
              await deps.settings.save({ sender: DEMO_SENDER, siteName: '演示仓' });
            await deps.pictures.save(site.pictures);
            await deps.catalogue.save(site.products);
            for (let at = 0; at < site.orders.length; at += BATCH) {
              const received = await deps.orders.receive(site.orders.slice(at, at + BATCH), actor);
              for (const each of received) {
                if (each.outcome === 'accepted') job.report.accepted += 1;
                else job.report.already += 1;
                if (each.packable) job.report.packable += 1;
              }
              job.progress();
            }
            const byNumber = new Map(site.orders.map((order) => [order.base.channelOrderNo, order.id]));
            await deps.waybills.add([
              ...site.waybills.map(({ carrier, number, order, routing }): NewWaybill => {
                const id = byNumber.get(order ?? '');
                return {
                  carrier,
                  number,
                  source: 'file',
                  ...(id === undefined ? {} : { order: id }),
                  ...(routing ? { routing } : {}),
                };
              }),
              ...site.pool.map(({ carrier, number }): NewWaybill => ({ carrier, number, source: 'pool' })),
            ]);
            await bindIssued();
          },
          () => Promise.resolve(),
        ),
      );
    },

    cancel(id) {
      const entry = running.get(id);
      if (!entry || entry.report.state !== 'running') return refused('not_running');
      entry.cancel = true;
      return DONE;
    },
    async report(id) {
      const live = running.get(id)?.report;
      if (live) return accepted(live);
      const doc = await ctx.db.files.get(`import:${id}`);
      return doc ? accepted(doc.data as unknown as ImportReport) : refused('not_found');
    },
    async list() {
      const docs = await ctx.db.files.find({
        selector: { kind: 'import' },
        sort: [{ kind: 'desc' }, { at: 'desc' }],
        limit: 50,
      });
      return docs.map((doc) =>
        nearest(running.get(String(doc.data['id']))?.report ?? (doc.data as unknown as ImportReport)),
      );
    },
    async ended(id) {
      const entry = running.get(id);
      if (!entry) throw new Error('no such import');
      return entry.ended;
    },
    async heal() {
      const docs = await ctx.db.files.find({
        selector: { kind: 'import' },
        sort: [{ kind: 'desc' }, { at: 'desc' }],
        limit: 20,
      });
      const broken = docs.filter((doc) => doc.data['state'] === 'running');
      for (const doc of broken) {
        await save({
          ...(doc.data as unknown as ImportReport),
          state: 'failed',
          code: 'interrupted',
          endedAt: ctx.clock.now(),
        });
      }
      if (broken.length > 0) await deps.orders.heal();
      await bindIssued();
    },
  };
}

/** Invented; only where no sender was set. */
const DEMO_SENDER = {
  name: '演示商家',
  phone: '0571-80000000',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  detail: '示例路1号1幢101室',
};

interface Job {
  readonly report: ImportReport;
  cancelled(): boolean;
  line(line: Line): void;
  progress(reader?: TableReader): void;
}

const lineOf = (report: LineReport, outcome: Line['outcome'], code?: string): Line => ({
  line: report.line,
  order: report.key ?? null,
  outcome,
  code: code ?? report.code ?? null,
  data: { ...report.data },
});
