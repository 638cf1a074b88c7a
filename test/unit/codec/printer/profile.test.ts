import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBitmap, fillDots, getDot } from '../../../../shared/base/bitmap.ts';
import type { Bitmap } from '../../../../shared/base/bitmap.ts';
import {
  encodeTspl,
  encodeZpl,
  guessPreset,
  parseDeviceId,
  PRINTER_PRESETS,
  shiftBitmap,
} from '../../../../shared/codec/printer/index.ts';
import type { PrinterProfile } from '../../../../shared/codec/printer/index.ts';
import { crc16Xmodem, decodeGraphic } from '../../../fakes/printer/index.ts';

const profile: PrinterProfile = {
  language: 'zpl',
  dpi: 203,
  widthMm: 76,
  heightMm: 130,
  gapMm: 2,
  polarity: 'normal',
  statusQuery: false,
};
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const fieldOf = (zpl: string): string => /\^GFA,\d+,\d+,\d+,([^^]*)\^FS/.exec(zpl)?.[1] ?? '';

/** Dots without a pattern: neither compression is of much use. */
function noise(width: number, height: number, seed = 1): Bitmap {
  const bitmap = createBitmap(width, height);
  let state = seed;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      if ((state >>> 16) & 1) fillDots(bitmap, x, y, 1, 1);
    }
  return bitmap;
}

describe('ZPL graphics', () => {
  it('are sent as Z64 or ACS, whichever is smaller, with the CRC over the base64 text', () => {
    const busy = fieldOf(latin1(encodeZpl(noise(800, 200), profile, deflateSync)));
    const z64 = /^:Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})$/.exec(busy);
    expect(z64?.[1]).toBeDefined();
    expect(parseInt(z64?.[2] ?? '', 16)).toBe(crc16Xmodem(z64?.[1] ?? ''));
    expect(inflateSync(Buffer.from(z64?.[1] ?? '', 'base64'))).toEqual(Buffer.from(noise(800, 200).bits));
    // A label with nothing on it is a handful of letters.
    expect(fieldOf(latin1(encodeZpl(createBitmap(800, 8), profile, deflateSync)))).toBe(',:::::::');
  });

  it('keep to ACS where the printer does not know Z64, or there is no compressor', () => {
    const bitmap = noise(400, 50);
    for (const zpl of [
      encodeZpl(bitmap, { ...profile, graphics: 'acs' }, deflateSync),
      encodeZpl(bitmap, profile),
    ])
      expect(fieldOf(latin1(zpl))).not.toContain(':Z64:');
  });

  it('decode to the same dots whatever the picture, and never take more than plain hex', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 1e6 }),
        (width, height, seed) => {
          const bitmap = noise(width, height, seed);
          const field = fieldOf(latin1(encodeZpl(bitmap, profile, deflateSync)));
          expect(field.length).toBeLessThanOrEqual(bitmap.bits.length * 2);
          expect(decodeGraphic(field, bitmap.bits.length, bitmap.stride)).toEqual(bitmap.bits);
        },
      ),
    );
  });
});

describe('what tells where a label begins', () => {
  const bitmap = createBitmap(16, 2);
  it.each([
    [{ gapMm: 3 }, 'GAP 3 mm,0 mm'],
    [{ gapMm: 0 }, 'GAP 0 mm,0 mm'],
    [{ gapMm: 4, media: 'mark' }, 'BLINE 4 mm,0 mm'],
    [{ gapMm: 4, media: 'continuous' }, 'GAP 0 mm,0 mm'],
  ] as const)('TSPL %o', (change, line) => {
    expect(latin1(encodeTspl(bitmap, { ...profile, language: 'tspl', ...change }))).toContain(
      `\r\n${line}\r\n`,
    );
  });

  it.each([
    ['gap', '^MNY'],
    ['mark', '^MNM'],
    ['continuous', '^MNN'],
  ] as const)('ZPL %s, said only where the profile says it', (media, command) => {
    expect(latin1(encodeZpl(bitmap, { ...profile, media }))).toContain(command);
    expect(latin1(encodeZpl(bitmap, profile))).not.toContain('^MN');
  });
});

describe('a picture moved on its paper', () => {
  it('has every dot where it belongs, and loses what leaves the paper', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: -70, max: 70 }),
        fc.integer({ min: -15, max: 15 }),
        fc.integer({ min: 1, max: 1e6 }),
        (width, height, dx, dy, seed) => {
          const bitmap = noise(width, height, seed);
          const moved = shiftBitmap(bitmap, dx, dy);
          expect([moved.width, moved.height]).toEqual([width, height]);
          for (let y = 0; y < height; y++)
            for (let x = 0; x < moved.stride * 8; x++)
              expect(getDot({ ...moved, width: moved.stride * 8 }, x, y)).toBe(
                x < width && getDot(bitmap, x - dx, y - dy),
              );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('presets', () => {
  it('are guessed from what a printer calls itself', () => {
    const guesses = {
      'Gprinter GP-1324D': 'gprinter',
      'HPRT N31': 'hprt',
      'Xprinter XP-D465B': 'xprinter',
      'TSC TE244': 'tsc-203',
      'TSC TE310': 'tsc-300',
      'Zebra Technologies ZTC ZD421-203dpi ZPL': 'zebra-203',
      'Zebra Technologies ZTC ZD421-300dpi ZPL': 'zebra-300',
      'EPSON TM-T88V': 'escpos-80',
      // A receipt printer of a maker of label printers.
      'Gprinter GP-80160': 'escpos-80',
      'POS-58': 'escpos-58',
      'Munbyn RW403B': 'tspl-clone',
      '得力 DL-888': 'deli',
    };
    expect(Object.fromEntries(Object.keys(guesses).map((name) => [name, guessPreset(name)?.id]))).toEqual(
      guesses,
    );
    expect(guessPreset('HP LaserJet')).toBeUndefined();
  });

  it('are told apart by the command set', () => {
    expect(guessPreset('Xprinter XP-80 XP-D4', 'ESC/POS')?.id).toBe('escpos-80');
    expect(guessPreset('Xprinter XP-420B', 'TSPL2')?.id).toBe('xprinter');
  });

  it('have ids of their own, and say nothing that their language does not know', () => {
    expect(new Set(PRINTER_PRESETS.map(({ id }) => id)).size).toBe(PRINTER_PRESETS.length);
    for (const { profile: preset } of PRINTER_PRESETS)
      if (preset.graphics !== undefined) expect(preset.language).toBe('zpl');
  });

  it('IEEE 1284 ids are read in their short and long forms', () => {
    const id = parseDeviceId('MFG:TSC;COMMAND SET:TSPL2;MODEL:TE200;CLS:PRINTER;garbage;;');
    expect([id.get('MFG'), id.get('CMD'), id.get('MDL')]).toEqual(['TSC', 'TSPL2', 'TE200']);
    expect(parseDeviceId('').size).toBe(0);
  });
});
