import { z } from 'zod';
import { WORK_LISTS } from '../domain/work-lists/index.ts';
import * as a from './after-views.ts';
import * as ca from './case-views.ts';
import * as c from './change-views.ts';
import * as d from './desk-views.ts';
import { LISTS } from './lists.ts';
import { bench, done, id, method, none, outcome, page, type refusal } from './method.ts';
import { carrierMethods } from './carrier-methods.ts';
import * as p from './people-views.ts';
import { pickingMethods } from './picking-methods.ts';
import { pickView } from './picking-views.ts';
import * as k from './intake-views.ts';
import * as o from './older-views.ts';
import { stockMethods } from './stock-methods.ts';
import * as s from './sync-views.ts';
import * as t from './template-views.ts';
import { reviewMethods } from './review-methods.ts';
import * as v from './views.ts';
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
    'session.view': method(none, p.accountView),
    /** @param who name or badge number */
    'session.signIn': method(
      z.object({ who: z.string().trim().min(1).max(80), password: p.password }),
      outcome(p.signedIn),
    ),
    /** The PIN of whoever has scanned a badge at the bench. */
    'session.pin': method(z.object({ bench, pin: z.string().max(12) }), outcome(p.signedIn)),
    /** After the connection broke, or the page was loaded anew. */
    'session.resume': method(z.object({ token: z.string().max(100) }), done),
    /** Ends the session of this window, and of its person at the benches. */
    'session.lock': method(none, done),
    /** Somebody is there: keys or pointer. */
    'session.touch': method(none, done),
    /** The own password or PIN. */
    'session.secret': method(
      z.object({ current: p.password, password: p.password.optional(), pin: p.pin.optional() }),
      done,
    ),
    /** Makes the first administrator; from then on everybody signs in. @param works also packs and handles orders */
    'people.first': method(
      z.object({
        name: z.string().trim().min(1).max(40),
        password: p.password,
        pin: p.pin.optional(),
        works: z.boolean(),
      }),
      outcome(p.signedIn),
    ),
    'people.list': method(none, z.array(p.personView)),
    'people.save': method(p.personInput, outcome(p.personView)),
    /** Gives a password (to be changed at the first sign-in) or a PIN. */
    'people.secret': method(z.object({ id, password: p.password.optional(), pin: p.pin.optional() }), done),
    'people.active': method(z.object({ id, active: z.boolean() }), done),
    /** Lets somebody try again before the time is over. */
    'people.unlock': method(z.object({ id }), done),
    /** Newest first. `more`: there is more in this span than was looked at. */
    'audit.list': method(
      p.auditQuery.extend(page),
      z.object({ total: z.number().int(), more: z.boolean(), rows: z.array(p.auditRow) }),
    ),
    /** The same lines as a CSV file; the export is itself in the record. */
    'audit.export': method(
      p.auditQuery.extend({ operator: id }),
      outcome(z.object({ token: z.string(), fileName: z.string(), rows: z.number().int() })),
    ),
    /** Nothing more is written at this station until a supervisor lets it go on (AUD-03). */
    'stop.press': method(z.object({ operator: id, reason: z.string().trim().min(1).max(200) }), done),
    'stop.lift': method(z.object({ operator: id, note: z.string().trim().min(1).max(200) }), done),

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

    /** The lists of whoever is signed in, the posts' own first; `first` opens. */
    'work.lists': method(
      none,
      z.object({ index: w.workState, first: z.enum(WORK_LISTS).nullable(), lists: z.array(w.workListView) }),
    ),
    /** Refused: `role_not_allowed`, `work_not_ready`. */
    'work.rows': method(
      w.workQuery.extend(page),
      outcome(z.object({ total: z.number().int(), index: w.workState, rows: z.array(w.workRow) })),
    ),
    /** As somebody types; the best first. */
    'work.search': method(
      z.object({ text: z.string().max(100), limit: z.number().int().min(1).max(50).default(20) }),
      outcome(z.object({ hits: z.array(w.workHit), more: z.boolean(), index: w.workState })),
    ),
    /** Saved filters of whoever is signed in. */
    'work.filters': method(none, z.array(w.savedFilter)),
    /** Without an id a new one. */
    'work.saveFilter': method(
      w.savedFilter.partial({ id: true }).extend({ operator: id }),
      outcome(w.savedFilter),
    ),
    'work.removeFilter': method(z.object({ id, operator: id }), done),
    /** What `work.bulk` would do, and what it would refuse; nothing is written. */
    'work.preview': method(w.bulkRequest.extend({ operator: id }), outcome(w.bulkPreview)),
    /**
     * Does one thing to many orders, one after the other, beside the scans; how it goes on is told by the event `bulk`.
     * One at a time for each person (`bulk_running`). What was done already is refused, not done twice.
     */
    'work.bulk': method(w.bulkRequest.extend({ operator: id }), outcome(w.bulkReport)),
    'work.cancelBulk': method(z.object({ id, operator: id }), done),
    /** The last acts on many orders of this run of the station, newest first. */
    'work.bulks': method(none, z.array(w.bulkReport)),

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

    /** Checks a typed order while it is typed. @param order the draft that it is a change of */
    'intake.check': method(z.object({ form: k.manualInput, order: id.optional() }), k.manualCheck),
    /** Products by SKU, name, bar code or pinyin initials. */
    'intake.products': method(z.object({ search: z.string().max(100) }), z.array(k.productHit)),
    /**
     * Keeps a typed order as a draft that a second person confirms; with `order` its author writes it anew.
     * @param anyway it looks like a repetition and is none
     */
    'intake.save': method(
      z.object({ form: k.manualInput, order: id.optional(), anyway: z.boolean(), operator: id }),
      outcome(z.object({ order: z.string(), number: z.string(), channelOrderNo: z.string() })),
    ),
    'intake.drafts': method(
      z.object({ ...page }),
      z.object({ total: z.number().int(), rows: z.array(k.draftRow) }),
    ),
    /** Audited: a draft in clear, to be checked or mended. */
    'intake.draft': method(z.object({ order: id, operator: id }), outcome(k.draftView)),
    /** @param version of the draft that was looked at */
    'intake.confirm': method(
      z.object({ order: id, version: z.string().max(200).nullable(), operator: id }),
      done,
    ),
    'intake.return': method(
      z.object({
        order: id,
        reason: z.string().trim().min(1).max(60),
        note: z.string().trim().max(k.MOST_NOTE),
        operator: id,
      }),
      done,
    ),
    /** What the person at this window had typed and not saved, as JSON. */
    'intake.sketch': method(none, z.string().nullable()),
    'intake.keep': method(z.object({ sketch: z.string().max(1_000_000).nullable() }), done),
    /** A clerk says that an order is clear now: it goes to the review (O4), and waits no longer. */
    'intake.clear': method(z.object({ order: id, operator: id }), done),
    'talk.list': method(z.object({ order: id }), outcome(k.talkView)),
    /** @param unclear puts the order on hold until it is clear (INT-12) */
    'talk.contact': method(
      z.object({ order: id, ...k.contactInput.shape, unclear: z.boolean().default(false), operator: id }),
      done,
    ),
    'talk.note': method(z.object({ order: id, ...k.noteInput.shape, operator: id }), done),
    'talk.link': method(z.object({ order: id, ...k.linkInput.shape, operator: id }), done),
    /** Ruling 4: who may not change an order asks for it. */
    'changes.ask': method(
      z.object({
        order: id,
        change: k.changeInput,
        reason: z.string().trim().min(1).max(k.MOST_NOTE),
        operator: id,
      }),
      done,
    ),
    'changes.decide': method(
      z.object({
        order: id,
        request: id,
        approved: z.boolean(),
        note: z.string().trim().max(k.MOST_NOTE),
        operator: id,
      }),
      done,
    ),
    'changes.of': method(z.object({ order: id }), outcome(z.array(k.changeView))),
    /** Open requests of all orders, oldest first. */
    'changes.list': method(
      z.object({ ...page }),
      z.object({ total: z.number().int(), rows: z.array(k.changeListRow) }),
    ),
    /** Audited: old and new receiver of a request in clear. */
    'changes.reveal': method(
      z.object({ order: id, request: id, operator: id, reason: z.string().trim().min(1).max(200) }),
      outcome(z.object({ old: v.party.nullable(), new: v.party.nullable() })),
    ),
    /** By whole phone number or whole name; all of them, those who ordered last first, where nothing is searched. */
    'customers.list': method(
      z.object({ search: z.string().max(100).default(''), ...page }),
      z.object({ total: z.number().int(), rows: z.array(k.customerRow), building: z.boolean() }),
    ),
    'customers.get': method(z.object({ customer: k.customerId }), outcome(k.customerView)),
    'customers.ofOrder': method(z.object({ order: id }), outcome(k.orderCustomer)),
    /** Audited: whom the customer's last order goes to, in clear. */
    'customers.reveal': method(
      z.object({ customer: k.customerId, operator: id, reason: z.string().trim().min(1).max(200) }),
      outcome(v.party),
    ),
    'customers.credit': method(
      z.object({
        customer: k.customerId,
        credit: z.enum(k.CREDITS),
        reason: z.string().trim().min(1).max(300),
        operator: id,
      }),
      done,
    ),
    'customers.note': method(
      z.object({
        customer: k.customerId,
        text: z.string().trim().min(1).max(k.MOST_NOTE),
        operator: id,
      }),
      done,
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
      z.object({
        /** Only what still has to be done, proven or answered. */
        open: z.boolean(),
        filter: v.printFilter.optional(),
        ...page,
      }),
      z.object({
        total: z.number().int(),
        rows: z.array(v.printJobView),
        /** There are older ones that were not looked through for the filter. */
        more: z.boolean(),
      }),
    ),
    /** The ledger as CSV; no receivers stand in it. */
    'prints.export': method(
      z.object({ filter: v.printFilter, operator: id }),
      outcome(z.object({ token: z.string(), fileName: z.string(), rows: z.number().int() })),
    ),
    /** The answer to "did the label come out?" */
    'prints.answer': method(z.object({ job: id, came: z.boolean(), operator: id }), done),
    'prints.retry': method(z.object({ job: id, operator: id }), done),
    /** The next copy, which says 补打/REPRINT and its number. */
    'prints.reprint': method(
      z.object({ job: id, reason: z.string().trim().min(1).max(200), operator: id }),
      done,
    ),
    /** The paper is worth nothing any more; the waybill number stays as it is. */
    'prints.void': method(
      z.object({ job: id, reason: z.string().trim().min(1).max(200), operator: id }),
      done,
    ),
    'prints.driverSheet': method(z.object({ shipment: id, operator: id }), done),
    /** Sends the self-test page to a printer as it stands in the form; `job` is its row in the ledger. */
    'printer.test': method(
      z.object({ printer: v.printerSettings }),
      outcome(
        z.object({
          outcome: z.string(),
          code: z.string().nullable(),
          preview: z.string(),
          job: z.string().nullable(),
        }),
      ),
    ),
    /** Asks a printer as it stands in the form for its state. */
    'printer.ask': method(z.object({ printer: v.printerSettings }), v.printerAnswer),
    'printers.find': method(none, z.array(v.foundPrinter)),
    'devices.ports': method(
      none,
      z.object({
        ports: z.array(z.object({ path: z.string(), name: z.string() })),
        queues: z.array(z.string()),
        devices: z.array(z.string()),
      }),
    ),
    /** Serial ports and HID devices, named in words. */
    'devices.find': method(
      none,
      z.object({ devices: z.array(v.foundDevice), hid: z.enum(['no_driver', 'failed']).nullable() }),
    ),
    /** The settings of all devices as a JSON file, and such a file taken over. */
    'devices.export': method(none, outcome(z.object({ token: z.string(), fileName: z.string() }))),
    'devices.import': method(z.object({ text: z.string().max(500_000) }), done),
    /** Last sign of life, last error and latency of every gun, scale and printer. */
    'devices.health': method(none, z.array(v.deviceLine)),
    /** What the scale of a bench says now; null where it has none. */
    'scale.view': method(z.object({ bench }), v.scaleView.nullable()),
    /** Manual weight, or a lead's word for one that is out of its bounds. */
    'bench.weight': method(z.object({ bench, weight: v.weightAct }), done),
    /** Listens on a port, then asks, and says what scale it seems to be. What comes is told by the event `scaleTest`. */
    'scales.detect': method(z.object({ path: z.string().min(1).max(255) }), outcome(v.scaleProposal)),
    /** Reads a scale as it stands in the form until it is told to end; told by the event `scaleTest`. */
    'scales.test': method(z.object({ scale: v.scaleSettings.nullable() }), done),
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

    /** Orders on the hub that are not here any more; whole numbers, phone numbers and names. */
    'older.search': method(z.object({ search: z.string().trim().min(1).max(100) }), outcome(o.olderFound)),
    /** One of them, read from the hub for this look and not kept; its receiver masked. */
    'older.get': method(z.object({ order: id }), outcome(v.orderView)),
    /** Audited: its receiver in clear. */
    'older.reveal': method(
      z.object({ order: id, operator: id, reason: z.string().trim().min(1).max(200) }),
      outcome(v.party),
    ),

    /** What may be changed of an order before it leaves: cancel, shortage, split, merge, address. */
    'alter.view': method(z.object({ order: id }), outcome(c.changesView)),
    'alter.act': method(c.changesAct, outcome(z.object({ orders: z.array(z.string()) }))),
    /** Cases (异常单): lists, one with its thread, and its steps. */
    'cases.list': method(ca.caseFilter, ca.caseList),
    'cases.ofOrder': method(z.object({ order: id }), z.array(ca.caseRow)),
    'cases.get': method(z.object({ id }), outcome(ca.caseView)),
    'cases.open': method(ca.caseOpen, outcome(z.object({ id: z.string() }))),
    'cases.act': method(ca.caseAct, done),
    /** A parcel that came back is linked to its order (EXC-12). */
    'cases.returned': method(ca.caseReturned, outcome(z.object({ id: z.string() }))),

    /** After the handover: how many stand in which list, and how carriers do. */
    'after.board': method(none, a.afterBoard),
    'after.rows': method(
      z.object({
        list: z.enum(a.AFTER_LISTS),
        search: z.string().max(100).default(''),
        carrier: id.optional(),
        ...page,
      }),
      z.object({ ready: z.boolean(), total: z.number().int(), rows: z.array(a.afterRow) }),
    ),
    /** Which step a person may make is decided by the transition tables. */
    'after.act': method(a.afterAct, done),
    'after.bulk': method(a.afterBulk, outcome(a.afterBulkDone)),
    /** Looks now for what went wrong on the way and for what is due. */
    'after.sweep': method(none, outcome(z.object({ cases: z.number().int(), steps: z.number().int() }))),
    'tracking.of': method(z.object({ order: id }), outcome(a.orderTracking)),
    /** What a carrier has said on the phone or its page, typed by hand. */
    'tracking.add': method(a.trackingAdd, done),
    'tracking.find': method(
      z.object({ search: z.string().trim().min(1).max(100) }),
      z.array(a.trackingFound),
    ),
    /** The logistics record of a span as a CSV file. */
    'tracking.export': method(
      z.object({ from: z.number(), to: z.number(), operator: id }),
      outcome(z.object({ token: z.string(), fileName: z.string(), parcels: z.number().int() })),
    ),
    'completion.of': method(z.object({ order: id }), outcome(a.orderCompletion)),
    'archive.search': method(
      a.archiveQuery.extend({ sort: z.enum(['time', 'number']).default('time'), ...page }),
      z.object({ rows: z.array(a.archiveRow), more: z.boolean() }),
    ),
    'archive.ask': method(
      z.object({ order: id, operator: id, reason: z.string().trim().min(1).max(500) }),
      outcome(z.object({ case: z.string() })),
    ),
    'archive.requests': method(none, z.array(a.archiveRequest)),
    /** By somebody else than whoever asked. */
    'archive.decide': method(
      z.object({
        case: id,
        granted: z.boolean(),
        note: z.string().trim().max(500).default(''),
        operator: id,
      }),
      done,
    ),
    /** Everything of an order as a ZIP; audited. @param clear with receivers and texts in clear; needs a reason */
    'archive.export': method(
      z.object({
        order: id,
        operator: id,
        clear: z.boolean().default(false),
        reason: z.string().trim().max(200).default(''),
      }),
      outcome(z.object({ token: z.string(), fileName: z.string(), left: z.array(z.string()) })),
    ),
    'handover.get': method(z.object({ id }), outcome(a.manifestView)),
    'handover.sign': method(a.signManifest, done),
    'handover.pdf': method(z.object({ id }), outcome(z.object({ token: z.string(), fileName: z.string() }))),
    /** 发货凭证 of a parcel, on paper and as a file. */
    'voucher.print': method(z.object({ shipment: id, operator: id }), done),
    'voucher.pdf': method(
      z.object({ shipment: id }),
      outcome(z.object({ token: z.string(), fileName: z.string() })),
    ),

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
    'hub.serve': method(z.object({ on: z.boolean(), otherPort: z.boolean().optional() }), done),
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
