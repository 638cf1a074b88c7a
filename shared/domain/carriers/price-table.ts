import { ELSEWHERE } from './price.ts';
import { provinceOf } from './provinces.ts';
import type { PriceZone } from './types.ts';

/** A line of the file that could not be read, by its number (1 = the heading). */
export interface PriceTableFault {
  readonly line: number;
  readonly code: 'province_unknown' | 'number_invalid' | 'columns_missing';
  readonly text: string;
}

/** Headings that carriers' price lists use, the first that is there counts. */
const HEADINGS = {
  province: ['省份', '目的地', '省', 'province', 'destination'],
  firstKg: ['首重kg', '首重(kg)', '首重', 'first_kg'],
  firstPrice: ['首重价', '首重价格', '首重元', 'first_price'],
  stepKg: ['续重kg', '续重(kg)', '续重', 'step_kg'],
  stepPrice: ['续重价', '续重价格', '续重元', 'step_price'],
  days: ['时效', '时效天', '时效(天)', 'days'],
} as const;
type Field = keyof typeof HEADINGS;

const EVERYWHERE = /^(?:\*|其他|其它|其余|全国|other|elsewhere)$/i;

/** One line of CSV: quotes, doubled quotes; comma, semicolon or tab. */
function cells(line: string): string[] {
  const separator = line.includes('\t') ? '\t' : line.includes(',') ? ',' : line.includes('，') ? '，' : ';';
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (quoted && char === '"' && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      found.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  found.push(cell.trim());
  return found;
}

/** Units of a thousand (grams of kg) or a hundred (minor of yuan); undefined where it is no such number. */
function scaled(text: string, by: number): number | undefined {
  const plain = text.normalize('NFKC').replaceAll(/[¥￥元\s,kg]/gi, '');
  if (!/^\d{1,7}(?:\.\d{1,4})?$/.test(plain)) return undefined;
  return Math.round(Number(plain) * by);
}

/**
 * Zones of a price table as carriers give it: a line a province (several in one cell parted by 、 or /), with first weight and
 * step in kg and yuan. Provinces of one price become one zone.
 */
export function readPriceTable(text: string): {
  readonly zones: readonly PriceZone[];
  readonly faults: readonly PriceTableFault[];
} {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const head = cells(lines[0] ?? '').map((each) => each.replaceAll(/\s/g, '').toLowerCase());
  const column = (field: Field): number =>
    head.findIndex((each) => (HEADINGS[field] as readonly string[]).includes(each));
  const at = {
    province: column('province'),
    firstPrice: column('firstPrice'),
    stepPrice: column('stepPrice'),
  };
  const more = { firstKg: column('firstKg'), stepKg: column('stepKg'), days: column('days') };
  if (Object.values(at).some((index) => index < 0))
    return { zones: [], faults: [{ line: 1, code: 'columns_missing', text: lines[0] ?? '' }] };
  const faults: PriceTableFault[] = [];
  const zones = new Map<string, PriceZone & { provinces: string[] }>();
  for (const [index, line] of lines.slice(1).entries()) {
    if (line.trim() === '') continue;
    const row = cells(line);
    const cell = (place: number): string => (place < 0 ? '' : (row[place] ?? ''));
    const given = { line: index + 2, text: line.slice(0, 80) };
    const firstMinor = scaled(cell(at.firstPrice), 100);
    const stepMinor = scaled(cell(at.stepPrice), 100);
    const firstGrams = scaled(cell(more.firstKg) === '' ? '1' : cell(more.firstKg), 1000);
    const stepGrams = scaled(cell(more.stepKg) === '' ? '1' : cell(more.stepKg), 1000);
    const dayText = /\d+/.exec(cell(more.days))?.[0];
    if (!firstGrams || !stepGrams || firstMinor === undefined || stepMinor === undefined) {
      faults.push({ ...given, code: 'number_invalid' });
      continue;
    }
    for (const name of cell(at.province).split(/[、/|]/)) {
      const province = EVERYWHERE.test(name.trim()) ? ELSEWHERE : provinceOf(name);
      if (province === undefined) {
        faults.push({ ...given, code: 'province_unknown', text: name });
        continue;
      }
      const key = [firstGrams, firstMinor, stepGrams, stepMinor, dayText ?? ''].join(' ');
      const zone = zones.get(key) ?? {
        name: '',
        provinces: [],
        firstGrams,
        firstMinor,
        stepGrams,
        stepMinor,
        ...(dayText === undefined ? {} : { days: Number(dayText) }),
      };
      zone.provinces.push(province);
      zones.set(key, zone);
    }
  }
  const named = [...zones.values()].map((zone) => ({ ...zone, name: zoneName(zone.provinces) }));
  return { zones: named, faults };
}

const zoneName = (provinces: readonly string[]): string => {
  const first = provinces[0] === ELSEWHERE ? '其他' : (provinces[0] ?? '');
  return provinces.length > 1 ? `${first} +${String(provinces.length - 1)}` : first;
};
