import { chmodSync, existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import {
  WORK_LIST_DEFINITIONS,
  type Syllables,
  type WorkList,
} from '../../../shared/domain/work-lists/index.ts';
import { foundRow } from './found-row.ts';
import { allMeant, listQuestion, meanings } from './questions.ts';
import { createRowWriter, type RowWriter } from './row-writer.ts';
import { APPLICATION_ID, INDEX_VERSION, NO_DUE, TABLES } from './schema.ts';
import { createStatements, number, type Statements } from './sql.ts';
import { START, type Asked, type Hit, type IndexStore, type Places } from './types.ts';

/** Orders of one meaning that are sorted while somebody types: a short beginning fits everything. */
const MOST_OF_A_KIND = 500;
/** Safe through a crash; a log that is copied seldom, since it can all be made again. */
const PRAGMAS =
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 8000; PRAGMA temp_store = MEMORY;';

export interface StoreOptions {
  readonly path: string;
  /** Station and key that it is made for: with others, it is another's. */
  readonly identity: string;
  /** Loaded when the first name is read. */
  readonly syllables: () => Promise<Syllables>;
}

const lateOnly = (list: string): boolean => WORK_LIST_DEFINITIONS[list as WorkList]?.lateOnly === true;

function meta(sql: Statements, key: string): string | undefined {
  const row = sql.one('SELECT value FROM meta WHERE key = ?', key);
  return row === undefined ? undefined : String(row['value']);
}
const setMeta = (sql: Statements, key: string, value: string): void =>
  void sql.run(
    'INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    value,
  );

/**
 * The index in a SQLite file of its own that may be thrown away at any time: what is not ours, of another version, torn or left
 * open is dropped when it is opened, and any error afterwards means the same to the caller.
 */
export function createIndexStore(options: StoreOptions): IndexStore {
  const { path, identity } = options;
  let file: { readonly sql: Statements; readonly writer: RowWriter } | undefined;
  let changes = 0;
  let counted: { readonly key: string; readonly total: number } | undefined;
  /** What the table `found` holds: a count and its page, and the pages after it, look for a text once. */
  let held: { readonly key: string; readonly n: number } | undefined;

  function live(): NonNullable<typeof file> {
    if (!file) throw new Error('the index is not open');
    return file;
  }

  function connect(): NonNullable<typeof file> {
    const db = new DatabaseSync(path, { timeout: 2_000 });
    const sql = createStatements(db);
    file = { sql, writer: createRowWriter(sql) };
    db.exec(PRAGMAS);
    db.exec('CREATE TEMP TABLE found (rid INTEGER PRIMARY KEY)');
    held = undefined;
    return file;
  }

  function make(): void {
    file?.sql.close();
    file = undefined;
    counted = undefined;
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(path + ending, { force: true });
    const { sql } = connect();
    chmodSync(path, 0o600);
    sql.transact(() => {
      for (const each of TABLES) sql.run(each);
      sql.run(`PRAGMA application_id = ${APPLICATION_ID}`);
      sql.run(`PRAGMA user_version = ${INDEX_VERSION}`);
      setMeta(sql, 'identity', identity);
      setMeta(sql, 'places', JSON.stringify(START));
    });
  }

  /** Is what is there ours, whole and of this version? */
  function isOurs(sql: Statements): boolean {
    const pragma = (name: string): number => number(sql.one(`PRAGMA ${name}`)?.[name]);
    if (pragma('application_id') !== APPLICATION_ID || pragma('user_version') !== INDEX_VERSION) return false;
    if (meta(sql, 'identity') !== identity || meta(sql, 'places') === undefined) return false;
    // Only one that was not closed can be torn unseen; the others say so when they are read.
    return meta(sql, 'closed') === '1' || sql.one('PRAGMA quick_check(1)')?.['quick_check'] === 'ok';
  }

  /** @returns how many orders what was typed may mean; they are in the table `found` */
  function find(sql: Statements, text: Asked | undefined): number {
    if (text === undefined) return 0;
    const key = JSON.stringify([changes, text]);
    if (held?.key === key) return held.n;
    held = undefined;
    const meant = allMeant(text);
    sql.run('DELETE FROM temp.found');
    if (meant) sql.run(`INSERT OR IGNORE INTO temp.found ${meant.text}`, ...meant.params);
    const n = number(sql.one('SELECT count(*) AS n FROM temp.found')?.['n']);
    held = { key, n };
    return n;
  }

  return {
    open() {
      try {
        if (existsSync(path)) {
          const { sql } = connect();
          if (isOurs(sql)) {
            const sound = meta(sql, 'closed') === '1';
            const places = JSON.parse(meta(sql, 'places') ?? '') as Places;
            const rows = number(sql.one('SELECT count(*) AS n FROM orders')?.['n']);
            setMeta(sql, 'closed', '0');
            return Promise.resolve({ rows, places, sound });
          }
        }
      } catch {
        // Whatever is wrong with it: it is made anew.
      }
      try {
        make();
        return Promise.resolve(undefined);
      } catch (error) {
        return Promise.reject(error as Error);
      }
    },

    async put(rows, gone, places) {
      const read = rows.some((row) => row.items.length > 0) ? await options.syllables() : () => [];
      changes += 1;
      const seen = Math.max(places.orders.lwt, places.shipments.lwt);
      const { sql, writer } = live();
      try {
        sql.transact(() => {
          for (const row of rows) writer.put(row, seen, read);
          for (const id of gone) writer.forget(id);
          setMeta(sql, 'places', JSON.stringify(places));
        });
      } catch (error) {
        writer.undone();
        throw error;
      }
    },

    count: () => Promise.resolve(number(live().sql.one('SELECT count(*) AS n FROM orders')?.['n'])),

    takenSince: (lwt) =>
      Promise.resolve(
        live()
          .sql.all({ text: 'SELECT id FROM orders WHERE seen > ?', params: [lwt] })
          .map((row) => String(row['id'])),
      ),

    lists(lists, now, limits) {
      const { sql, writer } = live();
      return Promise.resolve(
        lists.map((list) => {
          const cutoff = now - (limits[list] ?? 0);
          const late =
            number(
              sql.one('SELECT count(*) AS n FROM members WHERE list = ? AND due < ?', list, now)?.['n'],
            ) +
            number(
              sql.one(
                'SELECT count(*) AS n FROM members WHERE list = ? AND due = ? AND since < ?',
                list,
                NO_DUE,
                cutoff,
              )?.['n'],
            );
          const oldest = sql.one('SELECT min(since) AS at FROM members WHERE list = ?', list)?.['at'];
          const { n, urgent } = writer.tally(list);
          const count = lateOnly(list) ? late : n;
          return {
            list,
            count,
            oldest: typeof oldest === 'number' && count > 0 ? oldest : null,
            late,
            urgent: lateOnly(list) ? Math.min(urgent, late) : urgent,
          };
        }),
      );
    },

    rows(query, offset, limit) {
      const { sql } = live();
      const {
        from,
        counted: few,
        where,
        order,
        since,
        late,
        key,
      } = listQuestion(query, lateOnly(query.list), find(sql, query.text));
      // The text stands in the table, not in the question.
      const asked = JSON.stringify([changes, few, where, query.text]);
      if (counted?.key !== asked) {
        const row = sql.one(`SELECT count(*) AS n FROM ${few} WHERE ${where.text}`, ...where.params);
        counted = { key: asked, total: number(row?.['n']) };
      }
      if (counted.total <= offset) return Promise.resolve({ total: counted.total, rows: [] });
      // The rows are passed over in an index, and only those that are shown are read.
      const rows = sql.all({
        text: `SELECT o.*, ${since} AS listSince, ${late.text} AS late
                 FROM (SELECT ${key} AS rid FROM ${from} WHERE ${where.text} ORDER BY ${order} LIMIT ? OFFSET ?) f
                 CROSS JOIN orders o ON o.rid = f.rid
                 ${query.list === 'all' || query.list === 'archived' ? '' : 'CROSS JOIN members m ON m.rid = f.rid AND m.list = ?'}`,
        params: [
          ...late.params,
          ...where.params,
          limit,
          offset,
          ...(query.list === 'all' || query.list === 'archived' ? [] : [query.list]),
        ],
      });
      return Promise.resolve({ total: counted.total, rows: rows.map(foundRow) });
    },

    ids(query, limit) {
      const { sql } = live();
      const { from, where, order, key } = listQuestion(query, lateOnly(query.list), find(sql, query.text));
      const rows = sql.all({
        text: `SELECT o.id AS id FROM (SELECT ${key} AS rid FROM ${from} WHERE ${where.text} ORDER BY ${order} LIMIT ?) f
                 CROSS JOIN orders o ON o.rid = f.rid`,
        params: [...where.params, limit],
      });
      return Promise.resolve(rows.map((row) => String(row['id'])));
    },

    search(asked, { archived, now, limits, limit }) {
      const { sql } = live();
      const hits = new Map<number, Hit>();
      let more = false;
      for (const { by, rids } of meanings(asked, MOST_OF_A_KIND)) {
        const left = limit - hits.size;
        if (left <= 0) {
          more = true;
          break;
        }
        const { late } = listQuestion(
          { list: 'all', filter: {}, sort: 'due', reverse: false, now, limits },
          false,
          0,
        );
        // The newest first; those that another meaning has found already are among them.
        const rows = sql.all({
          text: `SELECT o.*, o.since AS listSince, ${late.text} AS late FROM (
                   SELECT DISTINCT rid FROM (${rids.text}) ORDER BY rid DESC LIMIT ?) f
                 CROSS JOIN orders o ON o.rid = f.rid WHERE o.archived <= ? ORDER BY o.rid DESC`,
          params: [...late.params, ...rids.params, limit + hits.size + 1, archived ? 1 : 0],
        });
        for (const row of rows) {
          const rid = number(row['rid']);
          if (hits.has(rid)) continue;
          if (hits.size === limit) more = true;
          else hits.set(rid, { ...foundRow(row), by });
        }
      }
      return Promise.resolve({ hits: [...hits.values()], more });
    },

    close() {
      if (file) {
        setMeta(file.sql, 'closed', '1');
        file.sql.close();
      }
      file = undefined;
      return Promise.resolve();
    },
  };
}
