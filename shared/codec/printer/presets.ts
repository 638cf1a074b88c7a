import type { PrinterProfile } from './profile.ts';

/** What a family of printers has in common. What is left out is the printer's own setting. */
export interface PrinterPreset {
  readonly id: string;
  /** As the box names it. */
  readonly zh: string;
  readonly en: string;
  readonly profile: Pick<PrinterProfile, 'language' | 'dpi' | 'polarity' | 'statusQuery'> &
    Partial<Pick<PrinterProfile, 'headDots' | 'media' | 'afterLabel' | 'direction' | 'graphics'>>;
  /** Maker and model as USB (IEEE 1284) and print services tell them. */
  readonly match: RegExp;
}

const tspl = { language: 'tspl', polarity: 'normal' } as const;
const zpl = { language: 'zpl', polarity: 'normal', statusQuery: true } as const;
const escpos = { language: 'escpos', polarity: 'normal', media: 'continuous' } as const;

/**
 * The families of a Chinese packing bench. Start values: the self-test page has the last word, since firmwares of one
 * model differ (polarity, answers to questions). "May be asked" is off where the field reports printers that never answer.
 * 4-inch heads take every paper of ours; 80 mm and 58 mm heads are narrower than their paper.
 */
export const PRINTER_PRESETS: readonly PrinterPreset[] = [
  {
    id: 'gprinter',
    zh: '佳博 Gprinter 标签机',
    en: 'Gprinter label',
    profile: { ...tspl, dpi: 203, statusQuery: true },
    match: /gprinter|smarnet|佳博/i,
  },
  {
    id: 'hprt',
    zh: '汉印 HPRT 标签机',
    en: 'HPRT label',
    profile: { ...tspl, dpi: 203, statusQuery: true },
    match: /hprt|hanyin|汉印/i,
  },
  {
    id: 'xprinter',
    zh: '芯烨 Xprinter 标签机',
    en: 'Xprinter label',
    profile: { ...tspl, dpi: 203, statusQuery: true },
    match: /xprinter|芯烨|\bxp-(d|[0-9]+b)/i,
  },
  {
    id: 'tsc-203',
    zh: 'TSC 203 dpi',
    en: 'TSC 203 dpi',
    profile: { ...tspl, dpi: 203, statusQuery: true },
    match: /\btsc\b(?!.*(3\d\d\b|300))/i,
  },
  {
    id: 'tsc-300',
    zh: 'TSC 300 dpi',
    en: 'TSC 300 dpi',
    profile: { ...tspl, dpi: 300, statusQuery: true },
    match: /\btsc\b/i,
  },
  {
    id: 'deli',
    zh: '得力 Deli 标签机',
    en: 'Deli label',
    profile: { ...tspl, dpi: 203, statusQuery: false },
    match: /\bdeli\b|得力/i,
  },
  {
    id: 'kuaimai',
    zh: '快麦 Kuaimai 标签机',
    en: 'Kuaimai label',
    profile: { ...tspl, dpi: 203, statusQuery: false },
    match: /kuaimai|快麦|\bkm-?\d/i,
  },
  {
    id: 'tspl-clone',
    zh: '其他 TSPL 兼容机（不答状态）',
    en: 'Other TSPL clone (never answers)',
    profile: { ...tspl, dpi: 203, statusQuery: false },
    match: /munbyn|rw403|jadens|polono|rollo|label ?printer/i,
  },
  {
    id: 'zebra-203',
    zh: 'Zebra 斑马 203 dpi',
    en: 'Zebra 203 dpi',
    profile: { ...zpl, dpi: 203 },
    match: /(zebra|zdesigner)(?!.*300)/i,
  },
  {
    id: 'zebra-300',
    zh: 'Zebra 斑马 300 dpi',
    en: 'Zebra 300 dpi',
    profile: { ...zpl, dpi: 300 },
    match: /zebra|zdesigner/i,
  },
  {
    id: 'zpl-clone',
    zh: '其他 ZPL 兼容机',
    en: 'Other ZPL emulation',
    profile: { ...zpl, dpi: 203, graphics: 'acs', statusQuery: false },
    match: /\bzpl\b/i,
  },
  {
    id: 'escpos-80',
    zh: '80 mm 小票机（ESC/POS，切刀）',
    en: 'Receipt 80 mm (ESC/POS, cutter)',
    profile: { ...escpos, dpi: 203, headDots: 576, afterLabel: 'cut', statusQuery: true },
    match: /epson|\btm-[tmu]|pos-?80|\b(xp|gp)-?80|receipt|小票/i,
  },
  {
    id: 'escpos-58',
    zh: '58 mm 小票机（ESC/POS）',
    en: 'Receipt 58 mm (ESC/POS)',
    profile: { ...escpos, dpi: 203, headDots: 384, afterLabel: 'tear', statusQuery: false },
    match: /pos-?58|\b(xp|gp)-?58|58 ?mm/i,
  },
];

/** Command sets as IEEE 1284 ids name them. */
const COMMAND_SETS: Readonly<Record<PrinterProfile['language'], RegExp>> = {
  tspl: /tspl|tsc/i,
  zpl: /zpl/i,
  escpos: /esc(?!pl)|epson/i,
};

/**
 * The preset that fits what a printer calls itself, if any does; a receipt printer and a label printer of one maker are
 * told apart by model and command set.
 */
export function guessPreset(name: string, commands = ''): PrinterPreset | undefined {
  const fits = PRINTER_PRESETS.filter(
    ({ match, profile }) =>
      match.test(name) && (commands === '' || COMMAND_SETS[profile.language].test(commands)),
  );
  return fits.find(({ profile }) => profile.language === 'escpos') ?? fits[0];
}

/** An IEEE 1284 device id (`MFG:TSC;CMD:TSPL2;MDL:TE200;`) → what is in it by key, upper case. */
export function parseDeviceId(text: string): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const part of text.slice(0, 2000).split(';')) {
    const at = part.indexOf(':');
    if (at <= 0) continue;
    const key = part.slice(0, at).trim().toUpperCase();
    out.set(LONG_KEYS[key] ?? key, part.slice(at + 1).trim());
  }
  return out;
}

const LONG_KEYS: Readonly<Record<string, string>> = {
  MANUFACTURER: 'MFG',
  MODEL: 'MDL',
  'COMMAND SET': 'CMD',
};
