export { openPostgresStore } from './store.ts';
export type { PostgresStoreOptions } from './store.ts';
