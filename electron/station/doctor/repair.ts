import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { createHlc, formatHlc, hlcMs } from '../../../shared/base/index.ts';
import { foldShipment, type ShipmentEvent, type WaybillEvent } from '../../../shared/domain/index.ts';
import type { PrintJob } from '../../../shared/domain/print-job/index.ts';
import type { CaseDoc, OrderDoc, ShipmentDoc, WaybillDoc } from '../../../shared/schema/index.ts';
import {
  caseDoc,
  openDatabase,
  orderDoc,
  shipmentDoc,
  waybillDoc,
  type Database,
} from '../database/index.ts';
import { disagreement, ENCRYPTED } from '../services/backups/agreement.ts';
import { databaseFile } from '../services/backups/places.ts';
import { dropDeskIndex } from '../projections/place.ts';
import { withEvents } from '../services/events.ts';
import { syncFolder } from '../storage/backup-file.ts';
import { openStoredFile } from '../storage/index.ts';
import { rebuildIndexes, salvage } from '../storage/salvage.ts';
import { asideFolder, ownSerial, unnoted } from './examine.ts';
import type { Finding, FindingCode } from './findings.ts';

export interface Repaired {
  /** Folder with the files as they were. */
  readonly aside: string;
  /** What was mended, how often. */
  readonly done: readonly { readonly code: FindingCode; readonly count: number }[];
  /** Rows saved from a damaged file, and places where none could be read. */
  readonly salvaged: { readonly rows: number; readonly lost: number } | null;
}

const SYSTEM = 'SYS';

/**
 * Mends what can be mended from events, ledger and documents, after a copy of the files. What it adds are events with the
 * ids that the station itself would have given them, so that nothing happens twice.
 */
export async function repair(
  dataDir: string,
  key: Uint8Array,
  findings: readonly Finding[],
  now: number,
): Promise<Repaired> {
  const path = databaseFile(dataDir);
  const aside = asideFolder(dataDir, now);
  keepCopy(path, aside);
  // Made anew from what is mended.
  dropDeskIndex(dataDir);
  const done: { code: FindingCode; count: number }[] = [];
  const had = (code: FindingCode): boolean => findings.some((finding) => finding.code === code);
  let salvaged: Repaired['salvaged'] = null;
  if (had('sqlite_damage')) {
    const part = `${path}.salvaged`;
    salvaged = salvage(path, part);
    for (const ending of ['-wal', '-shm']) rmSync(path + ending, { force: true });
    renameSync(part, path);
    syncFolder(dataDir);
    done.push({ code: 'sqlite_damage', count: 1 });
  }
  if (salvaged || had('sqlite_indexes') || had('index_columns')) {
    const count = rebuildIndexes(path);
    for (const code of ['sqlite_indexes', 'index_columns'] as const)
      if (had(code)) done.push({ code, count: code === 'index_columns' ? count : 1 });
  }
  // After rows were lost, more may contradict each other than was found before.
  if (
    salvaged ||
    (['index_fields', 'waybill_not_bound', 'label_not_noted', 'series_behind'] as const).some(had)
  )
    done.push(...(await mendDocuments(dataDir, key, now)));
  return { aside, done, salvaged };
}

/** The files as they are, on disk before anything is changed. */
function keepCopy(path: string, aside: string): void {
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  for (const ending of ['', '-wal']) {
    if (!existsSync(path + ending)) continue;
    const copy = join(aside, `packline.sqlite${ending}`);
    copyFileSync(path + ending, copy);
    const handle = openSync(copy, 'r+');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
  syncFolder(aside);
}

async function mendDocuments(
  dataDir: string,
  key: Uint8Array,
  now: number,
): Promise<{ code: FindingCode; count: number }[]> {
  const counts = new Map<FindingCode, number>();
  const count = (code: FindingCode): void => void counts.set(code, (counts.get(code) ?? 0) + 1);
  // The write that failed says so.
  const db = await openDatabase({ directory: dataDir, key, onFatal: () => undefined });
  const file = openStoredFile(databaseFile(dataDir), { key, encrypted: ENCRYPTED });
  try {
    const station = String((await db.config.get('station'))?.value['station'] ?? '');
    const marked = Number((await db.config.get('clock'))?.value['ms'] ?? 0);
    const last = formatHlc({ ms: Math.max(marked, 0), counter: 99_999, station });
    const hlc = createHlc({ clock: { now: () => now }, station, last });
    const event = (type: string, id: string, data: object) => ({
      ...{ id, type, at: hlc.next(), by: SYSTEM, station, data },
    });

    for (const collection of ['orders', 'shipments', 'waybills', 'cases'] as const) {
      for (const stored of file.documents(collection)) {
        if (disagreement(collection, stored)?.kind !== 'index_fields') continue;
        await foldAgain(db, collection, stored.id);
        count('index_fields');
      }
    }
    for (const { document } of file.documents('shipments')) {
      const doc = document as unknown as ShipmentDoc | null;
      if (!doc) continue;
      const bound = foldShipment(doc);
      if (!bound.waybill || bound.status === 'VOIDED') continue;
      const { carrier, number, source } = bound.waybill;
      const id = `${carrier}:${number}`;
      const known = await db.waybills.get(id);
      if (known && known.shipment !== '') continue;
      if (!known) {
        const base = { carrier, number, source };
        const fresh = { id, site: doc.site, base, events: [] } as unknown as WaybillDoc;
        await db.waybills.insertMany([waybillDoc(fresh)]);
      }
      const made = event('bound', `bound:${id}:${doc.id}`, { shipment: doc.id }) as WaybillEvent;
      await db.waybills.update(id, (waybill) => waybillDoc(withEvents(waybill, [made])));
      count('waybill_not_bound');
    }
    for (const { document } of file.documents('prints')) {
      const doc = document as never as Parameters<typeof unnoted>[1] | null;
      if (!doc || !unnoted(file, doc)) continue;
      const job = doc.job as unknown as PrintJob;
      const data = { job: job.id, number: job.waybill ?? '' };
      const made = event('label_printed', `label_printed:${job.id}`, data) as ShipmentEvent;
      await db.shipments.update(job.shipment ?? '', (shipment) => shipmentDoc(withEvents(shipment, [made])));
      count('label_not_noted');
    }
    for (const [carrier, serial] of await highestSerials(db, station)) {
      const id = `series:${carrier}`;
      const known = await db.config.get(id);
      if (Number(known?.value['next'] ?? 1) > serial) continue;
      const value = { ...known?.value, next: serial + 1 };
      await db.config.put({ id, kind: 'series', value, private: {} });
      count('series_behind');
    }
    // The station's next stamp is later than those of the repair.
    const mark = await db.config.get('clock');
    if (mark)
      await db.config.put({ ...mark, value: { ...mark.value, ms: hlcMs(hlc.next()), closed: false } });
    await db.barrier();
  } finally {
    file.close();
    await db.close();
  }
  return [...counts].map(([code, n]) => ({ code, count: n }));
}

async function foldAgain(
  db: Database,
  collection: 'orders' | 'shipments' | 'waybills' | 'cases',
  id: string,
): Promise<void> {
  if (collection === 'orders') await db.orders.update(id, (doc: OrderDoc) => orderDoc(doc));
  else if (collection === 'shipments') await db.shipments.update(id, (doc: ShipmentDoc) => shipmentDoc(doc));
  else if (collection === 'cases') await db.cases.update(id, (doc: CaseDoc) => caseDoc(doc));
  else await db.waybills.update(id, (doc: WaybillDoc) => waybillDoc(doc));
}

async function highestSerials(db: Database, station: string): Promise<Map<string, number>> {
  const highest = new Map<string, number>();
  for (const { carrier, number } of await db.waybills.find({ selector: {} })) {
    const serial = ownSerial(number, station);
    if (serial !== undefined) highest.set(carrier, Math.max(highest.get(carrier) ?? 0, serial));
  }
  return highest;
}
