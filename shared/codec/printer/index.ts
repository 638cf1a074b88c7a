export { dotsPerMm, labelDots, rasterBytes } from './profile.ts';
export type { PrinterLanguage, PrinterProfile } from './profile.ts';
export { encodeTspl } from './tspl.ts';
export { encodeZpl } from './zpl.ts';
export { blocksPrinting, parseStatus, statusComplete, statusQuery } from './status.ts';
export type { PrinterState, PrinterStatus } from './status.ts';
