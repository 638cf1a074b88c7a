export * from './open.ts';
export * from './derive.ts';
export type { Table } from './tables.ts';
