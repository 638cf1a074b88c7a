/** Why a line was refused, or what is worth knowing about an accepted one. The renderer translates. */
export const LINE_CODES = [
  'missing_field', // data.field
  'bad_quantity', // 0, negative, fraction, no number
  'bad_number', // data.field, data.value: no amount
  'ruined_number', // data.field: 1.23E+18, more than 15 digits in a numeric cell, zeros behind the 15th digit
  'bad_date', // data.field, data.value
  'bad_order_no', // not printable ASCII without spaces, or longer than 64
  'bad_sku', // longer than 64 or with control characters
  'bad_waybill_no', // not 4–40 letters, digits, hyphens
  'bad_code', // a bar code that no gun can read back
  'bad_check_digit', // a GTIN whose check digit is wrong (accepted products say it as a warning)
  'code_in_use', // data.sku has this bar code already
  'bad_traces', // not of serial, lot, expiry
  'bad_kit', // not `SKU*2+SKU`
  'unknown_carrier', // data.value
  'duplicate_line', // the same line twice, data.first = line of the first
  'duplicate_order', // the order's first row comes twice
  'conflicting_values', // data.field differs between rows of one order or product
  'torn_line',
  'too_many_columns',
  'formula', // data.field
  'too_long', // data.field
  'no_lines', // an order without a line (its 宝贝报表 is missing)
  'no_order_row', // lines of the 宝贝报表 whose order is not in the orders file
  'order_refused', // another line of the same order was refused: data.line
  'line_closed', // the channel closed this line: left out
  'cancellation', // a cancellation document, not an order: data.document
  'time_ahead', // data.field lies in the future
  'unknown_track_state', // data.value: nobody knows this word of a carrier
  'too_many_lines', // more lines in one order than a parcel can have
] as const;
export type LineCode = (typeof LINE_CODES)[number];

export interface LineReport {
  readonly line: number;
  /** File it stands in, where two files are given together. */
  readonly part: 'orders' | 'lines';
  /** Channel order number, SKU or waybill number, where it could be read. */
  readonly key?: string;
  readonly outcome: 'accepted' | 'refused' | 'already';
  readonly code?: LineCode;
  readonly data?: Readonly<Record<string, string | number>>;
}

/** Values shown in a report are cut, so that a broken file cannot flood it. Never put private fields in. */
export const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
