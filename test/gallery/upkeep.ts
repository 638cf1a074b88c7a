import type { UpkeepView } from '../../shared/contract/index.ts';
import { NOW } from './fixtures.ts';

const MB = 1024 ** 2;
const FREE = { ok: 182_000 * MB, low: 860 * MB, full: 143 * MB } as const;
const counts = {
  receivers: 1_284,
  quotes: 3,
  orders: 210,
  shipments: 214,
  waybills: 221,
  handovers: 18,
  prints: 640,
  journal: 5_310,
  reports: 4,
};

/** What the station looks after by itself. */
export function upkeep(level: UpkeepView['disk']['level']): UpkeepView {
  return {
    disk: { level, freeBytes: FREE[level] },
    start: { outcome: 'sound', at: NOW - 600_000, ms: 1_148, endedCleanly: false, completed: 3 },
    retention: {
      last: { at: NOW - 30_000_000, cause: 'daily', outcome: 'done', counts, ms: 4_200 },
      running: false,
    },
    keys: level === 'ok' ? null : { done: 41_200, total: 128_000 },
  };
}
