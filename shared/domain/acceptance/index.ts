export * from './types.ts';
export { acceptAggregate } from './aggregate.ts';
export type { PushedAggregate } from './aggregate.ts';
export { BUILT_IN_OPERATOR, writersOf } from './rights.ts';
export { sameJson } from './same.ts';
