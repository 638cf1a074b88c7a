import { z } from 'zod';
import * as s from './sync-views.ts';
import * as t from './template-views.ts';
import * as v from './views.ts';

export * from './sync-views.ts';
export * from './views.ts';

/**
 * All that crosses between the page and the station. Both sides validate what they receive.
 * Names: `group.verb`. Refusals are values `{ ok: false, code, data }`; codes are translated by the page.
 */

const id = z.string().min(1).max(200);
const none = z.object({}).strict();
const bench = z.string().regex(/^[A-Za-z0-9-]{1,16}$/);
const refusal = z.object({
  ok: z.literal(false),
  code: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const outcome = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), value }), refusal]);
const done = outcome(z.null());
const method = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
const page = {
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
};

export type Refused = z.infer<typeof refusal>;

export const stationContract = {
  methods: {
    /** First call of every connection. */
    'app.hello': method(
      none,
      z.object({
        version: z.string(),
        station: z.string(),
        settings: v.settings,
        carriers: z.array(v.carrierSettings),
        operators: z.array(v.operatorView),
        benches: z.array(z.string()),
        dataDir: z.string(),
        orders: z.number().int(),
        products: z.number().int(),
      }),
    ),
    'settings.save': method(v.settings.partial(), done),
    'carriers.save': method(v.carrierSettings, done),
    'operators.add': method(z.object({ name: z.string().trim().min(1).max(40) }), outcome(v.operatorView)),

    'bench.view': method(z.object({ bench }), v.benchView),
    /** A scan from a keyboard gun or typed by hand; a serial gun reaches the station by itself. */
    'bench.scan': method(
      z.object({
        bench,
        text: z.string().max(10_000),
        source: z.enum(['wedge', 'manual']),
        ref: z.string().max(64),
        scannedAt: z.number(),
      }),
      v.verdictView,
    ),
    'bench.command': method(
      z.object({
        bench,
        name: z.string().regex(/^[A-Z0-9_-]{1,24}$/),
        arg: z
          .string()
          .regex(/^[A-Z0-9_-]{0,40}$/)
          .optional(),
        ref: z.string().max(64),
      }),
      v.verdictView,
    ),
    'bench.operator': method(z.object({ bench, operator: id }), done),
    /** Opens the shipment at the bench, as scanning it would. */
    'bench.open': method(z.object({ bench, shipment: id }), v.verdictView),
    /** Courier's name and carrier of a pickup. */
    'handover.start': method(
      z.object({ bench, carrier: id, courier: z.string().trim().max(40) }),
      v.verdictView,
    ),
    'handover.list': method(
      z.object({ ...page }),
      z.object({
        total: z.number().int(),
        rows: z.array(
          z.object({
            id: z.string(),
            carrier: v.carrierView,
            courier: z.string(),
            at: z.number(),
            parcels: z.number().int(),
            missing: z.number().int(),
          }),
        ),
      }),
    ),
    'handover.reprint': method(z.object({ id }), done),

    'queue.list': method(
      z.object({
        status: z.enum(['open', 'queued', 'in_work', 'staged', 'handed_over']),
        search: z.string().max(100).default(''),
        ...page,
      }),
      z.object({ total: z.number().int(), rows: z.array(v.queueRow) }),
    ),
    /** The list "not packable, because …". */
    'orders.blocked': method(
      z.object({ search: z.string().max(100).default(''), ...page }),
      z.object({ total: z.number().int(), rows: z.array(v.blockedRow) }),
    ),
    'orders.list': method(
      z.object({ search: z.string().max(100).default(''), ...page }),
      z.object({ total: z.number().int(), rows: z.array(v.blockedRow) }),
    ),
    'orders.get': method(z.object({ order: id }), outcome(v.orderView)),
    /** A fix or a decision on an order; which are possible is said by `reasons[].fix`. */
    'orders.act': method(
      z.object({
        order: id,
        operator: id,
        action: z.enum([
          'mark_paid',
          'approve',
          'reject',
          'lift_hold',
          'request_cancel',
          'cancel',
          'deny_cancel',
          'change_receiver',
          'settle_address',
          'close_exception',
          'void_label',
          'add_products',
        ]),
        reason: z.string().max(300).optional(),
        receiver: v.party.optional(),
        target: id.optional(),
        /** `mark_paid`: what was received, needed where the order has a total. */
        amount: v.moneyView.optional(),
        /** `cancel` of a paid order: the person says that its refund is on the way. */
        refundStarted: z.boolean().optional(),
      }),
      done,
    ),
    /** Audited: receiver in clear. */
    'orders.reveal': method(
      z.object({ order: id, operator: id, reason: z.string().trim().min(1).max(200) }),
      outcome(v.party),
    ),

    /** 先打单: pick slips and/or labels for a selection, or the first `count` of the queue, sorted by location. */
    'wave.print': method(
      z.object({
        shipments: z.array(id).max(500).optional(),
        count: z.number().int().min(1).max(500).optional(),
        labels: z.boolean(),
        slips: z.boolean(),
        operator: id,
      }),
      outcome(
        z.object({
          wave: z.string(),
          printed: z.number().int(),
          refused: z.array(z.object({ shipment: z.string(), code: z.string() })),
        }),
      ),
    ),
    /** The bitmap that would be printed, as PNG (base64). */
    'label.preview': method(
      z.object({ shipment: id, kind: z.enum(['label', 'slip', 'driver_sheet']) }),
      outcome(
        z.object({
          pages: z.array(z.string()),
          warnings: z.array(z.object({ code: z.string(), text: z.string() })),
        }),
      ),
    ),
    'templates.list': method(
      none,
      z.object({ templates: z.array(t.templateRow), fonts: z.array(z.string()) }),
    ),
    /** @param ref one of its versions; without it the newest */
    'templates.get': method(
      z.object({ id: t.templateId, ref: id.optional() }),
      outcome(z.object({ template: t.labelTemplate, ref: z.string().nullable() })),
    ),
    /** Draws a template as the printer would get it, and says what is wrong with it. Nothing is kept. */
    'templates.draw': method(
      z.object({
        template: t.anyTemplate,
        source: t.templateSource,
        dpi: z.union([z.literal(203), z.literal(300)]),
        headDots: z.number().int().min(100).max(4_000).optional(),
        language: z.enum(['zh', 'en']),
      }),
      outcome(t.templateDrawing),
    ),
    /** Keeps a template as a new version; what was kept before stays as it is. */
    'templates.save': method(
      z.object({ template: t.anyTemplate, note: z.string().max(200).default(''), operator: id }),
      outcome(z.object({ id: z.string(), ref: z.string(), findings: z.array(t.templateFinding) })),
    ),
    /** Makes an older version the newest. */
    'templates.restore': method(
      z.object({ id: t.templateId, ref: id, operator: id }),
      outcome(z.object({ ref: z.string() })),
    ),
    /** Takes it out of the list; its versions stay for what they have printed. */
    'templates.remove': method(z.object({ id: t.templateId, operator: id }), done),
    /** Reads a template of a file. Nothing is kept until it is saved. */
    'templates.import': method(
      z.object({ json: z.string().max(4_000_000) }),
      outcome(
        z.object({ template: t.labelTemplate, findings: z.array(t.templateFinding), known: z.boolean() }),
      ),
    ),
    'templates.export': method(
      z.object({ id: t.templateId, ref: id.optional() }),
      outcome(z.object({ fileName: z.string(), json: z.string() })),
    ),
    /** Which template and which printer a paper gets: the first that fits. */
    'rules.list': method(none, t.printRules),
    'rules.save': method(z.object({ rules: t.printRules, operator: id }), done),
    'prints.list': method(
      z.object({ open: z.boolean(), ...page }),
      z.object({ total: z.number().int(), rows: z.array(v.printJobView) }),
    ),
    /** The answer to "did the label come out?" */
    'prints.answer': method(z.object({ job: id, came: z.boolean(), operator: id }), done),
    'prints.retry': method(z.object({ job: id, operator: id }), done),
    'prints.driverSheet': method(z.object({ shipment: id, operator: id }), done),
    'printer.test': method(
      z.object({ printer: v.printerSettings }),
      outcome(z.object({ outcome: z.string(), code: z.string().nullable(), preview: z.string() })),
    ),
    'devices.ports': method(
      none,
      z.object({
        ports: z.array(z.object({ path: z.string(), name: z.string() })),
        queues: z.array(z.string()),
        devices: z.array(z.string()),
      }),
    ),
    /** Last sign of life, last error and latency of every gun, scale and printer. */
    'devices.health': method(none, z.array(v.deviceLine)),
    /** The next scans of a gun are shown here and do not count. */
    'gun.test': method(z.object({ bench, on: z.boolean() }), done),

    'import.preview': method(z.object({ token: id }), outcome(v.importPreview)),
    'import.start': method(
      z.object({
        token: id,
        preset: id,
        /** Field → columns, first non-empty cell counts; empty = as the preset maps them. */
        mapping: z.record(z.string().max(100), z.array(z.string().max(200))),
        linesToken: id.optional(),
        operator: id,
        /** Shop or channel, where the preset's own name is not meant. */
        channel: id.optional(),
        /** Waybill files: these labels are printed and stuck elsewhere; nothing is printed here. */
        printedElsewhere: z.boolean().optional(),
        /** Trial data only: makes up receivers where the file has none. */
        inventReceivers: z.boolean().optional(),
      }),
      outcome(z.object({ id: z.string() })),
    ),
    'import.cancel': method(z.object({ id }), done),
    'import.report': method(z.object({ id }), outcome(v.importReport)),
    'import.list': method(none, z.array(v.importReport.omit({ lines: true }))),
    'import.demo': method(z.object({ operator: id }), outcome(z.object({ id: z.string() }))),

    'export.shipped': method(
      z.object({
        layout: z.enum(['packline', 'taobao', 'shopify']),
        again: z.boolean(),
        encoding: z.enum(['utf-8', 'gb18030']),
        channel: id.optional(),
        operator: id,
      }),
      outcome(
        z.object({
          token: z.string(),
          fileName: z.string(),
          parcels: z.number().int(),
          again: z.number().int(),
        }),
      ),
    ),
    /** Full receiver data for a carrier with free numbers (source `pool`); audited. */
    'export.carrier': method(
      z.object({ carrier: id, operator: id }),
      outcome(z.object({ token: z.string(), fileName: z.string(), parcels: z.number().int() })),
    ),

    'upkeep.view': method(none, v.upkeepView),
    /** What the rules of retention would take away now. */
    'retention.preview': method(none, outcome(v.retentionRun)),
    'retention.run': method(none, outcome(v.retentionRun)),
    /** A new key for the private data; how it goes on is told by the event `upkeep`. */
    'keys.rotate': method(none, done),

    'backups.view': method(none, v.backupsView),
    'backups.save': method(v.backupSettings, done),
    /** Starts a backup; how it goes on is told by the event `backups`. */
    'backups.start': method(none, done),
    'backups.cancel': method(none, done),
    /** Reads every byte of a backup and says what a restore would bring and take. */
    'backups.preview': method(z.object({ path: v.filePath }), outcome(v.restorePreview)),
    /** Prepares the restore of a backup; the station starts anew and carries it out. */
    'backups.restore': method(z.object({ path: v.filePath, operator: id }), done),

    'sync.view': method(none, s.syncView),
    /** Joins a hub by its address and a one-time code. What this station has is merged with what the hub has. */
    'sync.join': method(
      z.object({
        url: z.string().trim().max(300),
        code: z.string().trim().max(40),
        name: z.string().trim().min(1).max(60),
      }),
      done,
    ),
    /** Forgets the hub; everything stays here. Refused while something waits for it, unless `anyway`. */
    'sync.leave': method(z.object({ anyway: z.boolean() }), done),
    /** Hubs that answer in the local network. */
    'sync.discover': method(none, z.array(s.foundHub)),
    'sync.refused': method(
      z.object({ ...page }),
      z.object({ total: z.number().int(), rows: z.array(s.refusedDocument) }),
    ),
    /** Offers a refused document, or all of them, once more. */
    'sync.retry': method(z.object({ collection: z.string().max(40).optional(), id: id.optional() }), done),
    /** Starts (and keeps) a hub on this machine, or ends it. */
    'hub.serve': method(z.object({ on: z.boolean() }), done),
    /** A one-time code for another station; only where this machine runs the hub. */
    'hub.code': method(
      none,
      outcome(z.object({ code: z.string(), until: z.number(), urls: z.array(z.string()) })),
    ),
    'hub.stations': method(none, outcome(z.array(s.hubStation))),
    'hub.revoke': method(z.object({ station: id }), done),
    /** A lead takes a parcel over from the station that has claimed it or has it open. */
    'claims.take': method(
      z.object({ shipment: id, operator: id, reason: z.string().trim().min(1).max(200) }),
      done,
    ),

    'product.picture': method(
      z.object({ key: id }),
      outcome(z.object({ type: z.string(), base64: z.string() })),
    ),
    /** p50/p95 of scan → verdict and last scan → paper, in ms, of the last 1,000. */
    'stats.latency': method(
      none,
      z.object({
        verdict: z.object({ n: z.number(), p50: z.number(), p95: z.number(), p99: z.number() }),
        print: z.object({ n: z.number(), p50: z.number(), p95: z.number(), p99: z.number() }),
      }),
    ),
  },
  events: {
    /** A bench changed: the whole view. */
    bench: v.benchView,
    /** Before the view: sound and flash first. */
    verdict: v.verdictView,
    import: v.importReport.omit({ lines: true }),
    settings: v.settings,
    /** Disk, start check, retention or keys changed. */
    upkeep: v.upkeepView,
    /** A backup began, goes on, ended or failed. */
    backups: v.backupsView,
    /** Connection to the hub, or what waits for it, changed. */
    sync: s.syncView,
    /** A gun in test mode was scanned. */
    gunTest: z.object({
      bench: z.string(),
      text: z.string(),
      source: z.enum(['serial', 'wedge']),
      hex: z.string(),
    }),
    /** The station stopped acknowledging: disk full, disk error. */
    fatal: z.object({ code: z.string(), detail: z.string() }),
    /** Lists may have changed; the page asks again. */
    changed: z.object({ what: z.enum(['orders', 'queue', 'prints', 'handover', 'products']) }),
  },
};
export type StationContract = typeof stationContract;
export type MethodName = keyof StationContract['methods'];
export type MethodInput<M extends MethodName> = z.input<StationContract['methods'][M]['input']>;
export type MethodOutput<M extends MethodName> = z.output<StationContract['methods'][M]['output']>;
