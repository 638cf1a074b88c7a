import { TEST_CROSS, testCode } from '../../codec/printer/index.ts';
import { formatTime } from '../bindings.ts';
import type { TestPageData } from '../data.ts';
import { gridOf } from '../page.ts';
import { word } from '../words.ts';
import { MARGIN } from './flow.ts';
import type { Block, DocumentOptions, Flow } from './flow.ts';
import { titleBlock } from './slip.ts';

/** Widths of the test bars in dots per module: shows what this head, paper and gun can do. */
const MODULES = [1, 2, 3, 4] as const;

/**
 * The self-test page. A frame at the edges; a cross whose place can be measured; a black and a white box (polarity); lines
 * of one and two dots, a grey and a black field (darkness); Code 128 of 1 to 4 dots a module; text in three sizes; a QR code.
 */
export function testPageFlow(data: TestPageData, options: DocumentOptions): Flow {
  const { lang, paper } = options;
  // The bars are what is tried here: no answer of an earlier page widens them.
  const grid = gridOf(paper, options.dpi, options.widthDots);
  const width = paper.width - 2 * MARGIN;
  const text = (value: string, size: number, weight: 400 | 700 = 400): Block => ({
    height: size * 1.35,
    draw: (page, y) => {
      const area = { x: MARGIN, y, w: width, h: size * 1.35 };
      page.mark('text', area);
      page.text(value, area, { size, minSize: size * 0.6, weight }, 'text');
    },
  });

  const cross: Block = {
    height: 11,
    draw(page, y) {
      const { x, y: cy } = TEST_CROSS;
      const thin = 2 / grid.dotsPerMm;
      page.mark('cross', { x: x - 4, y: cy - 4, w: 8, h: 8 });
      page.fill({ x: x - 4, y: cy - thin / 2, w: 8, h: thin });
      page.fill({ x: x - thin / 2, y: cy - 4, w: thin, h: 8 });
      const area = { x: x + 7, y: y + 1, w: paper.width - x - 7 - MARGIN, h: 9 };
      page.text(word(lang, 'cross', TEST_CROSS), area, {
        size: 2.6,
        minSize: 1.8,
        maxLines: 2,
        valign: 'middle',
      });
    },
  };

  const polarity: Block = {
    height: 9.5,
    draw(page, y) {
      const half = (width - 2) / 2;
      const black = { x: MARGIN, y, w: half, h: 8.5 };
      const white = { ...black, x: MARGIN + half + 2 };
      const style = { size: 3.4, minSize: 2, weight: 700, align: 'center', valign: 'middle' } as const;
      page.mark('polarity', { ...black, w: width });
      page.fill(black);
      page.text(word(lang, 'blackBox'), black, { ...style, inverse: true });
      page.frame(white, 2 / grid.dotsPerMm);
      page.text(word(lang, 'whiteBox'), white, style);
    },
  };

  const darkness: Block = {
    height: 11,
    draw(page, y) {
      const quarter = (width - 6) / 4;
      const box = (index: number) => ({ x: MARGIN + index * (quarter + 2), y, w: quarter, h: 6.6 });
      const dot = 1 / grid.dotsPerMm;
      page.mark('darkness', { x: MARGIN, y, w: width, h: 6.6 });
      for (const [index, wide] of [1, 2].entries()) {
        const area = box(index);
        for (let x = 0; x + wide * dot <= area.w; x += 2 * wide * dot)
          page.fill({ x: area.x + x, y, w: wide * dot, h: area.h });
      }
      const grey = box(2);
      for (let row = 0; (row + 2) * dot <= grey.h; row += 2)
        for (let column = 0; (column + 2) * dot <= grey.w; column += 4)
          page.fill({ x: grey.x + (column + (row % 4)) * dot, y: y + row * dot, w: 2 * dot, h: 2 * dot });
      page.fill(box(3));
      const captions = [word(lang, 'lines', { n: 1 }), word(lang, 'lines', { n: 2 }), '50 %', '100 %'];
      captions.forEach((caption, index) => {
        const { x, w } = box(index);
        page.text(caption, { x, y: y + 6.8, w, h: 3 }, { size: 2.2, minSize: 1.6, align: 'center' });
      });
    },
  };

  const bars = MODULES.map((dots): Block => {
    const mm = dots / grid.headDotsPerMm;
    const zone = `bars_${String(dots)}`;
    return {
      height: 12.6,
      draw(page, y) {
        page.text(word(lang, 'moduleDots', { n: dots }), { x: MARGIN, y, w: width, h: 2.8 }, { size: 2.1 });
        const area = { x: 0.5, y: y + 2.8, w: paper.width - 1, h: 9.4 };
        page.mark(zone, area);
        page.barcode(
          testCode(dots),
          area,
          {
            symbology: 'code128',
            module: { min: mm, preferred: mm },
            hri: 2.3,
            align: 'left',
            optional: true,
          },
          zone,
        );
      },
    };
  });

  const qr: Block = {
    height: 15,
    draw(page, y) {
      const area = { x: MARGIN, y, w: 14.5, h: 14.5 };
      page.mark('qr', area);
      page.barcode(
        'PACKLINE TEST',
        area,
        { symbology: 'qr', module: { min: 0.25, preferred: 0.5 }, optional: true },
        'qr',
      );
      page.text(
        word(lang, 'edges'),
        { x: MARGIN + 17, y, w: width - 17, h: 14 },
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
      cross,
      text(`${word(lang, 'printer')} ${data.printer}`, 2.8, 700),
      text(
        [
          `${String(paper.width)} × ${String(paper.height)} mm · ${String(options.dpi)} dpi`,
          `${String(grid.widthDots)} × ${String(grid.heightDots)}`,
          ...(data.settings === undefined ? [] : [data.settings]),
        ].join(' · '),
        2.2,
      ),
      polarity,
      darkness,
      ...bars,
      text(word(lang, 'sampleText'), 2),
      text(word(lang, 'sampleText'), 3.2, 700),
      qr,
    ],
  };
}
