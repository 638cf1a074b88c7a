import { BETWEEN } from './row-writer.ts';
import { number, type Row } from './sql.ts';
import type { FoundRow } from './types.ts';

/** @param row of `orders`, with `listSince` and `late` */
export function foundRow(row: Row): FoundRow {
  const text = (key: string): string => String(row[key] ?? '');
  const split = (key: string, by: string): string[] =>
    text(key)
      .split(by)
      .filter((part) => part !== '');
  const orNull = (key: string): number | null => (row[key] === null ? null : number(row[key]));
  return {
    id: text('id'),
    no: text('no'),
    channel: text('channel'),
    status: text('status'),
    payment: text('payment'),
    logistics: text('logistics'),
    flags: split('flags', ' '),
    orderedAt: number(row['orderedAt']),
    shipBy: orNull('shipBy'),
    since: number(row['since']),
    cod: row['cod'] === 1,
    total: orNull('total'),
    currency: text('currency'),
    units: number(row['units']),
    lines: number(row['lines']),
    goods: text('goods'),
    carrier: text('carrier'),
    parcels: split('parcels', ' '),
    waybills: split('waybills', BETWEEN),
    department: text('department'),
    person: text('person'),
    listSince: number(row['listSince']),
    late: row['late'] === 1,
  };
}
