import type { ImportPreview, ImportReport, MethodInput } from '../../../../shared/contract/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import { cellText, guessPreset, presetById, PRESETS, type Preset } from '../../../../shared/intake/index.ts';
import { TableReadError } from '../../files/index.ts';
import type { CatalogueService } from '../catalogue.ts';
import { accepted, refused, type Context, type Outcome } from '../context.ts';
import type { ExchangeService } from '../exchange.ts';
import type { OrdersService } from '../orders.ts';
import type { PicturesService } from '../pictures.ts';
import type { QueueService } from '../queue.ts';
import type { Readiness } from '../readiness.ts';
import type { SettingsService } from '../settings.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { AfterService } from '../after/index.ts';
import type { WaybillsService } from '../waybills.ts';
import { importDemo } from './demo.ts';
import { createImportJobs } from './jobs.ts';
import type { Job } from './jobs.ts';
import { importOrders } from './orders.ts';
import type { OrderFile } from './orders.ts';
import { importProducts } from './products.ts';
import { compareShipped } from './shipped.ts';
import { createSource, mappingOf } from './source.ts';
import { importTracking, mayReport } from './tracking.ts';
import { importWaybills } from './waybills.ts';

export interface ImportsService {
  preview(token: string): Promise<Outcome<ImportPreview>>;
  start(input: MethodInput<'import.start'>, actor: Actor): Promise<Outcome<{ id: string }>>;
  demo(actor: Actor): Outcome<{ id: string }>;
  cancel(id: string): Outcome<null>;
  report(id: string): Promise<Outcome<ImportReport>>;
  list(): Promise<Omit<ImportReport, 'lines'>[]>;
  /** Resolves when the import has ended; for scripts. */
  ended(id: string): Promise<ImportReport>;
  /** An import that a crash broke off is said so; what it had brought is completed. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

export interface ImportDeps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly exchange: ExchangeService;
  readonly orders: OrdersService;
  readonly catalogue: CatalogueService;
  readonly waybills: WaybillsService;
  readonly pictures: PicturesService;
  readonly queue: QueueService;
  readonly readiness: Readiness;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly after: Pick<AfterService, 'record'>;
}

const PREVIEW_ROWS = 20;
const PREVIEW_PRESETS = 6;

export function createImports(deps: ImportDeps): ImportsService {
  const source = createSource(deps.exchange);
  const jobs = createImportJobs(deps.ctx, () => deps.queue.touch());

  /** Opens the files of an import and finds their columns; they stay open. */
  async function prepare(preset: Preset, input: MethodInput<'import.start'>): Promise<Outcome<OrderFile>> {
    const { token, linesToken } = input;
    const looked = await source.look(token);
    if (!looked.ok) return looked;
    const mapping = mappingOf(preset, looked.value.columns, 'orders', input.mapping);
    if (!mapping.ok) return mapping;
    const file = { preset, token, bytes: looked.value.bytes, mapping: mapping.value };
    if (!preset.lineFields) return accepted({ ...file, lines: undefined });
    if (linesToken === undefined) return refused('lines_file_missing');
    const lines = await source.look(linesToken);
    if (!lines.ok) return lines;
    const lineMapping = mappingOf(preset, lines.value.columns, 'lines', {});
    if (!lineMapping.ok) return lineMapping;
    return accepted({ ...file, lines: { mapping: lineMapping.value, token: linesToken } });
  }

  return {
    async preview(token) {
      const opened = await source.open(token);
      if (!opened.ok) return opened;
      const { reader, name } = opened.value;
      const rows: string[][] = [];
      try {
        for await (const row of reader.rows()) {
          rows.push(reader.columns.map((column) => cellText(row.cells[column]).slice(0, 200)));
          if (rows.length === PREVIEW_ROWS) break;
        }
      } catch (error) {
        if (!(error instanceof TableReadError)) throw error;
        return refused(error.fileError.code, { ...error.fileError.data });
      } finally {
        await reader.close();
      }
      const guesses = guessPreset(reader.columns, PRESETS);
      return accepted({
        token,
        fileName: name,
        format: reader.format,
        encoding: reader.encoding,
        columns: [...reader.columns],
        rows,
        presets: guesses.slice(0, PREVIEW_PRESETS).map(({ preset, part, score, mapping }) => ({
          id: preset.id,
          kind: preset.kind,
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
      const { token } = input;
      const preset = presetById(input.preset);
      if (!preset) return refused('preset_unknown', { preset: input.preset });
      const upload = deps.exchange.upload(token);
      if (!upload) return refused('file_gone');
      if (preset.kind === 'tracking' && !mayReport(actor)) {
        await deps.exchange.release(token);
        return refused('role_not_allowed', { row: 'X-logistics' });
      }
      const tokens = [token, ...(input.linesToken === undefined ? [] : [input.linesToken])];
      const found = await prepare(preset, input);
      if (!found.ok) {
        for (const each of tokens) await source.release(each);
        return found;
      }
      const file = found.value;
      const work = (job: Job): Promise<void> => {
        switch (preset.kind) {
          case 'orders':
            return importOrders(deps, source, job, file, input, actor);
          case 'products':
            return importProducts(deps, source, job, file.mapping, token);
          case 'waybills':
            return importWaybills(deps, source, job, file, input);
          case 'shipped':
            return compareShipped(deps, source, job, file, input);
          case 'tracking':
            return importTracking(deps, source, job, file, (report) => deps.after.record(report, actor));
        }
      };
      const release = async (): Promise<void> => {
        for (const each of tokens) {
          await source.release(each);
          await deps.exchange.release(each);
        }
      };
      return accepted(jobs.launch(preset.kind, upload.name, work, release));
    },

    demo: (actor) =>
      accepted(
        jobs.launch(
          'orders',
          'demo',
          (job) => importDemo(deps, job, actor),
          () => Promise.resolve(),
        ),
      ),

    cancel: (id) => jobs.cancel(id),
    report: (id) => jobs.report(id),
    list: () => jobs.list(),
    ended: (id) => jobs.ended(id),
    async heal() {
      if ((await jobs.heal()) > 0) await deps.orders.heal();
      deps.readiness.lookAgain();
    },
    close: () => jobs.close(),
  };
}
