import type { StorageFile } from './file.ts';
import type { Layout } from './layout.ts';
import { TURN_MS, nextTurn } from './statements.ts';
import type { SQLOutputValue } from 'node:sqlite';

/** Rows looked at. Each costs a random page of the file; more would make the numbers finer than the planner needs. */
const SAMPLES = 2_000;

/**
 * Statistics for SQLite's planner from rows drawn at random, read in turns of the event loop. `ANALYZE` reads every index
 * from one end to the other (100 ms for 100,000 documents, seconds for a million), and with `analysis_limit` only the first
 * rows of each: all alike in their first columns, so that it takes a lane for everything and chooses another index.
 * @returns rows of sqlite_stat1 (https://sqlite.org/fileformat2.html#stat1tab), by index; none of an empty table
 */
export async function sampleStatistics(
  file: StorageFile,
  name: string,
  layout: Layout,
): Promise<{ readonly index: string; readonly stat: string }[]> {
  const ends = file.read(() =>
    file
      .statement(`SELECT (SELECT min(rid) FROM ${name}) AS low, (SELECT max(rid) FROM ${name}) AS high`)
      .get(),
  );
  const low = Number(ends?.['low'] ?? 0);
  // As good as a count, which would read a whole index.
  const rows = Number(ends?.['high'] ?? -1) - low + 1;
  if (rows <= 0) return [];
  const columns = ['deleted', ...layout.columns.map((column) => column.name)];
  const sql = `SELECT ${columns.join(', ')} FROM ${name} WHERE rid >= ? ORDER BY rid LIMIT 1`;
  const sample: Record<string, SQLOutputValue>[] = [];
  const random = createRandom();
  let end = performance.now() + TURN_MS;
  while (sample.length < SAMPLES) {
    const row = file.read(() => file.statement(sql).get(low + Math.floor(random() * rows)));
    if (row) sample.push(row);
    if (performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + TURN_MS;
  }
  return layout.indexes.map((names, i) => ({
    index: `${name}_i${i}`,
    stat: [rows, ...names.map((_, at) => rowsPerValue(names.slice(0, at + 1), sample, rows))].join(' '),
  }));
}

/** What the planner was told: rows that share one value of the index's columns up to the one `at` this place. */
export function rowsAlike(file: StorageFile, name: string, index: number, at: number): number {
  const row = file.read(() =>
    file.statement('SELECT stat FROM sqlite_stat1 WHERE tbl = ? AND idx = ?').get(name, `${name}_i${index}`),
  );
  const [, ...rows] = String(row?.['stat'] ?? '').split(' ');
  return Number(rows[at] ?? Number.POSITIVE_INFINITY);
}

/** How many of the table's rows share one value of these columns, on average over the values. */
function rowsPerValue(
  names: readonly string[],
  sample: readonly Record<string, SQLOutputValue>[],
  rows: number,
): number {
  if (names.includes('id') || names.includes('lwt')) return 1;
  const counts = new Map<string, number>();
  for (const row of sample) {
    const key = JSON.stringify(names.map((name) => row[name]));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let once = 0;
  let pairs = 0;
  for (const count of counts.values()) {
    if (count === 1) once += 1;
    pairs += count * (count - 1);
  }
  const n = sample.length;
  // Guaranteed-error estimate of the number of values (Charikar et al., PODS 2000): right for few values, …
  const values = Math.sqrt(rows / n) * once + (counts.size - once);
  // … and how often two rows are alike, which is never less than the average and right for many values.
  const alike = (rows * pairs) / (n * (n - 1));
  return Math.max(1, Math.round(Math.min(rows / values, alike)));
}

/** Draws the same rows each time (mulberry32): what the planner does can be repeated. */
function createRandom(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
