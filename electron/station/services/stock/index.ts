export { createRelease } from './release.ts';
export type { Release, ReleaseStep } from './release.ts';
export { createStock } from './stock.ts';
export type { Levels } from './levels.ts';
export type { MoveInput, StockFact, StockService } from './types.ts';
