import { currentBase } from '../../../shared/domain/index.ts';
import type { PrinterSettings } from '../../../shared/contract/index.ts';
import type { PrintJob, PrintJobKind } from '../../../shared/domain/print-job/index.ts';
import { componentDocument, encodeTask } from '../printing/component/index.ts';
import { createDrawer, type Drawer } from '../printing/raster/drawer.ts';
import type { Finding, LabelTemplate, PaperName, PaperOptions } from '../../../shared/label/index.ts';
import type { Rendered, RenderJob, RenderOptions } from '../printing/raster/renderer.ts';
import type { CatalogueService } from './catalogue.ts';
import { accepted, refused, type Context, type Outcome } from './context.ts';
import type { Manifests } from './manifests.ts';
import {
  driverSheetData,
  labelData,
  manifestData,
  slipData,
  stampOf,
  voucherData,
  type StampInput,
} from './papers.ts';
import { openSignatures } from './signatures.ts';
import type { Parcel, ParcelsService } from './parcels.ts';
import { paperOf, profileOf, renderOptionsOf } from './printers.ts';
import type { SettingsService } from './settings.ts';
import { fitsPrinter, type PrintRules, type Templates } from './templates/index.ts';

export type PaperKind = 'label' | 'slip' | 'driver_sheet';
export type SlipType = 'packing' | 'pick';

/** Papers as pictures, and as the bytes of a printer. Writes nothing and sends nothing. */
export interface Drawing {
  /** By the rules; `about` is what they look at. */
  printerFor(kind: PrintJobKind, about?: About): PrinterSettings | undefined;
  /** @param ref the template's version that the job was made with, for a job of the ledger */
  labelJob(parcel: Parcel, printer: PrinterSettings, copy: number, ref?: string): RenderJob;
  slipJob(
    parcel: Parcel,
    type: SlipType,
    printer: PrinterSettings,
    copy: number,
    ref?: string,
  ): Promise<RenderJob>;
  /** How the ledger names the template that the rules choose; undefined: what the product brings. */
  templateRef(paper: PaperName, parcel: Parcel, printer: PrinterSettings): string | undefined;
  /** A paper of an order that is here, by a template that is being edited. */
  sampleJob(template: LabelTemplate, shipment: string): Promise<Outcome<RenderJob>>;
  check(
    template: LabelTemplate,
    options: Omit<PaperOptions, 'measure' | 'hasGlyph'>,
  ): Promise<readonly Finding[]>;
  /** Whatever comes of it, errors too. */
  draw(job: RenderJob, options: RenderOptions): Promise<Rendered>;
  driverJob(parcels: readonly Parcel[], printer: PrinterSettings, copy: number, auditRef: string): RenderJob;
  /** The parcels of a handover, as they stand on its list. */
  parcelsOf(manifest: string): Promise<Parcel[]>;
  /** @param printer missing: on A4 */
  manifestJob(
    id: string,
    which: 1 | 2,
    printer: PrinterSettings | undefined,
    copy: number,
  ): Promise<Outcome<RenderJob>>;
  /** Refused where the parcel was not handed over. */
  voucherJob(parcel: Parcel, printer: PrinterSettings | undefined, copy: number): Promise<Outcome<RenderJob>>;
  /** A handover list or a voucher on A4, drawn on the other thread. */
  pdf(job: RenderJob, title: string): Promise<Outcome<Uint8Array>>;
  testJob(printer: PrinterSettings): RenderJob;
  /** A job of the ledger once more, e.g. after a restart. */
  again(job: PrintJob): Promise<Outcome<Uint8Array>>;
  render(job: RenderJob, printer: PrinterSettings): Promise<Outcome<Rendered>>;
  bytes(job: RenderJob, printer: PrinterSettings): Promise<Outcome<Uint8Array>>;
  /** Has the label drawn ahead of the last scan, on another thread; does nothing where it cannot be drawn yet. */
  prepare(parcel: Parcel): void;
  /** The label's bytes: those drawn ahead, if nothing that stands on it has changed since. */
  label(parcel: Parcel, printer: PrinterSettings, copy: number): Promise<Outcome<Uint8Array>>;
  /** Starts the thread that draws ahead: it loads fonts and code, so that the first label is as quick as the others. */
  warmUp(): void;
  close(): Promise<void>;
}

/** What the rules look at. */
export type About = { readonly parcel: Parcel; readonly slip?: SlipType } | { readonly carrier: string };

interface Deps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly templates: Templates;
  readonly rules: PrintRules;
  readonly catalogue: CatalogueService;
  readonly parcels: ParcelsService;
  readonly manifests: Manifests;
  readonly fontsDir?: string;
}

/** Labels kept; one bench has one parcel open. */
const KEPT = 8;
/** mm, ISO 216. */
const A4 = { width: 210, height: 297 } as const;
const PDF_DPI = 203;
/** A label drawn ahead bears the time of its drawing. */
const KEPT_MS = 60_000;

export function createDrawing(deps: Deps): Drawing {
  const { ctx, settings, manifests } = deps;
  const fonts = deps.fontsDir === undefined ? {} : { fontsDir: deps.fontsDir };
  let loading: ReturnType<typeof loadTools> | undefined;
  const tools = (): ReturnType<typeof loadTools> => (loading ??= loadTools(fonts));
  const drawn = new Map<string, { print: string; bytes: Promise<Uint8Array | undefined>; at: number }>();
  let drawer: Drawer | undefined;
  const thread = (): Drawer => (drawer ??= createDrawer(fonts, ctx.log));

  const stamp = (copy: number): StampInput => ({
    now: ctx.clock.now(),
    station: ctx.station,
    copy,
    settings: settings.get(),
  });

  const factsOf = (paper: PaperName, parcel: Parcel) => ({
    paper,
    carrier: parcel.state.waybill?.carrier ?? parcel.doc.base.carrier,
    service: parcel.waybill?.base.service,
    channel: parcel.orders[0]?.doc.channel,
  });

  /** The label of a platform that keeps the receiver to itself can only be printed by its component. */
  const isSealed = (about: About | undefined): boolean =>
    about !== undefined && 'parcel' in about && about.parcel.waybill?.base.document !== undefined;

  function printerFor(kind: PrintJobKind, about?: About): PrinterSettings | undefined {
    const paper =
      kind === 'slip' || kind === 'test' ? slipPaper(about) : kind === 'voucher' ? 'manifest' : kind;
    const facts = about && 'parcel' in about ? factsOf(paper, about.parcel) : { paper, ...about };
    const chosen = deps.rules.choose(facts).printer;
    if (kind !== 'label' || !isSealed(about) || chosen?.transport.kind === 'component') return chosen;
    return settings.get().printers.find(({ transport }) => transport.kind === 'component');
  }

  /** The version that was printed with once; else what the rules say, if it fits the paper in this printer. */
  function templateOf(
    paper: PaperName,
    parcel: Parcel,
    printer: PrinterSettings,
    ref?: string,
  ): LabelTemplate | undefined {
    const printed = ref === undefined ? undefined : deps.templates.version(ref);
    const template = printed ?? deps.rules.choose(factsOf(paper, parcel)).template;
    return template && fitsPrinter(template, printer) ? template : undefined;
  }

  async function render(job: RenderJob, printer: PrinterSettings): Promise<Outcome<Rendered>> {
    const { renderer } = await tools();
    const rendered = renderer.render(job, renderOptionsOf(printer, settings.get().labelLanguage));
    const [error] = rendered.errors;
    if (!error) return accepted(rendered);
    const { code, ...detail } = error;
    const flat = Object.entries(detail).filter(
      (each): each is [string, string | number] => typeof each[1] !== 'object',
    );
    return refused(code, Object.fromEntries(flat));
  }

  async function bytes(job: RenderJob, printer: PrinterSettings): Promise<Outcome<Uint8Array>> {
    // A component draws for itself; our picture has no way through it.
    if (printer.transport.kind === 'component') return refused('document_missing');
    const rendered = await render(job, printer);
    if (!rendered.ok) return rendered;
    const { encodeForPrinter } = await tools();
    const profile = profileOf(printer);
    return accepted(Buffer.concat(rendered.value.pages.map((page) => encodeForPrinter(page, profile))));
  }

  function labelJob(parcel: Parcel, printer: PrinterSettings, copy: number, ref?: string): RenderJob {
    const carrier = settings.carrier(parcel.state.waybill?.carrier ?? parcel.doc.base.carrier);
    return {
      kind: 'label',
      template: templateOf('label', parcel, printer, ref) ?? paperOf(printer).template,
      data: labelData(parcel, settings, stamp(copy)),
      routed: carrier.routed,
    };
  }

  /** The platform's document as a task of its component. */
  function componentTask(parcel: Parcel, copy: number): Outcome<Uint8Array> {
    const waybill = parcel.waybill;
    if (waybill?.base.document === undefined) return refused('document_missing');
    const document = componentDocument.safeParse(ctx.sealer.open(waybill.base.document, waybill.id));
    if (!document.success) return refused('document_unreadable', { number: waybill.number });
    const task = `${parcel.doc.id}/${waybill.number}/${copy}`;
    return accepted(encodeTask(task, waybill.number, document.data));
  }

  async function slipJob(
    parcel: Parcel,
    type: SlipType,
    printer: PrinterSettings,
    copy: number,
    ref?: string,
  ): Promise<RenderJob> {
    const products = await deps.catalogue.products(currentBase(parcel.doc).lines.map((line) => line.sku));
    const template = templateOf(type, parcel, printer, ref);
    return {
      kind: 'slip',
      data: slipData(parcel, type, settings, products, stamp(copy)),
      paper: paperOf(printer).mm,
      ...(template ? { template } : {}),
    };
  }

  async function sampleJob(template: LabelTemplate, shipment: string): Promise<Outcome<RenderJob>> {
    const parcel = await deps.parcels.load(shipment);
    if (!parcel) return refused('not_here', { shipment });
    if (template.kind !== 'slip')
      return accepted({
        kind: 'label',
        template,
        data: labelData(parcel, settings, stamp(1)),
        routed: false,
      });
    const products = await deps.catalogue.products(currentBase(parcel.doc).lines.map((line) => line.sku));
    const data = slipData(parcel, 'packing', settings, products, stamp(1));
    return accepted({ kind: 'slip', data, paper: template.page, template });
  }

  const driverJob: Drawing['driverJob'] = (parcels, printer, copy, auditRef) => ({
    kind: 'driver_sheet',
    data: driverSheetData(parcels, auditRef, stamp(copy)),
    paper: paperOf(printer).mm,
  });

  async function parcelsOf(manifest: string): Promise<Parcel[]> {
    const found = await manifests.get(manifest);
    const parcels = await Promise.all((found?.scanned ?? []).map((each) => deps.parcels.load(each.shipment)));
    return parcels.filter((parcel): parcel is Parcel => parcel !== undefined);
  }

  async function manifestJob(
    id: string,
    which: 1 | 2,
    printer: PrinterSettings | undefined,
    copy: number,
  ): Promise<Outcome<RenderJob>> {
    const manifest = await manifests.get(id);
    if (!manifest) return refused('not_here', { manifest: id });
    const shipments = await ctx.db.shipments.getMany(manifest.scanned.map((each) => each.shipment));
    const orders = await ctx.db.orders.getMany([...shipments.values()].map((doc) => doc.order));
    const orderNo = (shipment: string) => orders.get(shipments.get(shipment)?.order ?? '')?.channelOrderNo;
    const carrier = settings.carrier(manifest.carrier)[settings.get().labelLanguage];
    const signatures = openSignatures(ctx, manifest);
    const data = manifestData(manifest, carrier, which, orderNo, stamp(copy), signatures);
    return accepted({ kind: 'manifest', data, paper: printer ? paperOf(printer).mm : A4 });
  }

  async function voucherJob(
    parcel: Parcel,
    printer: PrinterSettings | undefined,
    copy: number,
  ): Promise<Outcome<RenderJob>> {
    const by = parcel.doc.events.find((event) => event.type === 'handed_over')?.by ?? '';
    const person = await ctx.db.people.get(by);
    const data = voucherData(parcel, settings, (id) => (id === by ? (person?.name ?? id) : id), stamp(copy));
    if (!data) return refused('not_handed_over', { shipment: parcel.doc.id });
    return accepted({ kind: 'voucher', data, paper: printer ? paperOf(printer).mm : A4 });
  }

  async function pdf(job: RenderJob, title: string): Promise<Outcome<Uint8Array>> {
    const options = { dpi: PDF_DPI, lang: settings.get().labelLanguage };
    const drawnThere = await thread().pdf(job, options, title);
    if (drawnThere) return accepted(drawnThere);
    const { renderer } = await tools();
    const { bitmapsToPdf } = await import('../printing/raster/pdf.ts');
    const { pages, errors } = renderer.render(job, options);
    return errors.length > 0 ? refused('not_drawn') : accepted(bitmapsToPdf(pages, PDF_DPI, title));
  }

  const testJob = (printer: PrinterSettings): RenderJob => ({
    kind: 'test',
    data: { ...stampOf(stamp(1)), printer: printer.name, settings: settingsLine(printer) },
    paper: paperOf(printer).mm,
  });

  async function again(job: PrintJob): Promise<Outcome<Uint8Array>> {
    const printer = settings.get().printers.find((each) => each.id === job.printer);
    if (!printer) return refused('no_printer');
    if (job.kind === 'test') return bytes(testJob(printer), printer);
    if (job.kind === 'manifest') {
      const [id, which] = manifestCopy(job.subject);
      const made = await manifestJob(id, which, printer, job.copy);
      return made.ok ? bytes(made.value, printer) : made;
    }
    if (job.kind === 'driver_sheet' && job.shipment === undefined)
      return bytes(driverJob(await parcelsOf(job.subject), printer, job.copy, job.id), printer);
    const parcel = await deps.parcels.load(job.shipment ?? job.subject);
    if (!parcel) return refused('not_here', { shipment: job.subject });
    if (job.kind === 'voucher') {
      const made = await voucherJob(parcel, printer, job.copy);
      return made.ok ? bytes(made.value, printer) : made;
    }
    if (job.kind === 'driver_sheet') return bytes(driverJob([parcel], printer, job.copy, job.id), printer);
    if (job.kind === 'slip')
      return bytes(await slipJob(parcel, slipType(job.subject), printer, job.copy, job.template), printer);
    // A label whose number was voided while it waited must not come out.
    if (parcel.state.waybill?.number !== job.waybill) return refused('label_voided');
    if (printer.transport.kind === 'component') return componentTask(parcel, job.copy);
    return bytes(labelJob(parcel, printer, job.copy, job.template), printer);
  }

  /** All that a label shows and how, but the time: a change of number, receiver, settings or paper is a change of this. */
  const printOf = (job: RenderJob, printer: PrinterSettings): string =>
    JSON.stringify([
      job.kind === 'label' ? { ...job, data: { ...job.data, printedAt: 0 } } : job,
      printer,
      settings.get().labelLanguage,
    ]);

  return {
    printerFor,
    labelJob,
    slipJob,
    sampleJob,
    templateRef(paper, parcel, printer) {
      const template = templateOf(paper, parcel, printer);
      return template && deps.templates.refOf(template);
    },
    check: async (template, options) => (await tools()).renderer.check(template, options),
    draw: async (job, options) => (await tools()).renderer.render(job, options),
    driverJob,
    parcelsOf,
    manifestJob,
    voucherJob,
    pdf,
    testJob,
    again,
    render,
    bytes,
    prepare(parcel) {
      const printer = printerFor('label', { parcel });
      if (!printer || !parcel.state.waybill || parcel.state.waybill.source === 'external') return;
      if (printer.transport.kind === 'component') return;
      const job = labelJob(parcel, printer, 1);
      const print = printOf(job, printer);
      const kept = drawn.get(parcel.doc.id);
      if (kept?.print === print && ctx.clock.now() - kept.at < KEPT_MS) return;
      if (drawn.size >= KEPT) drawn.delete([...drawn.keys()][0] ?? '');
      const options = renderOptionsOf(printer, settings.get().labelLanguage);
      const made = thread().draw(job, options, profileOf(printer));
      drawn.set(parcel.doc.id, { print, bytes: made, at: ctx.clock.now() });
    },
    async label(parcel, printer, copy) {
      if (printer.transport.kind === 'component') return componentTask(parcel, copy);
      const job = labelJob(parcel, printer, copy);
      const kept = drawn.get(parcel.doc.id);
      drawn.delete(parcel.doc.id);
      const fresh =
        kept !== undefined && ctx.clock.now() - kept.at < KEPT_MS && kept.print === printOf(job, printer);
      const made = fresh ? await kept.bytes : undefined;
      return made ? accepted(made) : bytes(job, printer);
    },
    warmUp: () => void thread(),
    close: async () => drawer?.close(),
  };
}

/** The code that draws is a third of all that a start would load; the thread has its own. */
async function loadTools(fonts: { readonly fontsDir?: string }) {
  const [{ createLabelRenderer }, { encodeForPrinter }] = await Promise.all([
    import('../printing/raster/renderer.ts'),
    import('../printing/languages/index.ts'),
  ]);
  return { renderer: createLabelRenderer(fonts), encodeForPrinter };
}

const slipPaper = (about: About | undefined): SlipType =>
  about && 'parcel' in about ? (about.slip ?? 'packing') : 'packing';

/** What a self-test page was printed with, in signs that need no language. */
function settingsLine(printer: PrinterSettings): string {
  const { language, polarity, density, speed, offsetX = 0, offsetY = 0 } = printer;
  return [
    language.toUpperCase(),
    polarity === 'normal' ? '+' : '\u2212',
    ...(density === undefined ? [] : [`D${String(density)}`]),
    ...(speed === undefined ? [] : [`S${String(speed)}`]),
    `${String(offsetX)}/${String(offsetY)} mm`,
  ].join(' ');
}

/** `MANIFEST/1` → manifest and which of its copies. */
export const manifestCopy = (subject: string): [string, 1 | 2] => {
  const at = subject.lastIndexOf('/');
  return [subject.slice(0, at), subject.endsWith('/2') ? 2 : 1];
};
export const slipType = (subject: string): SlipType => (subject.endsWith('/pick') ? 'pick' : 'packing');
