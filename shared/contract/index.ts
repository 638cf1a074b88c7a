import { z } from 'zod';
import * as d from './desk-views.ts';
import { LISTS } from './lists.ts';
import { bench, done, id, method, none, outcome, page, type refusal } from './method.ts';
import { carrierMethods } from './carrier-methods.ts';
import * as p from './people-views.ts';
import { pickingMethods } from './picking-methods.ts';
import { pickView } from './picking-views.ts';
import * as o from './older-views.ts';
import { stockMethods } from './stock-methods.ts';
import * as s from './sync-views.ts';
import { reviewMethods } from './review-methods.ts';
import * as v from './views.ts';
import { peopleMethods } from './people-methods.ts';
import { workMethods } from './work-methods.ts';
import { intakeMethods } from './intake-methods.ts';
import { templateMethods } from './template-methods.ts';
import { deviceMethods } from './device-methods.ts';
import { printMethods } from './print-methods.ts';
import { upkeepMethods } from './upkeep-methods.ts';
import { caseMethods } from './case-methods.ts';
import { afterMethods } from './after-methods.ts';
import { syncMethods } from './sync-methods.ts';
import * as w from './work-views.ts';

export * from './ahead.ts';
export * from './intake-views.ts';
export * from './carrier-views.ts';
export * from './invite.ts';
export * from './picking-views.ts';
export { LISTS } from './lists.ts';
export * from './after-views.ts';
export * from './case-views.ts';
export * from './change-views.ts';
export * from './desk-views.ts';
export * from './people-views.ts';
export * from './older-views.ts';
export * from './notice-views.ts';
export * from './review-views.ts';
export * from './stock-views.ts';
export * from './sync-views.ts';
export * from './views.ts';
export * from './work-views.ts';

/**
 * All that crosses between the page and the station. Both sides validate what they receive.
 * Names: `group.verb`. Refusals are values `{ ok: false, code, data }`; codes are translated by the page.
 */

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
        /** Who is signed in at this window. */
        session: p.accountView.optional(),
      }),
    ),
    ...peopleMethods,

    ...reviewMethods,

    'settings.save': method(v.settings.partial(), done),
    'siteRules.list': method(none, z.array(d.siteRuleView)),
    /** @param value missing: back to the default */
    'siteRules.save': method(z.object({ key: z.string().max(60), value: d.siteRuleValue.optional() }), done),
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
        /** AIM identifier, where the gun's profile told it apart; empty: the gun sends none. */
        symbology: z.string().max(3).optional(),
        /** What the gun always sends around a code was missing: the code was cut. */
        invalid: z.enum(['prefix_missing', 'suffix_missing', 'aim_missing', 'torn']).optional(),
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
    /** Other orders that could go in one parcel with what lies on the bench (MRG-02); asked after the scan, never by it. */
    'bench.sameReceiver': method(
      z.object({ bench, shipment: id }),
      z.object({ orders: z.array(z.object({ order: z.string(), channelOrderNo: z.string() })) }),
    ),
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
            /** Signatures that were given on the screen, of two. */
            signed: z.number().int().default(0),
          }),
        ),
      }),
    ),
    'handover.reprint': method(z.object({ id }), done),
    ...workMethods,

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
    ...intakeMethods,

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
    ...templateMethods,
    ...printMethods,
    ...deviceMethods,
    /** Manual weight, or a lead's word for one that is out of its bounds. */
    'bench.weight': method(z.object({ bench, weight: v.weightAct }), done),

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
    ...upkeepMethods,

    /** Orders on the hub that are not here any more; whole numbers, phone numbers and names. */
    'older.search': method(z.object({ search: z.string().trim().min(1).max(100) }), outcome(o.olderFound)),
    /** One of them, read from the hub for this look and not kept; its receiver masked. */
    'older.get': method(z.object({ order: id }), outcome(v.orderView)),
    /** Audited: its receiver in clear. */
    'older.reveal': method(
      z.object({ order: id, operator: id, reason: z.string().trim().min(1).max(200) }),
      outcome(v.party),
    ),
    ...caseMethods,
    ...afterMethods,
    ...syncMethods,

    ...pickingMethods,
    ...carrierMethods,
    ...stockMethods,

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
    /** Picking at a bench: the verdict first, then the whole view. */
    pick: z.object({ bench: z.string(), verdict: v.verdictView.nullable(), view: pickView.nullable() }),
    import: v.importReport.omit({ lines: true }),
    /** An act on many orders goes on, or ended. */
    bulk: w.bulkReport,
    settings: v.settings,
    /** Who is signed in at this window, or what it may do, changed. */
    session: p.accountView,
    /** Disk, start check, retention or keys changed. */
    upkeep: v.upkeepView,
    /** A backup began, goes on, ended or failed. */
    backups: v.backupsView,
    /** Connection to the hub, or what waits for it, changed. */
    sync: s.syncView,
    /** The scale of a bench. */
    weight: v.scaleView,
    /** A scale that is tried, or a port that is listened to. */
    scaleTest: v.scaleTest,
    /** A gun in test mode was scanned. */
    /** The QR code of a hub's screen was scanned here: address and one-time code for joining it. */
    hubInvite: z.object({ bench: z.string(), url: z.string(), code: z.string() }),
    gunTest: z.object({
      bench: z.string(),
      text: z.string(),
      source: z.enum(['serial', 'hid', 'wedge']),
      hex: z.string(),
      /** Why it is no code, and what is probably set wrong. */
      fault: z.string().nullable().default(null),
      hint: z.string().nullable().default(null),
    }),
    /** While guns are tried: every chunk or report as it came. */
    gunRaw: z.object({
      bench: z.string(),
      gun: z.string(),
      kind: z.enum(['bytes', 'report']),
      at: z.number(),
      hex: z.string(),
    }),
    /** The station stopped acknowledging: disk full, disk error. */
    fatal: z.object({ code: z.string(), detail: z.string() }),
    /** Lists may have changed; the page asks again. */
    changed: z.object({ what: z.enum(LISTS) }),
  },
};
export type StationContract = typeof stationContract;
export type MethodName = keyof StationContract['methods'];
export type MethodInput<M extends MethodName> = z.input<StationContract['methods'][M]['input']>;
export type MethodOutput<M extends MethodName> = z.output<StationContract['methods'][M]['output']>;
