import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;
export type { SQLInputValue };

/** Longest stretch of synchronous work before other events get their turn, ms. */
export const TURN_MS = 6;

/** Resolves after the events that wait have had their turn. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** When this thread's storage work of the present turn began; the event loop is one for all files. */
let turnBegan: number | undefined;

/**
 * Called before a piece of work: a caller that awaits one short call after the other stays in one turn for ever, because
 * what is answered at once is answered before any event.
 * @returns what to wait for where half of the turn is used up
 */
export function nextWhenLate(): Promise<void> | undefined {
  const now = performance.now();
  if (turnBegan === undefined) {
    turnBegan = now;
    setImmediate(() => (turnBegan = undefined));
    return undefined;
  }
  return now - turnBegan < TURN_MS / 2 ? undefined : waitForTurn();
}

async function waitForTurn(): Promise<void> {
  await nextTurn();
  // Of many who wait, some go first.
  await nextWhenLate();
}

const MAX_STATEMENTS = 300;

/** Prepared statements by their text, the least recently used dropped first. */
export function createStatementCache(database: DatabaseSync): (sql: string) => StatementSync {
  const cache = new Map<string, StatementSync>();
  return (sql) => {
    const known = cache.get(sql);
    if (known) {
      cache.delete(sql);
      cache.set(sql, known);
      return known;
    }
    const statement = database.prepare(sql);
    cache.set(sql, statement);
    if (cache.size > MAX_STATEMENTS) {
      const oldest = cache.keys().next().value;
      if (oldest !== undefined) cache.delete(oldest);
    }
    return statement;
  };
}

/** Takes rows until it has enough. */
export interface Sink {
  /** @returns false when no more rows are wanted */
  row(row: Row): boolean;
}

/**
 * Feeds rows to the sink until done or until the turn is over.
 * @returns the iterator to go on with, or undefined when all is done
 */
export function feed(rows: Iterator<Row>, sink: Sink): Iterator<Row> | undefined {
  const end = performance.now() + TURN_MS;
  for (;;) {
    const { done, value } = rows.next();
    if (done === true) return undefined;
    if (!sink.row(value)) {
      rows.return?.();
      return undefined;
    }
    if (performance.now() >= end) return rows;
  }
}
