export * from './port.ts';
export * from './errors.ts';
export { KEY_BYTES, SealError } from './sealing.ts';
export { MAX_NAME_BYTES, isStorable } from './rows.ts';
// The other adapter is loaded where it is used: `pg` is not small.
export { openSqliteStore } from './sqlite/index.ts';
export type { SqliteStoreOptions } from './sqlite/index.ts';
export { openStore } from './open.ts';
export type { OpenStoreOptions } from './open.ts';
