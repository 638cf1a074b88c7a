import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { valuesOf } from './layout.ts';
import type { Column } from './layout.ts';
import { sqliteCode } from './errors.ts';
import type { SQLInputValue } from './statements.ts';

/** Repairs of a closed file that nobody has open. The caller keeps a copy of it first. */

interface TableRow {
  readonly name: string;
  readonly columns: readonly Column[];
}

function tablesOf(database: DatabaseSync): TableRow[] {
  return database
    .prepare('SELECT tid, layout FROM storage_tables ORDER BY tid')
    .all()
    .flatMap((row): TableRow[] => {
      const name = database
        .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?`)
        .get(`t${String(row['tid'])}_*`)?.['name'];
      const { columns } = JSON.parse(String(row['layout'])) as { columns: Column[] };
      return typeof name === 'string' ? [{ name, columns }] : [];
    });
}

/** Derives the indexed columns of every row from its document anew, then every index from its table. @returns rows changed */
export function rebuildIndexes(path: string): number {
  const database = new DatabaseSync(path, { timeout: 2_000 });
  let changed = 0;
  try {
    database.exec('PRAGMA synchronous=FULL; BEGIN IMMEDIATE');
    for (const { name, columns } of tablesOf(database)) {
      const values = valuesOf(columns);
      const names = columns.map((column) => column.name);
      const assigned = ['odd', ...names].map((column) => `${column} = ?`).join(', ');
      const update = database.prepare(`UPDATE ${name} SET ${assigned} WHERE rid = ?`);
      const selected = ['rid', 'odd', ...names, 'data'].join(', ');
      for (const row of database.prepare(`SELECT ${selected} FROM ${name} NOT INDEXED`).all()) {
        const document = parsed(row['data']);
        if (!document) continue;
        const wanted = values(document);
        const agrees =
          wanted.odd === row['odd'] && wanted.values.every((value, i) => value === row[names[i] ?? '']);
        if (agrees) continue;
        update.run(wanted.odd, ...wanted.values, Number(row['rid']));
        changed += 1;
      }
    }
    database.exec('COMMIT; REINDEX');
    return changed;
  } finally {
    database.close();
  }
}

function parsed(data: unknown): Record<string, unknown> | undefined {
  try {
    return JSON.parse(String(data)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

export interface Salvaged {
  /** Rows that were saved, and places where rows could not be read, over all tables. */
  readonly rows: number;
  readonly lost: number;
}

/** SQLite's words for a damaged page: CORRUPT, IOERR, NOTADB. */
const isDamage = (error: unknown): boolean => [10, 11, 26].includes((sqliteCode(error) ?? 0) & 0xff);

/**
 * Copies what can be read of a damaged file into a new one: all tables, row by row, around what cannot be read. Indexes are made
 * anew. The damaged file is not changed.
 * @throws where not even the list of tables can be read
 */
export function salvage(path: string, target: string): Salvaged {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(target + ending, { force: true });
  const from = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
  const to = new DatabaseSync(target);
  let rows = 0;
  let lost = 0;
  try {
    to.exec('PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF; BEGIN');
    const schema = from
      .prepare(`SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'index'`)
      .all();
    const tables = schema.filter(
      (row) => row['type'] === 'table' && !String(row['name']).startsWith('sqlite_'),
    );
    for (const table of tables) to.exec(String(table['sql']));
    for (const table of tables) {
      const name = String(table['name']);
      const columns = to
        .prepare(`SELECT name FROM pragma_table_info(?)`)
        .all(name)
        .map((row) => String(row['name']));
      const put = to.prepare(
        `INSERT OR IGNORE INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      );
      const found = columns.includes('rid')
        ? byRow(from, name)
        : { rows: from.prepare(`SELECT * FROM ${name}`).all(), lost: 0 };
      for (const row of found.rows) {
        put.run(...columns.map((column) => (row[column] ?? null) as SQLInputValue));
        rows += 1;
      }
      lost += found.lost;
    }
    for (const index of schema.filter((row) => row['type'] === 'index')) to.exec(String(index['sql']));
    to.exec('COMMIT; ANALYZE');
  } finally {
    from.close();
    to.close();
  }
  const handle = openSync(target, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return { rows, lost };
}

/** Longest run of row ids that are asked for one by one behind a damaged page, before the rest is given up. */
const MOST_LOST = 100_000;

/** Rows in the order of their ids; where a page cannot be read, the next id that can be. */
function byRow(from: DatabaseSync, name: string): { rows: Record<string, unknown>[]; lost: number } {
  const rows: Record<string, unknown>[] = [];
  const after = from.prepare(`SELECT * FROM ${name} NOT INDEXED WHERE rid > ? ORDER BY rid`);
  const one = from.prepare(`SELECT * FROM ${name} NOT INDEXED WHERE rid = ?`);
  const last = lastRow(from, name);
  let at = 0;
  let lost = 0;
  for (;;) {
    try {
      for (const row of after.iterate(at)) {
        rows.push(row);
        at = Number(row['rid']);
      }
      return { rows, lost };
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    // Behind `at` lies a page that cannot be read: single rows of other pages still can.
    let found = false;
    for (let step = 1; step <= MOST_LOST && at + step <= last && !found; step += 1) {
      try {
        const row = one.get(at + step);
        if (!row) continue;
        rows.push(row);
        at += step;
        found = true;
      } catch (error) {
        if (!isDamage(error)) throw error;
        lost += 1;
      }
    }
    if (!found) return { rows, lost: lost + 1 };
  }
}

function lastRow(from: DatabaseSync, name: string): number {
  try {
    return Number(from.prepare(`SELECT max(rid) AS n FROM ${name}`).get()?.['n'] ?? 0);
  } catch (error) {
    if (!isDamage(error)) throw error;
    // The way to the last page is damaged: so many rows that every one of them is tried.
    return MOST_LOST;
  }
}
