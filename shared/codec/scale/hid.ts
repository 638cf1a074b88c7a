import { readingOf, stateOf, type ScaleReading, type ScaleUnit } from './reading.ts';

/** Usage page of scales in USB HID (Point of Sale usage tables). */
export const HID_SCALE_PAGE = 0x8d;

const UNITS: Readonly<Record<number, ScaleUnit>> = { 2: 'g', 3: 'kg', 11: 'oz', 12: 'lb', 8: 't' };

/**
 * A USB HID scale's data report: `[3, status, unit, exponent (signed), low, high]`. Status 1 fault, 2 stable at zero, 3 moving,
 * 4 stable, 5 under zero, 6 over its capacity, 7 and 8 want calibration or a zero.
 * The first report after opening may be an old one: the driver drops it.
 */
export function readHidScale(report: Uint8Array): ScaleReading | undefined {
  const [id, status = 0, unitCode = 0, exponent = 0, low = 0, high = 0] = report;
  if (id !== 3 || report.length < 6) return undefined;
  const unit = UNITS[unitCode];
  if (!unit || status < 1 || status > 8) return undefined;
  if (status === 6) return stateOf(unit, { overload: true });
  if (status === 5) return stateOf(unit, { negative: true });
  if (status === 1 || status === 7 || status === 8) return stateOf(unit, {});
  const power = exponent > 127 ? exponent - 256 : exponent;
  if (power < -5 || power > 3) return undefined;
  const digits = String(low + 256 * high);
  const reading = readingOf({ digits, decimals: -power, unit, stable: status !== 3 });
  // "Stable at zero" with a figure: one of the two is not true.
  return reading && status === 2 && !reading.zero ? undefined : reading;
}
