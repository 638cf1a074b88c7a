import { deflateSync } from 'node:zlib';
import type { Bitmap } from '../../../../shared/base/bitmap.ts';
import { dotsPerMm, encodeTspl, encodeZpl, shiftBitmap } from '../../../../shared/codec/printer/index.ts';
import type { PrinterProfile } from '../../../../shared/codec/printer/index.ts';
import { encodeEscpos } from './escpos.ts';

export { encodeEscpos } from './escpos.ts';

/**
 * The bytes of one label in the printer's language, moved on the paper as the profile says.
 * @throws RangeError for a malformed bitmap.
 */
export function encodeForPrinter(bitmap: Bitmap, profile: PrinterProfile): Uint8Array {
  const { x, y } = profile.offset ?? { x: 0, y: 0 };
  const perMm = dotsPerMm(profile.dpi);
  const placed = shiftBitmap(bitmap, Math.round(x * perMm), Math.round(y * perMm));
  switch (profile.language) {
    case 'tspl':
      return encodeTspl(placed, profile);
    case 'zpl':
      return encodeZpl(placed, profile, deflateSync);
    case 'escpos':
      return encodeEscpos(placed, profile);
  }
}
