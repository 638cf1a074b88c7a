import { chmodSync, rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/**
 * Who ordered what, by keyed hashes of phone and name: no receiver stands in this file, and it can be thrown away. Beside that,
 * the orders that have an open change request.
 */
export interface CustomerIndex {
  /** Where reading the orders goes on; undefined: from the start. */
  place(): { readonly id: string; readonly lwt: number } | undefined;
  /** One page of orders and the place behind it, in one transaction. */
  take(rows: readonly IndexedOrder[], place: { readonly id: string; readonly lwt: number } | undefined): void;
  /** Orders that left this station. */
  drop(ids: readonly string[]): void;
  /** Most recent first. */
  customers(offset: number, limit: number): IndexedCustomer[];
  countCustomers(): number;
  customer(hash: string): IndexedCustomer | undefined;
  /** Customers whose phone or name has this hash. */
  find(hash: string): IndexedCustomer[];
  /** Ids, newest first. @param by what the hash is of */
  ordersOf(by: 'phone' | 'receiver', hash: string, limit: number): string[];
  phoneOfReceiver(receiver: string): string | undefined;
  /** Orders with an open change request, oldest request first. */
  asked(offset: number, limit: number): string[];
  countAsked(): number;
  close(): void;
}

export interface IndexedOrder {
  readonly id: string;
  /** Keyed hashes, '' where there is nothing to hash. */
  readonly phone: string;
  readonly name: string;
  readonly receiver: string;
  /** Epoch ms of the order. */
  readonly at: number;
  /** Epoch ms of the oldest open change request, 0 = none. */
  readonly askedAt: number;
}

export interface IndexedCustomer {
  readonly phone: string;
  readonly orders: number;
  readonly lastAt: number;
  /** Id of the newest order. */
  readonly last: string;
}

/** Raise it when the tables or what is hashed into them change: the file is then made anew. */
const VERSION = 1;

/**
 * @param path of the file, or `:memory:`
 * @param key name of the site's key that the hashes are made with: with another one, the file starts anew
 */
export function openCustomerIndex(path: string, key: string): CustomerIndex {
  try {
    return open(path, key);
  } catch {
    // A torn file, or one that is none of ours: what it said is in the orders.
    for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
    return open(path, key);
  }
}

function open(path: string, key: string): CustomerIndex {
  const db = new DatabaseSync(path);
  if (path !== ':memory:') chmodSync(path, 0o600);
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA busy_timeout=2000');
  db.exec('CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
  const meta = (name: string): string | undefined =>
    db.prepare('SELECT value FROM meta WHERE key=?').get(name)?.['value'] as string | undefined;
  if (meta('version') !== String(VERSION) || meta('key') !== key) {
    db.exec(`
      DROP TABLE IF EXISTS orders; DROP TABLE IF EXISTS customers; DELETE FROM meta;
      CREATE TABLE orders(
        id TEXT PRIMARY KEY, phone TEXT NOT NULL, name TEXT NOT NULL, receiver TEXT NOT NULL,
        at INTEGER NOT NULL, asked INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX by_phone ON orders(phone, at DESC);
      CREATE INDEX by_name ON orders(name) WHERE name <> '';
      CREATE INDEX by_receiver ON orders(receiver, at DESC) WHERE receiver <> '';
      CREATE INDEX by_asked ON orders(asked) WHERE asked > 0;
      CREATE TABLE customers(
        phone TEXT PRIMARY KEY, orders INTEGER NOT NULL, last_at INTEGER NOT NULL, last TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX by_last ON customers(last_at DESC);
    `);
    const set = db.prepare('INSERT INTO meta(key, value) VALUES(?, ?)');
    set.run('version', String(VERSION));
    set.run('key', key);
  }

  const statements = new Map<string, StatementSync>();
  const sql = (text: string): StatementSync => {
    const known = statements.get(text) ?? db.prepare(text);
    statements.set(text, known);
    return known;
  };
  const count = (text: string): number => Number(sql(text).get()?.['n'] ?? 0);

  function recount(phone: string): void {
    if (phone === '') return;
    const row = sql('SELECT count(*) n, max(at) last_at FROM orders WHERE phone=?').get(phone);
    const last = sql('SELECT id FROM orders WHERE phone=? ORDER BY at DESC LIMIT 1').get(phone);
    if (last === undefined) {
      sql('DELETE FROM customers WHERE phone=?').run(phone);
      return;
    }
    sql('INSERT OR REPLACE INTO customers(phone, orders, last_at, last) VALUES(?, ?, ?, ?)').run(
      phone,
      Number(row?.['n'] ?? 0),
      Number(row?.['last_at'] ?? 0),
      String(last['id']),
    );
  }

  const customerOf = (row: Record<string, unknown> | undefined): IndexedCustomer | undefined =>
    row && {
      phone: String(row['phone']),
      orders: Number(row['orders']),
      lastAt: Number(row['last_at']),
      last: String(row['last']),
    };

  function inOne(work: () => void): void {
    db.exec('BEGIN');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
  const phoneOf = (id: string): string | undefined =>
    sql('SELECT phone FROM orders WHERE id=?').get(id)?.['phone'] as string | undefined;

  return {
    place() {
      const stored = meta('place');
      return stored === undefined ? undefined : (JSON.parse(stored) as { id: string; lwt: number });
    },
    take(rows, place) {
      inOne(() => {
        const touched = new Set<string>();
        for (const row of rows) {
          const before = phoneOf(row.id);
          if (before !== undefined && before !== row.phone) touched.add(before);
          sql(
            'INSERT OR REPLACE INTO orders(id, phone, name, receiver, at, asked) VALUES(?, ?, ?, ?, ?, ?)',
          ).run(row.id, row.phone, row.name, row.receiver, row.at, row.askedAt);
          touched.add(row.phone);
        }
        for (const phone of touched) recount(phone);
        if (place)
          sql("INSERT OR REPLACE INTO meta(key, value) VALUES('place', ?)").run(JSON.stringify(place));
      });
    },
    drop(ids) {
      inOne(() => {
        for (const id of ids) {
          const phone = phoneOf(id);
          sql('DELETE FROM orders WHERE id=?').run(id);
          recount(phone ?? '');
        }
      });
    },
    customers: (offset, limit) =>
      sql('SELECT * FROM customers ORDER BY last_at DESC LIMIT ? OFFSET ?')
        .all(limit, offset)
        .flatMap((row) => customerOf(row) ?? []),
    countCustomers: () => count('SELECT count(*) n FROM customers'),
    customer: (hash) => customerOf(sql('SELECT * FROM customers WHERE phone=?').get(hash)),
    find: (hash) =>
      sql(
        "SELECT * FROM customers WHERE phone IN (SELECT phone FROM orders WHERE name=? AND name <> '' AND phone <> '' UNION SELECT ?) ORDER BY last_at DESC LIMIT 200",
      )
        .all(hash, hash)
        .flatMap((row) => customerOf(row) ?? []),
    ordersOf: (by, hash, limit) =>
      hash === ''
        ? []
        : sql(
            by === 'phone'
              ? 'SELECT id FROM orders WHERE phone=? ORDER BY at DESC LIMIT ?'
              : "SELECT id FROM orders WHERE receiver=? AND receiver <> '' ORDER BY at DESC LIMIT ?",
          )
            .all(hash, limit)
            .map((row) => String(row['id'])),
    phoneOfReceiver(receiver) {
      const found = sql(
        "SELECT phone FROM orders WHERE receiver=? AND receiver <> '' AND phone <> '' ORDER BY at DESC LIMIT 1",
      ).get(receiver)?.['phone'];
      return typeof found === 'string' ? found : undefined;
    },
    asked: (offset, limit) =>
      sql('SELECT id FROM orders WHERE asked > 0 ORDER BY asked LIMIT ? OFFSET ?')
        .all(limit, offset)
        .map((row) => String(row['id'])),
    countAsked: () => count('SELECT count(*) n FROM orders WHERE asked > 0'),
    close: () => db.close(),
  };
}
