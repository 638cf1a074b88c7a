import type { BackupRow, BackupsView, RestorePreview } from '../../shared/contract/index.ts';
import { NOW } from './fixtures.ts';

const HOUR = 3_600_000;
const row = (hours: number, over: Partial<BackupRow> = {}): BackupRow => {
  const at = NOW - hours * HOUR;
  const name = `packline-k7m2-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}Z-auto.packline-backup`;
  return {
    path: `/home/packer/.local/share/packline/backups/${name}`,
    name,
    at,
    kind: 'auto',
    station: 'k7m2',
    bytes: 43_380_000 - hours * 100_000,
    holds: { orders: 100_412 - hours * 40, parcels: 98_730, prints: 91_022, scans: 412_904, products: 2_431 },
    folded: 600,
    disagreeing: 0,
    code: null,
    ...over,
  };
};

const good: BackupsView = {
  settings: {
    everyMinutes: 60,
    hourly: 12,
    daily: 7,
    weekly: 4,
    second: '/media/usb/packline',
  },
  folder: '/home/packer/.local/share/packline/backups',
  free: 41_300_000_000,
  running: null,
  last: { at: NOW - HOUR / 3, code: null, ms: 11_400, second: { at: NOW - HOUR / 3, code: null } },
  nextAt: NOW + (HOUR * 2) / 3,
  backups: [row(0.3), row(1.3, { kind: 'manual' }), row(2.3), row(26, { kind: 'safety' }), row(50), row(200)],
  restored: null,
};

/** States of the page of backups, by name. */
export const backupStates: Readonly<Record<string, BackupsView>> = {
  good,
  empty: { ...good, settings: { ...good.settings, second: null }, last: null, backups: [] },
  running: {
    ...good,
    running: { kind: 'manual', since: NOW - 4_000, phase: 'pack', done: 310_000_000, total: 458_000_000 },
  },
  bad: {
    ...good,
    last: {
      at: NOW - HOUR,
      code: 'backup_no_room',
      ms: 300,
      second: { at: NOW - 2 * HOUR, code: 'second_missing' },
    },
    backups: [
      row(2.3, { disagreeing: 3 }),
      row(3.3, { code: 'backup_torn', at: null, kind: null, holds: null, station: null }),
      row(26),
    ],
    restored: {
      at: NOW - 5 * HOUR,
      backup: 'packline-k7m2-2026-11-22-010000Z-auto.packline-backup',
      backupAt: NOW - 9 * HOUR,
      present: 'damaged',
      gap: 5_000,
      asked: 2,
      held: 14,
      missing: 3,
    },
  },
};

export const preview: RestorePreview = {
  path: good.backups[2]?.path ?? '',
  name: good.backups[2]?.name ?? '',
  at: NOW - 2.3 * HOUR,
  ageMs: 2.3 * HOUR,
  station: 'k7m2',
  otherStation: false,
  version: '0.1.0',
  kind: 'auto',
  bytes: 458_000_000,
  holds: { orders: 100_320, parcels: 98_730, prints: 91_022, scans: 412_904, products: 2_431 },
  lost: { orders: 92, parcels: 61, prints: 58, scans: 340, products: 0 },
  present: 'read',
};
