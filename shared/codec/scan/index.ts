export { isGs1Symbol, stripAim } from './aim.ts';
export type { AimId } from './aim.ts';
export {
  COMMAND_PREFIX,
  INTERNAL_PREFIXES,
  makeCommandCode,
  makeInternalCode,
  parseCommandCode,
  parseInternalCode,
} from './internal-code.ts';
export type { CommandCode, InternalCode, InternalKind } from './internal-code.ts';
export { classifyScan, cleanScanText, MAX_SCAN_LENGTH } from './classify.ts';
export type {
  Classified,
  ClassifyOptions,
  Gs1Fields,
  InvalidReason,
  RawScan,
  ScanBase,
  ScanKind,
  ScanSource,
} from './classify.ts';
export { createLineFramer, decodeGunBytes } from './line-framer.ts';
export type { GunFrame, LineFramer, LineFramerOptions } from './line-framer.ts';
export type { KeyRecord } from './key-map.ts';
export { createWedgeDecoder } from './wedge.ts';
export type { WedgeConfig, WedgeDecoder, WedgeOutput, WedgeResult } from './wedge.ts';
