import { z } from 'zod';

/** Backups and restores as the page sees them. Codes are translated by the page. */

const text = z.string().max(2000);
const count = z.number().int().min(0);
/** A path of this machine, typed by a person. */
export const filePath = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .refine((path) => !path.includes('\0'));

export const backupSettings = z.object({
  /** Minutes between two backups; 0: only on demand. */
  everyMinutes: z.number().int().min(0).max(10_080),
  /** How many are kept: the last of so many hours, days and weeks. */
  hourly: z.number().int().min(1).max(200),
  daily: z.number().int().min(0).max(200),
  weekly: z.number().int().min(0).max(200),
  /** A folder on another disk (stick, share) that gets a copy of each. */
  second: filePath.nullable(),
});
export type BackupSettings = z.infer<typeof backupSettings>;

export const backupCounts = z.object({
  orders: count,
  parcels: count,
  prints: count,
  scans: count,
  products: count,
});
export type BackupCounts = z.infer<typeof backupCounts>;

const kind = z.enum(['auto', 'manual', 'safety']);

export const backupRow = z.object({
  path: text,
  name: text,
  /** Null where it cannot be read; `code` says why. */
  at: z.number().nullable(),
  kind: kind.nullable(),
  station: text.nullable(),
  /** Size of the file. */
  bytes: count,
  holds: backupCounts.nullable(),
  /** Documents that were read and folded again before it became a backup, and how many did not agree. */
  folded: count,
  disagreeing: count,
  code: text.nullable(),
});
export type BackupRow = z.infer<typeof backupRow>;

export const backupsView = z.object({
  settings: backupSettings,
  folder: text,
  /** Free bytes of the folder's disk. */
  free: z.number(),
  running: z.object({ kind, since: z.number(), phase: text, done: z.number(), total: z.number() }).nullable(),
  /** The last run: `code` null where it went well. */
  last: z
    .object({
      at: z.number(),
      code: text.nullable(),
      ms: z.number(),
      second: z.object({ at: z.number(), code: text.nullable() }).nullable(),
    })
    .nullable(),
  nextAt: z.number().nullable(),
  backups: z.array(backupRow),
  /** The last restore, as long as it is remembered. */
  restored: z
    .object({
      at: z.number(),
      backup: text,
      backupAt: z.number(),
      present: z.enum(['read', 'damaged', 'absent']),
      /** Own waybill numbers that were skipped. */
      gap: count,
      /** Print jobs that somebody is asked about. */
      asked: count,
      /** Orders on hold because their parcels went on after the backup. */
      held: count,
      /** Parcels of orders that are not in the backup. */
      missing: count,
    })
    .nullable(),
});
export type BackupsView = z.infer<typeof backupsView>;

export const restorePreview = z.object({
  path: text,
  name: text,
  at: z.number(),
  ageMs: z.number(),
  station: text,
  /** The data that are here now are another station's. */
  otherStation: z.boolean(),
  version: text,
  kind,
  /** Size when unpacked. */
  bytes: count,
  holds: backupCounts,
  /** Made or changed here after the backup; gone with a restore. */
  lost: backupCounts,
  /** What is here now. Where it cannot be read, nobody knows what is lost. */
  present: z.enum(['read', 'damaged', 'absent']),
});
export type RestorePreview = z.infer<typeof restorePreview>;
