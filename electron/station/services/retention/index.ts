export { createRetention } from './retention.ts';
export type { RetentionService, RetentionRun } from './retention.ts';
