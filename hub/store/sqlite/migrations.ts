import type { Migration } from '../migrations.ts';

export const SQLITE_MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    sql: `
      create table meta (name text primary key, value text not null) without rowid;
      create table sites (site text primary key, seq integer not null) without rowid;
      create table documents (
        site text not null,
        collection text not null,
        id text not null,
        seq integer not null,
        fingerprint text not null,
        writer text not null,
        written_at integer not null,
        open integer not null,
        body text not null,
        sealed text,
        primary key (site, collection, id)
      );
      create unique index documents_by_seq on documents (site, seq);
      -- The window (open, written_at) is looked at in the index, without reading the documents that it leaves out.
      create index documents_by_collection on documents (site, collection, seq, open, written_at);
      create table records (
        kind text not null,
        id text not null,
        site text not null,
        state text not null,
        due integer not null,
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
        site text not null,
        term text not null,
        target text not null,
        collection text not null,
        id text not null,
        at integer not null,
        primary key (site, term, target, collection, id)
      ) without rowid;
      create index terms_by_document on terms (site, collection, id);
    `,
  },
];
