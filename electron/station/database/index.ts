export * from './open.ts';
export * from './derive.ts';
export * from './stamps.ts';
export type { Table } from './tables.ts';
export type { Change } from './together.ts';
