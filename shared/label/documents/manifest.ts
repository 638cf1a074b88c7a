import { formatTime, formatWeight } from '../bindings.ts';
import type { ManifestData } from '../data.ts';
import { word } from '../words.ts';
import { gapBlock, lineBlock, MARGIN, ruleBlock } from './flow.ts';
import type { Block, DocumentOptions, Flow } from './flow.ts';
import { signedBlock } from './signed.ts';
import { codeBlock, titleBlock } from './slip.ts';

/** Handover list of one pickup: every parcel, what stayed behind, and both signatures. */
export function manifestFlow(data: ManifestData, options: DocumentOptions): Flow {
  const { lang } = options;
  const width = options.paper.width - 2 * MARGIN;
  const weight = data.parcels.reduce((sum, parcel) => sum + (parcel.weightG ?? 0), 0);
  const count = `${word(lang, 'parcels')} ${data.parcels.length}`;
  const who = `${word(lang, 'carrier')} ${data.carrierName}   ${word(lang, 'courier')} ${data.courier}`;
  const reprint = data.reprint ? `   ${word(lang, 'reprint', { n: data.printCount })}` : '';
  const blocks: Block[] = [
    codeBlock(data.code, options),
    lineBlock(who, width, 3.4, 700, 'who'),
    lineBlock(weight > 0 ? `${count}   ${formatWeight(weight)}` : count, width, 5, 700, 'count'),
    lineBlock(`${formatTime(data)}   ${data.site ?? ''}${reprint}`, width, 2.7),
    ruleBlock(width),
    ...data.parcels.map((parcel, index) => parcelBlock(parcel, index + 1, width)),
    ruleBlock(width),
    lineBlock(
      `${word(lang, 'missing')} ${data.missing.length === 0 ? word(lang, 'none') : data.missing.length}`,
      width,
      3,
      700,
      'missing',
    ),
    ...data.missing.map((waybill) => lineBlock(`   ${waybill}`, width, 2.8, 400, 'missing')),
    gapBlock(2),
    // Stations that were apart may both have had one side signed: each of them stands there, one place at least.
    signedBlock(
      (['shipper', 'courier'] as const).flatMap((side) => {
        const caption = word(lang, side === 'shipper' ? 'signWarehouse' : 'signCourier');
        const signed = (data.signatures ?? []).filter(({ party }) => party === side);
        const places = signed.length === 0 ? [undefined] : signed;
        return places.map((given) => ({ caption, given }));
      }),
      width,
      { lang, tzOffsetMinutes: data.tzOffsetMinutes },
    ),
  ];
  const copy = word(lang, data.copy === 1 ? 'copyOurs' : 'copyTheirs');
  return { head: (page, pages) => titleBlock(word(lang, 'manifest'), copy, page, pages, options), blocks };
}

function parcelBlock(parcel: ManifestData['parcels'][number], number: number, width: number): Block {
  const height = 4.6;
  return {
    height,
    draw(page, y) {
      page.mark('parcels', { x: MARGIN, y, w: width, h: height });
      const cell = (from: number, to: number) => ({
        x: MARGIN + width * from,
        y,
        w: width * (to - from) - 0.8,
        h: height,
      });
      const small = { size: 2.5, minSize: 1.7, valign: 'middle' } as const;
      page.text(String(number), cell(0, 0.09), small, 'parcels');
      page.text(
        parcel.waybill,
        cell(0.09, 0.5),
        { size: 3, minSize: 1.8, weight: 700, valign: 'middle' },
        'parcels',
      );
      page.text(`${parcel.n}/${parcel.m}`, cell(0.5, 0.61), small, 'parcels');
      page.text(parcel.orderNo ?? '', cell(0.61, 1), { ...small, align: 'right' }, 'parcels');
    },
  };
}
