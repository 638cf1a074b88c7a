import type { Classified } from '../../../shared/codec/index.ts';
import type { BenchView } from '../../../shared/contract/index.ts';
import type { Actor } from '../../../shared/domain/index.ts';
import type { ShipmentDoc } from '../../../shared/schema/index.ts';
import type { Bench } from './bench/bench.ts';
import type { Say } from './bench/types.ts';
import { stopOf } from './bench/refusals.ts';
import type { Lookup } from './bench/lookup.ts';
import type { FreightService } from './carriers/index.ts';
import { refused, type Context, type Refused } from './context.ts';
import { manifestId, type Manifest, type Manifests } from './manifests.ts';
import type { OrdersService } from './orders.ts';
import type { Parcel, ParcelsService } from './parcels.ts';
import type { PrintRequest, PrintsService } from './prints.ts';
import type { QueueService } from './queue.ts';
import type { SettingsService } from './settings.ts';
import type { ShipmentsService } from './shipments.ts';
import type { StockService } from './stock/index.ts';
import type { WaybillsService } from './waybills.ts';

/** 交接: parcels of one carrier's pickup, scanned one by one or all at once, with two copies of the list. */
export interface HandoverService {
  start(bench: Bench, say: Say, carrier: string | undefined, courier: string): Promise<void>;
  scan(bench: Bench, say: Say, scan: Exclude<Classified, { kind: 'invalid' }>): Promise<void>;
  all(bench: Bench, say: Say): Promise<void>;
  finish(bench: Bench, say: Say): Promise<void>;
  /** Back to packing; the list stays open and goes on with the next HANDOVER. */
  leave(bench: Bench, say: Say): Promise<void>;
  view(bench: Bench): BenchView['handover'];
  /** Parcels came or went: open lists show what is there now. */
  refresh(): Promise<void>;
  /** An open list of this bench, after a restart. */
  resume(bench: Bench): Promise<boolean>;
  /** Writes what follows from signed lists that a crash left half done. */
  heal(): Promise<void>;
  list(offset: number, limit: number): Promise<{ total: number; rows: Manifest[] }>;
}

interface Deps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly manifests: Manifests;
  readonly parcels: ParcelsService;
  readonly shipments: ShipmentsService;
  readonly orders: OrdersService;
  readonly waybills: WaybillsService;
  readonly prints: PrintsService;
  readonly queue: QueueService;
  readonly stock: Pick<StockService, 'shipped'>;
  readonly lookup: Lookup;
  readonly freight: Pick<FreightService, 'reckon'>;
}

/** A parcel that stands ready, as the list on the screen shows it. */
interface Waiting {
  readonly order: string;
  readonly channelOrderNo: string;
  readonly number: string;
}

const SHOWN_ROWS = 500;
/** Parcels that a signed list hands over in one transaction: some milliseconds, no scan waits longer. */
const AT_ONCE = 20;

export function createHandover(deps: Deps): HandoverService {
  const { ctx, manifests } = deps;
  /** Open list by bench. */
  const open = new Map<string, Manifest>();
  /** What stands ready for the list's carrier, by bench: read when the list opens and when parcels come or go. */
  const waiting = new Map<string, ReadonlyMap<string, Waiting>>();

  const stagedOf = (carrier: string): Promise<ShipmentDoc[]> =>
    ctx.db.shipments.find({ selector: { carrier, lane: 'staged' } });

  async function readStaged(bench: string, carrier: string): Promise<number> {
    const staged = await stagedOf(carrier);
    const orders = await ctx.db.orders.getMany(staged.map((doc) => doc.order));
    const rows = staged.map((doc): [string, Waiting] => [
      doc.id,
      {
        order: doc.order,
        channelOrderNo: orders.get(doc.order)?.channelOrderNo ?? doc.order,
        number: doc.waybill,
      },
    ]);
    waiting.set(bench, new Map(rows));
    return staged.length;
  }

  async function busiestCarrier(): Promise<string | undefined> {
    const staged = await ctx.db.shipments.find({
      selector: { lane: 'staged' },
      sort: [{ lane: 'asc' }, { priority: 'asc' }],
    });
    const counts = new Map<string, number>();
    for (const doc of staged) counts.set(doc.carrier, (counts.get(doc.carrier) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  }

  async function save(bench: Bench, manifest: Manifest): Promise<void> {
    open.set(bench.id, manifest);
    await manifests.put(manifest);
  }

  /** May this parcel leave now? Refund, cancel and address change are asked for a last time. */
  const mayLeave = (parcel: Parcel, manifest: Manifest, actor: Actor) =>
    deps.shipments.may(
      parcel,
      {
        type: 'handed_over',
        data: { manifest: manifest.id, courier: manifest.courier, at: ctx.clock.now() },
      },
      actor,
      { manifestCarrier: manifest.carrier },
    );

  async function add(bench: Bench, manifest: Manifest, parcel: Parcel): Promise<ReturnType<typeof mayLeave>> {
    const asked = mayLeave(parcel, manifest, bench.actor());
    if (asked.ok) {
      const entry = {
        shipment: parcel.doc.id,
        number: parcel.state.waybill?.number ?? '',
        at: ctx.clock.now(),
      };
      await save(bench, { ...manifest, scanned: [...manifest.scanned, entry] });
    }
    return asked;
  }

  async function foreign(
    bench: Bench,
    say: Say,
    manifest: Manifest,
    number: string,
    reason: string,
  ): Promise<void> {
    if (!manifest.foreign.some((each) => each.number === number)) {
      await save(bench, { ...manifest, foreign: [...manifest.foreign, { number, reason }] });
    }
    await bench.raise(say, 'foreign_parcel', {
      got: { code: number },
      data: { reason, carrier: manifest.carrier },
    });
  }

  /** A cancel or an address change may have come after the parcel's scan: it leaves the list before it is signed. */
  async function takeOffBlocked(
    bench: Bench,
    manifest: Manifest,
  ): Promise<{ refusal: Refused; number: string; off: number } | undefined> {
    const kept: Manifest['scanned'][number][] = [];
    let first: { refusal: Refused; number: string } | undefined;
    for (const entry of manifest.scanned) {
      const parcel = await deps.parcels.load(entry.shipment);
      const asked = parcel ? mayLeave(parcel, manifest, bench.actor()) : refused('not_here');
      if (asked.ok) kept.push(entry);
      else first ??= { refusal: asked, number: entry.number };
    }
    if (!first) return undefined;
    await save(bench, { ...manifest, scanned: kept });
    return { ...first, off: manifest.scanned.length - kept.length };
  }

  /**
   * Effects of a signed list: parcels with their numbers some at a time in one transaction each, then their orders. Every id
   * is derived from the list, so that writing again changes nothing; what a crash left out, `heal` writes.
   */
  async function carryOut(manifest: Manifest): Promise<void> {
    const { id, courier, carrier, scanned } = manifest;
    const actor: Actor = { id: manifest.by, roles: ['SHP'] };
    for (let from = 0; from < scanned.length; from += AT_ONCE) {
      const some = scanned.slice(from, from + AT_ONCE);
      const parcels = some.map(({ shipment, at }) => {
        const data = { manifest: id, courier, at };
        const handed = { type: 'handed_over', data, id: `handed_over:${id}:${shipment}` };
        return deps.shipments.noting(shipment, [handed], actor);
      });
      const numbers = some.map(({ number }) => {
        const used = { type: 'used', data: { manifest: id }, id: `used:${carrier}:${number}` };
        return deps.waybills.noting(carrier, number, used, actor);
      });
      await ctx.db.together([...parcels, ...numbers]);
      const docs = await ctx.db.shipments.getMany(some.map(({ shipment }) => shipment));
      await deps.stock.shipped([...docs.values()], actor);
      const orders = new Set([...docs.values()].flatMap((doc) => doc.base.orders));
      for (const order of orders) await deps.orders.shipWhenComplete(order, actor);
      await deps.freight.reckon(some.map(({ shipment }) => shipment));
    }
    await manifests.put({ ...manifest, state: 'closed', closedAt: manifest.closedAt ?? ctx.clock.now() });
    await ctx.db.barrier();
    deps.queue.touch();
  }

  /** Two copies of the list, and for our own driver the sheet with the receivers in clear. */
  async function printPapers(manifest: Manifest, request: PrintRequest): Promise<Refused | undefined> {
    for (const copy of [1, 2] as const) {
      const printed = await deps.prints.printManifest(manifest.id, copy, request);
      if (!printed.ok) return printed;
    }
    if (!deps.settings.carrier(manifest.carrier).sources.includes('own')) return undefined;
    const sheet = await deps.prints.printDriverList(manifest.id, request);
    return sheet.ok ? undefined : sheet;
  }

  return {
    async start(bench, say, carrierCode, courier) {
      const running = open.get(bench.id);
      if (bench.mode === 'handover' && running) {
        if (courier !== '') await save(bench, { ...running, courier });
        return say('info', { reason: 'handover_open', carrier: running.carrier });
      }
      if (bench.live) return bench.raise(say, 'not_allowed', { data: { reason: 'order_open' } });
      const carrier = carrierCode ?? (await busiestCarrier());
      if (carrier === undefined) return say('info', { reason: 'nothing_staged' });
      if (!deps.settings.carriers().some((each) => each.code === carrier))
        return bench.raise(say, 'not_allowed', { data: { reason: 'carrier_unknown', carrier } });
      const left = (await manifests.unfinished()).find(
        (each) => each.state === 'open' && each.carrier === carrier && each.bench === bench.id,
      );
      // By gun alone nobody can type a name: then the list names the carrier.
      const { pickupContact, zh, en } = deps.settings.carrier(carrier);
      const usual = pickupContact ?? (deps.settings.get().language === 'en' ? en : zh);
      const named = courier === '' ? (left?.courier ?? usual) : courier;
      const manifest: Manifest = left
        ? { ...left, courier: named }
        : {
            // A bench starts one pickup at a time.
            id: manifestId(ctx.station, ctx.clock.now().toString(36)),
            site: ctx.site,
            carrier,
            state: 'open',
            startedAt: ctx.clock.now(),
            bench: bench.id,
            courier: named,
            by: bench.actor().id,
            scanned: [],
            missing: [],
            foreign: [],
          };
      await save(bench, manifest);
      bench.mode = 'handover';
      say('handover_started', { carrier, expected: await readStaged(bench.id, carrier) });
    },

    async scan(bench, say, scan) {
      const manifest = open.get(bench.id);
      if (!manifest) return bench.raise(say, 'not_allowed', { data: { reason: 'no_handover' } });
      const target = await deps.lookup.target(scan);
      const parcel = target?.kind === 'shipment' ? await deps.parcels.load(target.id) : undefined;
      if (!parcel) return foreign(bench, say, manifest, scan.waybill.slice(0, 60), 'not_here');
      const number = parcel.state.waybill?.number ?? scan.waybill;
      // The label on the box is not the one that the carrier was told of.
      if (target?.kind === 'shipment' && target.number !== undefined && target.number !== number)
        return foreign(bench, say, manifest, target.number, 'label_voided');
      if (manifest.scanned.some((each) => each.shipment === parcel.doc.id))
        return say('already_on_list', { number });
      if (parcel.doc.carrier !== manifest.carrier)
        return foreign(bench, say, manifest, number, 'other_carrier');
      if (parcel.doc.lane === 'gone') return foreign(bench, say, manifest, number, 'already_handed_over');
      if (parcel.doc.lane !== 'staged') return foreign(bench, say, manifest, number, 'not_closed');
      const added = await add(bench, manifest, parcel);
      if (!added.ok) {
        const { kind, data } = stopOf(added);
        return bench.raise(say, kind, { got: { code: number }, data });
      }
      const now = open.get(bench.id) ?? manifest;
      say('handed_over', { number, scanned: now.scanned.length });
    },

    async all(bench, say) {
      const manifest = open.get(bench.id);
      if (bench.mode !== 'handover' || !manifest)
        return bench.raise(say, 'not_allowed', { data: { reason: 'no_handover' } });
      let refusedCount = 0;
      for (const doc of await stagedOf(manifest.carrier)) {
        const now = open.get(bench.id) ?? manifest;
        if (now.scanned.some((each) => each.shipment === doc.id)) continue;
        const added = await add(bench, now, await deps.parcels.from(doc));
        if (!added.ok) refusedCount += 1;
      }
      say('handed_over', { scanned: open.get(bench.id)?.scanned.length ?? 0, exceptions: refusedCount });
    },

    async finish(bench, say) {
      const manifest = open.get(bench.id);
      if (bench.mode !== 'handover' || !manifest)
        return bench.raise(say, 'not_allowed', { data: { reason: 'no_handover' } });
      if (manifest.scanned.length === 0) {
        await manifests.put({ ...manifest, state: 'closed', closedAt: ctx.clock.now() });
        open.delete(bench.id);
        bench.mode = 'pack';
        return say('handover_finished', { parcels: 0, missing: 0 });
      }
      const stopped = await takeOffBlocked(bench, manifest);
      if (stopped) {
        const { kind, data } = stopOf(stopped.refusal);
        return bench.raise(say, kind, { got: { code: stopped.number }, data: { ...data, off: stopped.off } });
      }
      const taken = new Set(manifest.scanned.map((each) => each.shipment));
      const missing = (await stagedOf(manifest.carrier))
        .filter((doc) => !taken.has(doc.id))
        .map((doc) => ({ shipment: doc.id, number: doc.waybill }));
      const closing: Manifest = { ...manifest, missing, state: 'closing', closedAt: ctx.clock.now() };
      await manifests.put(closing);
      // From here on the parcels are the courier's, whatever happens to this machine.
      await ctx.db.barrier();
      open.delete(bench.id);
      bench.mode = 'pack';
      await carryOut(closing);
      say('handover_finished', {
        parcels: closing.scanned.length,
        missing: missing.length,
        manifest: closing.id,
      });
      const refusedPaper = await printPapers(closing, { bench: bench.id, actor: bench.actor() });
      if (refusedPaper)
        return bench.raise(say, 'printer_not_ready', {
          data: { reason: refusedPaper.code, paper: 'manifest', manifest: closing.id },
        });
    },

    async leave(bench, say) {
      bench.mode = 'pack';
      say('info', { reason: 'handover_left' });
    },

    view(bench) {
      const manifest = open.get(bench.id);
      if (!manifest) return null;
      const { code, zh, en } = deps.settings.carrier(manifest.carrier);
      const staged = waiting.get(bench.id) ?? new Map<string, Waiting>();
      const row = (shipment: string, number: string, state: 'scanned' | 'pending') => {
        const order = staged.get(shipment)?.order ?? shipment.slice(0, shipment.lastIndexOf('.'));
        const channelOrderNo = staged.get(shipment)?.channelOrderNo ?? order;
        return { shipment, order, channelOrderNo, number, state, reason: null };
      };
      const taken = new Set(manifest.scanned.map((each) => each.shipment));
      const shown = manifest.scanned.slice(-SHOWN_ROWS).reverse();
      const pending = [...staged].filter(([shipment]) => !taken.has(shipment));
      return {
        carrier: { code, zh, en },
        courier: manifest.courier,
        startedAt: manifest.startedAt,
        expected: staged.size,
        scanned: manifest.scanned.length,
        foreign: [...manifest.foreign],
        rows: [
          ...shown.map(({ shipment, number }) => row(shipment, number, 'scanned')),
          ...pending
            .slice(0, SHOWN_ROWS - shown.length)
            .map(([shipment, { number }]) => row(shipment, number, 'pending')),
        ],
      };
    },

    async refresh() {
      for (const [bench, manifest] of open) await readStaged(bench, manifest.carrier);
    },

    async resume(bench) {
      if (bench.live) return false;
      const left = (await manifests.unfinished()).find(
        (each) => each.state === 'open' && each.bench === bench.id,
      );
      if (!left || left.scanned.length === 0) return false;
      open.set(bench.id, left);
      await readStaged(bench.id, left.carrier);
      return true;
    },

    async heal() {
      for (const manifest of await manifests.unfinished())
        if (manifest.state === 'closing') await carryOut(manifest);
    },

    list: (offset, limit) => manifests.list(offset, limit),
  };
}
