export { createFramer } from './framer.ts';
export type { ScaleFramer, ScaleFrames } from './framer.ts';
export type { ScaleFault } from './dialect.ts';
export { HID_SCALE_PAGE, readHidScale } from './hid.ts';
export { isEvenParity, sevenBits, withEvenParity } from './line-bits.ts';
export { createScaleFramer, SCALE_PROTOCOLS, SERIAL_SCALE_PROTOCOLS } from './protocols.ts';
export type { ScaleAsk, ScaleProtocol, SerialScaleProtocol } from './protocols.ts';
export { gramsOf, SCALE_UNITS } from './reading.ts';
export type { ScaleReading, ScaleUnit } from './reading.ts';
