import { type Clock, type EpochMs, type HlcClock } from '../../../../shared/base/index.ts';
import { isOpen, type PrintJob } from '../../../../shared/domain/print-job/index.ts';
import { mergeAggregates, type Carrier } from '../../../../shared/domain/index.ts';
import type {
  ConfigDoc,
  FileDoc,
  PersonDoc,
  PrintDoc,
  ShipmentDoc,
  StockDoc,
  WaybillDoc,
} from '../../../../shared/schema/index.ts';
import { waybillDoc, type Database } from '../../database/index.ts';
import type { StoredFile } from '../../storage/index.ts';
import { BUILT_IN_CARRIERS } from '../settings.ts';
import type { RestorePlan } from './plan.ts';

/**
 * What a restored station must not forget, because it happened outside of the machine: numbers that were given out, labels
 * that were printed, parcels that were closed. It is taken from the state that the restore put aside.
 */

/** What a restore found and did, as it stays in the database. */
export interface RestoreReport {
  readonly id: string;
  readonly at: EpochMs;
  readonly by: string;
  readonly backup: string;
  readonly backupAt: EpochMs;
  /** `damaged` and `absent`: nothing could be carried forward; own numbers skip ahead instead. */
  readonly present: 'read' | 'damaged' | 'absent';
  readonly carried: {
    readonly series: number;
    readonly waybills: number;
    readonly prints: number;
    readonly audits: number;
    readonly people: number;
  };
  /** Numbers of each own series that were skipped. */
  readonly gap: number;
  /** Print jobs that a person is asked about. */
  readonly asked: number;
  /** Orders whose parcels went on after the backup: put on hold, for a person to look at. */
  readonly held: readonly string[];
  /** Parcels that went on after the backup and are not in it at all. */
  readonly missing: number;
}

export const REPORT_ID = 'restored';

/** Own numbers given out in a day, at most: so many are skipped for each day that nothing is known of. */
const NUMBERS_A_DAY = 5_000;
const DAY_MS = 86_400_000;
/** Seven digits; a gap of half of them would leave a station without numbers. */
const LARGEST_GAP = 500_000;

/** Steps of a parcel that somebody has in hand: done once more, they would be done twice. */
const PHYSICAL = new Set(['waybill_bound', 'label_printed', 'labelled', 'staged', 'handed_over', 'packed']);

/** After so many documents other work has its turn. */
const SLICE = 100;
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Step 3 of a restore (plan.ts). May run more than once: everything in it is the greater of two numbers, a union of events,
 * or a document with the same id.
 * @param aside the state that was put aside; why it cannot be read, where it cannot
 */
export async function carryForward(input: {
  readonly db: Database;
  readonly hlc: HlcClock;
  readonly clock: Clock;
  readonly plan: RestorePlan;
  readonly aside: StoredFile | 'damaged' | 'absent';
}): Promise<RestoreReport> {
  const { db, hlc, clock, plan, aside } = input;
  const carried = { series: 0, waybills: 0, prints: 0, audits: 0, people: 0 };
  const held = new Set<string>();
  let missing = 0;
  let gap = 0;
  let present: RestoreReport['present'] = aside === 'damaged' || aside === 'absent' ? aside : 'read';
  if (aside !== 'damaged' && aside !== 'absent') {
    try {
      await carryFrom(aside);
    } catch {
      // Read up to a damaged page: what was carried by then is right, the rest is not known.
      present = 'damaged';
    }
  }
  if (present !== 'read') {
    const days = Math.max(1, Math.ceil((clock.now() - plan.backupAt) / DAY_MS));
    gap = Math.min(LARGEST_GAP, NUMBERS_A_DAY * days);
    await skipAhead();
  }
  const asked = await askForPrints();

  async function carryFrom(from: StoredFile): Promise<void> {
    async function newer(
      collection: string,
      take: (doc: never, stamps: void) => Promise<void>,
    ): Promise<void> {
      let seen = 0;
      for (const { document } of from.documents(collection, { since: plan.lastLwt[collection] ?? 0 })) {
        if (document) await take(withoutRxFields(document) as never);
        seen += 1;
        if (seen % SLICE === 0) await nextTurn();
      }
    }
    const receive = (doc: { readonly events?: readonly { readonly at: string }[] }): void => {
      for (const event of doc.events ?? []) hlc.receive(event.at);
    };
    await newer('config', async (doc: ConfigDoc) => {
      if (doc.kind === 'series') {
        await keepGreater(doc);
        carried.series += 1;
      }
      // The clock's mark: stamps go on after the last one that was written.
      const ms = doc.id === 'clock' ? Number(doc.value['ms'] ?? 0) : 0;
      if (ms > 0) hlc.receive(stampOf(ms));
    });
    // What came and went is so, whatever the orders say now; ids that repeat book nothing twice.
    await newer('stock', async (doc: StockDoc) => {
      hlc.receive(doc.at);
      await db.stock.insertMany([doc]);
    });
    await newer('journal', async (doc: { readonly at: string }) => hlc.receive(doc.at));
    await newer('orders', async (doc: { readonly events: readonly { readonly at: string }[] }) =>
      receive(doc),
    );
    await newer('cases', async (doc: { readonly events: readonly { readonly at: string }[] }) =>
      receive(doc),
    );
    await newer('waybills', async (doc: WaybillDoc) => {
      receive(doc);
      const { existing } = await db.waybills.insertMany([doc]);
      if (existing.size > 0)
        await db.waybills.update(doc.id, (known) =>
          waybillDoc(mergeAggregates(known, doc) as unknown as WaybillDoc),
        );
      carried.waybills += 1;
    });
    await newer('prints', async (doc: PrintDoc) => {
      await db.prints.put(doc);
      carried.prints += 1;
    });
    await newer('files', async (doc: FileDoc) => {
      if (doc.kind !== 'audit') return;
      await db.files.insertMany([doc]);
      carried.audits += 1;
    });
    await newer('people', async (doc: PersonDoc) => {
      const { existing } = await db.people.insertMany([doc]);
      if (existing.size === 0) carried.people += 1;
    });
    await newer('shipments', async (doc: ShipmentDoc) => {
      receive(doc);
      const known = await db.shipments.get(doc.id);
      const before = new Set(known?.events.map((event) => event.id));
      if (!doc.events.some((event) => PHYSICAL.has(event.type) && !before.has(event.id))) return;
      if (!known) missing += 1;
      else for (const order of known.base.orders) held.add(order);
    });
  }

  async function keepGreater(doc: ConfigDoc): Promise<void> {
    const known = await db.config.get(doc.id);
    const next = Math.max(Number(known?.value['next'] ?? 1), Number(doc.value['next'] ?? 1));
    await db.config.put({ ...doc, value: { ...doc.value, next } });
  }

  /** Once: the number to go on from is written with the restore that asked for it. */
  async function skipAhead(): Promise<void> {
    const carriers = [
      ...BUILT_IN_CARRIERS,
      ...(await db.config.find({ selector: { kind: 'carrier' } })).map(
        (doc) => doc.value as unknown as Carrier,
      ),
    ];
    // Also a series of which the backup knows no number yet.
    const ids = new Set(
      carriers.filter(({ sources }) => sources.includes('own')).map(({ code }) => `series:${code}`),
    );
    for (const { id } of await db.config.find({ selector: { kind: 'series' } })) ids.add(id);
    for (const id of ids) {
      const known = await db.config.get(id);
      if (known?.value['skippedBy'] === plan.id) continue;
      const next = Number(known?.value['next'] ?? 1) + gap;
      const value = { ...known?.value, next, skippedBy: plan.id };
      await db.config.put({ id, kind: 'series', value, private: {} });
    }
  }

  /** What waited or was being sent may have come out since: a person says. */
  async function askForPrints(): Promise<number> {
    let count = 0;
    const open = await db.prints.find({ selector: { state: { $in: ['queued', 'sending', 'unknown'] } } });
    for (const doc of open) {
      const job = doc.job as unknown as PrintJob;
      if (!isOpen(job)) continue;
      count += 1;
      if (job.state === 'unknown') continue;
      const at = clock.now();
      const attempts = [...job.attempts, { at, outcome: 'interrupted' as const, code: 'restored' }];
      await db.prints.put({
        ...doc,
        state: 'unknown',
        job: { ...job, state: 'unknown', attempts, updatedAt: at },
      });
    }
    return count;
  }

  const { id, by, backup, backupAt } = plan;
  return {
    id,
    at: clock.now(),
    by,
    backup,
    backupAt,
    present,
    carried,
    gap,
    asked,
    held: [...held].sort(),
    missing,
  };
}

const stampOf = (ms: number): string => `${String(Math.trunc(ms)).padStart(15, '0')}-99999-restored`;

/** What RxDB adds to a document is of the file it was read from. */
function withoutRxFields(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !name.startsWith('_')));
}

/** Until every parcel of it was put on hold, the report stays `open`, and the next start goes on. */
export async function writeReport(db: Database, report: RestoreReport, open: boolean): Promise<void> {
  await db.config.put({ id: REPORT_ID, kind: 'station', value: { ...report, open }, private: {} });
  await db.barrier();
}

export async function readReport(
  db: Database,
): Promise<(RestoreReport & { readonly open: boolean }) | undefined> {
  const stored = await db.config.get(REPORT_ID);
  return stored && (stored.value as unknown as RestoreReport & { open: boolean });
}
