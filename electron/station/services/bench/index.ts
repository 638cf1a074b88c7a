export { createBench } from './bench.ts';
export type { BenchService, ScanInput } from './types.ts';
export { isBadge } from './scanning.ts';
