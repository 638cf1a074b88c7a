export * from './types.ts';
export { foldWaybill } from './fold.ts';
