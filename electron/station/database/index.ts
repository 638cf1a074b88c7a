export * from './open.ts';
export * from './derive.ts';
export * from './stamps.ts';
export type { Pulled, Table } from './tables.ts';
export type { Change } from './together.ts';
