export { expectedShip, isWorkingDay } from './promise.ts';
export type { ShipRules } from './promise.ts';
