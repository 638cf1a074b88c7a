import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Sql } from './questions.ts';

export type Row = Record<string, SQLOutputValue>;

/** Statements of one open file, each prepared once. */
export interface Statements {
  all(sql: Sql): Row[];
  one(text: string, ...params: SQLInputValue[]): Row | undefined;
  /** @returns the number of the row that was inserted last */
  run(text: string, ...params: SQLInputValue[]): number;
  /** All of it, or nothing. */
  transact(work: () => void): void;
  close(): void;
}

/** Filters make many texts; beyond these all are prepared again. */
const MOST = 200;

export const number = (value: SQLOutputValue | undefined): number => Number(value ?? 0);

export function createStatements(db: DatabaseSync): Statements {
  const statements = new Map<string, StatementSync>();
  function prepared(text: string): StatementSync {
    const known = statements.get(text);
    if (known) return known;
    if (statements.size >= MOST) statements.clear();
    const made = db.prepare(text);
    statements.set(text, made);
    return made;
  }
  return {
    all: ({ text, params }) => prepared(text).all(...params),
    one: (text, ...params) => prepared(text).get(...params),
    run: (text, ...params) => Number(prepared(text).run(...params).lastInsertRowid),
    transact(work) {
      db.exec('BEGIN IMMEDIATE');
      try {
        work();
        db.exec('COMMIT');
      } finally {
        if (db.isTransaction) db.exec('ROLLBACK');
      }
    },
    close() {
      statements.clear();
      if (db.isOpen) db.close();
    },
  };
}
