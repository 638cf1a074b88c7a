/**
 * A 1-bit picture as label printers take it: rows from top to bottom, in each row the leftmost dot is the
 * most significant bit of the first byte, **1 = black**. Bits beyond `width` in the last byte of a row are 0.
 * (ESC/POS and ZPL use the same polarity; TSPL `BITMAP` wants it inverted.)
 */
export interface Bitmap {
  /** dots */
  readonly width: number;
  /** dots */
  readonly height: number;
  /** bytes per row, ceil(width / 8) */
  readonly stride: number;
  /** stride × height bytes */
  readonly bits: Uint8Array;
}

/** A white bitmap of the given size in dots. */
export function createBitmap(width: number, height: number): Bitmap {
  const stride = Math.ceil(width / 8);
  return { width, height, stride, bits: new Uint8Array(stride * height) };
}

/** Is the dot black? Dots outside the picture are white. */
export function getDot(bitmap: Bitmap, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return false;
  return ((bitmap.bits[y * bitmap.stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}

/** Sets every dot of the rectangle (dots, clipped to the picture) to black or white, in place. */
export function fillDots(
  bitmap: Bitmap,
  x: number,
  y: number,
  width: number,
  height: number,
  black = true,
): void {
  const x0 = Math.max(0, x);
  const x1 = Math.min(bitmap.width, x + width);
  const y0 = Math.max(0, y);
  const y1 = Math.min(bitmap.height, y + height);
  if (x1 <= x0) return;
  const first = x0 >> 3;
  const last = (x1 - 1) >> 3;
  const firstMask = 0xff >> (x0 & 7);
  const lastMask = (0xff << (7 - ((x1 - 1) & 7))) & 0xff;
  for (let row = y0; row < y1; row++) {
    const base = row * bitmap.stride;
    for (let byte = first; byte <= last; byte++) {
      let mask = 0xff;
      if (byte === first) mask &= firstMask;
      if (byte === last) mask &= lastMask;
      const old = bitmap.bits[base + byte] ?? 0;
      bitmap.bits[base + byte] = black ? old | mask : old & ~mask;
    }
  }
}
