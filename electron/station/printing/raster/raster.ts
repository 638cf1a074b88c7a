import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { createBitmap, fillDots } from '../../../../shared/base/index.ts';
import type { Bitmap } from '../../../../shared/base/index.ts';
import type { DisplayItem, LabelLayout, TextItem } from '../../../../shared/label/index.ts';
import { canvas as load } from './canvas.ts';

/** Grey below this is printed black: a little above the middle keeps thin strokes whole on a thermal head. */
const THRESHOLD = 150;

export interface Rasterizer {
  /** Draws the items of one page. */
  draw(layout: Pick<LabelLayout, 'widthDots' | 'heightDots' | 'items'>): Bitmap;
}

/** Keeps one canvas for the paper size in use; text is drawn by it, bars are written into the bits. */
export function createRasterizer(family: string): Rasterizer {
  let canvas: Canvas | undefined;
  let context: SKRSContext2D | undefined;
  return {
    draw(layout) {
      const { widthDots, heightDots, items } = layout;
      if (!canvas || !context || canvas.width !== widthDots || canvas.height !== heightDots) {
        canvas = load().createCanvas(widthDots, heightDots);
        context = canvas.getContext('2d');
      }
      drawText(context, layout, family);
      const bitmap = threshold(canvas.data(), widthDots, heightDots);
      drawBars(bitmap, items);
      return bitmap;
    },
  };
}

function drawText(
  context: SKRSContext2D,
  layout: Pick<LabelLayout, 'widthDots' | 'heightDots' | 'items'>,
  family: string,
): void {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, layout.widthDots, layout.heightDots);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.fontKerning = 'none';
  context.fillStyle = '#000';
  for (const item of layout.items) {
    if (item.kind === 'fill') context.fillRect(item.rect.x, item.rect.y, item.rect.width, item.rect.height);
  }
  for (const item of layout.items) if (item.kind === 'text') drawLine(context, item, family);
}

function drawLine(context: SKRSContext2D, item: TextItem, family: string): void {
  const { clip } = item;
  context.save();
  context.beginPath();
  context.rect(clip.x, clip.y, clip.width, clip.height);
  context.clip();
  context.font = `${item.weight} ${item.size}px "${family}"`;
  context.fillStyle = item.inverse ? '#fff' : '#000';
  context.fillText(item.text, item.x, item.y);
  context.restore();
}

/** RGBA to one bit; everything drawn is grey, so that one channel tells. */
function threshold(rgba: Uint8Array, width: number, height: number): Bitmap {
  const bitmap = createBitmap(width, height);
  const { bits, stride } = bitmap;
  // A 32-bit view reads a dot at once; white and black are by far the most frequent dots.
  const dots = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  let dot = 0;
  for (let y = 0; y < height; y++) {
    const row = y * stride;
    for (let x = 0; x < width; x++, dot++) {
      const value = dots[dot] ?? 0;
      if (value !== 0xffffffff && ((value >>> 8) & 0xff) < THRESHOLD) {
        const at = row + (x >> 3);
        bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
      }
    }
  }
  return bitmap;
}

/** Bars on whole dots: the quiet zone is wiped, then each bar is a rectangle of bits. */
function drawBars(bitmap: Bitmap, items: readonly DisplayItem[]): void {
  for (const item of items) {
    if (item.kind !== 'bars') continue;
    const { quiet } = item;
    fillDots(bitmap, quiet.x, quiet.y, quiet.width, quiet.height, false);
    for (const bar of item.bars) fillDots(bitmap, bar.x, bar.y, bar.width, bar.height);
  }
}
