export * from './types.ts';
export { foldShipment, fulfilmentRank } from './fold.ts';
export * from './transitions.ts';
export type { ShipmentFacts, ShipmentRules } from './guards.ts';
export { NO_STEPS } from './guards.ts';
export * from './decide.ts';
export { currentBase, divisionOf, restBase } from './current.ts';
export { handlingOf } from './handling.ts';
