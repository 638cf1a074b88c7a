import { formatHlc } from '../../../../shared/base/index.ts';
import type { EpochMs } from '../../../../shared/base/index.ts';
import type { OrderEvent } from '../../../../shared/domain/index.ts';
import type { FileDoc, JournalDoc, OrderDoc, PrintDoc } from '../../../../shared/schema/index.ts';
import type { CaseEvent } from '../../../../shared/domain/cases/index.ts';
import { caseDoc, orderDoc } from '../../database/index.ts';
import type { Context } from '../context.ts';
import { stamp, withEvents } from '../events.ts';
import { SYSTEM } from '../people.ts';
import { waybillId } from '../waybills.ts';
import { isAway, overSince, privateKeys, sessionsOf } from './finished.ts';
import type { Pace } from '../../pace.ts';
import { walk } from './walk.ts';

/** What a run took away, or would. */
export interface Counts {
  /** Orders that lost their receiver, remarks and notes. */
  receivers: number;
  /** Import reports and audit records that lost what they quoted. */
  quotes: number;
  orders: number;
  shipments: number;
  waybills: number;
  handovers: number;
  prints: number;
  journal: number;
  reports: number;
}
export const noCounts = (): Counts => ({
  receivers: 0,
  quotes: 0,
  orders: 0,
  shipments: 0,
  waybills: 0,
  handovers: 0,
  prints: 0,
  journal: 0,
  reports: 0,
});

export interface Pass {
  readonly ctx: Context;
  readonly pace: Pace;
  /** Only counts. */
  readonly dry: boolean;
  readonly counts: Counts;
  /** The station closes. */
  readonly stopped: () => boolean;
}

/** Orders that are over and older than that, by age. */
async function* overOrders(pass: Pass, before: EpochMs): AsyncGenerator<OrderDoc> {
  const { orders } = pass.ctx.db;
  for (const lane of ['closed', 'shipped'] as const) {
    const pages = walk(
      0,
      (doc: OrderDoc) => doc.orderedAt,
      (from, limit) =>
        orders.find({
          selector: { lane, orderedAt: { $gte: from, $lt: before } },
          sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
          limit,
        }),
    );
    for await (const page of pages) {
      for (const doc of page) {
        if (pass.stopped()) return;
        const since = overSince(doc);
        if (since !== undefined && since < before) yield doc;
        await pass.pace.step();
      }
    }
  }
}

/** PRV-05: the receiver is nobody's business any more; the order stays, with a mark that the rule took it. */
export async function erasePrivate(pass: Pass, before: EpochMs): Promise<void> {
  const { ctx, dry, counts } = pass;
  for await (const doc of overOrders(pass, before)) {
    if (privateKeys(doc).length === 0) continue;
    counts.receivers += 1;
    await eraseCases(pass, doc.id);
    if (dry) continue;
    await ctx.db.orders.update(doc.id, (now) => {
      const keys = privateKeys(now);
      const since = overSince(now);
      if (keys.length === 0 || since === undefined || since >= before) return now;
      const draft = { type: 'private_erased', data: { events: keys, rule: 'retention' } };
      const [event] = stamp<OrderEvent>(ctx, SYSTEM, [draft]);
      return orderDoc({ ...withEvents(now, event ? [event] : []), private: { events: {} } });
    });
  }
  for (const kind of ['import', 'audit'] as const) {
    for await (const doc of oldFiles(pass, kind, before)) {
      const field = kind === 'import' ? 'sealed' : 'reason';
      if (doc.data[field] === undefined) continue;
      counts.quotes += 1;
      if (dry) continue;
      await ctx.db.files.update(doc.id, (now) => {
        const { [field]: quoted, ...data } = now.data;
        void quoted;
        return { ...now, data: { ...data, erased: true } };
      });
    }
  }
}

/** What was said about an order goes with its receiver; what became of it stays. */
async function eraseCases({ ctx, counts, dry }: Pass, order: string): Promise<void> {
  for (const one of await ctx.db.cases.find({ selector: { order } })) {
    const keys = Object.keys(one.private.events);
    if (keys.length === 0 || one.lane === 'open') continue;
    counts.quotes += 1;
    if (dry) continue;
    await ctx.db.cases.update(one.id, (now) => {
      const named = Object.keys(now.private.events);
      if (named.length === 0) return now;
      const draft = { type: 'private_erased', data: { events: named, rule: 'retention' } };
      const [event] = stamp<CaseEvent>(ctx, SYSTEM, [draft]);
      return caseDoc({ ...withEvents(now, event ? [event] : []), private: { events: {} } });
    });
  }
}

async function* oldFiles(pass: Pass, kind: FileDoc['kind'], before: EpochMs): AsyncGenerator<FileDoc> {
  const selector = { kind, at: { $lt: before } };
  const found = await pass.ctx.db.files.find({ selector, sort: [{ kind: 'asc' }, { at: 'asc' }] });
  for (const doc of found) {
    if (pass.stopped()) return;
    yield doc;
    await pass.pace.step();
  }
}

/**
 * BAK-03: finished orders and all that belongs to them leave this station; nothing is deleted elsewhere.
 * @returns whether something had to stay because the hub does not have it yet
 */
export async function purgeDocuments(pass: Pass, before: EpochMs): Promise<boolean> {
  let stayed = false;
  const { ctx, dry, counts } = pass;
  const { db } = ctx;
  const isOld = (doc: OrderDoc): boolean => {
    const since = overSince(doc);
    return since !== undefined && since < before;
  };
  for await (const doc of overOrders(pass, before)) {
    const parcels = await db.shipments.find({ selector: { order: doc.id } });
    const others = parcels.flatMap((parcel) => parcel.base.orders).filter((id) => id !== doc.id);
    const together = await db.orders.getMany(others);
    const cases = await db.cases.find({ selector: { order: doc.id } });
    const isFree =
      parcels.every(isAway) &&
      cases.every((one) => one.lane === 'done') &&
      [...together.values()].every(isOld) &&
      doc.events.every((event) => event.type !== 'merged');
    if (!isFree) continue;
    const waybills = parcels.flatMap((parcel) =>
      parcel.events.flatMap((event) =>
        event.type === 'waybill_bound' ? [waybillId(event.data.carrier, event.data.number)] : [],
      ),
    );
    const marks = parcels.flatMap((parcel) => parcel.base.orders.map((id) => `exported:${parcel.id}/${id}`));
    const sessions = parcels.flatMap(sessionsOf);
    const entries = (
      await Promise.all(sessions.map((session) => db.journal.find({ selector: { session } })))
    ).flat();
    const jobs = (
      await Promise.all(parcels.map((parcel) => db.prints.find({ selector: { shipment: parcel.id } })))
    ).flat();
    const ids = (docs: readonly { readonly id: string }[]): string[] => docs.map(({ id }) => id);
    const numbers = ids([...(await db.waybills.getMany(waybills)).values()]);
    const isSafe =
      db.mayGo('orders', doc.id) &&
      ids(parcels).every((id) => db.mayGo('shipments', id)) &&
      numbers.every((id) => db.mayGo('waybills', id)) &&
      ids(cases).every((id) => db.mayGo('cases', id)) &&
      ids(entries).every((id) => db.mayGo('journal', id));
    if (!isSafe) {
      stayed = true;
      continue;
    }
    if (dry) {
      counts.orders += 1;
      counts.shipments += parcels.length;
      counts.waybills += numbers.length;
      counts.journal += entries.length;
      counts.prints += jobs.length;
      continue;
    }
    // What hangs on the order goes first: a crash in between leaves the order, and the next run takes the rest.
    counts.journal += await db.journal.purge(ids(entries));
    counts.prints += await db.prints.purge(ids(jobs));
    counts.waybills += await db.waybills.purge(numbers);
    await db.cases.purge(ids(cases), (one) => one.lane === 'done');
    await db.outbox.purge(marks, (mark) => mark.state === 'done');
    counts.shipments += await db.shipments.purge(ids(parcels), isAway);
    counts.orders += await db.orders.purge([doc.id], isOld);
    await pass.pace.step();
  }
  for (const kind of ['manifest', 'audit', 'wave'] as const) {
    for await (const doc of oldFiles(pass, kind, before)) {
      if (kind === 'manifest' && doc.data['state'] !== 'closed') continue;
      const gone = dry ? 1 : await db.files.purge([doc.id]);
      if (kind === 'manifest') counts.handovers += gone;
      else counts.reports += gone;
    }
  }
  return stayed;
}

/** Scans, print jobs and import reports: what only tells how it came about. */
export async function purgeRecords(pass: Pass, before: EpochMs): Promise<void> {
  const { ctx, dry, counts, pace } = pass;
  const { db } = ctx;
  const open = new Set((await db.shipments.find({ selector: { lane: 'work' } })).flatMap(sessionsOf));
  const until = formatHlc({ ms: before, counter: 0, station: '' });
  const entries = walk(
    '',
    (entry: JournalDoc) => entry.at,
    (from, limit) =>
      db.journal.find({ selector: { at: { $gte: from, $lt: until } }, sort: [{ at: 'asc' }], limit }),
  );
  for await (const page of entries) {
    if (pass.stopped()) return;
    // The entries of a session in work are its state.
    const going = page.filter((entry) => !open.has(entry.session)).map((entry) => entry.id);
    counts.journal += dry ? going.length : await db.journal.purge(going);
    await pace.step();
  }
  await purgePrints(pass, before);
  for await (const doc of oldFiles(pass, 'import', before)) {
    if (doc.data['state'] === 'running') continue;
    counts.reports += dry ? 1 : await db.files.purge([doc.id]);
  }
}

const SETTLED = new Set(['confirmed', 'failed', 'voided', 'sent']);

async function purgePrints({ ctx, dry, counts, pace, stopped }: Pass, before: EpochMs): Promise<void> {
  const { db } = ctx;
  const jobs = walk(
    0,
    (job: PrintDoc) => job.at,
    (from, limit) =>
      db.prints.find({ selector: { at: { $gte: from, $lt: before } }, sort: [{ at: 'asc' }], limit }),
  );
  for await (const page of jobs) {
    if (stopped()) return;
    const parcels = await db.shipments.getMany(page.map((doc) => doc.shipment).filter((id) => id !== ''));
    const isNeeded = (doc: PrintDoc): boolean => {
      const parcel = parcels.get(doc.shipment);
      return !SETTLED.has(doc.state) || (parcel !== undefined && !isAway(parcel));
    };
    const going = page.filter((doc) => !isNeeded(doc)).map((doc) => doc.id);
    counts.prints += dry ? going.length : await db.prints.purge(going);
    await pace.step();
  }
}
