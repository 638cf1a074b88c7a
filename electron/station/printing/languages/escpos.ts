import thermal from 'node-thermal-printer';
import type { Bitmap } from '../../../../shared/base/bitmap.ts';
import { rasterBytes } from '../../../../shared/codec/printer/index.ts';
import type { PrinterProfile } from '../../../../shared/codec/printer/index.ts';

/** Rows per `GS v 0`: printers with a small receive buffer print a tall picture only in bands. */
const BAND_ROWS = 240;
/** An empty name gives node-thermal-printer no transport at all. */
const NO_TRANSPORT = '';
/** `ESC @`; the library sends it too, but does not type the method. */
const ESC_INIT = Buffer.from([0x1b, 0x40]);

/** `GS FF`: feed marked paper to where printing starts. */
const TO_MARK = Buffer.from([0x1d, 0x0c]);

/**
 * One label or slip as an ESC/POS job: initialise, the picture as raster bands (1 = black), then cut or feed.
 * node-thermal-printer only builds the bytes; its own transports are never used (they report success for jobs
 * that were not printed).
 * @throws RangeError for a malformed bitmap.
 */
export function encodeEscpos(bitmap: Bitmap, profile: PrinterProfile): Uint8Array {
  const raster = rasterBytes(bitmap, profile.polarity === 'normal' ? 1 : 0);
  const rowBytes = raster.length / bitmap.height;
  const printer = new thermal.ThermalPrinter({ type: thermal.PrinterTypes.EPSON, interface: NO_TRANSPORT });
  printer.append(ESC_INIT);
  for (let row = 0; row < bitmap.height; row += BAND_ROWS) {
    const rows = Math.min(BAND_ROWS, bitmap.height - row);
    printer.append(rasterHeader(rowBytes, rows));
    printer.append(Buffer.from(raster.buffer, raster.byteOffset + row * rowBytes, rows * rowBytes));
  }
  if (profile.media === 'mark') printer.append(TO_MARK);
  if (profile.afterLabel === 'cut') printer.cut({ verticalTabAmount: 1 });
  else if (profile.afterLabel === 'tear') printer.printVerticalTab();
  return printer.getBuffer();
}

/** `GS v 0 m xL xH yL yH`, m = 0: normal size. */
function rasterHeader(rowBytes: number, rows: number): Buffer {
  return Buffer.from([0x1d, 0x76, 0x30, 0, rowBytes & 0xff, rowBytes >> 8, rows & 0xff, rows >> 8]);
}
