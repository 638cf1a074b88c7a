export { followNumber } from './numbers.ts';
export { freeNumbersOf, heldNumbers, leaseNumbers, returnNumbers } from './leases.ts';
export type { LeaseDeps } from './leases.ts';
export { claimShipments } from './claims.ts';
export { leaseRoutes } from './routes.ts';
export { hubEvent } from './events.ts';
