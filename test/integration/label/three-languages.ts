import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ready } from 'zpl-renderer-js';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { bitmapToPng } from '../../../electron/station/printing/raster/index.ts';
import { createBitmap, getDot } from '../../../shared/base/index.ts';
import type { Bitmap } from '../../../shared/base/index.ts';
import { dotsPerMm } from '../../../shared/codec/printer/index.ts';
import type { PrinterProfile } from '../../../shared/codec/printer/index.ts';
import { profileOf } from '../printing/helpers.ts';
import { decodeEscpos, decodeTspl } from './decoders.ts';
import { createReaders } from './readers.ts';
import type { Readers } from './readers.ts';
import { sampleLabel } from './sample.ts';

/** How many dots differ; what one picture has beyond the other must be white. */
export function differing(a: Bitmap, b: Bitmap): number {
  let count = 0;
  for (let y = 0; y < Math.max(a.height, b.height); y++)
    for (let x = 0; x < Math.max(a.width, b.width); x++) if (getDot(a, x, y) !== getDot(b, x, y)) count += 1;
  return count;
}

/** The label as another program draws the ZPL, on paper of so many dots. */
async function drawnByRenderer(zpl: Uint8Array, { width, height }: Bitmap) {
  const { api } = await ready;
  const dpmm = 8;
  const png = await api.zplToBase64Async(
    Buffer.from(zpl).toString('latin1'),
    width / dpmm,
    height / dpmm,
    dpmm,
  );
  const image = await loadImage(Buffer.from(png, 'base64'));
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const rgba = context.getImageData(0, 0, image.width, image.height).data;
  const out = createBitmap(image.width, image.height);
  for (let i = 0; i < image.width * image.height; i++) {
    const [x, y] = [i % image.width, Math.floor(i / image.width)];
    const index = y * out.stride + (x >> 3);
    if ((rgba[i * 4] ?? 255) < 128) out.bits[index] = (out.bits[index] ?? 0) | (0x80 >> (x & 7));
  }
  return out;
}

export interface PaperCase {
  readonly template: string;
  readonly mm: { readonly width: number; readonly height: number };
  readonly dpi: 203 | 300;
}

/** The same parcel in the three printer languages, read by programs that share nothing with the encoders. */
export function sameInAllLanguages(cases: readonly PaperCase[]): void {
  let readers: Readers;
  beforeAll(() => {
    readers = createReaders();
  });
  afterAll(() => readers.dispose());

  describe.each(cases)('the same parcel on $template at $dpi dpi', ({ template, mm, dpi }) => {
    const { bitmap, codes } = sampleLabel({ template, dpi });
    const profile = (language: PrinterProfile['language']): PrinterProfile =>
      profileOf(language, { dpi, widthMm: mm.width, heightMm: mm.height });

    const decoded: Record<PrinterProfile['language'], () => Promise<Bitmap>> = {
      zpl: () => drawnByRenderer(encodeForPrinter(bitmap, profile('zpl')), bitmap),
      tspl: () => only(decodeTspl(encodeForPrinter(bitmap, profile('tspl')), dotsPerMm(dpi))),
      escpos: () => only(decodeEscpos(encodeForPrinter(bitmap, profile('escpos')))),
    };

    it('has bar codes to read', () => {
      expect(codes.length).toBeGreaterThanOrEqual(2);
    });

    it.each(['zpl', 'tspl', 'escpos'] as const)(
      '%s: equals our bitmap dot for dot; zbarimg and zxing read every bar code',
      async (language) => {
        const label = await decoded[language]();
        expect(differing(label, bitmap)).toBe(0);
        // What the readers get is what came out of the stream, not what went in.
        const png = bitmapToPng(label);
        expect(readers.zbar(png)).toEqual(expect.arrayContaining([...codes]));
        expect(await readers.zxing(png)).toEqual(expect.arrayContaining([...codes]));
      },
    );
  });
}

export async function only(labels: readonly Bitmap[]): Promise<Bitmap> {
  const [label] = labels;
  if (!label || labels.length !== 1) throw new Error(`${String(labels.length)} labels`);
  return Promise.resolve(label);
}
