export { intakeRoutes } from './routes.ts';
export { retryTracking, takeTracking } from './tracking.ts';
export { takeOrders, makeShipments, reviewAgain, type Receipt, type Taken } from './take.ts';
export { inUnit, type Unit, type UnitDeps } from './unit.ts';
export {
  SCOPES,
  channelNamed,
  channelOf,
  channelSettings,
  listKeys,
  makeKey,
  revokeKey,
  type Channel,
  type ChannelSettings,
  type Scope,
} from './channels.ts';
export { trackingShape, type TrackingReport } from './shape.ts';
export { maskedReceiver } from './view.ts';
export { createDropFolder, type DropFolder } from './drop/folder.ts';
