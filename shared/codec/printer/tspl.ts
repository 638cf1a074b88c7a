import type { Bitmap } from '../../base/bitmap.ts';
import { commandNumber, concatBytes, mediaOf, rasterBytes } from './profile.ts';
import type { PrinterProfile } from './profile.ts';

const AFTER_LABEL = {
  tear: ['SET CUTTER OFF', 'SET PEEL OFF', 'SET TEAR ON'],
  peel: ['SET CUTTER OFF', 'SET TEAR OFF', 'SET PEEL ON'],
  cut: ['SET TEAR OFF', 'SET PEEL OFF', 'SET CUTTER 1'],
} as const;

/** `BLINE` = black mark, `GAP 0` = continuous. */
function labelEnd(profile: PrinterProfile): string {
  const media = mediaOf(profile);
  const mm = media === 'continuous' ? 0 : profile.gapMm;
  return `${media === 'mark' ? 'BLINE' : 'GAP'} ${commandNumber(mm)} mm,0 mm`;
}

/**
 * One label as a TSPL job: the whole picture as one `BITMAP`, no text commands.
 *
 * Only `SIZE GAP (or BLINE) DIRECTION CLS BITMAP PRINT` are sent unless the profile asks for more: some clones silently
 * drop a job with any command they do not know. In a TSPL bitmap 0 is black (TSC manual), which `inverted` turns.
 * @throws RangeError for a malformed bitmap.
 */
export function encodeTspl(bitmap: Bitmap, profile: PrinterProfile): Uint8Array<ArrayBuffer> {
  const raster = rasterBytes(bitmap, profile.polarity === 'normal' ? 0 : 1);
  const rowBytes = raster.length / bitmap.height;
  const head = [
    `SIZE ${commandNumber(profile.widthMm)} mm,${commandNumber(profile.heightMm)} mm`,
    labelEnd(profile),
    `DIRECTION ${profile.direction ?? 0}`,
    ...(profile.speed === undefined ? [] : [`SPEED ${commandNumber(profile.speed)}`]),
    ...(profile.density === undefined ? [] : [`DENSITY ${commandNumber(profile.density)}`]),
    ...(profile.afterLabel === undefined ? [] : AFTER_LABEL[profile.afterLabel]),
    'CLS',
    `BITMAP 0,0,${rowBytes},${bitmap.height},0,`,
  ].join('\r\n');
  const text = new TextEncoder();
  return concatBytes([text.encode(head), raster, text.encode('\r\nPRINT 1,1\r\n')]);
}
