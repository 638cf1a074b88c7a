import { describe, expect, it } from 'vitest';
import {
  builtInSlips,
  builtInTemplates,
  checkTemplate,
  findTemplate,
  isUsable,
} from '../../../shared/label/index.ts';
import type { FindingCode, LabelTemplate, TemplateElement } from '../../../shared/label/index.ts';
import { plainFont } from './fixtures.ts';

const options = { ...plainFont, dpi: 203, lang: 'zh' } as const;
const wide = findTemplate('express-100x150') as LabelTemplate;
const code: TemplateElement = {
  kind: 'barcode', x: 5, y: 20, w: 90, h: 20, symbology: 'code128', content: '{waybill}',
  module: { min: 0.25, preferred: 0.5 }, hri: 4,
}; // prettier-ignore
const label = (...elements: TemplateElement[]): LabelTemplate => ({
  id: 'own',
  name: 'own',
  page: { width: 100, height: 150 },
  elements,
});
const found = (template: LabelTemplate, dpi = 203): [FindingCode, string, number | null][] =>
  checkTemplate(template, { ...options, dpi }).map((each) => [each.code, each.level, each.element]);
const text = (part: Partial<Extract<TemplateElement, { kind: 'text' }>>): TemplateElement => ({
  kind: 'text', x: 5, y: 60, w: 60, h: 6, text: '{order_no}', size: 3, ...part,
}); // prettier-ignore

describe('what the product brings', () => {
  it.each([...builtInTemplates, ...builtInSlips])(
    '$id has no errors at 203 and 300 dpi, in both languages',
    (template) => {
      for (const dpi of [203, 300])
        for (const lang of ['zh', 'en'] as const)
          expect(
            checkTemplate(template, { ...options, dpi, lang }).filter(({ level }) => level === 'error'),
          ).toEqual([]);
    },
  );
});

describe('checks', () => {
  it('a label needs the waybill as a bar code, and says what else it misses', () => {
    expect(found(label())).toEqual([
      ['no_waybill_code', 'error', null],
      ['no_routing', 'warning', null],
      ['no_receiver', 'warning', null],
    ]);
    expect(found(label(code)).filter(([, level]) => level === 'error')).toEqual([]);
    expect(found(label({ ...code, optional: true }))[0]).toEqual(['no_waybill_code', 'error', null]);
  });

  it('a bar code must hold the longest number in whole dots with its quiet zone', () => {
    // JD's parcel number of 20 characters: 222 + 20 modules of 2 dots = 484 dots = 60.5 mm.
    const [first] = checkTemplate(label({ ...code, w: 60 }), options);
    expect(first).toMatchObject({ code: 'barcode_too_wide', level: 'error', element: 0 });
    expect(Number(first?.data['need'])).toBeCloseTo(60.6, 0);
    expect(found(label({ ...code, w: 61 })).map(([each]) => each)).not.toContain('barcode_too_wide');
  });

  it('nothing may lie on the bars or in their quiet zone', () => {
    const across = text({ x: 10, y: 25, w: 80, h: 8, text: 'across the bars', size: 6 });
    expect(found(label(code, across))).toContainEqual(['barcode_overlap', 'error', 0]);
    // 14 digits of 0.5 mm modules stand in the middle: 56 mm from 22 mm on, with 5 mm of white before it.
    const beside = text({ x: 18, y: 22, w: 3, h: 4, text: '近', size: 2.5 });
    expect(found(label(code, beside))).toContainEqual(['quiet_zone', 'warning', 0]);
    const away = text({ x: 5, y: 45, text: 'below' });
    expect(found(label(code, away)).map(([each]) => each)).not.toContain('quiet_zone');
  });

  it('text that is cut, too small to read, or has no glyphs', () => {
    expect(found(label(code, text({ text: '很长'.repeat(30), fit: 'ellipsis' })))).toContainEqual([
      'text_overflow',
      'warning',
      1,
    ]);
    expect(found(label(code, text({ size: 1.2 })))).toContainEqual(['text_small', 'warning', 1]);
    expect(found(label(code, text({ text: '😀 {order_no}' })))).toContainEqual([
      'glyphs_missing',
      'warning',
      1,
    ]);
  });

  it('private data never in clear; a phone number in the text is pointed at', () => {
    for (const field of ['receiver_name', 'receiver_phone', 'receiver_address', 'sender_phone'])
      expect(found(label(code, text({ text: `{${field}:clear}` })))).toContainEqual([
        'unmasked_private',
        'error',
        1,
      ]);
    expect(
      found(label(code, text({ text: '{receiver_phone:tail} {receiver_name:stars}' }))).map(([each]) => each),
    ).not.toContain('unmasked_private');
    expect(found(label(code, text({ text: '客服 13812345678' })))).toContainEqual([
      'phone_in_text',
      'warning',
      1,
    ]);
    expect(found(label(code, text({ text: '{order_no:clear}' })))).toContainEqual([
      'unknown_field',
      'error',
      1,
    ]);
  });

  it('places, fields, words, conditions, fonts and pictures that are not there', () => {
    const bad: [TemplateElement, FindingCode][] = [
      [text({ x: 70, w: 40 }), 'outside_paper'],
      [text({ y: -3 }), 'outside_paper'],
      [text({ w: 0 }), 'no_size'],
      [text({ text: '{nothing}' }), 'unknown_field'],
      [text({ text: '{t.nothing}' }), 'unknown_field'],
      [text({ text: '{page}' }), 'unknown_field'],
      [text({ when: 'nothing' }), 'unknown_field'],
      [text({ when: 'cod >' }), 'bad_condition'],
      [text({ font: 'Comic Sans' }), 'font_missing'],
      [
        { kind: 'image', x: 5, y: 60, w: 10, h: 10, image: { width: 8, height: 8, bits: 'AAAA' } },
        'image_damaged',
      ],
    ];
    for (const [element, expected] of bad) {
      const findings = checkTemplate(label(code, element), options);
      expect(
        findings.map((each) => [each.code, each.element]),
        expected,
      ).toContainEqual([expected, 1]);
      expect(isUsable(findings), expected).toBe(false);
    }
  });

  it('takes 500 elements in its stride', () => {
    const elements = Array.from({ length: 499 }, (_, i) =>
      text({ x: i % 40, y: 60 + (i % 80), w: 20, h: 4 }),
    );
    expect(checkTemplate(label(code, ...elements), options).length).toBeGreaterThanOrEqual(0);
  });

  it('is stable: the same template has the same findings', () => {
    expect(found(wide)).toEqual(found(wide));
  });
});
