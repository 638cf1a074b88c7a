import { hasGs1CheckDigit } from '../codec/check-digit.ts';
import type { Product, Trace } from '../domain/index.ts';
import { cellText, isFormula, isRuined } from './cell.ts';
import type { TableRow } from './cell.ts';
import { cellOf, identifier, textOf } from './order-lines.ts';
import type { Fault } from './order-lines.ts';
import type { Mapping } from './preset.ts';
import { shown } from './report.ts';
import type { LineReport } from './report.ts';
import { normaliseWord, parseMoney, parseQty, parseYes } from './values.ts';

export type ProductOutcome =
  | { readonly kind: 'product'; readonly product: Product; readonly reports: readonly LineReport[] }
  | { readonly kind: 'refused'; readonly sku?: string; readonly reports: readonly LineReport[] };

export interface ProductAssembler {
  row(row: TableRow): readonly ProductOutcome[];
  end(): readonly ProductOutcome[];
}

interface Entry {
  product: Product;
  readonly rows: { readonly line: number; fault?: Fault; note?: Fault }[];
}

const SKU = /^[^\p{Cc}]+$/u;
/** What a gun can read back: printable ASCII, as long as a Code 128 gets. */
const CODE = /^[\x21-\x7e]{3,48}$/;
const MAX_NAME = 300;
/** List prices of a product file; ours have one currency. */
const CURRENCY = 'CNY';
const GTIN_LENGTHS = [8, 12, 13, 14];

/**
 * Products of a file. Rows with the same SKU add bar codes to it; name, variant and the rest must agree. Several codes in one cell are
 * parted by `|`, `;` or spaces; `code*n` or `code×n` is a case code of n units. A GTIN-like code with a wrong check digit is taken with a note,
 * since in-house codes may look like one.
 */
export function createProductAssembler(mapping: Mapping): ProductAssembler {
  const products = new Map<string, Entry>();
  const codes = new Map<string, string>();

  function take(row: TableRow, sku: string): { product?: Product; fault?: Fault; note?: Fault } {
    const text = (field: Parameters<typeof textOf>[2]): string => textOf(row, mapping, field);
    const name = text('name');
    if (name === '') return { fault: { code: 'missing_field', data: { field: 'name' } } };
    if (name.length > MAX_NAME) return { fault: { code: 'too_long', data: { field: 'name' } } };
    const found: { code: string; n: number }[] = [];
    let note: Fault | undefined;
    for (const field of ['barcode', 'caseBarcode'] as const) {
      const cell = cellOf(row, mapping, field);
      if (isFormula(cell)) return { fault: { code: 'formula', data: { field } } };
      if (isRuined(cell)) return { fault: { code: 'ruined_number', data: { field } } };
      for (const part of cellText(cell).split(/[|;；、\s]+/)) {
        if (part === '') continue;
        const match = /^(.+?)[*×](\d{1,5})$/.exec(part);
        const code = match?.[1] ?? part;
        let n = match ? Number(match[2]) : 1;
        if (field === 'caseBarcode' && !match) {
          const qty = parseQty(cellOf(row, mapping, 'caseQty'));
          if (qty === undefined)
            return { fault: { code: 'bad_quantity', data: { value: shown(text('caseQty')) } } };
          n = qty;
        }
        if (!CODE.test(code) || n < 1) return { fault: { code: 'bad_code', data: { value: shown(code) } } };
        const owner = codes.get(code);
        if (owner !== undefined && owner !== sku)
          return { fault: { code: 'code_in_use', data: { value: code, sku: owner } } };
        if (GTIN_LENGTHS.includes(code.length) && /^\d+$/.test(code) && !hasGs1CheckDigit(code)) {
          note = { code: 'bad_check_digit', data: { value: code } };
        }
        if (!found.some((known) => known.code === code)) found.push({ code, n });
      }
    }
    const weightText = text('weight').replace(/\s*(?:g|克)$/i, '');
    if (weightText !== '' && !/^\d{1,7}(?:\.\d+)?$/.test(weightText)) {
      return { fault: { code: 'bad_number', data: { field: 'weight', value: shown(weightText) } } };
    }
    const kit = parseKit(text('kit'));
    if (kit === 'bad_kit') return { fault: { code: 'bad_kit', data: { value: shown(text('kit')) } } };
    const traces = tracesOf(text('traces'));
    if (!traces) return { fault: { code: 'bad_traces', data: { value: shown(text('traces')) } } };
    const price = parseMoney(cellOf(row, mapping, 'price'), CURRENCY);
    if (price === 'bad_number' || (price !== undefined && price.minor < 0))
      return { fault: { code: 'bad_number', data: { field: 'price', value: shown(text('price')) } } };
    const variant = text('variant');
    const location = text('location');
    const picture = text('picture');
    const product: Product = {
      sku,
      name,
      ...(variant === '' ? {} : { variant }),
      codes: found,
      ...(weightText === '' ? {} : { weightGrams: Math.round(Number(weightText)) }),
      ...(location === '' ? {} : { location }),
      marks: (
        [
          ['fragile', 'fragile'],
          ['coldChain', 'cold_chain'],
        ] as const
      )
        .filter(([field]) => parseYes(cellOf(row, mapping, field)))
        .map(([, mark]) => mark),
      quantityEntry: parseYes(cellOf(row, mapping, 'quantityEntry')),
      ...(traces.length === 0 ? {} : { traces }),
      ...(kit === undefined ? {} : { kit }),
      kind: kindOf(text('kind')),
      ...(price === undefined ? {} : { price }),
      ...(parseYes(cellOf(row, mapping, 'delisted')) ? { delisted: true } : {}),
      ...(picture === '' ? {} : { picture }),
    };
    return { product, ...(note ? { note } : {}) };
  }

  return {
    row(row) {
      const refuse = (fault: Fault, sku?: string): readonly ProductOutcome[] => [
        { kind: 'refused', ...(sku === undefined ? {} : { sku }), reports: [reportOf(row.line, sku, fault)] },
      ];
      if (row.fault !== undefined) return refuse({ code: row.fault });
      const key = identifier(cellOf(row, mapping, 'sku'), 'sku', 'bad_sku', SKU);
      if (key.fault) return refuse(key.fault);
      const sku = key.text;
      const { product, fault, note } = take(row, sku);
      const known = products.get(sku);
      if (known === undefined) {
        if (product === undefined) {
          // The name is refused as a whole: a later row of this SKU must not make half a product.
          products.set(sku, {
            product: emptyProduct(sku),
            rows: [{ line: row.line, ...(fault ? { fault } : {}) }],
          });
          return [];
        }
        products.set(sku, { product, rows: [{ line: row.line, ...(note ? { note } : {}) }] });
      } else {
        const conflict = product ? conflictOf(known.product, product) : undefined;
        const wrong: Fault | undefined =
          fault ??
          (conflict === undefined ? undefined : { code: 'conflicting_values', data: { field: conflict } });
        known.rows.push({ line: row.line, ...(wrong ? { fault: wrong } : {}), ...(note ? { note } : {}) });
        if (product && !wrong) {
          const fresh = product.codes.filter(
            (code) => !known.product.codes.some((old) => old.code === code.code),
          );
          known.product = { ...known.product, codes: [...known.product.codes, ...fresh] };
        }
      }
      for (const { code } of product?.codes ?? []) codes.set(code, sku);
      return [];
    },
    end() {
      return [...products.values()].map((entry): ProductOutcome => {
        const { sku } = entry.product;
        const culprit = entry.rows.find((row) => row.fault !== undefined);
        if (culprit) {
          const reports = entry.rows.map((row) =>
            reportOf(row.line, sku, row.fault ?? { code: 'order_refused', data: { line: culprit.line } }),
          );
          return { kind: 'refused', sku, reports };
        }
        const reports = entry.rows.map((row): LineReport => ({
          line: row.line,
          part: 'orders',
          key: sku,
          outcome: 'accepted',
          ...(row.note ?? {}),
        }));
        return { kind: 'product', product: entry.product, reports };
      });
    },
  };
}

const TRACE_WORDS: Readonly<Record<string, Trace>> = {
  serial: 'serial',
  lot: 'lot',
  expiry: 'expiry',
  序列号: 'serial',
  批号: 'lot',
  有效期: 'expiry',
};

/** `serial,lot` or 序列号、批号: what is recorded of every unit. */
function tracesOf(cell: string): readonly Trace[] | undefined {
  const words = cell.split(/[,;+/、，；\s]+/).filter((word) => word !== '');
  const traces = words.map((word) => TRACE_WORDS[word.toLowerCase()]);
  return traces.every((trace) => trace !== undefined) ? [...new Set(traces)] : undefined;
}

const emptyProduct = (sku: string): Product => ({
  sku,
  name: '',
  codes: [],
  marks: [],
  quantityEntry: false,
  kind: 'goods',
});

const reportOf = (line: number, sku: string | undefined, fault: Fault): LineReport => ({
  line,
  part: 'orders',
  ...(sku === undefined ? {} : { key: sku }),
  outcome: 'refused',
  ...fault,
});

function conflictOf(a: Product, b: Product): string | undefined {
  for (const field of ['name', 'variant', 'weightGrams', 'location', 'kind'] as const) {
    if (b[field] !== undefined && a[field] !== b[field]) return field;
  }
  return undefined;
}

/** `SKU*2+OTHER` → components. */
function parseKit(text: string): Product['kit'] | 'bad_kit' {
  if (text === '') return undefined;
  const parts: { sku: string; qty: number }[] = [];
  for (const part of text.split(/[+＋;；]/)) {
    const match = /^\s*(.+?)\s*(?:[*×]\s*(\d{1,4}))?\s*$/.exec(part);
    const qty = Number(match?.[2] ?? 1);
    if (!match || match[1] === undefined || qty < 1) return 'bad_kit';
    parts.push({ sku: match[1], qty });
  }
  return parts;
}

function kindOf(text: string): Product['kind'] {
  const word = normaliseWord(text);
  if (word === 'service' || word === '服务') return 'service';
  return word === 'charge' || word === '费用' ? 'charge' : 'goods';
}
