import type { ReportedPayment } from '../domain/index.ts';
import { cellText, isFormula, isRuined, normaliseHeader, type TableRow } from './cell.ts';
import { parseDate, type TzOffset } from './dates.ts';
import { shown } from './report.ts';
import { normaliseWord, parseMinor } from './values.ts';

/** Columns of a payment file (对账单), best name first: our own, and those of Alipay, WeChat Pay and banks. */
const COLUMNS = {
  no: [
    'order_no',
    '订单号',
    '订单编号',
    '商户订单号',
    '商家订单号',
    '业务订单号',
    '原始订单号',
    '备注订单号',
    'order',
  ],
  reference: [
    'reference',
    '流水号',
    '交易流水号',
    '支付宝交易号',
    '微信订单号',
    '支付单号',
    '交易号',
    '账务流水号',
    '银行流水号',
    'transaction_id',
    'transaction',
  ],
  amount: [
    'amount',
    '金额',
    '收入金额',
    '收入金额（+元）',
    '到账金额',
    '实收金额',
    '交易金额',
    '订单金额',
    '贷方金额',
  ],
  fee: ['fee', '手续费', '服务费', '服务费（元）', '扣费'],
  at: ['paid_at', '时间', '付款时间', '支付时间', '交易时间', '发生时间', '入账时间', '到账时间'],
  method: ['method', '付款方式', '支付方式', '渠道', '交易渠道'],
} as const;
export type PaymentColumn = keyof typeof COLUMNS;
const NEEDED: readonly PaymentColumn[] = ['no', 'reference', 'amount'];

export interface PaymentMapping {
  readonly columns: Readonly<Partial<Record<PaymentColumn, string>>>;
  readonly missing: readonly PaymentColumn[];
}

export function paymentMapping(columns: readonly string[]): PaymentMapping {
  const byName = new Map(columns.map((column) => [normaliseHeader(column), column]));
  const found: Partial<Record<PaymentColumn, string>> = {};
  for (const [field, names] of Object.entries(COLUMNS) as [PaymentColumn, readonly string[]][]) {
    const name = names.map((each) => byName.get(normaliseHeader(each))).find((each) => each !== undefined);
    if (name !== undefined) found[field] = name;
  }
  return { columns: found, missing: NEEDED.filter((field) => found[field] === undefined) };
}

export type PaymentRow =
  | { readonly ok: true; readonly line: number; readonly payment: ReportedPayment }
  | {
      readonly ok: false;
      readonly line: number;
      readonly code: string;
      readonly no: string;
      readonly reference: string;
      readonly data: Readonly<Record<string, string>>;
    };

const METHODS: Readonly<Record<string, string>> = {
  支付宝: 'alipay',
  alipay: 'alipay',
  微信: 'wechat',
  微信支付: 'wechat',
  wechat: 'wechat',
  wechatpay: 'wechat',
  网上银行: 'online_banking',
  网银: 'online_banking',
  银行转账: 'bank_transfer',
  转账: 'bank_transfer',
  现金: 'cash',
  货到付款: 'cod',
};
/** A method's code where the product knows it, else its word. */
export const paymentMethod = (word: string): string =>
  METHODS[normaliseWord(word)] ?? word.trim().slice(0, 40);

const MAX = 100;

/** Reads a row. Sums and footers, which have no order number, are skipped: undefined. */
export function readPayment(
  row: TableRow,
  { columns }: PaymentMapping,
  options: { readonly currency: string; readonly tzOffset: TzOffset; readonly method: string },
): PaymentRow | undefined {
  const cell = (field: PaymentColumn) =>
    columns[field] === undefined ? undefined : row.cells[columns[field]];
  const text = (field: PaymentColumn): string => cellText(cell(field)).replace(/\t/g, '').trim();
  const no = text('no');
  const reference = text('reference');
  const refuse = (code: string, data: Record<string, string> = {}): PaymentRow => ({
    ok: false,
    line: row.line,
    code,
    no: shown(no),
    reference: shown(reference),
    data,
  });
  if (row.fault !== undefined) return refuse(row.fault);
  if (no === '' && (reference === '' || text('amount') === '')) return undefined;
  for (const field of ['no', 'reference'] as const) {
    if (isFormula(cell(field))) return refuse('formula', { field });
    if (isRuined(cell(field))) return refuse('ruined_number', { field });
  }
  if (no === '' || reference === '')
    return refuse('missing_field', { field: no === '' ? 'no' : 'reference' });
  if (no.length > MAX || reference.length > MAX) return refuse('too_long', { field: 'no' });
  const minor = parseMinor(text('amount'), options.currency);
  if (minor === undefined) return refuse('bad_number', { field: 'amount', value: shown(text('amount')) });
  const fee = text('fee') === '' ? undefined : parseMinor(text('fee'), options.currency);
  const at = parseDate(cell('at'), { tzOffset: options.tzOffset });
  const method = text('method') === '' ? options.method : paymentMethod(text('method'));
  const { currency } = options;
  return {
    ok: true,
    line: row.line,
    payment: {
      no,
      reference,
      amount: { minor, currency },
      method,
      ...(fee === undefined ? {} : { fee: { minor: Math.abs(fee), currency } }),
      ...(at === undefined ? {} : { at }),
    },
  };
}
