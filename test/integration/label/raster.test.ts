import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getDot } from '../../../shared/base/index.ts';
import type { Bitmap } from '../../../shared/base/index.ts';
import { builtInTemplates, layoutLabel, SAMPLE_LABEL } from '../../../shared/label/index.ts';
import type { LabelLayout, Rect } from '../../../shared/label/index.ts';
import { loadLabelFont } from '../../../electron/station/printing/raster/fonts.ts';
import { bitmapToPng, createLabelRenderer } from '../../../electron/station/printing/raster/index.ts';
import type { RenderJob } from '../../../electron/station/printing/raster/index.ts';
import { createRasterizer } from '../../../electron/station/printing/raster/raster.ts';
import { HOSTILE, labelData, WAYBILLS } from '../../unit/label/fixtures.ts';
import { createReaders } from './readers.ts';
import type { Readers } from './readers.ts';

const RASTER = fileURLToPath(new URL('../../../electron/station/printing/raster/index.ts', import.meta.url));

let readers: Readers;
beforeAll(() => {
  readers = createReaders();
});
afterAll(() => readers.dispose());

const renderer = createLabelRenderer();
const stamp = {
  printedAt: labelData.printedAt,
  tzOffsetMinutes: 480,
  printCount: 1,
  reprint: false,
  site: '杭州一号仓',
};

function only(pages: readonly Bitmap[]): Bitmap {
  const [page] = pages;
  if (!page || pages.length !== 1) throw new Error(`${pages.length} pages`);
  return page;
}

/** Lengths of the runs of one colour along a row of dots. */
function runs(bitmap: Bitmap, rect: Rect, y: number): number[] {
  const lengths: number[] = [];
  let length = 0;
  for (let x = rect.x; x < rect.x + rect.width; x++) {
    if (x > rect.x && getDot(bitmap, x, y) !== getDot(bitmap, x - 1, y)) {
      lengths.push(length);
      length = 0;
    }
    length += 1;
  }
  return [...lengths, length];
}

const ink = (bitmap: Bitmap, rect: Rect): number => {
  let dots = 0;
  for (let y = rect.y; y < rect.y + rect.height; y++)
    for (let x = rect.x; x < rect.x + rect.width; x++) if (getDot(bitmap, x, y)) dots += 1;
  return dots;
};

describe.each(builtInTemplates)('$id', (template) => {
  describe.each(['zh', 'en'] as const)('%s', (lang) => {
    it.each(WAYBILLS)('both readers find %s and the hub code at 203 dpi', async (waybill) => {
      const rendered = renderer.render(
        { kind: 'label', template: template.id, data: { ...labelData, waybill }, routed: true },
        { dpi: 203, lang },
      );
      expect(rendered.errors).toEqual([]);
      const png = bitmapToPng(only(rendered.pages));
      const hub = labelData.routing?.hub?.code;
      expect(readers.zbar(png)).toEqual(expect.arrayContaining([waybill, hub]));
      expect(await readers.zxing(png)).toEqual(expect.arrayContaining([waybill, hub]));
    });
  });

  it('has ink in every zone and whole dots in every bar', () => {
    const font = loadLabelFont();
    const { draw } = createRasterizer(font);
    for (const dpi of [203, 300]) {
      const layout: LabelLayout = layoutLabel(template, labelData, {
        ...font,
        dpi,
        lang: 'zh',
        routed: true,
      });
      const bitmap = draw(layout);
      for (const { name, rect } of layout.zones) expect(ink(bitmap, rect), name).toBeGreaterThan(20);
      for (const item of layout.items) {
        if (item.kind !== 'bars') continue;
        for (const y of [
          item.rect.y,
          item.rect.y + (item.rect.height >> 1),
          item.rect.y + item.rect.height - 1,
        ]) {
          const lengths = runs(bitmap, item.rect, y);
          expect(lengths.length).toBeGreaterThan(20);
          for (const length of lengths) expect(length % item.module, `${item.content} at ${y}`).toBe(0);
        }
        const { rect, quiet } = item;
        expect(ink(bitmap, { ...quiet, width: rect.x - quiet.x })).toBe(0);
        const right = rect.x + rect.width;
        expect(ink(bitmap, { ...quiet, x: right, width: quiet.x + quiet.width - right })).toBe(0);
      }
    }
  });

  it('renders hostile texts without throwing and keeps both bar codes readable', async () => {
    for (const text of HOSTILE) {
      const data = {
        ...labelData,
        carrierName: text,
        receiver: { name: text, phone: text, address: text },
        sender: { name: text, phone: text, address: text },
        goods: [{ name: text, qty: 1 }],
        remark: text,
        orderNos: [text],
      };
      const rendered = renderer.render(
        { kind: 'label', template, data, routed: true },
        { dpi: 203, lang: 'zh' },
      );
      expect(rendered.errors).toEqual([]);
      const found = await readers.zxing(bitmapToPng(only(rendered.pages)));
      expect(found).toEqual(expect.arrayContaining([labelData.waybill, '021A12']));
    }
  });
});

describe('the renderer', () => {
  it('draws the same bits for the same label', () => {
    const job: RenderJob = { kind: 'label', template: 'express-76x130', data: labelData, routed: true };
    const first = only(renderer.render(job, { dpi: 203, lang: 'zh' }).pages);
    const second = only(renderer.render(job, { dpi: 203, lang: 'zh' }).pages);
    expect(first.stride).toBe(76);
    expect(Buffer.compare(Buffer.from(first.bits), Buffer.from(second.bits))).toBe(0);
  });

  it("keeps bars and quiet zone clean where a site's own template prints text across them", async () => {
    const area = { x: 0, y: 5, w: 76, h: 15 };
    const template = {
      id: 'own',
      name: 'own',
      page: { width: 76, height: 30 },
      elements: [
        {
          kind: 'barcode',
          ...area,
          symbology: 'code128',
          content: '{waybill}',
          module: { min: 0.25, preferred: 0.5 },
        },
        {
          kind: 'text',
          ...area,
          text: '{receiver_address}{receiver_address}',
          size: 4,
          fit: 'wrap',
          inverse: true,
        },
      ],
    } as const;
    const job: RenderJob = { kind: 'label', template, data: labelData, routed: true };
    const png = bitmapToPng(only(renderer.render(job, { dpi: 203, lang: 'zh' }).pages));
    expect(readers.zbar(png)).toEqual([labelData.waybill]);
    expect(await readers.zxing(png)).toEqual([labelData.waybill]);
  });

  it('leaves the spare bits of the last byte white', () => {
    const page = only(
      renderer.render(
        { kind: 'test', paper: { width: 76, height: 130 }, data: { ...stamp, printer: 'x' } },
        { dpi: 300, lang: 'en' },
      ).pages,
    );
    expect(page.width % 8).not.toBe(0);
    const spare = (1 << (page.stride * 8 - page.width)) - 1;
    for (let y = 0; y < page.height; y++) expect((page.bits[(y + 1) * page.stride - 1] ?? 0) & spare).toBe(0);
  });

  it('renders nothing where routing is missing or the template unknown', () => {
    const { routing: _, ...data } = labelData;
    const options = { dpi: 203, lang: 'zh' } as const;
    const refused = renderer.render(
      { kind: 'label', template: 'express-76x130', data, routed: true },
      options,
    );
    expect([refused.pages.length, refused.errors]).toEqual([0, [{ code: 'missing_routing' }]]);
    const unknown = renderer.render(
      { kind: 'label', template: 'nope', data: labelData, routed: true },
      options,
    );
    expect([unknown.pages.length, unknown.errors[0]?.code]).toEqual([0, 'bad_template']);
  });

  it('takes its fonts from a folder, as the packaged app does, and says when they are missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'packline-fonts-'));
    const code = `
      import { createLabelRenderer } from ${JSON.stringify(pathToFileURL(RASTER).href)};
      const job = { kind: 'label', template: 'express-76x130', data: JSON.parse(process.argv[2]), routed: true };
      const rendered = createLabelRenderer({ fontsDir: process.argv[1] }).render(job, { dpi: 203, lang: 'zh' });
      process.stdout.write(String(rendered.pages.length));`;
    const run = () =>
      spawnSync(process.execPath, ['--input-type=module', '-e', code, folder, JSON.stringify(SAMPLE_LABEL)], {
        encoding: 'utf8',
      });
    try {
      expect(run().stderr).toContain('NotoSansSC_400Regular.ttf');
      const home = dirname(
        createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'),
      );
      for (const [sub, file] of [
        ['400Regular', 'NotoSansSC_400Regular.ttf'],
        ['700Bold', 'NotoSansSC_700Bold.ttf'],
      ] as const) {
        copyFileSync(join(home, sub, file), join(folder, file));
      }
      expect(run().stdout).toBe('1');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('names what Noto Sans SC lacks instead of borrowing a font of the system', () => {
    expect(renderer.missingGlyphs('王小明 Ab9¥×…〓，')).toEqual([]);
    // Characters of 通用规范汉字表 that stand in names, from Extensions A to E.
    expect(renderer.missingGlyphs('䶮㛃𪨰𫍯𫖳𬀩𬍛𬘭𬭎𬱖')).toEqual([]);
    expect(renderer.missingGlyphs('𠮷野家😀')).toEqual(['𠮷', '😀']);
    const receiver = { ...labelData.receiver, name: '𠮷*' };
    const rendered = renderer.render(
      { kind: 'label', template: 'express-76x130', data: { ...labelData, receiver }, routed: true },
      { dpi: 203, lang: 'zh' },
    );
    expect(rendered.warnings).toContainEqual({ code: 'missing_glyph', chars: ['𠮷'] });
  });
});

describe('documents', () => {
  const paper = { width: 76, height: 130 };
  const items = Array.from({ length: 30 }, (_, index) => ({
    name: `青花盖碗 ${index}`,
    variant: '150ml',
    sku: `SKU-${index}`,
    location: `A-${index}`,
    qty: 1 + (index % 3),
  }));
  const { receiver } = labelData;
  const jobs: Readonly<Record<string, RenderJob>> = {
    packing: {
      kind: 'slip',
      paper,
      data: {
        ...stamp,
        type: 'packing',
        code: 'ORD-24081155',
        orderNos: ['1'],
        receiver,
        items,
        marks: ['urgent'],
      },
    },
    pick: {
      kind: 'slip',
      paper,
      data: { ...stamp, type: 'pick', code: 'ORD-24081155', orderNos: ['1'], receiver, items, marks: [] },
    },
    manifest: {
      kind: 'manifest',
      paper,
      data: {
        ...stamp,
        code: 'HO-1111-01',
        carrierName: '中通快递',
        courier: '张师傅',
        parcels: Array.from({ length: 100 }, (_, index) => ({
          waybill: `7812345678${1000 + index}`,
          n: 1,
          m: 1,
        })),
        missing: ['78123456789099'],
        copy: 1,
      },
    },
  };

  it.each(Object.entries(jobs))('%s goes over pages with a readable code on the first', async (_, job) => {
    const rendered = renderer.render(job, { dpi: 203, lang: 'zh' });
    expect(rendered.errors).toEqual([]);
    expect(rendered.warnings).toEqual([]);
    expect(rendered.pages.length).toBeGreaterThan(1);
    const [first] = rendered.pages;
    if (!first || job.kind === 'label') throw new Error('no page');
    const code = 'code' in job.data ? job.data.code : '';
    expect(readers.zbar(bitmapToPng(first))).toContain(code);
    expect(await readers.zxing(bitmapToPng(first))).toContain(code);
    for (const page of rendered.pages) expect([page.width, page.height]).toEqual([608, 1040]);
    const last = rendered.zones[rendered.zones.length - 1]?.map(({ name }) => name) ?? [];
    if (job.kind === 'manifest') expect(last).toEqual(expect.arrayContaining(['missing', 'signatures']));
  });

  it("says on every page of a driver's sheet that it is audited", () => {
    const stops = Array.from({ length: 7 }, (_, index) => ({
      waybill: `PK${index}`,
      orderNos: ['1'],
      receiver: { name: '王小明', phone: '13812345678', address: '文一西路969号3幢2单元1502室' },
      parcels: 1,
      goods: '茶×1',
      marks: [],
    }));
    const rendered = renderer.render(
      { kind: 'driver_sheet', paper, data: { ...stamp, auditRef: 'AU-1', stops } },
      { dpi: 203, lang: 'zh' },
    );
    expect(rendered.pages.length).toBeGreaterThan(1);
    for (const zones of rendered.zones)
      expect(zones.map(({ name }) => name)).toEqual(expect.arrayContaining(['audit', 'stop']));
  });

  it('has bars of 1 to 4 dots on the test page, all readable', async () => {
    const rendered = renderer.render(
      { kind: 'test', paper, data: { ...stamp, printer: 'Bench 3' } },
      { dpi: 203, lang: 'zh' },
    );
    const png = bitmapToPng(only(rendered.pages));
    expect(rendered.warnings).toEqual([]);
    const found = await readers.zxing(png);
    expect(found).toEqual(
      expect.arrayContaining(['PK12345', 'PK22345', 'PK32345', 'PK42345', 'PACKLINE TEST']),
    );
  });
});
