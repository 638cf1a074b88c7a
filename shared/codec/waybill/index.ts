export { isSafeWaybillPattern, WAYBILL_PATTERNS } from './patterns.ts';
export type { WaybillCheck, WaybillPattern } from './patterns.ts';
export { matchWaybill } from './match.ts';
export type { WaybillCandidate } from './match.ts';
export { normaliseWaybill, toHalfWidth } from './normalise.ts';
