import type { Bitmap } from '../../../../shared/base/bitmap.ts';
import { encodeTspl, encodeZpl } from '../../../../shared/codec/printer/index.ts';
import type { PrinterProfile } from '../../../../shared/codec/printer/index.ts';
import { encodeEscpos } from './escpos.ts';

export { encodeEscpos } from './escpos.ts';

/**
 * The bytes of one label in the printer's language.
 * @throws RangeError for a malformed bitmap.
 */
export function encodeForPrinter(bitmap: Bitmap, profile: PrinterProfile): Uint8Array {
  switch (profile.language) {
    case 'tspl':
      return encodeTspl(bitmap, profile);
    case 'zpl':
      return encodeZpl(bitmap, profile);
    case 'escpos':
      return encodeEscpos(bitmap, profile);
  }
}
