export { createStock } from './stock.ts';
export { createStockDesk, type StockDesk } from './desk.ts';
export type { Levels } from './levels.ts';
export { createRelease, type Release, type ReleaseStep } from './release.ts';
export { settleOverbooked, type Settling } from './settle.ts';
export { createShortOrders, type ShortOrders } from './short-orders.ts';
export type { MoveInput, StockFact, StockService } from './types.ts';
