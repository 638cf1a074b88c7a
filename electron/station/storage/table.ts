import type { RxJsonSchema } from 'rxdb';

import { StorageSchemaError } from './errors.ts';
import type { StorageFile } from './file.ts';
import { createTableSql, guessedStatistics, layoutOf } from './layout.ts';
import type { Layout } from './layout.ts';
import { sampleStatistics } from './statistics.ts';

/** Below this many rows statistics are not worth taking; above, they are taken again each time the rows have doubled. */
const ANALYZE_FROM_ROWS = 1_000;

/** One collection of one schema version, in its file. */
export interface Table {
  /** Safe to use unquoted in SQL. */
  readonly name: string;
  readonly layout: Layout;
  /** Rows whose columns do not stand for their documents; while there are any, SQL decides nothing by itself. */
  oddRows: number;
  /** Greatest `lwt` column so far: see `nextLwt` in instance.ts. */
  lastLwt: number;
  /** Times that the planner was given new statistics: what was known of its plans before is not true any more. */
  analyses: number;
  /**
   * Remembers `lastLwt`, in the transaction that removes rows: the order of changes must not begin again below the row that
   * was last, or replication would skip what is written next.
   */
  keepLwt(): void;
  drop(): void;
}

/** Opens the table of a collection, making it where there is none. @throws StorageSchemaError */
export function openTable(
  file: StorageFile,
  collection: string,
  schema: Readonly<RxJsonSchema<never>>,
): Table {
  const layout = layoutOf(schema);
  const wanted = JSON.stringify({
    primary: layout.primaryPath,
    columns: layout.columns,
    indexes: layout.indexes,
  });
  const version = schema.version;
  const known = file
    .statement('SELECT tid, layout FROM storage_tables WHERE collection = ? AND version = ?')
    .get(collection, version);
  if (known && known['layout'] !== wanted) {
    throw new StorageSchemaError(`${collection}: indexes changed without a new schema version (${version})`);
  }
  const name = known
    ? tableName(Number(known['tid']), collection)
    : makeTable(file, collection, version, layout, wanted);

  const one = (sql: string) => Number(file.read(() => file.statement(sql).get())?.['n'] ?? 0);
  const kept = file.statement('SELECT value FROM storage_meta WHERE key = ?').get(lwtRow(name))?.['value'];
  let dropped = false;
  file.onQuiet(async () => {
    if (dropped) return;
    try {
      if (await analyzeIfGrown(file, table, collection, version)) table.analyses += 1;
    } catch (error) {
      // It may go between two turns.
      if (!dropped) throw error;
    }
  });
  const table: Table = {
    name,
    layout,
    analyses: 0,
    oddRows: one(`SELECT count(*) AS n FROM ${name} WHERE odd = 1`),
    lastLwt: Math.max(one(`SELECT max(lwt) AS n FROM ${name}`), Number(kept ?? 0)),
    keepLwt: () =>
      void file
        .statement('INSERT OR REPLACE INTO storage_meta VALUES (?, ?)')
        .run(lwtRow(name), table.lastLwt),
    drop() {
      dropped = true;
      file.write(() => {
        file.statement(`DROP TABLE ${name}`).run();
        file.statement('DELETE FROM storage_meta WHERE key = ?').run(lwtRow(name));
        file
          .statement('DELETE FROM storage_tables WHERE collection = ? AND version = ?')
          .run(collection, version);
      });
    },
  };
  return table;
}

/** Row of `storage_meta` with the greatest `lwt` that rows of this table ever had. */
const lwtRow = (table: string): string => `lwt:${table}`;

function makeTable(
  file: StorageFile,
  collection: string,
  version: number,
  layout: Layout,
  wanted: string,
): string {
  return file.write(() => {
    const { lastInsertRowid } = file
      .statement('INSERT INTO storage_tables (collection, version, layout) VALUES (?, ?, ?)')
      .run(collection, version, wanted);
    const name = tableName(Number(lastInsertRowid), collection);
    for (const sql of createTableSql(name, layout).split(';\n'))
      if (sql.trim() !== '') file.statement(sql).run();
    writeStatistics(file, name, guessedStatistics(name, layout));
    return name;
  });
}

/** SQLite's names know no case and RxDB's do, so the number makes the name; the rest is for people who look. */
export const tableName = (tid: number, collection: string): string =>
  `t${tid}_${collection.replaceAll(/[^a-zA-Z0-9_]/g, '_').slice(0, 40)}`;

/** Takes new statistics where the rows have doubled since the last ones. @returns whether it did */
async function analyzeIfGrown(
  file: StorageFile,
  { name, layout }: Pick<Table, 'name' | 'layout'>,
  collection: string,
  version: number,
): Promise<boolean> {
  const rows = Number(file.statement(`SELECT max(rid) AS n FROM ${name}`).get()?.['n'] ?? 0);
  const before = file
    .statement('SELECT analyzed FROM storage_tables WHERE collection = ? AND version = ?')
    .get(collection, version);
  if (!before || rows < ANALYZE_FROM_ROWS || rows < 2 * Number(before['analyzed'] ?? 0)) return false;
  const statistics = await sampleStatistics(file, name, layout);
  file.write(() => {
    writeStatistics(file, name, statistics);
    file
      .statement('UPDATE storage_tables SET analyzed = ? WHERE collection = ? AND version = ?')
      .run(rows, collection, version);
  });
  return true;
}

/** In a transaction. The planner knows them from the next statement on. */
function writeStatistics(
  file: StorageFile,
  name: string,
  statistics: readonly { readonly index: string; readonly stat: string }[],
): void {
  file.statement('DELETE FROM sqlite_stat1 WHERE tbl = ?').run(name);
  const row = file.statement('INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)');
  for (const { index, stat } of statistics) row.run(name, index, stat);
  file.statement('ANALYZE sqlite_schema').run();
}
