import { loadavg, cpus } from 'node:os';

/** One line of the report: what was measured, its limit, and what a peer took in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | 's' | 'rows/s' | 'docs/s' | 'MB';
  readonly samples: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** `ratio`: of how many times the peer's figure ours is. */
  readonly limit?: { readonly of: 'p95' | 'p99' | 'p50' | 'max' | 'ratio'; readonly value: number };
  /** The same without our code: how slow the machine itself is just now. `value` stands beside `of`. */
  readonly peer?: { readonly name: string; readonly of: 'p50' | 'p95' | 'p99'; readonly value: number };
}

type Options = Pick<Figure, 'limit'> & {
  readonly unit?: Figure['unit'];
  readonly peer?: {
    readonly name: string;
    readonly of: 'p50' | 'p95' | 'p99';
    readonly values: readonly number[];
  };
};

/** Nearest-rank percentile; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 } as const;

export function figure(name: string, values: readonly number[], options: Options = {}): Figure {
  const { unit = 'ms', limit, peer } = options;
  return {
    name,
    unit,
    samples: values.length,
    p50: percentile(values, 0.5),
    p95: percentile(values, 0.95),
    p99: percentile(values, 0.99),
    max: percentile(values, 1),
    ...(limit ? { limit } : {}),
    ...(peer
      ? { peer: { name: peer.name, of: peer.of, value: percentile(peer.values, SHARES[peer.of]) } }
      : {}),
  };
}

/** `PASS`, `over`, or undefined where there is no limit. A rate must reach its limit, a time must not exceed it. */
export function verdictOf(figure: Figure): 'PASS' | 'over' | undefined {
  const { limit } = figure;
  if (!limit) return undefined;
  const value = limit.of === 'ratio' ? ratioOf(figure) : figure[limit.of];
  // What was not measured has not kept its limit.
  if (value === undefined || Number.isNaN(value)) return 'over';
  const good = isRate(figure) ? value >= limit.value : value <= limit.value;
  return good ? 'PASS' : 'over';
}

const isRate = ({ unit }: Figure): boolean => unit === 'rows/s' || unit === 'docs/s';

/** How many times the peer's figure ours is. */
export const ratioOf = ({ peer, ...values }: Figure): number | undefined =>
  peer ? values[peer.of] / peer.value : undefined;

export const show = (value: number): string =>
  !Number.isFinite(value)
    ? '–'
    : value >= 1000
      ? Math.round(value).toLocaleString('en')
      : value >= 100
        ? value.toFixed(0)
        : value >= 10
          ? value.toFixed(1)
          : value.toFixed(2);

const HEAD = ['', 'n', 'p50', 'p95', 'p99', 'max', 'limit', '', 'peer in the same run', 'ratio'];

/** The report as a table for the terminal. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((each) => {
    const ratio = ratioOf(each);
    const { limit, peer, unit } = each;
    return [
      `${each.name} [${unit}]`,
      String(each.samples),
      show(each.p50),
      show(each.p95),
      show(each.p99),
      show(each.max),
      limit ? `${limit.of} ${isRate(each) ? '≥' : '≤'} ${show(limit.value)}` : '',
      verdictOf(each) ?? '',
      peer ? `${peer.of} ${show(peer.value)} ${peer.name}` : '',
      ratio === undefined ? '' : `×${show(ratio)}`,
    ];
  });
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const left = new Set([0, 6, 7, 8]);
  return all
    .map((row) =>
      row
        .map((cell, at) => (left.has(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The machine, and how busy it is: others may be using it while we measure. */
export const machine = () => ({
  cores: cpus().length,
  model: cpus()[0]?.model ?? '',
  node: process.version,
  load: loadavg().map((each) => Math.round(each * 100) / 100),
  at: new Date().toISOString(),
});
