export * from './allocate.ts';
export * from './benches.ts';
export * from './nodes.ts';
export { ALLOCATION_ENTRY, BENCH_ENTRY, NODES_ENTRY, WAREHOUSE_ENTRY } from './patterns.ts';
export * from './warehouses.ts';
