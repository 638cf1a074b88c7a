import type { Bug } from './bugs.ts';
import { simulate } from './simulate.ts';

export interface Failed {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly replay: string;
}

export interface Many {
  /** The first seed after which something does not hold; none is run after it. */
  readonly failed: Failed | undefined;
  readonly totals: Readonly<Record<string, number>>;
}

/** Seeds one after another. */
export async function simulateMany(options: {
  readonly first: number;
  readonly seeds: number;
  readonly bug?: Bug;
  readonly onTrace?: (line: string) => void;
  readonly onSeed?: (done: number) => void;
}): Promise<Many> {
  const totals: Record<string, number> = { seeds: 0 };
  const { first, seeds, bug, onTrace } = options;
  for (let seed = first; seed < first + seeds; seed += 1) {
    const { faults, counts } = await simulate(seed, {
      ...(bug ? { bug } : {}),
      ...(onTrace ? { onTrace } : {}),
    }).catch((error: unknown) => ({
      faults: [String(error instanceof Error ? error.stack : error)],
      counts: {},
    }));
    totals['seeds'] = (totals['seeds'] ?? 0) + 1;
    for (const [name, n] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + n;
    options.onSeed?.(seed - first + 1);
    if (faults.length === 0) continue;
    const replay = `node test/simulation/run.ts --seed ${seed} --trace`;
    return { failed: { seed, faults: faults.slice(0, 20), replay }, totals };
  }
  return { failed: undefined, totals };
}
