import { createBitmap } from '../base/index.ts';
import type { Bitmap } from '../base/index.ts';
import type { ImageElement } from './template.ts';

/** A picture of a template has at most so many dots each way: the width of a 300 dpi head. */
export const MAX_PICTURE_DOTS = 1300;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((char, value) => [char, value]));

/** Base64 (RFC 4648) as bytes; undefined where it is none. Shared code has neither Buffer nor atob. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  const body = text.replace(/={1,2}$/, '');
  if (body.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((body.length * 3) / 4));
  let kept = 0;
  let bits = 0;
  let at = 0;
  for (const char of body) {
    const value = VALUES.get(char);
    if (value === undefined) return undefined;
    kept = ((kept << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (kept >> bits) & 0xff;
  }
  return bytes;
}

export function base64Of(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    for (let part = 0; part < 4; part++)
      out += part <= left ? (ALPHABET[(three >> (18 - 6 * part)) & 63] ?? '') : '=';
  }
  return out;
}

/** The dots of a picture; undefined where they are not as many as it says. */
export function dotsOf(image: ImageElement['image']): Bitmap | undefined {
  const { width, height, bits } = image;
  if (!isSize(width) || !isSize(height)) return undefined;
  const stride = Math.ceil(width / 8);
  const bytes = bytesOfBase64(bits);
  return bytes?.length === stride * height ? { width, height, stride, bits: bytes } : undefined;
}

const isSize = (dots: number): boolean => Number.isInteger(dots) && dots > 0 && dots <= MAX_PICTURE_DOTS;

/**
 * A picture at another size. Smaller: a dot is black where at least half of what it stands for is; larger: dots are
 * repeated.
 * @param width dots
 * @param height dots
 * @returns undefined where the picture is damaged
 */
export function pictureOf(image: ImageElement['image'], width: number, height: number): Bitmap | undefined {
  const from = dotsOf(image);
  if (!from) return undefined;
  if (from.width === width && from.height === height) return from;
  const to = createBitmap(width, height);
  const columns = Array.from({ length: width + 1 }, (_, x) => (x * from.width) / width);
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * from.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * from.height) / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor(columns[x] ?? 0);
      const right = Math.max(left + 1, Math.floor(columns[x + 1] ?? 0));
      let black = 0;
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++)
          if (((from.bits[row * from.stride + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) !== 0)
            black += 1;
      if (black * 2 < (bottom - top) * (right - left)) continue;
      const at = y * to.stride + (x >> 3);
      to.bits[at] = (to.bits[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return to;
}
