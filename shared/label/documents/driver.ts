import { formatMoney, formatTime } from '../bindings.ts';
import type { DriverSheetData } from '../data.ts';
import { markWord, word } from '../words.ts';
import { lineBlock, MARGIN, paragraphBlock } from './flow.ts';
import type { Block, DocumentOptions, Flow } from './flow.ts';
import { titleBlock } from './slip.ts';

/** Driver's sheet of own delivery: full receiver data, said so on every page with the audit record's reference. */
export function driverFlow(data: DriverSheetData, options: DocumentOptions): Flow {
  const { lang } = options;
  const width = options.paper.width - 2 * MARGIN;
  const facts = [
    data.driver === undefined ? '' : `${word(lang, 'driverName')} ${data.driver}`,
    word(lang, 'stops', { n: data.stops.length }),
    formatTime(data),
    data.reprint ? word(lang, 'reprint', { n: data.printCount }) : '',
  ];
  const note = paragraphBlock(word(lang, 'auditNote', { ref: data.auditRef }), options, {
    size: 2.6,
    weight: 700,
    maxLines: 3,
    zone: 'audit',
  });
  return {
    head(page, pages) {
      const title = titleBlock(word(lang, 'driver'), data.site ?? '', page, pages, options);
      return {
        height: title.height + note.height + 0.6,
        draw(draft, y) {
          title.draw(draft, y);
          note.draw(draft, y + title.height);
        },
      };
    },
    blocks: [
      lineBlock(facts.filter((fact) => fact !== '').join('  ·  '), width, 2.8),
      ...data.stops.map((stop, index) => stopBlock(stop, index + 1, width, options)),
    ],
  };
}

function stopBlock(
  stop: DriverSheetData['stops'][number],
  number: number,
  width: number,
  options: DocumentOptions,
): Block {
  const { lang } = options;
  const x = MARGIN + 8;
  const w = width - 8;
  const remark = stop.remark ?? '';
  const height = remark === '' ? 38 : 43;
  return {
    height,
    draw(page, y) {
      page.mark('stop', { x: MARGIN, y, w: width, h: height });
      page.rule({ x: MARGIN, y: y + 0.3, w: width, h: 0.4 });
      const badge = { x: MARGIN, y: y + 1.6, w: 6.6, h: 6.6 };
      page.fill(badge);
      page.text(
        String(number),
        badge,
        { size: 4.4, minSize: 2, weight: 700, align: 'center', valign: 'middle', inverse: true },
        'stop',
      );
      const { receiver } = stop;
      const person = { size: 4.2, minSize: 2.4, weight: 700, valign: 'middle' } as const;
      page.text(`${receiver.name}  ${receiver.phone}`, { x, y: y + 1.4, w, h: 6.4 }, person, 'stop');
      page.text(
        receiver.address,
        { x, y: y + 7.8, w, h: 11.4 },
        { size: 3.4, minSize: 2.2, maxLines: 4 },
        'stop',
      );
      const facts = [
        word(lang, 'stopParcels', { n: stop.parcels }),
        ...(stop.cod ? [`${word(lang, 'cod')} ${formatMoney(stop.cod)}`] : []),
        ...stop.marks.map((mark) => markWord(lang, mark)),
      ].join(' · ');
      page.text(facts, { x, y: y + 19.4, w, h: 4.8 }, { size: 3.4, minSize: 2.2, weight: 700 }, 'stop');
      const goods = `${stop.waybill}  ${stop.orderNos.join(' ')}  ${stop.goods}`;
      page.text(goods, { x, y: y + 24.2, w, h: 6.6 }, { size: 2.5, minSize: 2, maxLines: 2 }, 'stop');
      let end = y + 31;
      if (remark !== '') {
        const note = `${word(lang, 'remark')} ${remark}`;
        page.text(
          note,
          { x, y: end, w, h: 5 },
          { size: 2.8, minSize: 1.8, weight: 700, maxLines: 2 },
          'stop',
        );
        end += 5;
      }
      page.text(word(lang, 'signReceiver'), { x, y: end + 1, w: w * 0.5, h: 3.6 }, { size: 2.5 }, 'stop');
      page.rule({ x: x + w * 0.4, y: end + 5, w: w * 0.6, h: 0.25 });
    },
  };
}
