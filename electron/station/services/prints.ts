import type { Emitter } from '../../../shared/base/index.ts';
import { createEmitter } from '../../../shared/base/index.ts';
import type { PrinterSettings } from '../../../shared/contract/index.ts';
import type { Actor, WaybillSource } from '../../../shared/domain/index.ts';
import {
  createPrintJob,
  nextCopy,
  type PrintJob,
  type PrintJobKind,
} from '../../../shared/domain/print-job/index.ts';
import type { PrintDoc } from '../../../shared/schema/index.ts';
import {
  createPrintQueue,
  encodeForPrinter,
  type PrinterLine,
  type PrintQueue,
  type PrintStore,
} from '../printing/index.ts';
import {
  bitmapToPng,
  createLabelRenderer,
  type LabelRenderer,
  type Rendered,
  type RenderJob,
} from '../printing/raster/index.ts';
import type { CatalogueService } from './catalogue.ts';
import { accepted, DONE, refused, type Context, type Outcome } from './context.ts';
import { driverSheetData, labelData, manifestData, slipData, stampOf, type StampInput } from './papers.ts';
import type { Manifests } from './manifests.ts';
import type { Parcel, ParcelsService } from './parcels.ts';
import { SYSTEM } from './people.ts';
import { paperOf, profileOf, transportOf } from './printers.ts';
import type { SettingsService } from './settings.ts';
import type { ShipmentsService } from './shipments.ts';

export type PaperKind = 'label' | 'slip' | 'driver_sheet';
export interface PrintRequest {
  readonly bench: string;
  readonly actor: Actor;
  /** Needed from the second copy on. */
  readonly reason?: string;
}

export interface PrintsService {
  labelSource(parcel: Parcel): WaybillSource;
  /** Draws the label ahead of the last scan. Does nothing where it cannot be drawn yet. */
  prepareLabel(parcel: Parcel): void;
  printLabel(parcel: Parcel, request: PrintRequest): Promise<Outcome<PrintJob>>;
  printSlip(parcel: Parcel, type: 'packing' | 'pick', request: PrintRequest): Promise<Outcome<PrintJob>>;
  /** Full receiver data on paper: audited. */
  printDriverSheet(parcel: Parcel, request: PrintRequest): Promise<Outcome<PrintJob>>;
  printManifest(id: string, copy: 1 | 2, request: PrintRequest): Promise<Outcome<PrintJob>>;
  /** The newest copy of the label with the bound number. */
  lastLabel(parcel: Parcel): Promise<PrintJob | undefined>;
  /** The stuck label was scanned: paper is proven. */
  confirmLabel(parcel: Parcel, by: Actor): Promise<void>;
  /** The number is void: so is every label of it. */
  voidLabels(parcel: Parcel, by: Actor, reason: string): Promise<void>;
  answer(job: string, came: boolean, by: Actor): Promise<Outcome<null>>;
  retry(job: string): Promise<Outcome<null>>;
  preview(
    parcel: Parcel,
    kind: PaperKind,
  ): Promise<Outcome<{ pages: string[]; warnings: { code: string; text: string }[] }>>;
  test(printer: PrinterSettings): Promise<Outcome<{ outcome: string; code: string | null; preview: string }>>;
  job(id: string): Promise<PrintJob | undefined>;
  list(open: boolean, offset: number, limit: number): Promise<{ total: number; rows: PrintJob[] }>;
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
  readonly catalogue: CatalogueService;
  readonly parcels: ParcelsService;
  readonly shipments: ShipmentsService;
  readonly manifests: Manifests;
  readonly fontsDir?: string;
}

const OPEN_STATES = ['queued', 'sending', 'sent', 'unknown'];

export function createPrints(deps: Deps): PrintsService {
  const { ctx, settings, manifests } = deps;
  const renderer: LabelRenderer = createLabelRenderer(
    deps.fontsDir === undefined ? {} : { fontsDir: deps.fontsDir },
  );
  const jobs: Emitter<PrintJob> = createEmitter();
  const lines: Emitter<PrinterLine> = createEmitter();
  /** Labels drawn ahead, by job id. One bench has one parcel open, so few are ever kept. */
  const drawn = new Map<string, { bytes: Uint8Array; at: number }>();

  const store: PrintStore = {
    async put(job) {
      const doc: PrintDoc = {
        id: job.id,
        state: job.state,
        shipment: job.shipment ?? '',
        at: job.createdAt,
        job: { ...job },
      };
      await ctx.db.prints.put(doc);
      await ctx.db.barrier();
    },
    get: async (id) => (await ctx.db.prints.get(id))?.job as PrintJob | undefined,
    async listOpen() {
      const docs = await ctx.db.prints.find({ selector: { state: { $in: OPEN_STATES } } });
      return docs.map((doc) => doc.job as unknown as PrintJob);
    },
  };

  const queue: PrintQueue = createPrintQueue({
    store,
    clock: ctx.clock,
    resolvePrinter: (id) => {
      const printer = settings.get().printers.find((each) => each.id === id);
      return printer && { profile: profileOf(printer), transport: transportOf(printer) };
    },
    render: async (job) => {
      const rendered = await renderJob(job);
      if (!rendered.ok) throw new Error(rendered.code);
      return encode(rendered.value, job.printer);
    },
    onChange: (change) => {
      if (change.type === 'printer') return lines.emit(change.line);
      if (change.type === 'not_recorded') return ctx.log(`print job ${change.job.id} could not be recorded`);
      void noteOnShipment(change.job);
      jobs.emit(change.job);
      ctx.push.emit({ event: 'changed', value: { what: 'prints' } });
    },
  });

  /** The shipment learns that a label is out; derived id, so that a repeated answer changes nothing. */
  async function noteOnShipment(job: PrintJob): Promise<void> {
    if (job.kind !== 'label' || job.shipment === undefined || job.waybill === undefined) return;
    if (job.state !== 'sent' && job.state !== 'confirmed') return;
    await deps.shipments.note(
      job.shipment,
      [{ type: 'label_printed', data: { job: job.id, number: job.waybill }, id: `label_printed:${job.id}` }],
      deps.ctx.station === '' ? SYSTEM : { id: job.requestedBy, roles: [] },
    );
  }

  const stamp = (copy: number): StampInput => ({
    now: ctx.clock.now(),
    station: ctx.station,
    copy,
    settings: settings.get(),
  });

  const printerFor = (kind: PrintJobKind): PrinterSettings | undefined => {
    const { labelPrinter, paperPrinter, printers } = settings.get();
    const id = kind === 'label' ? labelPrinter : (paperPrinter ?? labelPrinter);
    return printers.find((printer) => printer.id === id);
  };

  function encode(rendered: Rendered, printerId: string): Uint8Array {
    const printer = settings.get().printers.find((each) => each.id === printerId);
    if (!printer) throw new Error('no_printer');
    const profile = profileOf(printer);
    return Buffer.concat(rendered.pages.map((page) => encodeForPrinter(page, profile)));
  }

  function render(job: RenderJob, printer: PrinterSettings): Outcome<Rendered> {
    const rendered = renderer.render(job, { dpi: printer.dpi, lang: settings.get().labelLanguage });
    const [error] = rendered.errors;
    if (!error) return accepted(rendered);
    const { code, ...detail } = error;
    const flat = Object.entries(detail).filter(
      (each): each is [string, string | number] => typeof each[1] !== 'object',
    );
    return refused(code, Object.fromEntries(flat));
  }

  function labelJob(parcel: Parcel, printer: PrinterSettings, copy: number): RenderJob {
    const carrier = settings.carrier(parcel.state.waybill?.carrier ?? parcel.doc.base.carrier);
    return {
      kind: 'label',
      template: paperOf(printer).template,
      data: labelData(parcel, settings, stamp(copy)),
      routed: carrier.routed,
    };
  }

  async function slipJob(
    parcel: Parcel,
    type: 'packing' | 'pick',
    printer: PrinterSettings,
    copy: number,
  ): Promise<RenderJob> {
    const products = await deps.catalogue.products(parcel.doc.base.lines.map((line) => line.sku));
    return {
      kind: 'slip',
      data: slipData(parcel, type, settings, products, stamp(copy)),
      paper: paperOf(printer).mm,
    };
  }

  const driverJob = (
    parcel: Parcel,
    printer: PrinterSettings,
    copy: number,
    auditRef: string,
  ): RenderJob => ({
    kind: 'driver_sheet',
    data: driverSheetData([parcel], auditRef, stamp(copy)),
    paper: paperOf(printer).mm,
  });

  async function manifestJob(
    id: string,
    which: 1 | 2,
    printer: PrinterSettings,
    copy: number,
  ): Promise<Outcome<RenderJob>> {
    const manifest = await manifests.get(id);
    if (!manifest) return refused('not_here', { manifest: id });
    const shipments = await ctx.db.shipments.getMany(manifest.scanned.map((each) => each.shipment));
    const orders = await ctx.db.orders.getMany([...shipments.values()].map((doc) => doc.order));
    const orderNo = (shipment: string) => orders.get(shipments.get(shipment)?.order ?? '')?.channelOrderNo;
    const carrier = settings.carrier(manifest.carrier)[settings.get().labelLanguage];
    const data = manifestData(manifest, carrier, which, orderNo, stamp(copy));
    return accepted({ kind: 'manifest', data, paper: paperOf(printer).mm });
  }

  /** Draws a job of the ledger again, e.g. after a restart. */
  async function renderJob(job: PrintJob): Promise<Outcome<Rendered>> {
    const printer = settings.get().printers.find((each) => each.id === job.printer);
    if (!printer) return refused('no_printer');
    if (job.kind === 'test') return render(testJob(printer), printer);
    if (job.kind === 'manifest') {
      const [id, which] = splitCopy(job.subject);
      const made = await manifestJob(id, which, printer, job.copy);
      return made.ok ? render(made.value, printer) : made;
    }
    const parcel = await deps.parcels.load(job.shipment ?? job.subject);
    if (!parcel) return refused('not_here', { shipment: job.subject });
    // A label whose number was voided while it waited must not come out.
    if (job.kind === 'label' && parcel.state.waybill?.number !== job.waybill) return refused('label_voided');
    if (job.kind === 'label') return render(labelJob(parcel, printer, job.copy), printer);
    if (job.kind === 'driver_sheet') return render(driverJob(parcel, printer, job.copy, job.id), printer);
    return render(await slipJob(parcel, slipType(job.subject), printer, job.copy), printer);
  }

  const testJob = (printer: PrinterSettings): RenderJob => ({
    kind: 'test',
    data: { ...stampOf(stamp(1)), printer: printer.name },
    paper: paperOf(printer).mm,
  });

  async function copies(subject: string, kind: PrintJobKind): Promise<PrintJob[]> {
    const docs = await ctx.db.prints.find({ selector: { shipment: subject } });
    return docs
      .map((doc) => doc.job as unknown as PrintJob)
      .filter((job) => job.kind === kind)
      .sort((a, b) => a.copy - b.copy);
  }

  /** The next job of a paper: copy 1, or the next copy, which needs a reason where one is out already. */
  async function nextJob(
    kind: PrintJobKind,
    subject: string,
    printer: string,
    request: PrintRequest,
    about: { shipment?: string; carrier?: string; waybill?: string },
  ): Promise<Outcome<PrintJob>> {
    const last =
      about.shipment === undefined
        ? await lastOf(subject, kind)
        : (await copies(about.shipment, kind)).filter((job) => job.subject === subject).at(-1);
    const now = ctx.clock.now();
    if (!last) {
      const { site, station } = ctx;
      return accepted(
        createPrintJob(
          {
            site,
            station,
            bench: request.bench,
            kind,
            subject,
            printer,
            requestedBy: request.actor.id,
            ...about,
          },
          now,
        ),
      );
    }
    // A voided number has a new label of its own: nothing is printed twice by that.
    const fresh = last.state === 'voided' || (kind === 'label' && last.waybill !== about.waybill);
    const reason =
      request.reason ?? (fresh ? 'new_label' : last.state === 'failed' ? 'nothing_came_out' : '');
    const copy = nextCopy(
      last,
      { reason, requestedBy: request.actor.id, printer, bench: request.bench, ...about },
      now,
    );
    return copy.ok ? accepted(copy.value) : refused(copy.error.code, { state: copy.error.state });
  }

  async function lastOf(subject: string, kind: PrintJobKind): Promise<PrintJob | undefined> {
    for (let copy = 1, last: PrintJob | undefined; ; copy += 1) {
      const job = await store.get(`${subject}:${kind}:${copy}`);
      if (!job) return last;
      last = job;
    }
  }

  async function submit(job: PrintJob, bytes: Uint8Array): Promise<Outcome<PrintJob>> {
    const result = await queue.submit(job, bytes);
    return result.ok ? accepted(result.value) : refused(result.error.code);
  }

  async function printPaper(
    kind: Exclude<PrintJobKind, 'label' | 'test'>,
    subject: string,
    request: PrintRequest,
    about: { shipment?: string },
    make: (printer: PrinterSettings, job: PrintJob) => Promise<Outcome<RenderJob>>,
  ): Promise<Outcome<PrintJob>> {
    const printer = printerFor(kind);
    if (!printer) return refused('no_printer');
    const job = await nextJob(kind, subject, printer.id, { reason: 'asked', ...request }, about);
    if (!job.ok) return job;
    const made = await make(printer, job.value);
    if (!made.ok) return made;
    const rendered = render(made.value, printer);
    return rendered.ok ? submit(job.value, encode(rendered.value, printer.id)) : rendered;
  }

  const labelId = (parcel: Parcel, copy: number) => `${parcel.doc.id}:label:${copy}`;

  const service: PrintsService = {
    labelSource: (parcel) => parcel.state.waybill?.source ?? 'external',
    prepareLabel(parcel) {
      const printer = printerFor('label');
      const id = labelId(parcel, 1);
      const kept = drawn.get(id);
      if (!printer || !parcel.state.waybill || parcel.state.waybill.source === 'external') return;
      if (kept && ctx.clock.now() - kept.at < 60_000) return;
      const rendered = render(labelJob(parcel, printer, 1), printer);
      if (!rendered.ok) return;
      if (drawn.size > 8) drawn.delete([...drawn.keys()][0] ?? '');
      drawn.set(id, { bytes: encode(rendered.value, printer.id), at: ctx.clock.now() });
    },
    async printLabel(parcel, request) {
      const printer = printerFor('label');
      if (!printer) return refused('printer_not_ready', { reason: 'no_printer' });
      const bound = parcel.state.waybill;
      if (!bound) return refused('no_waybill');
      if (bound.source === 'external') return refused('printed_elsewhere');
      if (parcel.doc.base.receiverMasked) return refused('receiver_masked');
      if (!settings.get().sender) return refused('sender_missing');
      const job = await nextJob('label', parcel.doc.id, printer.id, request, {
        shipment: parcel.doc.id,
        carrier: bound.carrier,
        waybill: bound.number,
      });
      if (!job.ok) return job;
      const kept = drawn.get(job.value.id);
      drawn.delete(job.value.id);
      if (kept) return submit(job.value, kept.bytes);
      const rendered = render(labelJob(parcel, printer, job.value.copy), printer);
      return rendered.ok ? submit(job.value, encode(rendered.value, printer.id)) : rendered;
    },
    printSlip: (parcel, type, request) =>
      printPaper(
        'slip',
        `${parcel.doc.id}/${type}`,
        request,
        { shipment: parcel.doc.id },
        async (printer, job) => accepted(await slipJob(parcel, type, printer, job.copy)),
      ),
    printDriverSheet: (parcel, request) =>
      printPaper(
        'driver_sheet',
        parcel.doc.id,
        request,
        { shipment: parcel.doc.id },
        async (printer, job) => {
          await ctx.db.files.put({
            id: `audit:${job.id}`,
            kind: 'audit',
            at: ctx.clock.now(),
            data: { what: 'driver_sheet', shipment: parcel.doc.id, by: request.actor.id, job: job.id },
          });
          return accepted(driverJob(parcel, printer, job.copy, job.id));
        },
      ),
    printManifest: (id, copy, request) =>
      printPaper('manifest', `${id}/${copy}`, request, {}, (printer, job) =>
        manifestJob(id, copy, printer, job.copy),
      ),
    async lastLabel(parcel) {
      const number = parcel.state.waybill?.number;
      return (await copies(parcel.doc.id, 'label'))
        .filter((job) => job.waybill === number && job.state !== 'voided')
        .at(-1);
    },
    async confirmLabel(parcel, by) {
      const job = await service.lastLabel(parcel);
      if (job && job.state !== 'confirmed')
        await queue.answer(job.id, { type: 'scan_back', at: ctx.clock.now(), by: by.id });
    },
    async voidLabels(parcel, by, reason) {
      for (const job of await copies(parcel.doc.id, 'label')) {
        if (job.waybill === parcel.state.waybill?.number && job.state !== 'voided') {
          await queue.answer(job.id, { type: 'void', at: ctx.clock.now(), by: by.id, reason });
        }
      }
      drawn.delete(labelId(parcel, 1));
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
      const printer = printerFor(kind) ?? PREVIEW_PRINTER;
      const job =
        kind === 'label'
          ? labelJob(parcel, printer, 1)
          : kind === 'slip'
            ? await slipJob(parcel, 'packing', printer, 1)
            : driverJob(parcel, printer, 1, 'preview');
      const rendered = render(job, printer);
      if (!rendered.ok) return rendered;
      return accepted({
        pages: rendered.value.pages.map((page) => bitmapToPng(page).toString('base64')),
        warnings: rendered.value.warnings.map((warning) => ({
          code: warning.code,
          text: JSON.stringify(warning),
        })),
      });
    },
    async test(printer) {
      const rendered = render(testJob(printer), printer);
      if (!rendered.ok) return rendered;
      const profile = profileOf(printer);
      const preview = rendered.value.pages[0] ? bitmapToPng(rendered.value.pages[0]).toString('base64') : '';
      const bytes = Buffer.concat(rendered.value.pages.map((page) => encodeForPrinter(page, profile)));
      const outcome = await transportOf(printer).send(bytes, {
        connectMs: 3000,
        progressMs: 5000,
        closeMs: 5000,
      });
      return accepted({ outcome: outcome.kind, code: 'code' in outcome ? outcome.code : null, preview });
    },
    job: (id) => store.get(id),
    async list(open, offset, limit) {
      const selector = open ? { state: { $in: OPEN_STATES } } : {};
      const docs = await ctx.db.prints.find({ selector, sort: [{ at: 'desc' }], skip: offset, limit });
      return {
        total: await ctx.db.prints.count(selector),
        rows: docs.map((doc) => doc.job as unknown as PrintJob),
      };
    },
    line: (printer) => queue.line(printer),
    onJob: (listener) => void jobs.on(listener),
    onLine: (listener) => void lines.on(listener),
    async recover() {
      for (const job of await queue.recover()) await noteOnShipment(job);
    },
    dispose: () => queue.dispose(),
  };
  // Fonts take 50 ms the first time; the first label of a shift should not.
  setTimeout(() => renderer.warmUp(), 1500).unref();
  return service;
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

const splitCopy = (subject: string): [string, 1 | 2] => {
  const at = subject.lastIndexOf('/');
  return [subject.slice(0, at), subject.endsWith('/2') ? 2 : 1];
};
const slipType = (subject: string): 'packing' | 'pick' => (subject.endsWith('/pick') ? 'pick' : 'packing');
