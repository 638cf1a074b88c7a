import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createBitmap, fillDots } from '../../../../shared/base/bitmap.ts';
import type { Bitmap } from '../../../../shared/base/bitmap.ts';
import { encodeTspl, encodeZpl, labelDots } from '../../../../shared/codec/printer/index.ts';
import type { PrinterProfile } from '../../../../shared/codec/printer/index.ts';
import { decodeGraphic } from '../../../fakes/printer/index.ts';

const profile: PrinterProfile = {
  language: 'tspl',
  dpi: 203,
  widthMm: 76,
  heightMm: 130,
  gapMm: 2,
  polarity: 'normal',
  statusQuery: false,
};
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** 10 × 2 dots: the first and the last dot of the upper row are black. */
function tiny(): Bitmap {
  const bitmap = createBitmap(10, 2);
  fillDots(bitmap, 0, 0, 1, 1);
  fillDots(bitmap, 9, 0, 1, 1);
  return bitmap;
}

describe('TSPL', () => {
  it('sends only what every clone knows; 0 is black and the dots beyond the width are white', () => {
    expect(latin1(encodeTspl(tiny(), profile))).toBe(
      'SIZE 76 mm,130 mm\r\nGAP 2 mm,0 mm\r\nDIRECTION 0\r\nCLS\r\nBITMAP 0,0,2,2,0,' +
        '\x7f\xbf\xff\xff\r\nPRINT 1,1\r\n',
    );
  });

  it('turns the polarity for a printer that takes 1 for black', () => {
    expect(latin1(encodeTspl(tiny(), { ...profile, polarity: 'inverted' }))).toContain(
      'BITMAP 0,0,2,2,0,\x80\x40\x00\x00\r\n',
    );
  });

  it('adds speed, density and what follows the label only when the profile says so', () => {
    const bytes = encodeTspl(tiny(), { ...profile, speed: 4, density: 8, afterLabel: 'tear', direction: 1 });
    const text = latin1(bytes);
    expect(text).toContain('DIRECTION 1\r\nSPEED 4\r\nDENSITY 8\r\n');
    expect(text).toContain('SET TEAR ON\r\nCLS\r\n');
  });

  it('writes sizes of inches as plain decimals', () => {
    const text = latin1(encodeTspl(tiny(), { ...profile, widthMm: 101.6, heightMm: 152.4, gapMm: 0 }));
    expect(text).toMatch(/^SIZE 101\.6 mm,152\.4 mm\r\nGAP 0 mm,0 mm\r\n/);
  });
});

describe('ZPL', () => {
  it('is one graphic field, 1 is black', () => {
    expect(latin1(encodeZpl(tiny(), { ...profile, language: 'zpl' }))).toBe(
      '^XA^PW10^LL2^LH0,0^FO0,0^GFA,4,4,2,804,,^FS^PQ1^XZ\r\n',
    );
  });

  it('turns the polarity, and the white rows with it', () => {
    expect(latin1(encodeZpl(tiny(), { ...profile, language: 'zpl', polarity: 'inverted' }))).toContain(
      '^GFA,4,4,2,7FBFJF^FS',
    );
  });

  it('sets speed, density and the mode after the label when the profile says so', () => {
    const text = latin1(
      encodeZpl(tiny(), { ...profile, language: 'zpl', speed: 4, density: 8, afterLabel: 'cut' }),
    );
    expect(text).toMatch(/^~SD08\^XA\^PR4\^MMC\^PW10/);
  });

  it('compresses runs and equal rows', () => {
    const bitmap = createBitmap(800, 3);
    fillDots(bitmap, 0, 1, 400, 1);
    fillDots(bitmap, 0, 2, 400, 1);
    expect(latin1(encodeZpl(bitmap, profile))).toContain('^GFA,300,300,100,,kF,:^FS');
    // Row 1: 100 digits F = 5 × 20 (letter k), then zeros to the end. Row 2: as above.
  });

  it('whatever the picture, the compressed field decodes to the same dots and is never longer than hex', () => {
    const rows = fc
      .tuple(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 12 }))
      .chain(([width, height]) =>
        fc.record({
          width: fc.constant(width),
          height: fc.constant(height),
          bits: fc.uint8Array({
            minLength: Math.ceil(width / 8) * height,
            maxLength: Math.ceil(width / 8) * height,
          }),
          // Long runs are what the compression is about.
          runs: fc.array(fc.tuple(fc.nat(130), fc.nat(12), fc.nat(130), fc.boolean()), { maxLength: 6 }),
        }),
      );
    fc.assert(
      fc.property(rows, ({ width, height, bits, runs }) => {
        const bitmap: Bitmap = { width, height, stride: Math.ceil(width / 8), bits };
        for (const [x, y, length, black] of runs) fillDots(bitmap, x, y, length, 1, black);
        // Dots beyond the width are white, even if the caller left rubbish there.
        const clean = createBitmap(width, height);
        const mask = (0xff << (clean.stride * 8 - width)) & 0xff;
        clean.bits.set(bits.map((byte, i) => (i % clean.stride === clean.stride - 1 ? byte & mask : byte)));

        const text = latin1(encodeZpl(bitmap, profile));
        const field = /\^GFA,(\d+),\1,(\d+),(.*)\^FS/.exec(text);
        const total = Number(field?.[1]);
        expect(decodeGraphic(field?.[3] ?? '', total, Number(field?.[2]))).toEqual(clean.bits);
        expect((field?.[3] ?? '').length).toBeLessThanOrEqual(total * 2);
      }),
    );
  });
});

describe('both', () => {
  it('refuse a bitmap whose bits do not fit its size', () => {
    const broken = { ...createBitmap(16, 4), bits: new Uint8Array(7) };
    expect(() => encodeTspl(broken, profile)).toThrow(RangeError);
    expect(() => encodeZpl(broken, profile)).toThrow(RangeError);
  });

  it('know how many dots a label has', () => {
    expect(labelDots({ dpi: 203, widthMm: 76, heightMm: 130 })).toEqual({ width: 608, height: 1040 });
    expect(labelDots({ dpi: 300, widthMm: 101.6, heightMm: 152.4 })).toEqual({ width: 1200, height: 1800 });
  });
});
