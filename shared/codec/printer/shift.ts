import { createBitmap } from '../../base/bitmap.ts';
import type { Bitmap } from '../../base/bitmap.ts';

/**
 * The picture moved by whole dots (right and down; negative = left and up) on paper of the same size; what leaves it is
 * cut off. Done here and not by the printer: commands for it differ between families, and clones drop jobs that have them.
 */
export function shiftBitmap(bitmap: Bitmap, dx: number, dy: number): Bitmap {
  if (dx === 0 && dy === 0) return bitmap;
  const out = createBitmap(bitmap.width, bitmap.height);
  const right = Math.max(0, dx);
  const bytes = right >> 3;
  const bits = right & 7;
  for (let y = 0; y < bitmap.height; y++) {
    const from = y - dy;
    if (from < 0 || from >= bitmap.height) continue;
    const source = from * bitmap.stride;
    const target = y * out.stride;
    if (dx < 0) {
      shiftRowLeft(bitmap, source, out, target, -dx);
      continue;
    }
    for (let i = out.stride - 1; i >= bytes; i--) {
      const high = bitmap.bits[source + i - bytes] ?? 0;
      const low = i - bytes > 0 ? (bitmap.bits[source + i - bytes - 1] ?? 0) : 0;
      out.bits[target + i] = ((high >> bits) | (low << (8 - bits))) & 0xff;
    }
    clearBeyond(out, target);
  }
  return out;
}

function shiftRowLeft(bitmap: Bitmap, source: number, out: Bitmap, target: number, left: number): void {
  const bytes = left >> 3;
  const bits = left & 7;
  for (let i = 0; i + bytes < bitmap.stride; i++) {
    const high = bitmap.bits[source + i + bytes] ?? 0;
    const low = i + bytes + 1 < bitmap.stride ? (bitmap.bits[source + i + bytes + 1] ?? 0) : 0;
    out.bits[target + i] = ((high << bits) | (low >> (8 - bits))) & 0xff;
  }
}

/** Bits beyond the width stay 0. */
function clearBeyond(bitmap: Bitmap, row: number): void {
  const last = row + bitmap.stride - 1;
  bitmap.bits[last] = (bitmap.bits[last] ?? 0) & (0xff << (bitmap.stride * 8 - bitmap.width)) & 0xff;
}
