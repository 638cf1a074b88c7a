import { DatabaseSync } from 'node:sqlite';
import type { StoredTask } from './storage-documents.ts';
import { PAGE } from './storage-subject.ts';
import type { Subject } from './storage-subject.ts';

export interface RawSubject extends Subject {
  /** Statistics for the planner, as the storage takes them in a quiet moment. */
  analyze(): void;
  drop(): void;
}

/**
 * What somebody writes who knows SQLite and needs just this: the same JSON documents, the same columns and indexes, each
 * text made and parsed once, statements prepared once. No conflicts, no events, no yielding.
 * @param synchronous FULL: fsync in every COMMIT; NORMAL: none
 */
export function openRawSubject(
  name: string,
  path: string,
  table: string,
  synchronous: 'FULL' | 'NORMAL',
): RawSubject {
  const database = new DatabaseSync(path, { timeout: 2_000 });
  database.exec(`
    PRAGMA journal_mode=WAL; PRAGMA synchronous=${synchronous}; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;
    CREATE TABLE ${table} (
      rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rev TEXT NOT NULL, deleted INTEGER NOT NULL,
      lwt REAL NOT NULL, lane TEXT, priority TEXT, waybill TEXT, data TEXT NOT NULL);
    CREATE INDEX ${table}_lane ON ${table} (deleted, lane, priority, id);
    CREATE INDEX ${table}_waybill ON ${table} (deleted, waybill, id);
    CREATE INDEX ${table}_lwt ON ${table} (lwt, id);
    CREATE INDEX ${table}_deleted ON ${table} (lwt) WHERE deleted = 1;`);
  const insert = database.prepare(
    `INSERT INTO ${table} (id, rev, deleted, lwt, lane, priority, waybill, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE ${table} SET rev = ?, deleted = ?, lwt = ?, lane = ?, priority = ?, waybill = ?, data = ? WHERE id = ? AND rev = ?`,
  );
  const byId = database.prepare(`SELECT data FROM ${table} WHERE id = ? AND deleted = 0`);
  const page = (direction: 'ASC' | 'DESC') =>
    database.prepare(
      `SELECT data FROM ${table} WHERE deleted = 0 AND lane = ? ORDER BY priority ${direction}, id LIMIT ?`,
    );
  const pages = { asc: page('ASC'), desc: page('DESC') };
  const changed = database.prepare(
    `SELECT id, lwt, data FROM ${table} WHERE (lwt, id) > (?, ?) ORDER BY lwt, id LIMIT ?`,
  );
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const put = (task: StoredTask): void => {
    const { id, lane, priority, waybill, _rev, _deleted, _meta } = task;
    insert.run(id, _rev, _deleted ? 1 : 0, _meta.lwt, lane, priority, waybill, JSON.stringify(task));
  };
  const parse = (row: Record<string, unknown>): unknown => JSON.parse(String(row['data']));
  return {
    name,
    insert: put,
    bulk(tasks) {
      begin.run();
      for (const task of tasks) put(task);
      commit.run();
    },
    find(id) {
      const row = byId.get(id);
      return row ? [parse(row)] : [];
    },
    page: (lane, direction) => pages[direction].all(lane, PAGE).map(parse),
    pull(batch) {
      let read = 0;
      let last: Record<string, unknown> | undefined;
      for (;;) {
        const rows = changed.all(Number(last?.['lwt'] ?? 0), String(last?.['id'] ?? ''), batch);
        if (rows.length === 0) return read;
        for (const row of rows) parse(row);
        read += rows.length;
        last = rows.at(-1);
      }
    },
    update(before, after) {
      const { id, lane, priority, waybill, _rev, _deleted, _meta } = after;
      const text = JSON.stringify(after);
      update.run(_rev, _deleted ? 1 : 0, _meta.lwt, lane, priority, waybill, text, id, before._rev);
    },
    analyze: () => database.exec(`ANALYZE ${table}`),
    drop: () => database.exec(`DROP TABLE ${table}`),
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}
