export * from './allocate.ts';
export * from './benches.ts';
export * from './nodes.ts';
export { ALLOCATION_ENTRY, BENCH_ENTRY, NODES_ENTRY } from './patterns.ts';
