import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hlcMs } from '../../../shared/base/index.ts';
import { foldOrder, foldShipment, foldWaybill } from '../../../shared/domain/index.ts';
import type { PrintJob } from '../../../shared/domain/print-job/index.ts';
import { ownShipmentId } from '../../../shared/intake/index.ts';
import type {
  ConfigDoc,
  JournalDoc,
  OrderDoc,
  PrintDoc,
  ShipmentDoc,
  WaybillDoc,
} from '../../../shared/schema/index.ts';
import { disagreement, ENCRYPTED } from '../services/backups/agreement.ts';
import { backupFolder, databaseFile, ENDING, planFile } from '../services/backups/places.ts';
import { openStoredFile, runBackupTask, type StoredFile } from '../storage/index.ts';
import { createFindings, type Finding, type Findings } from './findings.ts';

export interface Examined {
  readonly findings: readonly Finding[];
  /** Living documents by collection. */
  readonly counts: Readonly<Record<string, number>>;
  /** Names for the person: station id, '' where there is none yet. */
  readonly station: string;
}

const DAY_MS = 86_400_000;

/**
 * Looks at a data folder that no station has open; changes nothing in it.
 * @throws StorageKeyError | StorageVersionError
 */
export async function examine(dataDir: string, key: Uint8Array | undefined, now: number): Promise<Examined> {
  const findings = createFindings();
  if (existsSync(planFile(dataDir))) findings.add('restore_waits');
  await lookAtBackups(dataDir, findings);
  const path = databaseFile(dataDir);
  if (!existsSync(path)) {
    findings.add('no_database');
    return { findings: findings.list(), counts: {}, station: '' };
  }
  let file: StoredFile;
  try {
    file = openStoredFile(path, { key, encrypted: key ? ENCRYPTED : {} });
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    findings.add('sqlite_damage', 'packline.sqlite');
    return { findings: findings.list(), counts: {}, station: '' };
  }
  try {
    const readable = checkSqlite(file, findings);
    const counts: Record<string, number> = {};
    let station = '';
    try {
      station = checkDocuments(file, findings, counts);
      checkTogether(file, findings, station, now);
    } catch (error) {
      // A damaged page in the middle of a table: the rest is looked at once it is repaired.
      if (!isSqliteError(error)) throw error;
      if (readable) findings.add('sqlite_damage', 'packline.sqlite');
    }
    return { findings: findings.list(), counts, station };
  } finally {
    file.close();
  }
}

const isSqliteError = (error: unknown): boolean => error instanceof Error && 'errcode' in error;

async function lookAtBackups(dataDir: string, findings: Findings): Promise<void> {
  const folder = backupFolder(dataDir);
  if (!existsSync(folder)) return findings.add('no_backup');
  const { backups } = await runBackupTask('list', { folder, ending: ENDING });
  let whole = 0;
  for (const { path, name, error } of backups) {
    const sound =
      error === null &&
      (await runBackupTask('verify', { path }).then(
        () => true,
        () => false,
      ));
    if (sound) whole += 1;
    else findings.add('backup_damaged', name);
  }
  if (whole === 0) findings.add('no_backup');
}

/** Faults of indexes alone are mended by making them anew; all others mean that pages are damaged. */
const OF_INDEXES = /missing from index|wrong # of entries in index|non-unique entry in index/;

/** @returns whether SQLite can read all of it */
function checkSqlite(file: StoredFile, findings: Findings): boolean {
  let faults: string[];
  try {
    faults = file.faults('full');
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    findings.add('sqlite_damage', 'packline.sqlite');
    return false;
  }
  for (const fault of faults)
    findings.add(OF_INDEXES.test(fault) ? 'sqlite_indexes' : 'sqlite_damage', fault.slice(0, 120));
  return faults.every((fault) => OF_INDEXES.test(fault));
}

/** Every document is read, decrypted and folded. @returns the station's id */
function checkDocuments(file: StoredFile, findings: Findings, counts: Record<string, number>): string {
  let station = '';
  for (const { collection } of file.collections) {
    let count = 0;
    for (const stored of file.documents(collection)) {
      count += 1;
      const wrong = disagreement(collection, stored);
      if (wrong) findings.add(wrong.kind, `${collection}/${stored.id}`);
      if (collection === 'config' && stored.id === 'station') {
        const value = stored.document?.['value'] as { readonly station?: unknown } | undefined;
        station = typeof value?.station === 'string' ? value.station : '';
      }
    }
    if (!collection.startsWith('_')) counts[collection] = count;
  }
  return station;
}

function* documentsOf<Doc>(file: StoredFile, collection: string): Generator<Doc, void, undefined> {
  for (const { document } of file.documents(collection)) if (document) yield document as Doc;
}

/** Do orders, parcels, numbers, ledger and journal say the same? */
function checkTogether(file: StoredFile, findings: Findings, station: string, now: number): void {
  const highest = new Map<string, number>();
  for (const doc of documentsOf<WaybillDoc>(file, 'waybills')) {
    const serial = ownSerial(doc.number, station);
    if (serial !== undefined) highest.set(doc.carrier, Math.max(highest.get(doc.carrier) ?? 0, serial));
  }
  for (const doc of documentsOf<ConfigDoc>(file, 'config')) {
    if (doc.kind !== 'series') continue;
    const carrier = doc.id.slice('series:'.length);
    if (Number(doc.value['next'] ?? 1) <= (highest.get(carrier) ?? 0)) findings.add('series_behind', carrier);
    highest.delete(carrier);
  }
  for (const [carrier, serial] of highest) if (serial > 0) findings.add('series_behind', carrier);

  for (const doc of documentsOf<OrderDoc>(file, 'orders')) {
    if (doc.lane !== 'released') continue;
    const state = foldOrder(doc);
    if (state.split === 'orders') continue;
    if (!file.get('shipments', state.mergedInto ?? ownShipmentId(doc)))
      findings.add('shipment_missing', doc.id);
  }

  for (const doc of documentsOf<ShipmentDoc>(file, 'shipments')) {
    const state = foldShipment(doc);
    if (state.waybill && state.status !== 'VOIDED') {
      const id = `${state.waybill.carrier}:${state.waybill.number}`;
      const waybill = file.get('waybills', id)?.document as WaybillDoc | undefined;
      const bound = waybill && foldWaybill(waybill);
      if (!bound?.shipment) findings.add('waybill_not_bound', doc.id);
      else if (bound.shipment !== doc.id) findings.add('waybill_elsewhere', doc.id);
    }
    for (const job of state.printedJobs)
      if (!file.get('prints', job)) findings.add('label_not_in_ledger', doc.id);
  }

  for (const doc of documentsOf<PrintDoc>(file, 'prints')) {
    if (unnoted(file, doc)) findings.add('label_not_noted', doc.id);
  }

  for (const doc of documentsOf<JournalDoc>(file, 'journal'))
    if (hlcMs(doc.at) > now + DAY_MS) findings.add('journal_ahead', doc.id);
}

/** A label came out, and its parcel does not know. */
export function unnoted(file: Pick<StoredFile, 'get'>, doc: PrintDoc): boolean {
  const job = doc.job as unknown as PrintJob;
  if (job.kind !== 'label' || job.shipment === undefined || job.waybill === undefined) return false;
  if (job.state !== 'sent' && job.state !== 'confirmed') return false;
  const shipment = file.get('shipments', job.shipment)?.document as ShipmentDoc | undefined;
  if (!shipment) return false;
  return !shipment.events.some((event) => event.type === 'label_printed' && event.data.job === job.id);
}

/** Number within our own series, undefined for others. */
export function ownSerial(number: string, station: string): number | undefined {
  const prefix = `PL${station.toUpperCase()}`;
  if (station === '' || !number.startsWith(prefix)) return undefined;
  const rest = number.slice(prefix.length);
  return /^\d{7}$/.test(rest) ? Number(rest) : undefined;
}

export const asideFolder = (dataDir: string, at: number): string =>
  join(
    backupFolder(dataDir),
    `before-repair-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}`,
  );
