import { z } from 'zod';

/** What the station looks after by itself: its disk, its file, its keys, and what may leave it. */

const count = z.number().int().min(0);

export const diskView = z.object({
  /** `low`: a warning. `full`: nothing is taken until there is room again. */
  level: z.enum(['ok', 'low', 'full']),
  /** Bytes; null where the system does not say. */
  freeBytes: z.number().nullable(),
});
export type DiskView = z.infer<typeof diskView>;

export const startView = z.object({
  /** Quick check of the data file. `pending`: it waits for a quiet moment or runs. */
  outcome: z.enum(['pending', 'sound', 'damaged', 'unknown']),
  at: z.number().nullable(),
  ms: z.number().nullable(),
  endedCleanly: z.boolean(),
  /** Acts that a crash had left half done and this start has completed. */
  completed: count,
});
export type StartView = z.infer<typeof startView>;

/** Days after which something leaves; 0 = never. */
export const retentionRules = z.object({
  /** Receivers, remarks and notes of orders that are over. The order stays. */
  privateDays: z.number().int().min(0).max(36_500),
  /** Orders that are over, with their parcels, numbers and handover lists. */
  documentDays: z.number().int().min(0).max(36_500),
  /** Scans, print jobs, import reports. */
  recordDays: z.number().int().min(0).max(36_500),
});
export type RetentionRules = z.infer<typeof retentionRules>;

export const RETENTION_COUNTS = [
  'receivers',
  'quotes',
  'orders',
  'shipments',
  'waybills',
  'handovers',
  'prints',
  'journal',
  'reports',
] as const;

export const retentionRun = z.object({
  at: z.number(),
  cause: z.enum(['daily', 'asked', 'preview']),
  /** `waits`: documents stayed because something has not been sent yet. */
  outcome: z.enum(['done', 'waits', 'stopped', 'failed']),
  counts: z.object({
    receivers: count,
    quotes: count,
    orders: count,
    shipments: count,
    waybills: count,
    handovers: count,
    prints: count,
    journal: count,
    reports: count,
  }),
  ms: z.number(),
});
export type RetentionRunView = z.infer<typeof retentionRun>;

export const upkeepView = z.object({
  disk: diskView,
  start: startView,
  retention: z.object({ last: retentionRun.nullable(), running: z.boolean() }),
  /** Rows that a change of the data key has looked at; null where none is under way. */
  keys: z.object({ done: count, total: count }).nullable(),
});
export type UpkeepView = z.infer<typeof upkeepView>;
