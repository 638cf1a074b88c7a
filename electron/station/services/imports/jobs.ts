import type { ImportReport } from '../../../../shared/contract/index.ts';
import type { LineReport } from '../../../../shared/intake/index.ts';
import { TableReadError, type TableReader } from '../../files/index.ts';
import type { FileDoc } from '../../../../shared/schema/index.ts';
import { DONE, nameOf, refused, type Context, type Outcome } from '../context.ts';

/** Imports run beside packing: with progress, cancel, and a report that is stored whatever happens. */
export interface ImportJobs {
  /**
   * @param work fills the job's report; throws `TableReadError` where the file cannot be read on
   * @param after runs in any case, before the report is final
   */
  launch(
    kind: ImportReport['kind'],
    fileName: string,
    work: (job: Job) => Promise<void>,
    after: () => Promise<void>,
  ): { id: string };
  cancel(id: string): Outcome<null>;
  report(id: string): Promise<Outcome<ImportReport>>;
  list(): Promise<Omit<ImportReport, 'lines'>[]>;
  /** Resolves when the import has ended; for scripts. */
  ended(id: string): Promise<ImportReport>;
  /** Imports that a crash broke off are said so. @returns how many there were */
  heal(): Promise<number>;
  /** Cancels what runs and waits for its end. */
  close(): Promise<void>;
}

export type Line = ImportReport['lines'][number];

export interface Job {
  readonly report: ImportReport;
  cancelled(): boolean;
  line(line: Line): void;
  progress(reader?: TableReader): void;
}

interface Running {
  readonly report: ImportReport;
  cancel: boolean;
  ended: Promise<ImportReport>;
}

const SHOWN_LINES = 1000;
const PROGRESS_MS = 200;

export function createImportJobs(ctx: Context, onEnd: () => void): ImportJobs {
  const running = new Map<string, Running>();

  const docId = (id: string): string => `import:${id}`;

  /** The lines quote what stood in a cell: in a file with shifted columns that is a receiver. */
  const save = ({ lines, ...report }: ImportReport): Promise<void> =>
    ctx.db.files.put({
      id: docId(report.id),
      kind: 'import',
      at: report.startedAt,
      data: { ...report, sealed: ctx.sealer.seal(lines, docId(report.id)) },
    });

  function reportOf(doc: FileDoc): ImportReport {
    const { sealed, ...report } = doc.data;
    const lines = sealed === undefined ? doc.data['lines'] : ctx.sealer.open(sealed, doc.id);
    return { ...report, lines: lines ?? [] } as unknown as ImportReport;
  }

  /** Newest first. */
  const stored = (limit: number): Promise<FileDoc[]> =>
    ctx.db.files.find({
      selector: { kind: 'import' },
      sort: [{ kind: 'desc' }, { at: 'desc' }],
      limit,
    });

  function tell(report: ImportReport): void {
    ctx.push.emit({ event: 'import', value: withoutLines(report) });
  }

  async function carryOut(
    entry: Running,
    job: Job,
    work: (job: Job) => Promise<void>,
    after: () => Promise<void>,
  ): Promise<ImportReport> {
    const { report } = entry;
    try {
      await save(report);
      await work(job);
      report.state = entry.cancel ? 'cancelled' : 'done';
      // What was accepted until then is there; the rest comes with the same file once there is room.
      if (!entry.cancel && ctx.paused()) Object.assign(report, { state: 'failed', code: 'disk_full' });
    } catch (error) {
      report.state = 'failed';
      if (error instanceof TableReadError) {
        const { code, data } = error.fileError;
        report.code = code;
        job.line({
          line: Number(data?.['line'] ?? 0),
          order: null,
          outcome: 'refused',
          code,
          data: { ...data },
        });
      } else {
        report.code = 'import_failed';
        ctx.log(`import ${report.id} failed: ${nameOf(error)}`);
      }
    }
    report.endedAt = ctx.clock.now();
    try {
      await after();
      await save(report);
      await ctx.db.barrier();
    } catch (error) {
      report.state = 'failed';
      report.code = 'import_failed';
      ctx.log(`import ${report.id} not recorded: ${nameOf(error)}`);
    }
    tell(report);
    for (const what of ['orders', 'queue', 'products'] as const)
      ctx.push.emit({ event: 'changed', value: { what } });
    onEnd();
    return report;
  }

  return {
    launch(kind, fileName, work, after) {
      const report: ImportReport = {
        id: ctx.ids.next(),
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
      const entry: Running = { report, cancel: false, ended: Promise.resolve(report) };
      running.set(report.id, entry);
      let told = 0;
      const job: Job = {
        report,
        cancelled: () => entry.cancel || ctx.paused(),
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
          tell(report);
        },
      };
      entry.ended = carryOut(entry, job, work, after).finally(() => running.delete(report.id));
      return { id: report.id };
    },
    cancel(id) {
      const entry = running.get(id);
      if (!entry) return refused('not_running');
      entry.cancel = true;
      return DONE;
    },
    async report(id) {
      const live = running.get(id)?.report;
      if (live) return { ok: true, value: live };
      const doc = await ctx.db.files.get(docId(id));
      return doc ? { ok: true, value: reportOf(doc) } : refused('not_found');
    },
    async list() {
      const reports = (await stored(50)).map(({ data: { sealed, ...report } }) => {
        void sealed;
        return report as unknown as ImportReport;
      });
      return reports.map((report) => withoutLines(running.get(report.id)?.report ?? report));
    },
    async ended(id) {
      const live = running.get(id);
      if (live) return live.ended;
      const doc = await ctx.db.files.get(docId(id));
      if (!doc) throw new Error('no such import');
      return reportOf(doc);
    },
    async heal() {
      const broken = (await stored(20)).filter((doc) => doc.data['state'] === 'running');
      for (const report of broken.map(reportOf))
        await save({ ...report, state: 'failed', code: 'interrupted', endedAt: ctx.clock.now() });
      return broken.length;
    },
    async close() {
      const left = [...running.values()];
      for (const entry of left) entry.cancel = true;
      await Promise.all(left.map((entry) => entry.ended));
    },
  };
}

function withoutLines(report: ImportReport): Omit<ImportReport, 'lines'> {
  const { lines, ...rest } = report;
  void lines;
  return rest;
}

export const lineOf = (report: LineReport, outcome: Line['outcome'], code?: string): Line => ({
  line: report.line,
  order: report.key ?? null,
  outcome,
  code: code ?? report.code ?? null,
  data: { ...report.data },
});
