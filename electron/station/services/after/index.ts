export { createAfter, type AfterService } from './after.ts';
export type { Recorded } from './tracking.ts';
