export { BenchPage } from './BenchPage.tsx';
export { createBenchKeys } from './wedge.ts';
export type { BenchKeys, BenchKeysOptions } from './wedge.ts';
export { STOP_LOOKS } from './stops.ts';
