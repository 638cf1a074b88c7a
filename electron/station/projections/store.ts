import { chmodSync, existsSync, rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import {
  nameWords,
  WORK_LIST_DEFINITIONS,
  type Syllables,
  type WorkList,
} from '../../../shared/domain/work-lists/index.ts';
import { listQuestion, meanings, type Sql } from './questions.ts';
import { APPLICATION_ID, INDEX_VERSION, NO_DUE, TABLES } from './schema.ts';
import { START, type FoundRow, type Hit, type IndexRow, type IndexStore, type Places } from './types.ts';
import { orderWords } from './words.ts';

/** Names that are read for one order: the others are found by their SKU. */
const MOST_ITEMS = 200;
/** Texts of a list in one column. */
const BETWEEN = '\u001f';
/** Orders of one meaning that are sorted while somebody types: a short beginning fits everything. */
const MOST_OF_A_KIND = 500;
/** A transaction of the index is short: between two, somebody's list is read. */
const STATEMENTS = 200;

export interface StoreOptions {
  readonly path: string;
  /** Station and key that it is made for: with others, it is another's. */
  readonly identity: string;
  /** Loaded when the first name is read. */
  readonly syllables: () => Promise<Syllables>;
}

type Row = Record<string, SQLOutputValue>;

const lateOnly = (list: string): boolean => WORK_LIST_DEFINITIONS[list as WorkList]?.lateOnly === true;

/**
 * The index in a SQLite file of its own that may be thrown away at any time: what is not ours, of another version, torn or left
 * open is dropped when it is opened, and any error afterwards means the same to the caller.
 */
export function createIndexStore(options: StoreOptions): IndexStore {
  const { path, identity } = options;
  let db: DatabaseSync | undefined;
  let changes = 0;
  let counted: { readonly key: string; readonly total: number } | undefined;
  const statements = new Map<string, StatementSync>();
  /** Many orders hold the same products: most of them are known. */
  const gids = new Map<string, number>();

  function live(): DatabaseSync {
    if (!db) throw new Error('the index is not open');
    return db;
  }
  function prepared(text: string): StatementSync {
    const known = statements.get(text);
    if (known) return known;
    if (statements.size >= STATEMENTS) statements.clear();
    const made = live().prepare(text);
    statements.set(text, made);
    return made;
  }
  const all = ({ text, params }: Sql): Row[] => prepared(text).all(...params);
  const one = (text: string, ...params: SQLInputValue[]): Row | undefined => prepared(text).get(...params);
  const run = (text: string, ...params: SQLInputValue[]): number =>
    Number(prepared(text).run(...params).lastInsertRowid);
  const number = (value: SQLOutputValue | undefined): number => Number(value ?? 0);

  const meta = (key: string): string | undefined => {
    const row = one('SELECT value FROM meta WHERE key = ?', key);
    return row === undefined ? undefined : String(row['value']);
  };
  const setMeta = (key: string, value: string): void =>
    void run(
      'INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      value,
    );

  function connect(): DatabaseSync {
    const made = new DatabaseSync(path, { timeout: 2_000 });
    try {
      made.exec(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 8000;',
      );
      return made;
    } catch (error) {
      made.close();
      throw error;
    }
  }

  function drop(): void {
    statements.clear();
    gids.clear();
    counted = undefined;
    if (db?.isOpen) db.close();
    db = undefined;
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(path + ending, { force: true });
  }

  function make(): void {
    drop();
    db = connect();
    chmodSync(path, 0o600);
    db.exec('BEGIN');
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${INDEX_VERSION};`);
    db.exec(TABLES);
    setMeta('identity', identity);
    setMeta('places', JSON.stringify(START));
    db.exec('COMMIT');
  }

  /** Is what is there ours, whole and of this version? */
  function isOurs(): boolean {
    const pragma = (name: string): number => number(one(`PRAGMA ${name}`)?.[name]);
    if (pragma('application_id') !== APPLICATION_ID || pragma('user_version') !== INDEX_VERSION) return false;
    if (meta('identity') !== identity || meta('places') === undefined) return false;
    // Only one that was not closed can be torn unseen; the others say so when they are read.
    return meta('closed') === '1' || one('PRAGMA quick_check(1)')?.['quick_check'] === 'ok';
  }

  function transact(work: () => void): void {
    const file = live();
    file.exec('BEGIN IMMEDIATE');
    try {
      work();
      file.exec('COMMIT');
    } finally {
      if (file.isTransaction) {
        file.exec('ROLLBACK');
        gids.clear();
      }
    }
  }

  function setWords(rid: number, before: string, words: readonly string[]): void {
    const next = new Set(words);
    for (const word of before === '' ? [] : before.split(BETWEEN))
      if (!next.delete(word)) run('DELETE FROM words WHERE word = ? AND rid = ?', word, rid);
    for (const word of next) run('INSERT OR IGNORE INTO words VALUES (?, ?)', word, rid);
  }

  function goodsOf(item: IndexRow['items'][number], read: Syllables): number {
    const sku = item.sku.toUpperCase();
    const key = sku + BETWEEN + item.name;
    const known =
      gids.get(key) ??
      number(one('SELECT gid FROM goods WHERE sku = ? AND name = ?', sku, item.name)?.['gid']);
    const gid = known === 0 ? run('INSERT INTO goods (sku, name) VALUES (?, ?)', sku, item.name) : known;
    if (known === 0)
      run('INSERT INTO names (rowid, words) VALUES (?, ?)', gid, nameWords(item.name, read).join(' '));
    if (gids.size >= 100_000) gids.clear();
    gids.set(key, gid);
    return gid;
  }
  function setItems(rid: number, before: string, items: readonly number[]): void {
    const next = new Set(items);
    for (const gid of before === '' ? [] : before.split(' ').map(Number))
      if (!next.delete(gid)) run('DELETE FROM order_goods WHERE gid = ? AND rid = ?', gid, rid);
    for (const gid of next) run('INSERT OR IGNORE INTO order_goods VALUES (?, ?)', gid, rid);
  }

  function put(row: IndexRow, seen: number, read: Syllables): void {
    const before = one('SELECT rid, words, items, lists FROM orders WHERE id = ?', row.id);
    const urgent = row.flags.includes('urgent') ? 1 : 0;
    const words = orderWords(row);
    const items = [...new Set(row.items.slice(0, MOST_ITEMS).map((item) => goodsOf(item, read)))];
    const lists = JSON.stringify([urgent, row.lists]);
    const columns = {
      no: row.no,
      channel: row.channel,
      status: row.status,
      payment: row.payment,
      logistics: row.logistics,
      // With a space at both ends: each flag stands alone.
      flags: ` ${row.flags.join(' ')} `,
      orderedAt: row.orderedAt,
      shipBy: row.shipBy,
      since: row.since,
      cod: row.cod ? 1 : 0,
      total: row.total,
      currency: row.currency,
      units: row.units,
      lines: row.lines,
      goods: row.goods,
      carrier: row.carrier,
      parcels: row.parcels.join(' '),
      waybills: row.waybills.join(BETWEEN),
      department: row.department,
      person: row.person,
      urgent,
      archived: row.status === 'ARCHIVED' ? 1 : 0,
      due: row.shipBy ?? NO_DUE,
      words: words.join(BETWEEN),
      items: items.join(' '),
      lists,
      seen,
    };
    const names = Object.keys(columns);
    const values = Object.values(columns);
    let rid = number(before?.['rid']);
    if (before)
      run(`UPDATE orders SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE rid = ?`, ...values, rid);
    else
      rid = run(
        `INSERT INTO orders (id, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})`,
        row.id,
        ...values,
      );
    setWords(rid, String(before?.['words'] ?? ''), words);
    setItems(rid, String(before?.['items'] ?? ''), items);
    if (before?.['lists'] === lists) return;
    run('DELETE FROM members WHERE rid = ?', rid);
    for (const { list, since, due } of row.lists)
      run('INSERT INTO members VALUES (?, ?, ?, ?, ?)', rid, list, urgent, due ?? NO_DUE, since);
  }

  function forget(id: string): void {
    const row = one('SELECT rid, words, items FROM orders WHERE id = ?', id);
    if (!row) return;
    const rid = number(row['rid']);
    setWords(rid, String(row['words']), []);
    setItems(rid, String(row['items']), []);
    run('DELETE FROM members WHERE rid = ?', rid);
    run('DELETE FROM orders WHERE rid = ?', rid);
  }

  function found(row: Row): FoundRow {
    const text = (key: string): string => String(row[key] ?? '');
    const split = (key: string, by: string): string[] =>
      text(key)
        .split(by)
        .filter((part) => part !== '');
    const orNull = (key: string): number | null => (row[key] === null ? null : number(row[key]));
    return {
      id: text('id'),
      no: text('no'),
      channel: text('channel'),
      status: text('status'),
      payment: text('payment'),
      logistics: text('logistics'),
      flags: split('flags', ' '),
      orderedAt: number(row['orderedAt']),
      shipBy: orNull('shipBy'),
      since: number(row['since']),
      cod: row['cod'] === 1,
      total: orNull('total'),
      currency: text('currency'),
      units: number(row['units']),
      lines: number(row['lines']),
      goods: text('goods'),
      carrier: text('carrier'),
      parcels: split('parcels', ' '),
      waybills: split('waybills', BETWEEN),
      department: text('department'),
      person: text('person'),
      listSince: number(row['listSince']),
      late: row['late'] === 1,
    };
  }

  return {
    open() {
      try {
        if (existsSync(path)) {
          db = connect();
          if (isOurs()) {
            const sound = meta('closed') === '1';
            const places = JSON.parse(meta('places') ?? '') as Places;
            const rows = number(one('SELECT count(*) AS n FROM orders')?.['n']);
            setMeta('closed', '0');
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
      transact(() => {
        for (const row of rows) put(row, seen, read);
        for (const id of gone) forget(id);
        setMeta('places', JSON.stringify(places));
      });
    },

    count: () => Promise.resolve(number(one('SELECT count(*) AS n FROM orders')?.['n'])),

    takenSince: (lwt) =>
      Promise.resolve(
        all({ text: 'SELECT id FROM orders WHERE seen > ?', params: [lwt] }).map((row) => String(row['id'])),
      ),

    lists(lists, now, limits) {
      return Promise.resolve(
        lists.map((list) => {
          const cutoff = now - (limits[list] ?? 0);
          const late =
            number(one('SELECT count(*) AS n FROM members WHERE list = ? AND due < ?', list, now)?.['n']) +
            number(
              one(
                'SELECT count(*) AS n FROM members WHERE list = ? AND due = ? AND since < ?',
                list,
                NO_DUE,
                cutoff,
              )?.['n'],
            );
          const oldest = one('SELECT min(since) AS at FROM members WHERE list = ?', list)?.['at'];
          const all = one(
            'SELECT count(*) AS n, sum(urgent) AS urgent FROM members WHERE list = ? AND since < ?',
            list,
            lateOnly(list) ? cutoff : Number.MAX_SAFE_INTEGER,
          );
          return {
            list,
            count: number(all?.['n']),
            oldest: typeof oldest === 'number' && number(all?.['n']) > 0 ? oldest : null,
            late,
            urgent: number(all?.['urgent']),
          };
        }),
      );
    },

    rows(query, offset, limit) {
      const {
        from,
        counted: few,
        where,
        order,
        since,
        late,
        key,
      } = listQuestion(query, lateOnly(query.list));
      const asked = JSON.stringify([changes, few, where]);
      if (counted?.key !== asked) {
        const row = one(`SELECT count(*) AS n FROM ${few} WHERE ${where.text}`, ...where.params);
        counted = { key: asked, total: number(row?.['n']) };
      }
      // The rows are passed over in an index, and only those that are shown are read.
      const rows = all({
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
      return Promise.resolve({ total: counted.total, rows: rows.map(found) });
    },

    ids(query, limit) {
      const { from, where, order, key } = listQuestion(query, lateOnly(query.list));
      const rows = all({
        text: `SELECT o.id AS id FROM (SELECT ${key} AS rid FROM ${from} WHERE ${where.text} ORDER BY ${order} LIMIT ?) f
                 CROSS JOIN orders o ON o.rid = f.rid`,
        params: [...where.params, limit],
      });
      return Promise.resolve(rows.map((row) => String(row['id'])));
    },

    search(asked, { archived, now, limits, limit }) {
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
        );
        // The newest first; those that another meaning has found already are among them.
        const rows = all({
          text: `SELECT o.*, o.since AS listSince, ${late.text} AS late FROM (
                   SELECT DISTINCT rid FROM (${rids.text}) ORDER BY rid DESC LIMIT ?) f
                 CROSS JOIN orders o ON o.rid = f.rid WHERE o.archived <= ? ORDER BY o.rid DESC`,
          params: [...late.params, ...rids.params, limit + hits.size + 1, archived ? 1 : 0],
        });
        for (const row of rows) {
          const rid = number(row['rid']);
          if (hits.has(rid)) continue;
          if (hits.size === limit) more = true;
          else hits.set(rid, { ...found(row), by });
        }
      }
      return Promise.resolve({ hits: [...hits.values()], more });
    },

    close() {
      if (db?.isOpen) {
        setMeta('closed', '1');
        statements.clear();
        db.close();
      }
      db = undefined;
      return Promise.resolve();
    },
  };
}
