import { formatTime } from '../bindings.ts';
import type { TestPageData } from '../data.ts';
import { gridOf } from '../page.ts';
import { word } from '../words.ts';
import { MARGIN } from './flow.ts';
import type { Block, DocumentOptions, Flow } from './flow.ts';
import { titleBlock } from './slip.ts';

/** Widths of the test bars in dots per module: shows what this head, paper and gun can do. */
const MODULES = [1, 2, 3, 4] as const;

/** One page: a frame at the edges, text in three sizes, Code 128 of 1 to 4 dots per module, a QR code. */
export function testPageFlow(data: TestPageData, options: DocumentOptions): Flow {
  const { lang, paper } = options;
  const grid = gridOf(paper, options.dpi, options.widthDots);
  const width = paper.width - 2 * MARGIN;
  const text = (value: string, size: number, weight: 400 | 700 = 400): Block => ({
    height: size * 1.35,
    draw: (page, y) => {
      const area = { x: MARGIN, y, w: width, h: size * 1.35 };
      page.mark('text', area);
      page.text(value, area, { size, minSize: size * 0.7, weight }, 'text');
    },
  });
  const bars = MODULES.map((dots): Block => {
    const mm = dots / grid.headDotsPerMm;
    const zone = `bars_${dots}`;
    return {
      height: 15.4,
      draw(page, y) {
        page.text(word(lang, 'moduleDots', { n: dots }), { x: MARGIN, y, w: width, h: 3.2 }, { size: 2.3 });
        const area = { x: 0.5, y: y + 3.2, w: paper.width - 1, h: 11.4 };
        page.mark(zone, area);
        page.barcode(
          `PK${dots}2345`,
          area,
          {
            symbology: 'code128',
            module: { min: mm, preferred: mm },
            hri: 2.6,
            align: 'left',
            optional: true,
          },
          zone,
        );
      },
    };
  });
  const qr: Block = {
    height: 18,
    draw(page, y) {
      const area = { x: MARGIN, y, w: 17, h: 17 };
      page.mark('qr', area);
      page.barcode(
        'PACKLINE TEST',
        area,
        { symbology: 'qr', module: { min: 0.25, preferred: 0.5 }, optional: true },
        'qr',
      );
      page.text(
        word(lang, 'edges'),
        { x: MARGIN + 19, y, w: width - 19, h: 16 },
        { size: 2.8, minSize: 2, maxLines: 4, valign: 'middle' },
      );
    },
  };
  return {
    head(page, pages) {
      const title = titleBlock(word(lang, 'test'), formatTime(data), page, pages, options);
      return {
        height: title.height,
        draw(draft, y) {
          draft.mark('frame', { x: 0, y: 0, w: paper.width, h: paper.height });
          draft.frame({ x: 0, y: 0, w: paper.width, h: paper.height }, 2 / grid.dotsPerMm);
          title.draw(draft, y);
        },
      };
    },
    blocks: [
      text(`${word(lang, 'printer')} ${data.printer}`, 3.2, 700),
      text(
        `${paper.width} × ${paper.height} mm · ${options.dpi} dpi · ${grid.widthDots} × ${grid.heightDots}`,
        2.8,
      ),
      text(word(lang, 'sampleText'), 2),
      text(word(lang, 'sampleText'), 2.6),
      text(word(lang, 'sampleText'), 3.6, 700),
      ...bars,
      qr,
    ],
  };
}
