import type { Language } from './index.ts';

export interface Formats {
  /** Minor units and ISO 4217 code → e.g. ¥12.50. */
  money(value: { readonly minor: number; readonly currency: string }): string;
  /** Minor units as plain digits for a field, e.g. 12.50. */
  amount(value: { readonly minor: number; readonly currency: string }): string;
  count(n: number): string;
  /** Epoch ms → hour and minute, with the day where it is not today's. */
  time(at: number, now?: number): string;
  dateTime(at: number): string;
}

const LOCALES = { zh: 'zh-CN', en: 'en-GB' } as const;

export function formats(language: Language): Formats {
  const locale = LOCALES[language];
  const number = new Intl.NumberFormat(locale);
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false });
  const dayClock = new Intl.DateTimeFormat(locale, {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hour12: false });
  return {
    money({ minor, currency }) {
      const format = currencyFormat(locale, currency);
      if (!format) return `${currency} ${number.format(minor / 100)}`;
      return format.format(minor / 10 ** placesOf(format));
    },
    amount({ minor, currency }) {
      const places = placesOf(currencyFormat(locale, currency));
      return (minor / 10 ** places).toFixed(places);
    },
    count: (n) => number.format(n),
    time(at, now = Date.now()) {
      const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
      return (sameDay ? clock : dayClock).format(at);
    },
    dateTime: (at) => full.format(at),
  };
}

const placesOf = (format: Intl.NumberFormat | null): number =>
  format?.resolvedOptions().maximumFractionDigits ?? 2;

function currencyFormat(locale: string, currency: string): Intl.NumberFormat | null {
  if (!/^[A-Za-z]{3}$/.test(currency)) return null;
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
}
