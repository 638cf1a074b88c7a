import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import bwip from 'bwip-js/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ready } from 'zpl-renderer-js';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { createTcpTransport, DEFAULT_SEND } from '../../../electron/station/printing/transports/index.ts';
import { createBitmap, fillDots } from '../../../shared/base/bitmap.ts';
import type { Bitmap } from '../../../shared/base/bitmap.ts';
import { bitmapToPng, crc16Xmodem, decodeGraphic, startVirtualPrinter } from '../../fakes/printer/index.ts';
import { profileOf } from './helpers.ts';

const WAYBILL = 'SF1234567890123';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packline-print-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** A label of 800 × 1200 dots with a Code 128 (3 dots a module) and noise that compresses badly. */
function label(): Bitmap {
  const bitmap = createBitmap(800, 1200);
  const [symbol] = bwip.raw('code128', WAYBILL, {});
  if (!symbol || !('sbs' in symbol)) throw new Error('no bars');
  let x = 40;
  symbol.sbs.forEach((modules: number, index: number) => {
    if (index % 2 === 0) fillDots(bitmap, x, 60, modules * 3, 200);
    x += modules * 3;
  });
  let seed = 1;
  for (let i = 0; i < 3000; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    fillDots(bitmap, seed % 800, 500 + (Math.floor(seed / 800) % 690), 1 + (seed % 7), 1);
  }
  fillDots(bitmap, 0, 0, 800, 4);
  fillDots(bitmap, 799, 0, 1, 1200);
  return bitmap;
}

async function zbar(png: Buffer, name: string): Promise<string> {
  const path = join(folder, `${name}.png`);
  await writeFile(path, png);
  const { stdout } = await promisify(execFile)('zbarimg', ['--raw', '-q', path]);
  return stdout.trim();
}

describe('what the virtual printer decodes', () => {
  for (const language of ['tspl', 'zpl', 'escpos'] as const) {
    for (const polarity of ['normal', 'inverted'] as const) {
      it(`${language}, ${polarity}: is the bitmap dot for dot, and zbarimg reads its bar code`, async () => {
        const printer = await startVirtualPrinter({ polarity });
        const bitmap = label();
        const transport = createTcpTransport({ host: '127.0.0.1', port: printer.port });
        const outcome = await transport.send(
          encodeForPrinter(bitmap, profileOf(language, { polarity })),
          DEFAULT_SEND,
        );
        await printer.close();
        expect(outcome).toEqual({ kind: 'delivered' });
        expect(printer.garbage).toEqual([]);
        expect(printer.labels).toHaveLength(1);
        expect(printer.labels[0]).toMatchObject({ language, complete: true });
        expect(Buffer.compare(printer.labels[0]?.bitmap.bits ?? Buffer.alloc(0), bitmap.bits)).toBe(0);
        expect(await zbar(printer.labels[0]?.png(16) ?? Buffer.alloc(0), `${language}-${polarity}`)).toBe(
          WAYBILL,
        );
      });
    }
  }
});

describe('an independent ZPL renderer', () => {
  async function rendered(zpl: string): Promise<Uint8Array> {
    const { api } = await ready;
    const image = await loadImage(Buffer.from(await api.zplToBase64Async(zpl, 100, 150, 8), 'base64'));
    expect([image.width, image.height]).toEqual([800, 1200]);
    const canvas = createCanvas(800, 1200);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const rgba = context.getImageData(0, 0, 800, 1200).data;
    const out = createBitmap(800, 1200);
    for (let i = 0; i < 800 * 1200; i++) {
      if ((rgba[i * 4] ?? 255) < 128) fillDots(out, i % 800, Math.floor(i / 800), 1, 1);
    }
    return out.bits;
  }

  it('draws our ^GFA dot for dot, compressed and as hex', async () => {
    const bitmap = label();
    const zpl = Buffer.from(encodeForPrinter(bitmap, profileOf('zpl'))).toString('latin1');
    expect(Buffer.compare(await rendered(zpl), bitmap.bits)).toBe(0);
    const hex = Buffer.from(bitmap.bits).toString('hex');
    const plain = `^XA^PW800^LL1200^LH0,0^FO0,0^GFA,120000,120000,100,${hex}^FS^XZ`;
    expect(Buffer.compare(await rendered(plain), bitmap.bits)).toBe(0);
  });

  it('agrees with our decoder about Z64', async () => {
    const bitmap = label();
    const base64 = deflateSync(bitmap.bits).toString('base64');
    const crc = crc16Xmodem(base64).toString(16).padStart(4, '0');
    const field = `:Z64:${base64}:${crc}`;
    expect(decodeGraphic(field, 120000, 100)).toEqual(bitmap.bits);
    const zpl = `^XA^PW800^LL1200^FO0,0^GFA,120000,120000,100,${field}^FS^XZ`;
    expect(Buffer.compare(await rendered(zpl), bitmap.bits)).toBe(0);
  });
});

describe('the PNG of a label', () => {
  it('shows every dot', async () => {
    const bitmap = createBitmap(13, 3);
    fillDots(bitmap, 12, 1, 1, 1);
    const image = await loadImage(bitmapToPng(bitmap));
    const context = createCanvas(13, 3).getContext('2d');
    context.drawImage(image, 0, 0);
    const rgba = context.getImageData(0, 0, 13, 3).data;
    const black = Array.from({ length: 39 }, (_, i) => i).filter((i) => (rgba[i * 4] ?? 255) < 128);
    expect(black).toEqual([25]);
  });
});
