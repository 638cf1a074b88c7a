import { createEmitter, type Emitter } from '../../../shared/base/index.ts';
import type { PrinterSettings } from '../../../shared/contract/index.ts';
import { mayPrintLabel, type Actor, type WaybillSource } from '../../../shared/domain/index.ts';
import {
  createPrintJob,
  nextCopy,
  type PrintJob,
  type PrintJobKind,
} from '../../../shared/domain/print-job/index.ts';
import type { PaperName } from '../../../shared/label/index.ts';
import type { Change } from '../database/index.ts';
import {
  createPrintQueue,
  isBusy,
  type PrinterLine,
  type PrintQueue,
  type PrintStore,
} from '../printing/index.ts';
import { bitmapToPng } from '../printing/raster/png.ts';
import type { RenderJob } from '../printing/raster/renderer.ts';
import { accepted, DONE, refused, type Context, type Outcome } from './context.ts';
import type { Draft } from './events.ts';
import { manifestCopy, slipType, type Drawing, type PaperKind, type SlipType } from './drawing.ts';
import { carrierOf, type Parcel, type ParcelsService } from './parcels.ts';
import { SYSTEM } from './people.ts';
import { createTransports, profileOf } from './printers.ts';
import { OPEN_STATES } from './print-ledger.ts';
import { createPrinterMonitor } from './printer-monitor.ts';
import { createPrinterTrial, type PrinterTrial } from './printer-trial.ts';
import type { DeviceHealthBook } from './device-health.ts';
import type { QueueService } from './queue.ts';
import type { SettingsService } from './settings.ts';
import type { ShipmentsService } from './shipments.ts';

export interface PrintRequest {
  readonly bench: string;
  readonly actor: Actor;
  /** Needed from the second copy on. */
  readonly reason?: string;
}

/** What tells a parcel's labels: its id and its number. */
type Labelled = Pick<Parcel, 'doc' | 'state'>;

export interface PrintsService extends PrinterTrial {
  labelSource(parcel: Parcel): WaybillSource;
  /** Draws the label ahead of the last scan. Does nothing where it cannot be drawn yet. */
  prepareLabel(parcel: Parcel): void;
  printLabel(parcel: Parcel, request: PrintRequest): Promise<Outcome<PrintJob>>;
  printSlip(parcel: Parcel, type: SlipType, request: PrintRequest): Promise<Outcome<PrintJob>>;
  /** Full receiver data on paper: audited. */
  printDriverSheet(parcel: Parcel, request: PrintRequest): Promise<Outcome<PrintJob>>;
  /** The same for a whole handover to our own driver. */
  printDriverList(manifest: string, request: PrintRequest): Promise<Outcome<PrintJob>>;
  printManifest(id: string, copy: 1 | 2, request: PrintRequest): Promise<Outcome<PrintJob>>;
  /** 发货凭证 of a parcel that was handed over; asked for again it is the next copy. */
  printVoucher(parcel: Parcel, request: PrintRequest): Promise<Outcome<PrintJob>>;
  /** The newest copy of the label with the bound number. */
  lastLabel(parcel: Labelled): Promise<PrintJob | undefined>;
  /** The stuck label was scanned: paper is proven. */
  confirmLabel(job: PrintJob, by: Actor): Promise<void>;
  /**
   * The same as part of an act.
   * @param write writes the act with these changes in one transaction; called once, whatever the ledger says
   */
  confirmWith<T>(
    job: PrintJob,
    by: Actor,
    write: (changes: readonly Change[]) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>>;
  /** The number is void: so is every label of it. */
  voidLabels(parcel: Parcel, by: Actor, reason: string): Promise<void>;
  /** The parcel must not go out now: its labels that have not left yet are cancelled. */
  withdraw(shipment: string): Promise<void>;
  answer(job: string, came: boolean, by: Actor): Promise<Outcome<null>>;
  retry(job: string): Promise<Outcome<null>>;
  /** The next copy of a paper, by a person's word; it bears 补打/REPRINT and its number. */
  reprint(job: string, reason: string, by: Actor): Promise<Outcome<null>>;
  /** A person says that a paper is worth nothing any more. */
  voidJob(job: string, reason: string, by: Actor): Promise<Outcome<null>>;
  preview(
    parcel: Parcel,
    kind: PaperKind,
  ): Promise<Outcome<{ pages: string[]; warnings: { code: string; text: string }[] }>>;
  job(id: string): Promise<PrintJob | undefined>;
  line(printer: string): PrinterLine;
  onJob(listener: (job: PrintJob) => void): void;
  onLine(listener: (line: PrinterLine) => void): void;
  /** Once, at start. */
  recover(): Promise<void>;
  dispose(): Promise<void>;
}

interface Deps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly shipments: ShipmentsService;
  readonly drawing: Drawing;
  readonly parcels: Pick<ParcelsService, 'load'>;
  readonly queue: QueueService;
  readonly health: DeviceHealthBook;
}

export function createPrints(deps: Deps): PrintsService {
  const { ctx, settings, drawing } = deps;
  const jobs: Emitter<PrintJob> = createEmitter();
  const lines: Emitter<PrinterLine> = createEmitter();
  /** The ledger's entry, and what the shipment learns of its label: one act. */
  const entryOf = (job: PrintJob): Change[] => [
    ctx.db.prints.putting({
      id: job.id,
      state: job.state,
      shipment: job.shipment ?? '',
      at: job.createdAt,
      job: { ...job },
    }),
    ...labelOut(job).map(({ shipment, draft, by }) => deps.shipments.noting(shipment, [draft], by)),
  ];
  const store = createStore(ctx, entryOf);
  const transportOf = createTransports();
  /** When the jobs that are being sent began, performance.now(). */
  const began = new Map<string, number>();

  const queue: PrintQueue = createPrintQueue({
    store,
    clock: ctx.clock,
    resolvePrinter: (id) => {
      const printer = settings.get().printers.find((each) => each.id === id);
      return printer && { profile: profileOf(printer), transport: transportOf(printer) };
    },
    render: async (job) => {
      const made = await drawing.again(job);
      if (!made.ok) throw new Error(made.code);
      return made.value;
    },
    onChange: (change) => {
      if (change.type === 'printer') {
        noteLine(change.line);
        return lines.emit(change.line);
      }
      if (change.type === 'not_recorded') return ctx.log('a print job could not be recorded');
      if (labelOut(change.job).length > 0) deps.queue.touch();
      noteJob(change.job);
      jobs.emit(change.job);
      ctx.push.emit({ event: 'changed', value: { what: 'prints' } });
    },
  });

  /** The health line of a printer: it took something, or answered, or did not. */
  function noteJob(job: PrintJob): void {
    const { printer } = job;
    if (job.state === 'sending') return void began.set(job.id, performance.now());
    const at = began.get(job.id);
    began.delete(job.id);
    const last = job.attempts.at(-1);
    if (at === undefined || !last) return;
    if (job.state === 'sent' || job.state === 'confirmed') {
      deps.health.seen('printer', printer);
      deps.health.latency('printer', printer, performance.now() - at);
    } else if (last.code !== undefined && !isBusy(last.code)) {
      deps.health.failed('printer', printer, last.code);
    }
  }

  function noteLine({ printer, state, code, asked }: PrinterLine): void {
    if (asked?.reach === 'answered' && asked.at >= ctx.clock.now() - JUST_NOW_MS)
      deps.health.seen('printer', printer);
    if (state === 'not_ready' && code !== undefined) deps.health.failed('printer', printer, code);
  }

  const monitor = createPrinterMonitor({ queue, printers: () => settings.get().printers });
  ctx.push.on(({ event }) => {
    if (event === 'settings') monitor.look();
  });

  /** Of labels that came out before the ledger and the shipment were written as one act. */
  async function noteOnShipment(job: PrintJob): Promise<void> {
    for (const { shipment, draft, by } of labelOut(job)) await deps.shipments.note(shipment, [draft], by);
  }

  /** Copies of a paper, oldest first. */
  async function copies(
    subject: string,
    kind: PrintJobKind,
    shipment: string | undefined,
  ): Promise<PrintJob[]> {
    if (shipment === undefined) {
      const found: PrintJob[] = [];
      for (let copy = 1; ; copy += 1) {
        const job = await store.get(`${subject}:${kind}:${copy}`);
        if (!job) return found;
        found.push(job);
      }
    }
    const docs = await ctx.db.prints.find({ selector: { shipment } });
    return docs
      .map((doc) => doc.job as unknown as PrintJob)
      .filter((job) => job.kind === kind && job.subject === subject)
      .sort((a, b) => a.copy - b.copy);
  }

  /** Copy 1 of a paper, or the next copy, which needs a reason where one may be out already. */
  async function nextJob(
    kind: PrintJobKind,
    subject: string,
    printer: string,
    request: PrintRequest,
    about: { shipment?: string; carrier?: string; waybill?: string; template?: string },
  ): Promise<Outcome<PrintJob>> {
    const last = (await copies(subject, kind, about.shipment)).at(-1);
    const { site, station } = ctx;
    const { bench, actor } = request;
    const now = ctx.clock.now();
    if (!last) {
      const job = { site, station, bench, kind, subject, printer, requestedBy: actor.id, ...about };
      return accepted(createPrintJob(job, now));
    }
    const never = last.state === 'failed' || last.state === 'voided';
    const reason = request.reason ?? (never ? 'nothing_came_out' : '');
    const copy = nextCopy(last, { reason, requestedBy: actor.id, printer, bench, ...about }, now);
    return copy.ok ? accepted(copy.value) : refused(copy.error.code, { state: copy.error.state });
  }

  async function submit(job: PrintJob, bytes: Uint8Array): Promise<Outcome<PrintJob>> {
    const result = await queue.submit(job, bytes);
    return result.ok ? accepted(result.value) : refused(result.error.code);
  }

  /** Which version of a template the ledger shall name. */
  function templateOf(paper: PaperName, parcel: Parcel, printer: PrinterSettings): { template?: string } {
    const template = drawing.templateRef(paper, parcel, printer);
    return template === undefined ? {} : { template };
  }

  async function printPaper(
    kind: Exclude<PrintJobKind, 'label' | 'test'>,
    subject: string,
    request: PrintRequest,
    about: { shipment?: string; parcel?: Parcel; slip?: SlipType },
    make: (printer: PrinterSettings, job: PrintJob) => Promise<Outcome<RenderJob>>,
  ): Promise<Outcome<PrintJob>> {
    const { parcel, slip, ...rest } = about;
    const printer = drawing.printerFor(kind, parcel && { parcel, ...(slip === undefined ? {} : { slip }) });
    if (!printer) return refused('no_printer');
    const drawn = parcel && slip ? { ...rest, ...templateOf(slip, parcel, printer) } : rest;
    const job = await nextJob(kind, subject, printer.id, { reason: 'asked', ...request }, drawn);
    if (!job.ok) return job;
    const made = await make(printer, job.value);
    if (!made.ok) return made;
    const bytes = await drawing.bytes(made.value, printer);
    return bytes.ok ? submit(job.value, bytes.value) : bytes;
  }

  /** A new number has a new label, whose copies count from 1: it is none of the old one's copies. */
  const labelSubject = (parcel: Labelled): string => `${parcel.doc.id}/${parcel.state.waybill?.number ?? ''}`;
  const labelsOf = (parcel: Labelled): Promise<PrintJob[]> =>
    copies(labelSubject(parcel), 'label', parcel.doc.id);

  /** Receivers in clear leave the machine on paper: who asked, for what, by which job. */
  const audit = (job: PrintJob, about: Readonly<Record<string, string>>): Promise<void> =>
    ctx.db.files.put({
      id: `audit:${job.id}`,
      kind: 'audit',
      at: ctx.clock.now(),
      data: { what: 'driver_sheet', ...about, by: job.requestedBy, job: job.id },
    });

  const service: PrintsService = {
    labelSource(parcel) {
      const { waybill } = parcel.state;
      if (waybill) return waybill.source;
      const { sources } = settings.carrier(carrierOf(parcel));
      return parcel.doc.base.receiverMasked || sources.includes('external')
        ? 'external'
        : (sources[0] ?? 'external');
    },
    prepareLabel: (parcel) => drawing.prepare(parcel),
    async printLabel(parcel, request) {
      const printer = drawing.printerFor('label', { parcel });
      const sealed = parcel.waybill?.base.document !== undefined;
      if (!printer) return refused('printer_not_ready', { reason: 'no_printer' });
      const bound = parcel.state.waybill;
      if (!bound) return refused('no_waybill');
      if (bound.source === 'external') return refused('printed_elsewhere');
      if (parcel.doc.base.receiverMasked && !sealed) return refused('receiver_masked');
      if (!settings.get().sender && !sealed) return refused('sender_missing');
      const orders = parcel.orders.map(({ doc, state }) => ({ id: doc.id, state }));
      const blocked = mayPrintLabel(parcel.state, parcel.doc.base, { actor: request.actor, orders });
      if (blocked) return refused(blocked.code, { ...blocked.data });
      const job = await nextJob('label', labelSubject(parcel), printer.id, request, {
        shipment: parcel.doc.id,
        carrier: bound.carrier,
        waybill: bound.number,
        ...templateOf('label', parcel, printer),
      });
      if (!job.ok) return job;
      const bytes = await drawing.label(parcel, printer, job.value.copy);
      return bytes.ok ? submit(job.value, bytes.value) : bytes;
    },
    printSlip: (parcel, type, request) =>
      printPaper(
        'slip',
        `${parcel.doc.id}/${type}`,
        request,
        { shipment: parcel.doc.id, parcel, slip: type },
        async (printer, job) => accepted(await drawing.slipJob(parcel, type, printer, job.copy)),
      ),
    printDriverSheet: (parcel, request) =>
      printPaper(
        'driver_sheet',
        parcel.doc.id,
        request,
        { shipment: parcel.doc.id, parcel },
        async (printer, job) => {
          await audit(job, { shipment: parcel.doc.id });
          return accepted(drawing.driverJob([parcel], printer, job.copy, job.id));
        },
      ),
    printDriverList: (manifest, request) =>
      printPaper('driver_sheet', manifest, request, {}, async (printer, job) => {
        await audit(job, { manifest });
        return accepted(drawing.driverJob(await drawing.parcelsOf(manifest), printer, job.copy, job.id));
      }),
    printManifest: (id, copy, request) =>
      printPaper('manifest', `${id}/${copy}`, request, {}, (printer, job) =>
        drawing.manifestJob(id, copy, printer, job.copy),
      ),
    printVoucher: (parcel, request) =>
      printPaper('voucher', parcel.doc.id, request, { shipment: parcel.doc.id, parcel }, (printer, job) =>
        drawing.voucherJob(parcel, printer, job.copy),
      ),
    lastLabel: async (parcel) => (await labelsOf(parcel)).filter((job) => job.state !== 'voided').at(-1),
    async confirmLabel(job, by) {
      if (job.state !== 'confirmed')
        await queue.answer(job.id, { type: 'scan_back', at: ctx.clock.now(), by: by.id });
    },
    async confirmWith<T>(
      job: PrintJob,
      by: Actor,
      write: (changes: readonly Change[]) => Promise<Outcome<T>>,
    ) {
      let wrote: Promise<Outcome<T>> | undefined;
      await queue.answer(job.id, { type: 'scan_back', at: ctx.clock.now(), by: by.id }, async (confirmed) => {
        wrote = write(entryOf(confirmed));
        const { ok } = await wrote;
        if (!ok) throw new Error('the act was refused');
      });
      // Confirmed already, or not in the ledger: the act is written without it.
      return wrote ?? write([]);
    },
    async voidLabels(parcel, by, reason) {
      for (const job of await labelsOf(parcel)) {
        if (job.state !== 'voided')
          await queue.answer(job.id, { type: 'void', at: ctx.clock.now(), by: by.id, reason });
      }
    },
    async withdraw(shipment) {
      for (const doc of await ctx.db.prints.find({ selector: { shipment } })) {
        const job = doc.job as unknown as PrintJob;
        if (job.kind === 'label' && job.state === 'queued') await queue.cancel(job.id, SYSTEM.id);
      }
    },
    async answer(id, came, by) {
      const type = came ? 'came_out' : 'nothing_came_out';
      const result = await queue.answer(id, { type, at: ctx.clock.now(), by: by.id });
      return result.ok ? DONE : refused(result.error.code);
    },
    async retry(id) {
      const job = await store.get(id);
      if (!job) return refused('not_found');
      queue.retry(job.printer);
      return DONE;
    },
    async preview(parcel, kind) {
      const printer = drawing.printerFor(kind, { parcel }) ?? PREVIEW_PRINTER;
      const job =
        kind === 'label'
          ? drawing.labelJob(parcel, printer, 1)
          : kind === 'slip'
            ? await drawing.slipJob(parcel, 'packing', printer, 1)
            : drawing.driverJob([parcel], printer, 1, 'preview');
      const rendered = await drawing.render(job, printer);
      if (!rendered.ok) return rendered;
      return accepted({
        pages: rendered.value.pages.map((page) => bitmapToPng(page).toString('base64')),
        warnings: rendered.value.warnings.map((warning) => ({
          code: warning.code,
          text: JSON.stringify(warning),
        })),
      });
    },
    ...createPrinterTrial({ ctx, drawing, store, transportOf }),
    async reprint(id, reason, actor) {
      const job = await store.get(id);
      if (!job) return refused('not_found');
      const request = { bench: job.bench, actor, reason };
      const done = (printed: Outcome<PrintJob>): Outcome<null> => (printed.ok ? DONE : printed);
      if (job.kind === 'manifest') {
        const [manifest, copy] = manifestCopy(job.subject);
        return done(await service.printManifest(manifest, copy, request));
      }
      if (job.kind === 'driver_sheet' && job.shipment === undefined)
        return done(await service.printDriverList(job.subject, request));
      const parcel = job.shipment === undefined ? undefined : await deps.parcels.load(job.shipment);
      if (job.kind === 'test' || !parcel) return refused('not_reprintable');
      if (job.kind === 'driver_sheet') return done(await service.printDriverSheet(parcel, request));
      if (job.kind === 'voucher') return done(await service.printVoucher(parcel, request));
      if (job.kind === 'slip') return done(await service.printSlip(parcel, slipType(job.subject), request));
      // Another number is bound by now: this paper must not be made again.
      if (parcel.state.waybill?.number !== job.waybill) return refused('label_voided');
      return done(await service.printLabel(parcel, request));
    },
    async voidJob(id, reason, actor) {
      const result = await queue.answer(id, { type: 'void', at: ctx.clock.now(), by: actor.id, reason });
      return result.ok ? DONE : refused(result.error.code);
    },
    job: (id) => store.get(id),
    line: (printer) => queue.line(printer),
    onJob: (listener) => void jobs.on(listener),
    onLine: (listener) => void lines.on(listener),
    async recover() {
      for (const job of await queue.recover()) await noteOnShipment(job);
    },
    async dispose() {
      monitor.close();
      await queue.dispose();
    },
  };
  return service;
}

/** ms an answer is news. */
const JUST_NOW_MS = 1000;

/**
 * What the shipment learns of its label, if anything. The id is derived, so that a repeated answer changes nothing.
 * @returns none or one
 */
function labelOut(job: PrintJob): { shipment: string; draft: Draft; by: Actor }[] {
  const { id, kind, state, shipment, waybill: number } = job;
  if (kind !== 'label' || shipment === undefined || number === undefined) return [];
  if (state !== 'sent' && state !== 'confirmed') return [];
  const draft = { type: 'label_printed', data: { job: id, number }, id: `label_printed:${id}` };
  return [{ shipment, draft, by: { id: job.requestedBy, roles: [] } }];
}

/** The ledger: a job is on disk, and fsynced, before anything else happens to it. */
function createStore(ctx: Context, entryOf: (job: PrintJob) => Change[]): PrintStore {
  return {
    async put(job) {
      await ctx.db.together(entryOf(job), { durable: true });
    },
    get: async (id) => (await ctx.db.prints.get(id))?.job as PrintJob | undefined,
    async listOpen() {
      const docs = await ctx.db.prints.find({ selector: { state: { $in: OPEN_STATES } } });
      return docs.map((doc) => doc.job as unknown as PrintJob);
    },
  };
}

/** Only to look at a label before a printer is set up. */
const PREVIEW_PRINTER: PrinterSettings = {
  id: 'preview',
  name: 'preview',
  language: 'tspl',
  dpi: 203,
  paper: '100x150',
  polarity: 'normal',
  statusQuery: false,
  transport: { kind: 'tcp', host: 'localhost', port: 9100 },
};
