export * from './port.ts';
export * from './errors.ts';
export { KEY_BYTES, SealError } from './sealing.ts';
export { MAX_NAME_BYTES, isStorable } from './rows.ts';
export { openSqliteStore } from './sqlite/index.ts';
export type { SqliteStoreOptions } from './sqlite/index.ts';
