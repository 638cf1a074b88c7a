import { describe, it, expect } from 'vitest';
import { builtInTemplates, findTemplate, layoutLabel } from '../../../shared/label/index.ts';
import type {
  BarsItem,
  LabelData,
  LabelLayout,
  LayoutOptions,
  Rect,
  TextItem,
} from '../../../shared/label/index.ts';
import { HOSTILE, labelData, plainFont, WAYBILLS } from './fixtures.ts';

const options: LayoutOptions = { ...plainFont, dpi: 203, lang: 'zh', routed: true };
const [narrow] = builtInTemplates;
if (!narrow) throw new Error('no templates');

const texts = (layout: LabelLayout): TextItem[] => layout.items.filter((item) => item.kind === 'text');
const bars = (layout: LabelLayout): BarsItem[] => layout.items.filter((item) => item.kind === 'bars');
const zone = (layout: LabelLayout, name: string): Rect => {
  const found = layout.zones.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no zone ${name}`);
  return found.rect;
};
const inside = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const textIn = (layout: LabelLayout, name: string): string =>
  texts(layout)
    .filter((item) => inside(item.clip, zone(layout, name)))
    .map((item) => item.text)
    .join('|');
const crossing = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('paper', () => {
  it.each([
    ['express-76x130', 203, 608, 1040],
    ['express-100x150', 203, 800, 1200],
    ['express-100x180', 203, 800, 1440],
    ['express-4x6', 203, 812, 1218],
    ['express-76x130', 300, 897, 1535],
    ['express-4x6', 300, 1200, 1800],
  ])('%s at %i dpi is %i × %i dots', (id, dpi, width, height) => {
    const template = findTemplate(id);
    if (!template) throw new Error(id);
    const layout = layoutLabel(template, labelData, { ...options, dpi });
    expect([layout.widthDots, layout.heightDots]).toEqual([width, height]);
  });

  it('scales the page to a narrower head and keeps bars whole', () => {
    const layout = layoutLabel(narrow, labelData, { ...options, widthDots: 576 });
    expect(layout.widthDots).toBe(576);
    expect(layout.errors).toEqual([]);
    for (const item of bars(layout)) {
      expect(item.quiet.x + item.quiet.width).toBeLessThanOrEqual(576);
      for (const bar of item.bars) expect(bar.width % item.module).toBe(0);
    }
  });
});

describe.each(builtInTemplates)('$id', (template) => {
  const required = [
    'carrier', 'service', 'marks', 'routing', 'hub', 'hub_code', 'receiver', 'sender', 'waybill', 'order', 'goods',
    'parcel', 'cod', 'printed', 'print_count', 'signature', 'remark', 'weight', 'site',
  ]; // prettier-ignore

  it.each(['zh', 'en'] as const)('prints every zone in %s', (lang) => {
    for (const dpi of [203, 300]) {
      const layout = layoutLabel(template, labelData, { ...options, lang, dpi });
      expect(layout.errors).toEqual([]);
      expect(layout.zones.map(({ name }) => name)).toEqual(expect.arrayContaining(required));
      const page = { x: 0, y: 0, width: layout.widthDots, height: layout.heightDots };
      for (const { name, rect } of layout.zones) {
        expect(inside(rect, page), name).toBe(true);
        const drawn = layout.items.some(
          (item) => inside(item.kind === 'text' ? item.clip : item.rect, rect) && item.kind !== 'fill',
        );
        expect(drawn, `${name} is empty`).toBe(true);
      }
      expect(textIn(layout, 'cod')).toContain('¥128.00');
      expect(textIn(layout, 'parcel')).toBe('1/2');
      expect(textIn(layout, 'printed')).toBe('2026-11-11 10:05');
      expect(textIn(layout, 'marks')).toContain(lang === 'zh' ? '补打 2' : 'REPRINT 2');
      expect(textIn(layout, 'receiver')).toContain('138******78');
      expect(textIn(layout, 'sender')).toContain('0571-******34');
    }
  });

  it('keeps zones and lines of text apart', () => {
    const layout = layoutLabel(template, labelData, options);
    const zones = layout.zones.filter(({ name }) => name !== 'site_large');
    for (const [index, a] of zones.entries()) {
      for (const b of zones.slice(index + 1)) {
        // The area of a bar code reaches to the edge of the paper: what counts is the symbol with its quiet zone.
        if ([a, b].some(({ name }) => /code|waybill/.test(name))) continue;
        expect(crossing(a.rect, b.rect), `${a.name} and ${b.name}`).toBe(false);
      }
    }
    for (const item of bars(layout)) {
      for (const other of layout.items) {
        if (other === item) continue;
        const rect = other.kind === 'text' ? other.clip : other.kind === 'bars' ? other.quiet : other.rect;
        expect(crossing(item.quiet, rect), `${item.content} under ${JSON.stringify(other)}`).toBe(false);
      }
    }
  });

  it('prints the routing largest', () => {
    const layout = layoutLabel(template, labelData, options);
    const sizes = new Map(texts(layout).map((item) => [item.text, item.size]));
    const largest = Math.max(...sizes.values());
    expect(sizes.get('021-A12 003')).toBe(largest);
    expect([...sizes].filter(([, size]) => size === largest)).toHaveLength(1);
  });

  it.each(WAYBILLS)('takes the widest whole-dot bars that fit for %s', (waybill) => {
    for (const dpi of [203, 300]) {
      const layout = layoutLabel(template, { ...labelData, waybill }, { ...options, dpi });
      expect(layout.errors).toEqual([]);
      const main = bars(layout).find((item) => item.content === waybill);
      if (!main) throw new Error('no waybill bars');
      const columns = main.rect.width / main.module;
      const area = zone(layout, 'waybill');
      expect(Number.isInteger(columns)).toBe(true);
      expect(main.rect.x - area.x).toBeGreaterThanOrEqual(10 * main.module);
      expect(area.x + area.width - main.rect.x - main.rect.width).toBeGreaterThanOrEqual(10 * main.module);
      const preferred = dpi === 203 ? 4 : 6;
      const wider = (columns + 20) * (main.module + 1) <= area.width;
      expect(main.module === preferred || !wider).toBe(true);
      for (const bar of main.bars) {
        expect((bar.x - main.rect.x) % main.module).toBe(0);
        expect(bar.width % main.module).toBe(0);
      }
    }
  });

  it.each(HOSTILE.map((text, index) => [index, text] as const))(
    'survives hostile text %i in every field',
    (_, text) => {
      const data: LabelData = {
        ...labelData,
        carrierName: text,
        service: text,
        routing: { segments: `1${text}`, hub: { name: text, code: 'HUB1' } },
        receiver: { name: text, phone: text, address: text },
        sender: { name: text, phone: text, address: text },
        orderNos: [text],
        goods: Array.from({ length: 30 }, () => ({ name: text, variant: text, qty: 1e15 })),
        parcel: { n: 1e9, m: 1e9 },
        cod: { amount: 1e15, currency: text },
        remark: text,
        site: text,
        printedAt: Number.NaN,
      };
      for (const lang of ['zh', 'en'] as const) {
        const layout = layoutLabel(template, data, { ...options, lang });
        expect(layout.errors).toEqual([]);
        for (const item of texts(layout)) {
          expect(item.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
          expect(item.x).toBeGreaterThanOrEqual(item.clip.x);
          expect(item.y).toBeLessThanOrEqual(item.clip.y + item.clip.height);
          const end = item.x + plainFont.measure(item.text, item.size, item.weight);
          expect(end, item.text).toBeLessThanOrEqual(item.clip.x + item.clip.width + 1);
          expect(layout.zones.some(({ rect }) => inside(item.clip, rect)) || item.text.length < 12).toBe(
            true,
          );
        }
        // What an order brings is never read as a field.
        expect(textIn(layout, 'remark')).not.toContain(labelData.waybill);
      }
    },
  );
});

describe('refusals', () => {
  const codes = (data: LabelData, routed = true): string[] => {
    const layout = layoutLabel(narrow, data, { ...options, routed });
    if (layout.errors.length > 0) expect(layout.items).toEqual([]);
    return layout.errors.map((error) => error.code);
  };
  const { routing: _, ...unrouted } = labelData;

  it('refuses a routed carrier without routing, blank counting as none', () => {
    expect(codes(unrouted)).toEqual(['missing_routing']);
    expect(codes({ ...labelData, routing: { segments: '  ' } })).toEqual(['missing_routing']);
    expect(codes(unrouted, false)).toEqual([]);
  });
  it('refuses a bar code that does not fit at its smallest width', () => {
    const layout = layoutLabel(
      narrow,
      { ...labelData, waybill: 'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH' },
      options,
    );
    expect(layout.errors[0]).toMatchObject({ code: 'barcode_too_wide', zone: 'waybill', haveDots: 600 });
    expect(codes({ ...labelData, waybill: '1'.repeat(5000) })).toEqual(['barcode_too_wide']);
  });
  it('refuses what a gun could not give back', () => {
    expect(codes({ ...labelData, waybill: '运单123' })).toEqual(['barcode_unencodable']);
    expect(codes({ ...labelData, waybill: 'A\u001bB' })).toEqual(['barcode_unencodable']);
    expect(codes({ ...labelData, waybill: ' ' })).toEqual(['missing_waybill']);
  });
  it('prints printer commands in a waybill as plain bars', () => {
    const layout = layoutLabel(narrow, { ...labelData, waybill: '^XZ^FNC1' }, options);
    expect(layout.errors).toEqual([]);
    expect(bars(layout).some((item) => item.content === '^XZ^FNC1')).toBe(true);
  });
  it('leaves an order bar code out that does not fit, and says so', () => {
    const layout = layoutLabel(narrow, { ...labelData, orderNos: ['ABCDEFGH-ABCDEFGH-ABCDEFGH'] }, options);
    expect(layout.errors).toEqual([]);
    expect(layout.warnings).toContainEqual({ code: 'barcode_left_out', zone: 'order_code' });
  });
});

describe('warnings', () => {
  it('names the characters that the font lacks and prints a geta for them', () => {
    const receiver = { ...labelData.receiver, name: '𠮷*' };
    const layout = layoutLabel(narrow, { ...labelData, receiver }, options);
    expect(layout.warnings).toContainEqual({ code: 'missing_glyph', chars: ['𠮷'] });
    expect(textIn(layout, 'receiver')).toContain('〓*');
  });
  it('says which text was cut', () => {
    const receiver = { ...labelData.receiver, address: '很长的地址'.repeat(60) };
    const layout = layoutLabel(narrow, { ...labelData, receiver }, options);
    expect(layout.warnings).toContainEqual({ code: 'text_truncated', zone: 'receiver' });
  });
  it('reports a field that a template asks for in vain', () => {
    const template = {
      ...narrow,
      elements: [{ kind: 'text', x: 0, y: 0, w: 9, h: 9, text: '{nope}', size: 3 }],
    } as const;
    expect(layoutLabel(template, labelData, options).warnings).toEqual([
      { code: 'unknown_field', field: 'nope' },
    ]);
  });
  it('says how many more goods there are', () => {
    const goods = Array.from({ length: 50 }, (_, index) => ({ name: `item ${index}`, qty: 1 }));
    const layout = layoutLabel(narrow, { ...labelData, goods }, options);
    const lines = textIn(layout, 'goods');
    const listed = lines.split('|').filter((line) => line.startsWith('item')).length;
    expect(lines).toContain(`… 另有 ${50 - listed} 种`);
    expect(lines).toContain('共 50 件');
  });
});

it.each(builtInTemplates)('$id shows site and service where own delivery has no routing', (template) => {
  const { routing: _, ...own } = labelData;
  const layout = layoutLabel(template, own, { ...options, routed: false });
  const names = layout.zones.map(({ name }) => name);
  expect(names).not.toContain('routing');
  expect(names).not.toContain('hub_code');
  expect(textIn(layout, 'site_large')).toBe('杭州一号仓 · B03');
  expect(textIn(layout, 'service_large')).toBe('标准快递');
});

it('first prints carry no reprint mark', () => {
  const layout = layoutLabel(narrow, { ...labelData, printCount: 1, reprint: false }, options);
  expect(texts(layout).some((item) => item.text.includes('补打'))).toBe(false);
});
