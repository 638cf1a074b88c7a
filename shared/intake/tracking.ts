import type { EpochMs } from '../base/index.ts';
import type { LogisticsCause } from '../domain/index.ts';
import { createCarrierLookup } from './carriers.ts';
import type { CarrierNames } from './carriers.ts';
import type { TableRow } from './cell.ts';
import { parseDate } from './dates.ts';
import type { TzOffset } from './dates.ts';
import { cellOf, identifier, textOf } from './order-lines.ts';
import type { Fault } from './order-lines.ts';
import type { Mapping } from './preset.ts';
import { shown } from './report.ts';
import type { LineReport } from './report.ts';
import { trackingState, type TrackingState } from './tracking-words.ts';

/** One report of a carrier, as a file or a person gives it. */
export interface TrackingDraft {
  /** Carrier code; absent where the file does not name it. */
  readonly carrier?: string;
  readonly number: string;
  readonly status: TrackingState['status'];
  readonly cause?: LogisticsCause;
  readonly at: EpochMs;
  readonly place?: string;
  readonly text?: string;
}

export type TrackingOutcome =
  | { readonly kind: 'tracking'; readonly draft: TrackingDraft; readonly report: LineReport }
  | { readonly kind: 'refused'; readonly report: LineReport };

const NUMBER = /^[A-Z0-9-]{4,40}$/;
const MAX_TEXT = 1_000;
const MAX_PLACE = 200;
/** 1 January 2000; earlier is a mistake in the unit or in the column. */
const MIN_TIME = 946_684_800_000;

/**
 * Reads rows of a tracking file; each stands for itself. Texts are kept as they are (the screens show them as text), without
 * control characters and cut to 1,000.
 * @param options.latest times beyond it are refused (`time_ahead`): a wrong clock or a wrong column
 * @param options.words the site's own status words
 */
export function createTrackingReader(
  mapping: Mapping,
  options: {
    readonly latest: EpochMs;
    readonly carriers?: readonly CarrierNames[];
    readonly tzOffset?: TzOffset;
    readonly words?: ReadonlyMap<string, TrackingState>;
  },
): (row: TableRow) => TrackingOutcome {
  const carrierOf = createCarrierLookup(options.carriers);
  return (row) => {
    const read = readRow(row);
    if ('code' in read) {
      const key = textOf(row, mapping, 'number');
      const named = key === '' ? {} : { key: shown(key) };
      return {
        kind: 'refused',
        report: { line: row.line, part: 'orders', ...named, outcome: 'refused', ...read },
      };
    }
    return {
      kind: 'tracking',
      draft: read,
      report: { line: row.line, part: 'orders', key: read.number, outcome: 'accepted' },
    };
  };

  function readRow(row: TableRow): TrackingDraft | Fault {
    if (row.fault !== undefined) return { code: row.fault };
    const numbered = identifier(cellOf(row, mapping, 'number'), 'number', 'bad_waybill_no');
    if (numbered.fault) return numbered.fault;
    const number = numbered.text.toUpperCase();
    if (!NUMBER.test(number)) return { code: 'bad_waybill_no', data: { value: shown(number) } };
    const named = textOf(row, mapping, 'carrier');
    const carrier = named === '' ? undefined : carrierOf(named);
    if (named !== '' && carrier === undefined)
      return { code: 'unknown_carrier', data: { value: shown(named) } };
    const time = cellOf(row, mapping, 'trackTime');
    if (time === undefined) return { code: 'missing_field', data: { field: 'trackTime' } };
    const at = parseDate(time, { tzOffset: options.tzOffset ?? 0 });
    if (at === undefined || at < MIN_TIME) return { code: 'bad_date', data: { field: 'trackTime' } };
    if (at > options.latest) return { code: 'time_ahead', data: { field: 'trackTime' } };
    const place = plainText(textOf(row, mapping, 'trackPlace'), MAX_PLACE);
    const text = plainText(textOf(row, mapping, 'trackText'), MAX_TEXT);
    const word = textOf(row, mapping, 'trackStatus');
    const state = trackingState(word, text, options.words);
    if (state === undefined)
      return word === '' && text === ''
        ? { code: 'missing_field', data: { field: 'trackStatus' } }
        : { code: 'unknown_track_state', data: { value: shown(word) } };
    return {
      ...(carrier === undefined ? {} : { carrier }),
      number,
      ...state,
      at,
      ...(place === '' ? {} : { place }),
      ...(text === '' ? {} : { text }),
    };
  }
}

/** One line without control characters, cut. */
const plainText = (text: string, most: number): string =>
  [...text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()].slice(0, most).join('');
