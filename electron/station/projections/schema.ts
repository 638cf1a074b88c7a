/** Another number makes every station build its index anew. */
export const INDEX_VERSION = 2;
/** `PKWL`: a file without it is not ours. */
export const APPLICATION_ID = 0x504b574c;
/** Sorts after every deadline. */
export const NO_DUE = 9_000_000_000_000_000;

/** One statement each. */
export const TABLES: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE orders (
    rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, no TEXT NOT NULL, channel TEXT NOT NULL,
    status TEXT NOT NULL, payment TEXT NOT NULL, logistics TEXT NOT NULL, flags TEXT NOT NULL,
    orderedAt INTEGER NOT NULL, shipBy INTEGER, since INTEGER NOT NULL, cod INTEGER NOT NULL,
    total INTEGER, currency TEXT NOT NULL, units INTEGER NOT NULL, lines INTEGER NOT NULL, goods TEXT NOT NULL,
    carrier TEXT NOT NULL, parcels TEXT NOT NULL, waybills TEXT NOT NULL, department TEXT NOT NULL, person TEXT NOT NULL,
    urgent INTEGER NOT NULL, archived INTEGER NOT NULL, due INTEGER NOT NULL,
    words TEXT NOT NULL, items TEXT NOT NULL, lists TEXT NOT NULL, seen REAL NOT NULL)`,
  // With all that filters ask for: whoever counts what fits reads a tenth of the table.
  `CREATE INDEX orders_due ON orders (archived, urgent DESC, due, orderedAt, status, payment, logistics, channel, carrier,
    department, person, flags, cod, shipBy, total, units)`,
  `CREATE INDEX orders_at ON orders (archived, orderedAt)`,
  `CREATE INDEX orders_since ON orders (archived, since)`,
  `CREATE INDEX orders_no ON orders (archived, no)`,
  `CREATE TABLE members (
    rid INTEGER NOT NULL, list TEXT NOT NULL, urgent INTEGER NOT NULL, due INTEGER NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (rid, list)) WITHOUT ROWID`,
  `CREATE INDEX members_rank ON members (list, urgent DESC, due, since)`,
  `CREATE INDEX members_due ON members (list, due, since)`,
  `CREATE INDEX members_since ON members (list, since)`,
  `CREATE TABLE words (word TEXT NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (word, rid)) WITHOUT ROWID`,
  `CREATE TABLE goods (gid INTEGER PRIMARY KEY, sku TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (sku, name))`,
  `CREATE TABLE order_goods (gid INTEGER NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (gid, rid)) WITHOUT ROWID`,
  `CREATE VIRTUAL TABLE names USING fts5(words, content='', columnsize=0, tokenize='unicode61')`,
];
