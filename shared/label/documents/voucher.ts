import { formatMoney, formatTime, formatWeight } from '../bindings.ts';
import type { VoucherData } from '../data.ts';
import { word } from '../words.ts';
import { lineBlock, MARGIN, paragraphBlock, ruleBlock } from './flow.ts';
import type { Block, DocumentOptions, Flow } from './flow.ts';
import { codeBlock, titleBlock } from './slip.ts';

/** 发货凭证: what was shipped, when, by whom, with which number. */
export function voucherFlow(data: VoucherData, options: DocumentOptions): Flow {
  const { lang } = options;
  const width = options.paper.width - 2 * MARGIN;
  const units = data.items.reduce((sum, item) => sum + item.qty, 0);
  const shipped = formatTime({ printedAt: data.shippedAt, tzOffsetMinutes: data.tzOffsetMinutes });
  const facts = [
    `${word(lang, 'parcel')} ${data.parcel.n}/${data.parcel.m}`,
    ...(data.weightG === undefined ? [] : [`${word(lang, 'weight')} ${formatWeight(data.weightG)}`]),
    ...(data.cod ? [`${word(lang, 'cod')} ${formatMoney(data.cod)}`] : []),
  ];
  const printed = `${word(lang, 'printed')} ${formatTime(data)}`;
  const reprint = data.reprint ? `   ${word(lang, 'reprint', { n: data.printCount })}` : '';
  const people = `${word(lang, 'shipper')} ${data.shipper}   ${word(lang, 'courier')} ${data.courier}`;
  const blocks: Block[] = [
    codeBlock(data.code, options),
    lineBlock(`${word(lang, 'order')} ${data.orderNos.join(' ')}`, width, 3.2, 700, 'order'),
    lineBlock(`${word(lang, 'carrier')} ${data.carrierName}`, width, 3.2, 400, 'carrier'),
    lineBlock(`${word(lang, 'waybill')} ${data.waybill}`, width, 4.2, 700, 'waybill'),
    lineBlock(`${word(lang, 'shippedAt')} ${shipped}`, width, 3.6, 700, 'shipped'),
    lineBlock(`${word(lang, 'manifest')} ${data.manifest}`, width, 3, 400, 'manifest'),
    lineBlock(people, width, 3, 400, 'people'),
    lineBlock(facts.join(' · '), width, 3, 400, 'facts'),
    ruleBlock(width),
    lineBlock(
      `${word(lang, 'receiver')} ${data.receiver.name}  ${data.receiver.phone}`,
      width,
      3,
      400,
      'receiver',
    ),
    paragraphBlock(data.receiver.address, options, { size: 2.8, maxLines: 2, zone: 'receiver' }),
    ruleBlock(width),
    ...data.items.map((item) => itemLine(item, width)),
    ruleBlock(width),
    lineBlock(word(lang, 'total', { n: units }), width, 3.4, 700, 'total'),
    lineBlock(`${printed}   ${data.site ?? ''}${reprint}`, width, 2.5),
  ];
  return {
    head: (page, pages) => titleBlock(word(lang, 'voucher'), data.site ?? '', page, pages, options),
    blocks,
  };
}

function itemLine(item: VoucherData['items'][number], width: number): Block {
  const height = 4.8;
  return {
    height,
    draw(page, y) {
      page.mark('items', { x: MARGIN, y, w: width, h: height });
      const cell = (from: number, to: number) => ({
        x: MARGIN + width * from,
        y,
        w: width * (to - from) - 0.8,
        h: height,
      });
      const name = item.variant === undefined ? item.name : `${item.name} · ${item.variant}`;
      page.text(name, cell(0, 0.62), { size: 2.8, minSize: 1.8, valign: 'middle', mayCut: true }, 'items');
      page.text(
        item.sku,
        cell(0.62, 0.86),
        { size: 2.4, minSize: 1.5, valign: 'middle', mayCut: true },
        'items',
      );
      page.text(
        `× ${String(item.qty)}`,
        cell(0.86, 1),
        { size: 3, minSize: 2, weight: 700, align: 'right', valign: 'middle' },
        'items',
      );
    },
  };
}
