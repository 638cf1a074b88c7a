import type { Migration } from '../migrations.ts';

/** Partitions of `documents` and `terms`: can be moved to tablespaces of their own, are vacuumed side by side. A site lies in one. */
const PARTITIONS = 8;

const partitionsOf = (table: string): string =>
  Array.from(
    { length: PARTITIONS },
    (_, at) =>
      `create table ${table}_${at} partition of ${table} for values with (modulus ${PARTITIONS}, remainder ${at});`,
  ).join('\n');

export const POSTGRES_MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    // Collation "C" is the order of bytes, as SQLite has it, whatever the database's own is.
    sql: `
      create table meta (name text collate "C" primary key, value text not null);
      -- A transaction holds its site's row; half the page stays free so that the next version of it finds room there.
      create table sites (site text collate "C" primary key, seq bigint not null) with (fillfactor = 50);
      create table documents (
        site text collate "C" not null,
        collection text collate "C" not null,
        id text collate "C" not null,
        seq bigint not null,
        fingerprint text not null,
        writer text not null,
        written_at bigint not null,
        open smallint not null,
        body text not null,
        sealed text,
        primary key (site, collection, id)
      ) partition by hash (site);
      ${partitionsOf('documents')}
      -- "seq > 0" is always so. It keeps these two from the search by id, which says nothing of seq: as long as a table that
      -- grows quickly has no statistics, they would look as good as the primary key and be read from end to end.
      create unique index documents_by_seq on documents (site, seq) where seq > 0;
      -- The window (open, written_at) is looked at in the index, without reading the documents that it leaves out.
      create index documents_by_collection on documents (site, collection, seq, open, written_at) where seq > 0;
      create table records (
        kind text collate "C" not null,
        id text collate "C" not null,
        site text collate "C" not null,
        state text collate "C" not null,
        due bigint not null,
        body text not null,
        sealed text,
        primary key (kind, id)
      );
      create index records_by_site on records (kind, site, state, id);
      create index records_by_due on records (kind, due, id) where due > 0;
    `,
  },
  {
    number: 2,
    sql: `
      create table terms (
        site text collate "C" not null,
        term text collate "C" not null,
        target text collate "C" not null,
        collection text collate "C" not null,
        id text collate "C" not null,
        at bigint not null,
        primary key (site, term, target, collection, id)
      ) partition by hash (site);
      ${partitionsOf('terms')}
      create index terms_by_document on terms (site, collection, id);
    `,
  },
];
