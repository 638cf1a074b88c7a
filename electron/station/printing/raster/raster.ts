import { createBitmap, fillDots, getDot } from '../../../../shared/base/index.ts';
import type { Bitmap } from '../../../../shared/base/index.ts';
import type { LabelLayout, Measure, PictureItem, TextItem } from '../../../../shared/label/index.ts';
import { createGlyphPress } from './glyphs.ts';

export interface Rasterizer {
  /** Draws the items of one page. */
  draw(layout: Pick<LabelLayout, 'widthDots' | 'heightDots' | 'items'>): Bitmap;
}

/** Everything but text is whole dots, written straight into the bits; text is set by glyphs that are drawn once. */
export function createRasterizer(font: { readonly family: string; readonly measure: Measure }): Rasterizer {
  const press = createGlyphPress(font.family, font.measure);
  return {
    draw({ widthDots, heightDots, items }) {
      const bitmap = createBitmap(widthDots, heightDots);
      for (const item of items) {
        if (item.kind === 'fill')
          fillDots(bitmap, item.rect.x, item.rect.y, item.rect.width, item.rect.height);
        if (item.kind === 'picture') drawPicture(bitmap, item);
      }
      press.set(
        bitmap,
        items.filter((item): item is TextItem => item.kind === 'text'),
      );
      // Last: the quiet zone is wiped, then each bar is a rectangle.
      for (const item of items) {
        if (item.kind !== 'bars') continue;
        const { quiet } = item;
        fillDots(bitmap, quiet.x, quiet.y, quiet.width, quiet.height, false);
        for (const bar of item.bars) fillDots(bitmap, bar.x, bar.y, bar.width, bar.height);
      }
      return bitmap;
    },
  };
}

/** Its black dots are added to what is there. */
function drawPicture(bitmap: Bitmap, { rect, bitmap: picture }: PictureItem): void {
  for (let y = 0; y < picture.height; y++) {
    let from = -1;
    for (let x = 0; x <= picture.width; x++) {
      const black = x < picture.width && getDot(picture, x, y);
      if (black && from < 0) from = x;
      if (black || from < 0) continue;
      fillDots(bitmap, rect.x + from, rect.y + y, x - from, 1);
      from = -1;
    }
  }
}
