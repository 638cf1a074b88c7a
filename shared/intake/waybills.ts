import type { Routing } from '../domain/index.ts';
import { createCarrierLookup } from './carriers.ts';
import type { CarrierNames } from './carriers.ts';
import type { TableRow } from './cell.ts';
import { parseDate } from './dates.ts';
import type { TzOffset } from './dates.ts';
import { cellOf, identifier, textOf } from './order-lines.ts';
import type { Fault } from './order-lines.ts';
import type { Mapping, Preset } from './preset.ts';
import { shown } from './report.ts';
import type { LineReport } from './report.ts';

/** A number of a waybill, pool or shipped file. */
export interface WaybillDraft {
  /** The channel's order number; absent in a pool file. */
  readonly order?: string;
  /** Carrier code. */
  readonly carrier: string;
  readonly number: string;
  readonly routing?: Routing;
  readonly service?: string;
  /** What a platform's print component prints the label from (JSON); not looked at here. */
  readonly printData?: string;
  /** Shipped files only, epoch ms. */
  readonly shippedAt?: number;
  /** Only where the file names it (packline-shipped). */
  readonly channel?: string;
  /** Shipped files only: digits that a spreadsheet may have rounded. They count where a parcel has exactly them. */
  readonly doubt?: Fault;
  readonly sourceLine: number;
}

export type WaybillOutcome =
  | { readonly kind: 'waybill'; readonly draft: WaybillDraft; readonly report: LineReport }
  | { readonly kind: 'refused'; readonly report: LineReport };

const NUMBER = /^[A-Z0-9-]{4,40}$/;
const MAX_ROUTING = 100;

/**
 * Reads rows of waybill, pool and shipped files; each row stands for itself. A number that comes twice is refused the second
 * time; in a shipped file it may come once for each order, because one parcel can hold several.
 */
export function createWaybillReader(
  preset: Preset,
  mapping: Mapping,
  options: { readonly carriers?: readonly CarrierNames[]; readonly tzOffset?: TzOffset } = {},
): (row: TableRow) => WaybillOutcome {
  const carrierOf = createCarrierLookup(options.carriers);
  const shipped = preset.kind === 'shipped';
  const seen = new Map<string, number>();
  return (row) => {
    const read = readRow(row);
    if ('code' in read) {
      const key = textOf(row, mapping, 'number');
      const report = {
        line: row.line,
        part: 'orders',
        ...(key === '' ? {} : { key: shown(key) }),
        outcome: 'refused',
        ...read,
      } as const;
      return { kind: 'refused', report };
    }
    return {
      kind: 'waybill',
      draft: read,
      report: { line: row.line, part: 'orders', key: read.number, outcome: 'accepted' },
    };
  };

  function readRow(row: TableRow): WaybillDraft | Fault {
    if (row.fault !== undefined) return { code: row.fault };
    const numbered = identifier(cellOf(row, mapping, 'number'), 'number', 'bad_waybill_no');
    let doubt = doubtOf(numbered);
    if (numbered.fault && !doubt) return numbered.fault;
    const number = numbered.text.toUpperCase();
    // What a shipped file is compared with was bound here, in whatever form its carrier has.
    if (!shipped && !NUMBER.test(number)) return { code: 'bad_waybill_no', data: { value: shown(number) } };
    let order: string | undefined;
    if (preset.fields.some((field) => field.field === 'orderNo')) {
      const read = identifier(cellOf(row, mapping, 'orderNo'), 'orderNo', 'bad_order_no');
      const doubtful = doubtOf(read);
      if (read.fault && !doubtful) return read.fault;
      doubt ??= doubtful;
      order = read.text;
    }
    const carrierText = textOf(row, mapping, 'carrier');
    if (carrierText === '') return { code: 'missing_field', data: { field: 'carrier' } };
    // A shipped file names a carrier that has no name by its code.
    const carrier = carrierOf(carrierText) ?? (shipped ? carrierText : undefined);
    if (carrier === undefined) return { code: 'unknown_carrier', data: { value: shown(carrierText) } };
    const key = `${carrier}\n${number}\n${shipped ? (order ?? '') : ''}`;
    const first = seen.get(key);
    if (first !== undefined) return { code: 'duplicate_line', data: { first } };
    const segments = textOf(row, mapping, 'segments');
    const hubName = textOf(row, mapping, 'hubName');
    const hubCode = textOf(row, mapping, 'hubCode');
    const service = textOf(row, mapping, 'service');
    const printData = textOf(row, mapping, 'printData');
    for (const [field, text] of [
      ['segments', segments],
      ['hubName', hubName],
      ['hubCode', hubCode],
      ['service', service],
    ] as const) {
      if (text.length > MAX_ROUTING) return { code: 'too_long', data: { field } };
    }
    let shippedAt: number | undefined;
    const time = cellOf(row, mapping, 'shippedAt');
    if (time !== undefined) {
      shippedAt = parseDate(time, { tzOffset: options.tzOffset ?? 0 });
      if (shippedAt === undefined) return { code: 'bad_date', data: { field: 'shippedAt' } };
    }
    seen.set(key, row.line);
    const channel = row.cells.channel;
    return {
      ...(order === undefined ? {} : { order }),
      carrier,
      number,
      // Without 三段码 there is no routing: a hub alone does not bring a parcel anywhere.
      ...(segments === ''
        ? {}
        : {
            routing: {
              segments,
              ...(hubName === '' ? {} : { hubName }),
              ...(hubCode === '' ? {} : { hubCode }),
            },
          }),
      ...(service === '' ? {} : { service }),
      ...(printData === '' ? {} : { printData }),
      ...(shippedAt === undefined ? {} : { shippedAt }),
      ...(shipped && typeof channel === 'string' ? { channel } : {}),
      ...(doubt ? { doubt } : {}),
      sourceLine: row.line,
    };
  }

  /** Plain digits of a shipped file are compared, not kept: what only looks rounded may be right. */
  function doubtOf(read: { readonly text: string; readonly fault?: Fault }): Fault | undefined {
    return shipped && read.fault?.code === 'ruined_number' && /^\d+$/.test(read.text)
      ? read.fault
      : undefined;
  }
}
