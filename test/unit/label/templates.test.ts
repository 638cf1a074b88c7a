import { describe, expect, it } from 'vitest';
import { getDot } from '../../../shared/base/index.ts';
import {
  base64Of,
  findTemplate,
  layoutLabel,
  layoutSlip,
  LONG_SLIP,
  parseWhen,
  SAMPLE_SLIP,
} from '../../../shared/label/index.ts';
import type { LabelLayout, LabelTemplate, TemplateElement, TextItem } from '../../../shared/label/index.ts';
import { bytesOfBase64, pictureOf } from '../../../shared/label/picture.ts';
import { labelData, plainFont } from './fixtures.ts';

const options = { ...plainFont, dpi: 203, lang: 'zh', routed: true } as const;
const at = { x: 5, y: 5, w: 80, h: 8, size: 4 };
const label = (...elements: TemplateElement[]): LabelTemplate => ({
  id: 'own', name: 'own', page: { width: 100, height: 60 }, elements,
}); // prettier-ignore
const said = (layout: LabelLayout): string[] =>
  layout.items.filter((item): item is TextItem => item.kind === 'text').map((item) => item.text);

describe('conditions', () => {
  it('are read, several joined, and wrong ones told', () => {
    expect(parseWhen('cod')).toEqual([{ field: 'cod', is: 'given', value: '' }]);
    expect(parseWhen('!cod & carrier_code=SF&channel!=tao bao')).toEqual([
      { field: 'cod', is: 'absent', value: '' },
      { field: 'carrier_code', is: 'equal', value: 'SF' },
      { field: 'channel', is: 'other', value: 'tao bao' },
    ]);
    for (const bad of ['', '&', 'cod >', '!cod=1', 'a b', 'x&']) expect(parseWhen(bad), bad).toBeUndefined();
  });
  it.each([
    ['cod', true],
    ['!cod', false],
    ['carrier_code=ZTO', true],
    ['carrier_code=SF', false],
    ['carrier_code!=SF & parcel_m=2', true],
    ['cod & remark=x', false],
    ['not a condition', false],
  ])('%s', (when, shown) => {
    const text: TemplateElement = { kind: 'text', ...at, when, text: 'here' };
    expect(said(layoutLabel(label(text), labelData, options))).toEqual(shown ? ['here'] : []);
  });
});

describe('fields', () => {
  it('show persons masked, by their last digits, or as stars, and never in clear', () => {
    const receiver = { ...labelData.receiver, phoneTail: '5678' };
    const text = (of: string): string[] =>
      said(layoutLabel(label({ kind: 'text', ...at, text: of }), { ...labelData, receiver }, options));
    expect(text('{receiver_phone}')).toEqual(['138******78']);
    expect(text('{receiver_phone:masked}')).toEqual(['138******78']);
    expect(text('{receiver_phone:tail}')).toEqual(['5678']);
    expect(text('{receiver_name:stars}')).toEqual(['***']);
    expect(text('{receiver_phone:clear}')).toEqual([]);
    expect(text('{sender_phone:tail}')).toEqual([labelData.sender.phone]);
  });

  it('cannot refer to each other: what a value brings in is not read again', () => {
    const data = { ...labelData, remark: '{remark} {t.to} {order_no}' };
    expect(said(layoutLabel(label({ kind: 'text', ...at, text: '{remark}' }), data, options))).toEqual([
      '{remark} {t.to} {order_no}',
    ]);
  });

  it('a font that is not there is named, and nothing is printed', () => {
    const layout = layoutLabel(label({ kind: 'text', ...at, text: 'x', font: 'SimSun' }), labelData, options);
    expect([layout.items, layout.errors]).toEqual([[], [{ code: 'font_missing', font: 'SimSun' }]]);
  });
});

describe('slips', () => {
  const slip = findTemplate('slip-76x130') as LabelTemplate;
  const { lang, dpi, ...font } = options;
  it('go over pages, nothing lost and nothing twice; total and signature on the last', () => {
    const pages = layoutSlip(slip, LONG_SLIP, { ...font, dpi, lang });
    expect(pages.length).toBeGreaterThan(1);
    const skus = pages.flatMap((page) => said(page).filter((text) => /^TW-\d+$/.test(text)));
    expect(skus).toEqual(LONG_SLIP.items.map(({ sku }) => sku));
    expect(pages.map((page) => said(page).includes('共 820 件'))).toEqual(
      pages.map((_, i) => i === pages.length - 1),
    );
    expect(pages.map((page) => said(page).find((text) => text.endsWith(`/${String(pages.length)}`)))).toEqual(
      pages.map((_, i) => `${String(i + 1)}/${String(pages.length)}`),
    );
    expect(layoutSlip(slip, SAMPLE_SLIP, { ...font, dpi, lang })).toHaveLength(1);
  });
});

describe('pictures', () => {
  it('are base64 there and back', () => {
    for (const length of [0, 1, 2, 3, 4, 100, 257]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 0xff);
      expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(bytesOfBase64(base64Of(bytes))).toEqual(bytes);
    }
    expect(bytesOfBase64('AA!A')).toBeUndefined();
  });
  it('keep their dots at their own size, halve by majority, and refuse wrong sizes', () => {
    const image = { width: 4, height: 2, bits: base64Of(Uint8Array.from([0b11000000, 0b11000000])) };
    const same = pictureOf(image, 4, 2);
    expect([0, 1, 2, 3].map((x) => same && getDot(same, x, 0))).toEqual([true, true, false, false]);
    const half = pictureOf(image, 2, 1);
    expect([0, 1].map((x) => half && getDot(half, x, 0))).toEqual([true, false]);
    const twice = pictureOf(image, 8, 4);
    expect([3, 4].map((x) => twice && getDot(twice, x, 3))).toEqual([true, false]);
    expect(pictureOf({ ...image, height: 3 }, 4, 3)).toBeUndefined();
    expect(pictureOf({ ...image, width: 100_000 }, 4, 3)).toBeUndefined();
  });
});
