import { figure, percentile, show } from './figures.ts';
import type { Figure } from './figures.ts';
import { CPU, IDLE } from './storage-gaps.ts';
import { OURS, RAW } from './storage-node.ts';
import { COLLECTIONS } from './storage-open.ts';
import type { Samples } from './storage-workload.ts';

interface Line {
  readonly key: string;
  readonly name: string;
  readonly unit: 'ms' | 'docs/s';
  /** How many times raw's figure ours may be, or must reach. */
  readonly ratio?: number;
}

/** Issue 3, "Shows" 4. Everything is measured beside raw node:sqlite in the same process. */
const LINES: readonly Line[] = [
  { key: 'durable', name: 'one durable insert', unit: 'ms', ratio: 1.6 },
  { key: 'relaxed', name: 'one relaxed insert', unit: 'ms', ratio: 1.6 },
  { key: 'bulk', name: 'bulk insert of 50,000', unit: 'docs/s', ratio: 0.6 },
  { key: 'find', name: 'find by id among 100,000', unit: 'ms', ratio: 3 },
  { key: 'page', name: '50 of 100,000, indexed and sorted', unit: 'ms', ratio: 2 },
  { key: 'page-desc', name: '50 of 100,000, descending', unit: 'ms' },
  { key: 'pull', name: 'pull of 50,000 in batches of 500', unit: 'docs/s' },
  { key: 'update', name: 'update of a document with 60 events', unit: 'ms' },
];
const OPEN_LIMIT_MS = 150;
const GAP_LIMIT_MS = 20;

/** One figure of ours with its limit, and below it each peer's with the same measure. */
export function figuresOf(samples: Samples): Figure[] {
  const figures: Figure[] = [];
  for (const { key, name, unit, ratio } of LINES) {
    const { [OURS]: ours, [RAW]: raw = [], ...others } = samples[key] ?? {};
    const peer = { name: RAW, of: 'p50', values: raw } as const;
    if (ours) {
      const limit = ratio === undefined ? {} : { limit: { of: 'ratio', value: ratio } as const };
      figures.push(figure(name, ours, { unit, peer, ...limit }));
    }
    for (const [other, values] of Object.entries(others)) {
      figures.push(figure(`  ${other}`, values, { unit, ...(raw.length > 0 ? { peer } : {}) }));
    }
  }
  const open = samples['open'];
  if (open?.[OURS]) {
    const peer = { name: RAW, of: 'p50', values: open[RAW] ?? [] } as const;
    const limit = { of: 'p95', value: OPEN_LIMIT_MS } as const;
    figures.push(figure(`open ${COLLECTIONS} collections × 100,000`, open[OURS], { peer, limit }));
    figures.push(
      figure('  memory, with a query in each', samples['open memory']?.[OURS] ?? [], { unit: 'MB' }),
    );
  }
  for (const [name, values] of Object.entries(samples['memory'] ?? {})) {
    figures.push(figure(`memory of 100,000 loaded and read: ${name}`, values, { unit: 'MB' }));
  }
  return [...figures, ...gapFigures(samples)];
}

/** Wall clock with its limit; beside it what this thread computed, the rest being the disk's and other processes'. */
function gapFigures(samples: Samples): Figure[] {
  const figures: Figure[] = [];
  for (const [key, { [OURS]: ours, [CPU]: cpu = [] }] of Object.entries(samples)) {
    if (!key.startsWith('gap ') || !ours) continue;
    const limit = { of: 'max', value: GAP_LIMIT_MS } as const;
    const peer = { name: CPU, of: 'p99', values: cpu } as const;
    figures.push(figure(`loop gap: ${key.slice('gap '.length)}`, ours, { limit, peer }));
  }
  const idle = samples['gap idle']?.[IDLE];
  if (idle) figures.push(figure('loop gap: nothing to do', idle));
  return figures;
}

/** The figures side by side, as a table for the README: p50 and how many times raw's it is. */
export function markdownOf(samples: Samples, peers: readonly string[]): string {
  const columns = [OURS, RAW, ...peers];
  const cell = (key: string, who: string): string => {
    const values = samples[key]?.[who];
    if (!values || values.length === 0) return '–';
    const p50 = percentile(values, 0.5);
    const raw = samples[key]?.[RAW];
    const times = raw && who !== RAW ? ` (×${show(p50 / percentile(raw, 0.5))})` : '';
    return `${show(p50)}${times}`;
  };
  const rows = [
    ...LINES.map(({ key, name, unit }) => [`${name}, ${unit}`, key]),
    [`open ${COLLECTIONS} collections × 100,000, ms`, 'open'],
    ['memory for 100,000, MB', 'memory'],
  ].map(([name = '', key = '']) => `| ${[name, ...columns.map((who) => cell(key, who))].join(' | ')} |`);
  return [`| p50 | ${columns.join(' | ')} |`, `|---|${columns.map(() => '---:').join('|')}|`, ...rows].join(
    '\n',
  );
}
