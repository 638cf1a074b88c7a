import { crc32, deflateSync } from 'node:zlib';
import type { Bitmap } from '../../../shared/base/bitmap.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A bitmap as a 1-bit greyscale PNG, dot for dot (PNG: 1 = white). `quiet` adds white dots on all sides. */
export function bitmapToPng(bitmap: Bitmap, options: { quiet?: number; dpi?: number } = {}): Buffer {
  const quiet = (options.quiet ?? 0) * 8;
  const width = bitmap.width + quiet * 2;
  const height = bitmap.height + quiet * 2;
  const rowBytes = Math.ceil(width / 8);
  const raw = Buffer.alloc((rowBytes + 1) * height, 0xff);
  for (let y = 0; y < height; y++) raw[y * (rowBytes + 1)] = 0;
  for (let y = 0; y < bitmap.height; y++) {
    const target = (y + quiet) * (rowBytes + 1) + 1 + quiet / 8;
    for (let i = 0; i < bitmap.stride; i++) {
      raw[target + i] = ~(bitmap.bits[y * bitmap.stride + i] ?? 0) & 0xff;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // bits per sample; colour type 0 = grey
  const density = Buffer.alloc(9);
  const perMetre = Math.round((options.dpi ?? 203) / 0.0254);
  density.writeUInt32BE(perMetre, 0);
  density.writeUInt32BE(perMetre, 4);
  density[8] = 1;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('pHYs', density),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
