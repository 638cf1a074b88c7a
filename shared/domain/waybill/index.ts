export * from './types.ts';
export { foldWaybill } from './fold.ts';
export { ownNumber, placeInSeries, SERIES_END } from './series.ts';
