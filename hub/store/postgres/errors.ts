import { DatabaseError } from 'pg';

import { StoreUnavailableError } from '../port.ts';

/** SQLSTATE: serialization failure, deadlock. The same transaction may well succeed when it is made again. */
const AGAIN = new Set(['40001', '40P01']);
/**
 * Classes of SQLSTATE that are a mistake of ours and no state of the database: unsupported, data, integrity, syntax and
 * access rules. (https://www.postgresql.org/docs/15/errcodes-appendix.html)
 */
const OUR_MISTAKE = new Set(['0A', '22', '23', '42']);
/** What `pg` says without a code when the connection is lost or does not come about. */
const LOST =
  /^(connection terminated|timeout exceeded when trying|timeout expired|query read timeout|client has encountered|client was closed|cannot use a pool after)/i;

export const mayRetry = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code !== undefined && AGAIN.has(error.code);

/**
 * Errors of the connection and of the server's state mean: not now. What may be tried again at once, and mistakes, pass as
 * they are. Messages never carry values: `detail` of the server, which may, is left behind.
 */
export function unavailable(error: unknown): unknown {
  if (mayRetry(error) || !(error instanceof Error)) return error;
  if (error instanceof DatabaseError) {
    if (OUR_MISTAKE.has(error.code?.slice(0, 2) ?? '')) return error;
    return new StoreUnavailableError(`PostgreSQL ${error.code}: ${error.message}`, { cause: error });
  }
  // Of several addresses, none answered.
  const system = 'syscall' in error || 'errno' in error || error instanceof AggregateError;
  if (!system && !LOST.test(error.message)) return error;
  return new StoreUnavailableError(`PostgreSQL: ${error.message}`, { cause: error });
}

/** @throws StoreUnavailableError in place of what `work` throws, where it is one */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailable(error);
  }
}
