import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from '../../../build/lib/paths.ts';
import { machine, table, verdictOf } from './figures.ts';
import type { Figure } from './figures.ts';

/**
 * Measures, prints the table and writes `out/bench/NAME.json`, with how busy the machine was.
 * @returns exit code: 1 with `strict` where a limit was missed, else 0
 */
export async function writeReport(
  name: string,
  strict: boolean,
  measure: () => Promise<readonly Figure[]>,
): Promise<number> {
  const before = machine();
  const figures = await measure();
  const after = machine();
  const results = figures.map((each) => ({ ...each, verdict: verdictOf(each) ?? null }));
  const report = { name, machine: before, loadAfter: after.load, figures: results };
  mkdirSync(join(OUT, 'bench'), { recursive: true });
  writeFileSync(join(OUT, 'bench', `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  const load = (each: readonly number[]): string => each.map((value) => value.toFixed(1)).join(' ');
  process.stdout.write(
    `\n${before.cores} cores (${before.model}), Node ${before.node}, ` +
      `load before ${load(before.load)}, after ${load(after.load)}\n${table(figures)}\n`,
  );
  return strict && results.some(({ verdict }) => verdict === 'over') ? 1 : 0;
}
