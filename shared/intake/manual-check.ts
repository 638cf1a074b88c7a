import { isPlausiblePhone, receiverFaults } from '../domain/index.ts';
import { isAmount, isQuantity, manualSums, partyOf, type ManualInput } from './manual.ts';

/** `error` must be mended before the order is saved, `warn` should be looked at. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: 'error' | 'warn';
  /** Field of the form, `lines.3` for a line (from 0). */
  readonly field: string;
  readonly data?: Readonly<Record<string, string | number>>;
}
export const FINDING_CODES = [
  'no_lines',
  'too_many_lines',
  'sku_missing',
  'quantity_invalid',
  'price_missing',
  'price_invalid',
  'unknown_sku',
  'sku_twice',
  'service_with_freight',
  'amount_invalid',
  'discount_too_large',
  'total_differs',
  'paid_too_much',
  'paid_differs',
  'paid_though_unpaid',
  'cod_nothing_due',
  'method_missing',
  'reference_missing',
  'paid_in_future',
  'receiver_missing',
  'name_missing',
  'name_short',
  'name_odd',
  'phone_missing',
  'phone_implausible',
  'address_incomplete',
  'postcode_odd',
  'text_hidden',
  'receiver_masked',
  'ordered_in_future',
  'ship_by_past',
  'invoice_title_missing',
  'tax_no_odd',
  'number_taken',
  'duplicate',
  'customer_blocked',
  'customer_prepay',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export interface ManualFacts {
  /** Epoch ms. */
  readonly now: number;
  readonly unknownSkus: ReadonlySet<string>;
  readonly mostLines: number;
}

/** Minutes by which the clocks of two people may differ. */
const SKEW_MS = 10 * 60_000;

/** Everything that is wrong or doubtful about the form, each with its field, in the order of the form. */
export function checkManual(input: ManualInput, facts: ManualFacts): Finding[] {
  return [
    ...receiverFindings(input),
    ...lineFindings(input, facts),
    ...amountFindings(input),
    ...paymentFindings(input, facts),
    ...restFindings(input, facts),
  ];
}

const error = (code: FindingCode, field: string, data?: Finding['data']): Finding =>
  data === undefined ? { code, level: 'error', field } : { code, level: 'error', field, data };
const warn = (code: FindingCode, field: string, data?: Finding['data']): Finding =>
  data === undefined ? { code, level: 'warn', field } : { code, level: 'warn', field, data };

const isService = (input: Pick<ManualInput, 'lines'>): boolean =>
  input.lines.length > 0 && input.lines.every((line) => line.kind === 'service');

function receiverFindings(input: ManualInput): Finding[] {
  const found: Finding[] = [];
  const { receiver } = input;
  const party = partyOf(receiver);
  const nobody = party === undefined;
  if (nobody) return isService(input) ? [] : [error('receiver_missing', 'receiver.name')];
  // A phone number belongs to somebody: nothing to ship does not change that.
  const faults = receiverFaults(party).filter((fault) => fault !== 'address_incomplete' || !isService(input));
  const masked = /[*＊]/.test(receiver.name + receiver.phone + receiver.detail);
  if (masked) found.push(warn('receiver_masked', 'receiver.name'));
  if (faults.includes('name_missing')) found.push(warn('name_missing', 'receiver.name'));
  else if (!masked) {
    const name = receiver.name.trim();
    if ([...name].length === 1) found.push(warn('name_short', 'receiver.name'));
    // Names have letters of some script, spaces, dots and hyphens.
    else if (!/^[\p{L}\p{M}\s·•.'’-]+$/u.test(name)) found.push(warn('name_odd', 'receiver.name'));
  }
  if (faults.includes('phone_missing')) found.push(warn('phone_missing', 'receiver.phone'));
  else if (!masked && !isPlausiblePhone(receiver.phone, receiver.country))
    found.push(warn('phone_implausible', 'receiver.phone'));
  if (faults.includes('address_incomplete')) found.push(warn('address_incomplete', 'receiver.detail'));
  const china = /^(?:|CN|CHN|CHINA|中国)$/i.test(receiver.country.trim());
  if (china && receiver.postcode.trim() !== '' && !/^\d{6}$/.test(receiver.postcode.trim()))
    found.push(warn('postcode_odd', 'receiver.postcode'));
  // Marks that turn the direction of a text, or that nobody sees, do not belong into an address.
  for (const field of ['name', 'phone', 'province', 'city', 'district', 'detail'] as const)
    if (/[\p{Cf}\p{Cc}\p{Co}\p{Cs}]/u.test(receiver[field]))
      found.push(warn('text_hidden', `receiver.${field}`));
  return found;
}

function lineFindings(input: ManualInput, facts: ManualFacts): Finding[] {
  const found: Finding[] = [];
  if (input.lines.length === 0) return [error('no_lines', 'lines')];
  if (input.lines.length > facts.mostLines)
    found.push(error('too_many_lines', 'lines', { most: facts.mostLines, lines: input.lines.length }));
  const seen = new Map<string, number>();
  for (const [at, line] of input.lines.entries()) {
    const field = `lines.${at}`;
    const sku = line.sku.trim();
    if (sku === '') found.push(error('sku_missing', field, { line: at + 1 }));
    else if (line.kind === 'goods' && facts.unknownSkus.has(sku))
      found.push(warn('unknown_sku', field, { sku, line: at + 1 }));
    const before = seen.get(sku);
    if (sku !== '' && before !== undefined)
      found.push(warn('sku_twice', field, { sku, line: at + 1, first: before }));
    else seen.set(sku, at + 1);
    if (!isQuantity(line.qty)) found.push(error('quantity_invalid', field, { line: at + 1 }));
    if (line.price === null) found.push(warn('price_missing', field, { line: at + 1 }));
    else if (!isAmount(line.price)) found.push(error('price_invalid', field, { line: at + 1 }));
  }
  return found;
}

function amountFindings(input: ManualInput): Finding[] {
  const found: Finding[] = [];
  for (const field of ['freight', 'discount', 'total', 'paid'] as const)
    if (!isAmount(input[field])) found.push(error('amount_invalid', field));
  if (found.length > 0) return found;
  const { goods, due } = manualSums(input);
  if (goods !== null && (input.discount ?? 0) > goods + (input.freight ?? 0))
    return [error('discount_too_large', 'discount', { discount: input.discount ?? 0, goods })];
  if (due !== null && input.total !== null && input.total !== due)
    found.push(error('total_differs', 'total', { due, got: input.total }));
  if (isService(input) && (input.freight ?? 0) > 0) found.push(warn('service_with_freight', 'freight'));
  return found;
}

function paymentFindings(input: ManualInput, facts: ManualFacts): Finding[] {
  const found: Finding[] = [];
  const total = input.total ?? manualSums(input).due;
  const paid = input.paid ?? 0;
  if (!isAmount(input.paid) || !isAmount(input.total)) return [];
  if (input.payment === 'PAID') {
    if (total !== null && input.paid !== null && paid !== total)
      found.push(error(paid > total ? 'paid_too_much' : 'paid_differs', 'paid', { due: total, got: paid }));
    if (input.paymentMethod.trim() === '') found.push(warn('method_missing', 'paymentMethod'));
    else if (input.paymentMethod !== 'cash' && input.paymentReference.trim() === '')
      found.push(warn('reference_missing', 'paymentReference'));
    if (input.paidAt !== null && input.paidAt > facts.now + SKEW_MS)
      found.push(warn('paid_in_future', 'paidAt'));
  } else if (paid > 0) found.push(error('paid_though_unpaid', 'paid', { got: paid }));
  if (input.payment === 'COD' && (total ?? 0) <= 0) found.push(error('cod_nothing_due', 'total'));
  return found;
}

/** 18 characters of GB 32100-2015, or the older forms of 15 and 20. */
const TAX_NO = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|\d{15}|[0-9A-Z]{20})$/;

function restFindings(input: ManualInput, facts: ManualFacts): Finding[] {
  const found: Finding[] = [];
  if (input.orderedAt !== null && input.orderedAt > facts.now + SKEW_MS)
    found.push(warn('ordered_in_future', 'orderedAt'));
  if (input.shipBy !== null && input.shipBy < facts.now) found.push(warn('ship_by_past', 'shipBy'));
  if (input.invoice !== null) {
    if (input.invoice.title.trim() === '') found.push(error('invoice_title_missing', 'invoice.title'));
    const taxNo = input.invoice.taxNo.trim().toUpperCase();
    if (input.invoice.kind === 'company' && !TAX_NO.test(taxNo))
      found.push(warn('tax_no_odd', 'invoice.taxNo'));
  }
  return found;
}
