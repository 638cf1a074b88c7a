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
export {
  DEFAULT_PROFILE,
  framingOf,
  readControls,
  showControls,
  undressCode,
  wedgeConfigOf,
} from './profile.ts';
export type { GunProfile, Undressed, UndressProblem } from './profile.ts';
export { createByteReader, createReportReader } from './reader.ts';
export type { GunCode, GunFault, GunMisread, GunRead, GunReader } from './reader.ts';
export { createHidAssembler, HID_POS_USAGE_PAGE, parseHidReport } from './hid-report.ts';
export type { HidFrame, HidPart } from './hid-report.ts';
export { createNoiseJudge } from './noise.ts';
export type { NoiseHint, NoiseJudge } from './noise.ts';
export { bytesOfHex, hexOf, readWedge, replayTrace } from './trace.ts';
export type { Replayed, TraceStep } from './trace.ts';
export { CALIBRATION_BRACKETED, CALIBRATION_TEXT, learnProfile } from './calibration.ts';
export type { Calibrated, CalibrationProblem } from './calibration.ts';
export { proposeProfile } from './propose.ts';
export type { Proposal } from './propose.ts';
