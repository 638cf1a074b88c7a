import { formatMoney, formatTime } from '../bindings.ts';
import type { SlipData } from '../data.ts';
import { markWord, word } from '../words.ts';
import { gapBlock, lineBlock, MARGIN, paragraphBlock, ruleBlock, signatureBlock } from './flow.ts';
import type { Block, DocumentOptions, Flow } from './flow.ts';

/** Packing slip (送货单: goes into the parcel, signed) or pick slip (拣货单: locations large, no signature). */
export function slipFlow(data: SlipData, options: DocumentOptions): Flow {
  const { lang } = options;
  const width = options.paper.width - 2 * MARGIN;
  const total = data.items.reduce((sum, item) => sum + item.qty, 0);
  const tags = [
    ...(data.reprint ? [word(lang, 'reprint', { n: data.printCount })] : []),
    ...(data.cod ? [`${word(lang, 'codTag')} ${formatMoney(data.cod)}`] : []),
    ...data.marks.map((mark) => markWord(lang, mark)),
  ];
  const carrier = [data.carrierName, data.waybill]
    .filter((part) => part !== undefined && part !== '')
    .join('  ');
  const receiver = `${word(lang, 'receiver')} ${data.receiver.name}  ${data.receiver.phone}`;
  const blocks: Block[] = [
    codeBlock(data.code, options),
    lineBlock(`${word(lang, 'order')} ${data.orderNos.join(' ')}`, width, 3, 400, 'order'),
    ...(carrier === '' ? [] : [lineBlock(`${word(lang, 'carrier')} ${carrier}`, width, 3, 400, 'carrier')]),
    lineBlock(receiver, width, 3.2, 700, 'receiver'),
    ...(data.type === 'packing'
      ? [paragraphBlock(data.receiver.address, options, { size: 2.8, maxLines: 2, zone: 'receiver' })]
      : []),
    ...(tags.length > 0 ? [lineBlock(tags.join(' · '), width, 3.6, 700, 'marks')] : []),
    ...(data.remark === undefined || data.remark === ''
      ? []
      : [
          paragraphBlock(`${word(lang, 'remark')} ${data.remark}`, options, {
            size: 3.2,
            weight: 700,
            maxLines: 4,
            zone: 'remark',
          }),
        ]),
    ruleBlock(width),
    ...data.items.map((item) => itemBlock(item, data.type, width)),
    ruleBlock(width),
    totalBlock(word(lang, 'total', { n: total }), formatTime(data), width),
    ...(data.type === 'packing'
      ? [gapBlock(2), signatureBlock([word(lang, 'signReceiver'), word(lang, 'date')], width, 'signature')]
      : []),
  ];
  return {
    head: (page, pages) => titleBlock(word(lang, data.type), data.shopName ?? '', page, pages, options),
    blocks,
  };
}

/** Title, what it belongs to, and page n of m. */
export function titleBlock(
  title: string,
  subtitle: string,
  page: number,
  pages: number,
  options: DocumentOptions,
): Block {
  const width = options.paper.width - 2 * MARGIN;
  return {
    height: 9.4,
    draw(draft, y) {
      draft.mark('title', { x: MARGIN, y, w: width * 0.5, h: 7.4 });
      draft.text(
        title,
        { x: MARGIN, y, w: width * 0.5, h: 7.4 },
        { size: 5.4, minSize: 3, weight: 700, valign: 'middle' },
        'title',
      );
      const side = { x: MARGIN + width * 0.5, w: width * 0.5, h: 3.7 };
      draft.text(subtitle, { ...side, y }, { size: 2.7, minSize: 1.8, align: 'right' });
      draft.text(
        word(options.lang, 'page', { n: page, m: pages }),
        { ...side, y: y + 3.7 },
        { size: 2.4, align: 'right' },
      );
      draft.rule({ x: MARGIN, y: y + 8.2, w: width, h: 0.4 });
    },
  };
}

/** The code that the gun shall read; left out with a warning where the paper is too narrow for it. */
export function codeBlock(code: string, options: DocumentOptions): Block {
  return {
    height: 15,
    draw(page, y) {
      const area = { x: 0.5, y: y + 0.4, w: options.paper.width - 1, h: 13.6 };
      page.mark('code', area);
      page.barcode(
        code,
        area,
        { symbology: 'code128', module: { min: 0.25, preferred: 0.375 }, hri: 3, optional: true },
        'code',
      );
    },
  };
}

function itemBlock(item: SlipData['items'][number], type: SlipData['type'], width: number): Block {
  const height = 9;
  const location = type === 'pick' ? width * 0.28 : 0;
  const count = width * 0.16;
  const text = width - location - count;
  return {
    height,
    draw(page, y) {
      page.mark('items', { x: MARGIN, y, w: width, h: height });
      if (type === 'pick') {
        page.text(
          item.location ?? '—',
          { x: MARGIN, y, w: location - 1, h: height - 0.8 },
          { size: 4.2, minSize: 2.2, weight: 700, valign: 'middle' },
          'items',
        );
      }
      const x = MARGIN + location;
      page.text(
        [item.name, item.variant].filter((part) => part !== undefined && part !== '').join(' '),
        { x, y: y + 0.3, w: text - 1, h: 5 },
        { size: 3, minSize: 2, maxLines: 2, valign: 'middle' },
        'items',
      );
      page.text(item.sku ?? '', { x, y: y + 5.2, w: text - 1, h: 3 }, { size: 2.2, minSize: 1.6 }, 'items');
      page.text(
        `×${item.qty}`,
        { x: MARGIN + width - count, y, w: count, h: height - 0.8 },
        {
          size: item.qty > 1 ? 5 : 4,
          minSize: 2.2,
          weight: item.qty > 1 ? 700 : 400,
          align: 'right',
          valign: 'middle',
        },
        'items',
      );
      page.rule({ x: MARGIN, y: y + height - 0.5, w: width, h: 0.25 }, 0.6);
    },
  };
}

function totalBlock(total: string, printed: string, width: number): Block {
  return {
    height: 5,
    draw(page, y) {
      page.mark('total', { x: MARGIN, y, w: width, h: 5 });
      page.text(total, { x: MARGIN, y, w: width * 0.5, h: 4.6 }, { size: 3.2, weight: 700 }, 'total');
      page.text(
        printed,
        { x: MARGIN + width * 0.5, y, w: width * 0.5, h: 4.6 },
        { size: 2.4, align: 'right' },
      );
    },
  };
}
