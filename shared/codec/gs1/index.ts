export { aiSpec } from './ai-table.ts';
export type { AiSpec } from './ai-table.ts';
export { GS, parseBracketed, parseElementString } from './element-string.ts';
export type { Gs1Error, Gs1Parse } from './element-string.ts';
export { parseDigitalLink } from './digital-link.ts';
export { gs1Date, gs1Grams } from './values.ts';
export type { Gs1Element, Gs1Warning, Gs1WarningCode } from './values.ts';
