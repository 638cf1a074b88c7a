import { createCanvas } from '@napi-rs/canvas';
import thermal from 'node-thermal-printer';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { loadLabelFont } from '../../../electron/station/printing/raster/fonts.ts';
import { createLabelRenderer } from '../../../electron/station/printing/raster/index.ts';
import type { PrinterLanguage, PrinterProfile } from '../../../shared/codec/printer/index.ts';
import { findTemplate, layoutLabel, SAMPLE_LABEL } from '../../../shared/label/index.ts';
import type { LabelData, LabelLayout } from '../../../shared/label/index.ts';
import { figure } from './figures.ts';
import type { Figure } from './figures.ts';

const TEMPLATE = 'express-100x150';
const LIMITS = { 203: 30, 300: 60 } as const;
/** Labels printed before one is measured: fonts, code and the glyphs that every label has. */
const WARM = 30;

/** Streets, goods and names of a thousand different characters: every label has some that none had before. */
const WORDS =
  '春风秋月江河湖海山川林田龙凤鹤虎松竹梅兰菊荷桂桃李杏金银铜铁玉石珠宝东西南北中上下左右大小长短高低新旧红黄蓝绿青紫白黑光明昌盛和平安康福禄寿喜文武双全智勇仁义礼信忠孝节廉天地人日星云雨雪雷电冰霜雾露花草树木鸟兽鱼虫学校医院工厂商店银行酒店公园广场车站机场码头港口街道巷弄里坊村镇乡县区市省国世界科技软件园创业园产业园物流园';

export interface LabelOptions {
  readonly labels: number;
  readonly say: (line: string) => void;
}

/** Issue 5, "Speed": a label from its data to the printer's bytes, beside the image path of node-thermal-printer. */
export async function benchLabels({ labels, say }: LabelOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const dpi of [203, 300] as const) {
    const limit = { of: 'p95', value: LIMITS[dpi] } as const;
    say(`${String(dpi)} dpi: node-thermal-printer’s image path …`);
    const peer = {
      name: 'node-thermal-printer’s image path',
      of: 'p95',
      values: await byItsImagePath(dpi, Math.min(labels, 60)),
    } as const;
    for (const language of ['escpos', 'tspl', 'zpl'] as const) {
      say(`${String(dpi)} dpi: ${language} …`);
      const { all, drawing } = ours(dpi, language, labels);
      figures.push(figure(`label from data to bytes, ${String(dpi)} dpi, ${language}`, all, { limit, peer }));
      if (language === 'tspl') figures.push(figure('  of it: layout and drawing', drawing));
    }
  }
  return figures;
}

function ours(dpi: 203 | 300, language: PrinterLanguage, labels: number) {
  const renderer = createLabelRenderer();
  renderer.warmUp();
  const profile: PrinterProfile = {
    language, dpi, widthMm: 100, heightMm: 150, gapMm: 2, polarity: 'normal', statusQuery: false,
  }; // prettier-ignore
  const all: number[] = [];
  const drawing: number[] = [];
  for (let n = 0; n < labels + WARM; n += 1) {
    const data = labelOf(n);
    const began = performance.now();
    const { pages, errors } = renderer.render(
      { kind: 'label', template: TEMPLATE, data, routed: true },
      { dpi, lang: 'zh' },
    );
    const drawn = performance.now();
    const bytes = pages.map((page) => encodeForPrinter(page, profile));
    const ended = performance.now();
    if (errors.length > 0 || bytes.length !== 1) throw new Error('the label was not drawn');
    if (n < WARM) continue;
    all.push(ended - began);
    drawing.push(drawn - began);
  }
  return { all, drawing };
}

/** The same layout on a canvas as people do it, a PNG, and the library's own reading of it. */
async function byItsImagePath(dpi: 203 | 300, labels: number): Promise<number[]> {
  const font = loadLabelFont();
  const template = findTemplate(TEMPLATE);
  if (!template) throw new Error('no template');
  const took: number[] = [];
  for (let n = 0; n < labels + 5; n += 1) {
    const began = performance.now();
    const layout = layoutLabel(template, labelOf(n), { ...font, dpi, lang: 'zh', routed: true });
    const printer = new thermal.ThermalPrinter({ type: thermal.PrinterTypes.EPSON, interface: '' });
    await printer.printImageBuffer(pngOf(layout, font.family));
    if (printer.getBuffer().length < 10_000) throw new Error('nothing was drawn');
    if (n >= 5) took.push(performance.now() - began);
  }
  return took;
}

function pngOf({ widthDots, heightDots, items }: LabelLayout, family: string): Buffer {
  const canvas = createCanvas(widthDots, heightDots);
  const ink = canvas.getContext('2d');
  ink.fillStyle = '#fff';
  ink.fillRect(0, 0, widthDots, heightDots);
  for (const item of items) {
    ink.fillStyle = '#000';
    if (item.kind === 'fill') ink.fillRect(item.rect.x, item.rect.y, item.rect.width, item.rect.height);
    if (item.kind === 'bars') for (const bar of item.bars) ink.fillRect(bar.x, bar.y, bar.width, bar.height);
    if (item.kind !== 'text') continue;
    ink.font = `${String(item.weight)} ${String(item.size)}px "${family}"`;
    ink.fillStyle = item.inverse ? '#fff' : '#000';
    ink.fillText(item.text, item.x, item.y);
  }
  return canvas.toBuffer('image/png');
}

/** Another label every time, always the same ones. */
function labelOf(n: number): LabelData {
  let seed = (n + 1) * 2_654_435_761;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed % below;
  };
  const chars = [...WORDS];
  const words = (count: number): string =>
    Array.from({ length: count }, () => chars[next(chars.length)] ?? '').join('');
  // Rarely used characters too: names and places have them.
  const rare = String.fromCodePoint(0x4e00 + next(6_000));
  return {
    ...SAMPLE_LABEL,
    waybill: `78${String(100_000_000_000 + n)}`.slice(0, 14),
    routing: {
      segments: `0${String(next(90) + 10)}-${rare}${String(next(90))} 0${String(next(90) + 10)}`,
      hub: { name: `${words(4)}转运中心`, code: `0${String(next(90) + 10)}A12` },
    },
    receiver: {
      name: `${rare}**`,
      phone: `13${String(next(10))}******${String(next(90) + 10)}`,
      address: `${words(3)}省${words(2)}市${words(2)}区${words(6)}路${String(next(999))}号${words(5)}****`,
    },
    goods: Array.from({ length: 3 }, (_, i) => ({ name: words(8), variant: `${words(2)}色`, qty: i + 1 })),
    orderNos: [String(2_408_115_567_889_000_000n + BigInt(n))],
    remark: words(10),
  };
}
