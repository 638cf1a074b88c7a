import type { ManualForm } from '../../../shared/contract/index.ts';
import { EMPTY_MANUAL, type ManualLine } from '../../../shared/intake/manual.ts';
import { parseMinor, parseWhole } from '../../../shared/intake/values.ts';

/** The form as its fields hold it: amounts, numbers and times are text while somebody types. */
export interface TypedLine extends Omit<ManualLine, 'qty' | 'price'> {
  readonly qty: string;
  readonly price: string;
}
type Amount = 'freight' | 'discount' | 'total' | 'paid';
type Time = 'orderedAt' | 'paidAt' | 'shipBy';
export type Typed = Omit<ManualForm, 'lines' | Amount | Time> & {
  readonly lines: readonly TypedLine[];
} & Readonly<Record<Amount | Time, string>>;

/** What cannot be read is sent as no valid amount, so that the check names the field. */
const WRONG = -1;

const amountOf = (text: string, currency: string): number | null =>
  text.trim() === '' ? null : (parseMinor(text.trim(), currency) ?? WRONG);

/** `2026-11-23T14:30` in local time → epoch ms. */
const timeOf = (text: string): number | null => {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isFinite(at) ? at : null;
};
const localTime = (at: number | null): string => {
  if (at === null) return '';
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
};

export function toForm(typed: Typed): ManualForm {
  const { currency } = typed;
  return {
    ...typed,
    lines: typed.lines.map((line) => ({
      ...line,
      qty: parseWhole(line.qty) ?? WRONG,
      price: amountOf(line.price, currency),
    })),
    freight: amountOf(typed.freight, currency),
    discount: amountOf(typed.discount, currency),
    total: amountOf(typed.total, currency),
    paid: amountOf(typed.paid, currency),
    orderedAt: timeOf(typed.orderedAt),
    paidAt: timeOf(typed.paidAt),
    shipBy: timeOf(typed.shipBy),
  };
}

/** @param amount minor units as text of a field */
export function toTyped(form: ManualForm, amount: (minor: number) => string): Typed {
  const shown = (minor: number | null): string => (minor === null ? '' : amount(minor));
  return {
    ...form,
    lines: form.lines.map((line) => ({ ...line, qty: String(line.qty), price: shown(line.price) })),
    freight: shown(form.freight),
    discount: shown(form.discount),
    total: shown(form.total),
    paid: shown(form.paid),
    orderedAt: localTime(form.orderedAt),
    paidAt: localTime(form.paidAt),
    shipBy: localTime(form.shipBy),
  };
}

export const EMPTY_TYPED: Typed = toTyped(structuredClone(EMPTY_MANUAL) as ManualForm, String);

/** Has anything been typed that would be missed? */
export const isTyped = (typed: Typed): boolean =>
  JSON.stringify({ ...typed, channel: '' }) !== JSON.stringify({ ...EMPTY_TYPED, channel: '' });

/** What was kept of an earlier window; null where it is none of ours, or of another version. */
export interface Sketch {
  readonly typed: Typed;
  /** The draft that it changes. */
  readonly order: { readonly id: string; readonly no: string } | null;
}
export const sketchText = (sketch: Sketch): string => JSON.stringify({ version: 1, ...sketch });
export function readSketch(text: string | null): Sketch | null {
  if (text === null) return null;
  try {
    const { version, typed, order } = JSON.parse(text) as Partial<Sketch> & { version?: unknown };
    if (version !== 1 || typed === undefined || !Array.isArray(typed.lines)) return null;
    return {
      typed: { ...EMPTY_TYPED, ...typed, receiver: { ...EMPTY_TYPED.receiver, ...typed.receiver } },
      order: order ?? null,
    };
  } catch {
    // Cut off, or written by something else: an empty form is better than none.
    return null;
  }
}
