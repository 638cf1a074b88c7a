import type { PrinterAnswer, PrinterSettings } from '../../../shared/contract/index.ts';
import type { Actor } from '../../../shared/domain/index.ts';
import {
  createPrintJob,
  decidePrint,
  type PrintInput,
  type PrintJob,
} from '../../../shared/domain/print-job/index.ts';
import type { PrintStore } from '../printing/index.ts';
import { askPrinter } from '../printing/queue/readiness.ts';
import { bitmapToPng } from '../printing/raster/png.ts';
import { accepted, type Context, type Outcome } from './context.ts';
import type { Drawing } from './drawing.ts';
import { profileOf, type createTransports } from './printers.ts';

/** Tries a printer as it stands in a form, whether it is saved or not. */
export interface PrinterTrial {
  /** Sends the self-test page to a printer as it stands in a form; it has its row in the ledger too. */
  test(
    printer: PrinterSettings,
    by: Actor,
  ): Promise<Outcome<{ outcome: string; code: string | null; preview: string; job: string | null }>>;
  ask(printer: PrinterSettings): Promise<PrinterAnswer>;
}

const ASK_MS = 2000;
/** ms; a test print is watched by a person. */
const TEST_DEADLINES = { connectMs: 3000, progressMs: 5000, closeMs: 5000 };

export function createPrinterTrial({
  ctx,
  drawing,
  store,
  transportOf,
}: {
  readonly ctx: Context;
  readonly drawing: Drawing;
  readonly store: Pick<PrintStore, 'put'>;
  readonly transportOf: ReturnType<typeof createTransports>;
}): PrinterTrial {
  return {
    async test(printer, by) {
      const rendered = await drawing.render(drawing.testJob(printer), printer);
      const bytes = await drawing.bytes(drawing.testJob(printer), printer);
      if (!rendered.ok) return rendered;
      if (!bytes.ok) return bytes;
      const [page] = rendered.value.pages;
      const now = ctx.clock.now();
      // Not through the queue: it prints as the form says, and is never sent again by itself.
      const job = createPrintJob(
        {
          ...{ site: ctx.site, station: ctx.station, bench: '', kind: 'test', printer: printer.id },
          subject: `${printer.id}/${ctx.ids.next()}`,
          requestedBy: by.id,
        },
        now,
      );
      const started = stepped(job, { type: 'start', at: now });
      await store.put(started);
      const outcome = await transportOf(printer).send(bytes.value, TEST_DEADLINES);
      const code = 'code' in outcome ? outcome.code : null;
      const noted = stepped(started, {
        type: 'outcome',
        outcome: outcome.kind,
        at: ctx.clock.now(),
        ...(code === null ? {} : { code }),
      });
      const nothing = { type: 'reject', code: code ?? 'not_sent', at: ctx.clock.now() } as const;
      // Not sent is the end of it: nobody waits for a test page.
      await store.put(outcome.kind === 'not_sent' ? stepped(noted, nothing) : noted);
      ctx.push.emit({ event: 'changed', value: { what: 'prints' } });
      const preview = page ? bitmapToPng(page).toString('base64') : '';
      return accepted({ outcome: outcome.kind, code, preview, job: job.id });
    },
    async ask(printer) {
      const profile = profileOf(printer);
      const target = { profile: { ...profile, statusQuery: true }, transport: transportOf(printer) };
      const from = performance.now();
      const report = await askPrinter(target, ASK_MS);
      return {
        state: report.state,
        reach: report.reach,
        code: report.code ?? null,
        ms: Math.round(performance.now() - from),
      };
    },
  };
}

/** The ledger's machine refuses nothing of a job that was made here. */
function stepped(job: PrintJob, input: PrintInput): PrintJob {
  const next = decidePrint(job, input);
  return next.ok ? next.value : job;
}
