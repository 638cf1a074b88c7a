export * from './types.ts';
export { createLedger, ledgerOf, overbooked } from './ledger.ts';
export type { StockLedger } from './ledger.ts';
export * from './reservation.ts';
export * from './rights.ts';
