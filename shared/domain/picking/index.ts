export type * from './types.ts';
export { compareLocations, locationKey } from './locations.ts';
export { foldWalk, isTaskDone, lineKey, openOf, positionsOf } from './walk.ts';
export { currentOf, decideShort, decideTake, isAt } from './decide.ts';
export type { PickDecision, Take } from './decide.ts';
