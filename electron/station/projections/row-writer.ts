import { nameWords, type Syllables } from '../../../shared/domain/work-lists/index.ts';
import { NO_DUE } from './schema.ts';
import { number, type Statements } from './sql.ts';
import type { IndexRow } from './types.ts';
import { orderWords } from './words.ts';

/** Writes the rows of orders, and what hangs on them; within somebody's transaction. */
export interface RowWriter {
  /** @param seen place of the newest document that the row was made from */
  put(row: IndexRow, seen: number, read: Syllables): void;
  forget(id: string): void;
  /** How many stand in a list, and how many of them are urgent. */
  tally(list: string): { readonly n: number; readonly urgent: number };
  /** What was written is not there after all. */
  undone(): void;
}

/** Names that are read for one order: the others are found by their SKU. */
const MOST_ITEMS = 200;
/** Products that are remembered. */
const MOST_GOODS = 100_000;
/** Texts of a list in one column. */
export const BETWEEN = '\u001f';

type Members = Map<string, { readonly n: number; readonly urgent: number }>;

export function createRowWriter(sql: Statements): RowWriter {
  /** Many orders hold the same products: most of them are known. */
  const gids = new Map<string, number>();
  /** Kept by the writes: counting 50,000 takes longer than somebody who opens a page should wait. */
  let members: Members | undefined;

  function setWords(rid: number, before: string, words: readonly string[]): void {
    const next = new Set(words);
    for (const word of before === '' ? [] : before.split(BETWEEN))
      if (!next.delete(word)) sql.run('DELETE FROM words WHERE word = ? AND rid = ?', word, rid);
    for (const word of next) sql.run('INSERT OR IGNORE INTO words VALUES (?, ?)', word, rid);
  }

  function goodsOf(item: IndexRow['items'][number], read: Syllables): number {
    const sku = item.sku.toUpperCase();
    const key = sku + BETWEEN + item.name;
    const known =
      gids.get(key) ??
      number(sql.one('SELECT gid FROM goods WHERE sku = ? AND name = ?', sku, item.name)?.['gid']);
    const gid = known === 0 ? sql.run('INSERT INTO goods (sku, name) VALUES (?, ?)', sku, item.name) : known;
    if (known === 0)
      sql.run('INSERT INTO names (rowid, words) VALUES (?, ?)', gid, nameWords(item.name, read).join(' '));
    if (gids.size >= MOST_GOODS) gids.clear();
    gids.set(key, gid);
    return gid;
  }
  function setItems(rid: number, before: string, items: readonly number[]): void {
    const next = new Set(items);
    for (const gid of before === '' ? [] : before.split(' ').map(Number))
      if (!next.delete(gid)) sql.run('DELETE FROM order_goods WHERE gid = ? AND rid = ?', gid, rid);
    for (const gid of next) sql.run('INSERT OR IGNORE INTO order_goods VALUES (?, ?)', gid, rid);
  }

  function tally(): Members {
    if (members) return members;
    const found: Members = new Map();
    for (const row of sql.all({
      text: 'SELECT list, count(*) AS n, sum(urgent) AS urgent FROM members GROUP BY list',
      params: [],
    }))
      found.set(String(row['list']), { n: number(row['n']), urgent: number(row['urgent']) });
    return (members = found);
  }
  /** @param lists as they are stored with the order */
  function countMembers(lists: string, by: 1 | -1): void {
    if (!members) return;
    const [urgent, of] = JSON.parse(lists) as [number, IndexRow['lists']];
    for (const { list } of of) {
      const now = members.get(list) ?? { n: 0, urgent: 0 };
      members.set(list, { n: now.n + by, urgent: now.urgent + by * urgent });
    }
  }

  function put(row: IndexRow, seen: number, read: Syllables): void {
    const before = sql.one('SELECT rid, words, items, lists FROM orders WHERE id = ?', row.id);
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
      sql.run(
        `UPDATE orders SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE rid = ?`,
        ...values,
        rid,
      );
    else
      rid = sql.run(
        `INSERT INTO orders (id, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})`,
        row.id,
        ...values,
      );
    setWords(rid, String(before?.['words'] ?? ''), words);
    setItems(rid, String(before?.['items'] ?? ''), items);
    if (before?.['lists'] === lists) return;
    if (before) countMembers(String(before['lists']), -1);
    countMembers(lists, 1);
    sql.run('DELETE FROM members WHERE rid = ?', rid);
    for (const { list, since, due } of row.lists)
      sql.run('INSERT INTO members VALUES (?, ?, ?, ?, ?)', rid, list, urgent, due ?? NO_DUE, since);
  }

  function forget(id: string): void {
    const row = sql.one('SELECT rid, words, items, lists FROM orders WHERE id = ?', id);
    if (!row) return;
    const rid = number(row['rid']);
    setWords(rid, String(row['words']), []);
    setItems(rid, String(row['items']), []);
    countMembers(String(row['lists']), -1);
    sql.run('DELETE FROM members WHERE rid = ?', rid);
    sql.run('DELETE FROM orders WHERE rid = ?', rid);
  }

  return {
    put,
    forget,
    tally: (list) => tally().get(list) ?? { n: 0, urgent: 0 },
    undone() {
      gids.clear();
      members = undefined;
    },
  };
}
