import { formatTime } from '../bindings.ts';
import type { LabelLang, PaperSignature } from '../data.ts';
import type { PageDraft } from '../page.ts';
import { word } from '../words.ts';
import { MARGIN } from './flow.ts';
import type { Block } from './flow.ts';

/** mm */
const PEN = 0.35;
const BOX = 11;
/** What strokes are measured in. */
const ACROSS = 1_000;
const DOWN = 300;

/** Places to sign side by side: what was signed on the screen is drawn, an empty place has its line. */
export function signedBlock(
  places: readonly { readonly caption: string; readonly given: PaperSignature | undefined }[],
  width: number,
  when: { readonly lang: LabelLang; readonly tzOffsetMinutes: number },
): Block {
  const each = width / places.length;
  const height = 4.6 + BOX + 3.8;
  return {
    height,
    draw(page, y) {
      page.mark('signatures', { x: MARGIN, y, w: width, h: height });
      places.forEach(({ caption, given }, index) => {
        const x = MARGIN + index * each;
        page.text(caption, { x, y: y + 0.6, w: each - 2, h: 4 }, { size: 2.7, minSize: 1.8 }, 'signatures');
        page.rule({ x, y: y + 4.6 + BOX, w: each - 3, h: 0.25 });
        if (given === undefined) return;
        drawSignature(page, given, { x, y: y + 4.6, w: each - 3, h: BOX - 0.6 }, when.lang);
        const { name, at } = given;
        const time = formatTime({ printedAt: at, tzOffsetMinutes: when.tzOffsetMinutes });
        page.text(
          `${name}  ${time}`,
          { x, y: y + 5 + BOX, w: each - 3, h: 3.4 },
          { size: 2.3, minSize: 1.4 },
          'signatures',
        );
      });
    },
  };
}

function drawSignature(
  page: PageDraft,
  { strokes }: PaperSignature,
  box: { readonly x: number; readonly y: number; readonly w: number; readonly h: number },
  lang: LabelLang,
): void {
  if (strokes === undefined) {
    page.text(word(lang, 'signedByPin'), box, { size: 3.4, minSize: 2, valign: 'middle' }, 'signatures');
    return;
  }
  const scale = Math.min(box.w / ACROSS, box.h / DOWN);
  const dot = (x: number, y: number): void =>
    page.fill({ x: box.x + x * scale, y: box.y + y * scale, w: PEN, h: PEN });
  for (const stroke of strokes) {
    let [px, py] = stroke[0] ?? [0, 0];
    dot(px, py);
    for (const [x, y] of stroke.slice(1)) {
      // Dots so close that they touch.
      const steps = Math.max(1, Math.ceil((Math.hypot(x - px, y - py) * scale) / (PEN * 0.7)));
      for (let n = 1; n <= steps; n += 1) dot(px + ((x - px) * n) / steps, py + ((y - py) * n) / steps);
      [px, py] = [x, y];
    }
  }
}
