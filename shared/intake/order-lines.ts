import type { OrderLine } from '../domain/index.ts';
import { cellText, isFormula, isRuined } from './cell.ts';
import type { Cell, TableRow } from './cell.ts';
import type { Field, Mapping, OrderRules } from './preset.ts';
import { shown } from './report.ts';
import type { LineCode } from './report.ts';
import { normaliseWord, parseMoney, parseQty, parseWhole } from './values.ts';

export interface Fault {
  readonly code: LineCode;
  readonly data?: Readonly<Record<string, string | number>>;
}
export type LineDraft = Omit<OrderLine, 'no'>;

/** Longest texts that are taken, in characters; longer ones are refused, never cut. */
const MAX_ID = 64;
export const MAX_TEXT = 500;
export const MAX_NOTE = 2000;
const ORDER_NO = /^[\x21-\x7e]+$/;
const CLOSED = new Set(['交易关闭', '关闭', '已关闭', 'cancelled', 'closed', '退款成功']);

/** First cell of the field's columns that is not empty. */
export function cellOf(row: TableRow, mapping: Mapping, field: Field): Cell | undefined {
  const columns = mapping.columns[field];
  if (columns === undefined) return undefined;
  for (const column of columns) {
    const cell = row.cells[column];
    if (cell !== undefined && cell !== '' && cellText(cell) !== '') return cell;
  }
  return undefined;
}

export const textOf = (row: TableRow, mapping: Mapping, field: Field): string =>
  cellText(cellOf(row, mapping, field));

/** A number that names something: not empty, not ruined by a spreadsheet, not a formula. */
export function identifier(
  cell: Cell | undefined,
  field: Field,
  bad: LineCode,
  pattern: RegExp = ORDER_NO,
): { readonly text: string; readonly fault?: Fault } {
  const text = cellText(cell);
  if (text === '') return { text, fault: { code: 'missing_field', data: { field } } };
  if (isFormula(cell)) return { text, fault: { code: 'formula', data: { field } } };
  if (isRuined(cell)) return { text, fault: { code: 'ruined_number', data: { field, value: shown(text) } } };
  if (text.length > MAX_ID || !pattern.test(text))
    return { text, fault: { code: bad, data: { value: shown(text) } } };
  return { text };
}

const SKU = /^[^\p{Cc}]+$/u;

/** Reads the line of a row. `closed` = the channel closed it: leave it out. */
export function readLine(
  row: TableRow,
  mapping: Mapping,
  rules: OrderRules,
  options: { readonly currency: string; readonly negative?: boolean },
): { readonly line?: LineDraft; readonly fault?: Fault; readonly closed?: boolean } {
  const name = textOf(row, mapping, 'name');
  if (name.length > MAX_TEXT) return { fault: { code: 'too_long', data: { field: 'name' } } };
  const skuCell = cellOf(row, mapping, 'sku');
  let sku: string;
  if (skuCell === undefined && rules.skuFromName === true && name !== '') sku = name.slice(0, MAX_ID);
  else {
    const read = identifier(skuCell, 'sku', 'bad_sku', SKU);
    if (read.fault) return { fault: read.fault };
    sku = read.text;
  }
  const charge = rules.chargeSkus?.includes(sku.toUpperCase()) === true;
  const kind = charge ? 'charge' : lineKind(textOf(row, mapping, 'lineKind'));
  const price = parseMoney(cellOf(row, mapping, 'unitPrice'), options.currency);
  if (price === 'bad_number') return { fault: { code: 'bad_number', data: { field: 'unitPrice' } } };
  const qtyCell = cellOf(row, mapping, 'qty');
  const qtyText = cellText(qtyCell);
  let qty = parseQty(qtyCell);
  let unitPrice = price;
  const whole = parseWhole(qtyCell);
  if (
    qty === undefined &&
    whole !== undefined &&
    whole < 0 &&
    (kind === 'charge' || options.negative === true)
  ) {
    // A negative count of a charge is a discount: the sign moves to the price.
    qty = -whole;
    if (price && options.negative !== true) unitPrice = { ...price, minor: -price.minor };
  }
  if (qty === undefined) {
    return qtyText === ''
      ? { fault: { code: 'missing_field', data: { field: 'qty' } } }
      : { fault: { code: 'bad_quantity', data: { value: shown(qtyText) } } };
  }
  const variant = textOf(row, mapping, 'variant');
  if (variant.length > MAX_TEXT) return { fault: { code: 'too_long', data: { field: 'variant' } } };
  const line: LineDraft = {
    sku,
    name: name === '' ? sku : name,
    ...(variant === '' ? {} : { variant }),
    qty,
    ...(unitPrice === undefined ? {} : { unitPrice }),
    kind,
  };
  const closed = CLOSED.has(normaliseWord(textOf(row, mapping, 'lineStatus')));
  return closed ? { line, closed } : { line };
}

function lineKind(text: string): OrderLine['kind'] {
  switch (normaliseWord(text)) {
    case 'charge':
    case '费用':
    case '运费':
    case '优惠':
      return 'charge';
    case 'service':
    case '服务':
    case 'false': // Shopify: Lineitem requires shipping
      return 'service';
    default:
      return 'goods';
  }
}
