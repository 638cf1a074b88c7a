/** What the doctor finds, as data; words.ts says it in Chinese and English. */
export type FindingCode =
  | 'restore_waits'
  | 'no_database'
  | 'sqlite_indexes'
  | 'sqlite_damage'
  | 'unreadable'
  | 'does_not_fold'
  | 'index_fields'
  | 'index_columns'
  | 'waybill_not_bound'
  | 'waybill_elsewhere'
  | 'label_not_noted'
  | 'label_not_in_ledger'
  | 'series_behind'
  | 'shipment_missing'
  | 'journal_ahead'
  | 'backup_damaged'
  | 'no_backup';

/**
 * - `note`: nothing is wrong with the data, but somebody should know
 * - `wrong`: parts contradict each other
 * - `damaged`: data cannot be read
 */
export type Level = 'note' | 'wrong' | 'damaged';

export const FINDINGS: Readonly<Record<FindingCode, { readonly level: Level; readonly repair: boolean }>> = {
  restore_waits: { level: 'note', repair: false },
  no_database: { level: 'note', repair: false },
  sqlite_indexes: { level: 'wrong', repair: true },
  sqlite_damage: { level: 'damaged', repair: true },
  unreadable: { level: 'damaged', repair: false },
  does_not_fold: { level: 'damaged', repair: false },
  index_fields: { level: 'wrong', repair: true },
  index_columns: { level: 'wrong', repair: true },
  waybill_not_bound: { level: 'wrong', repair: true },
  waybill_elsewhere: { level: 'wrong', repair: false },
  label_not_noted: { level: 'wrong', repair: true },
  label_not_in_ledger: { level: 'wrong', repair: false },
  series_behind: { level: 'wrong', repair: true },
  // The station makes it at its next start.
  shipment_missing: { level: 'note', repair: false },
  journal_ahead: { level: 'note', repair: false },
  backup_damaged: { level: 'note', repair: false },
  no_backup: { level: 'note', repair: false },
};

export interface Finding {
  readonly code: FindingCode;
  /** How often, and the first few places: ids of documents, names of files; never anything private. */
  readonly count: number;
  readonly places: readonly string[];
}

const PLACES = 10;

/** Gathers findings of one kind into one. */
export interface Findings {
  add(code: FindingCode, place?: string): void;
  list(): readonly Finding[];
}

export function createFindings(): Findings {
  const found = new Map<FindingCode, { count: number; places: string[] }>();
  return {
    add(code, place) {
      const known = found.get(code) ?? { count: 0, places: [] };
      known.count += 1;
      if (place !== undefined && known.places.length < PLACES) known.places.push(place);
      found.set(code, known);
    },
    list: () => [...found].map(([code, { count, places }]) => ({ code, count, places })),
  };
}

/** 0 where nothing is wrong, 1 where something is. */
export const exitCodeOf = (findings: readonly Finding[]): 0 | 1 =>
  findings.some(({ code }) => FINDINGS[code].level !== 'note') ? 1 : 0;
