import type { AimId } from './aim.ts';

/** HID usage page "Bar Code Scanner" (HID Point of Sale Usage Tables 1.02). */
export const HID_POS_USAGE_PAGE = 0x8c;
/** Report id of scanned data, as Honeywell, Zebra and Datalogic number it. */
const SCANNED_DATA = 2;
const DATA_BYTES = 56;
const MAX_BYTES = 4096;
/** Silence after which the rest of a code no longer comes, ms. Reports follow each other within 10 ms. */
const STALE_MS = 1000;

export interface HidPart {
  readonly symbology?: AimId;
  readonly bytes: Uint8Array;
  /** The code goes on in the next report. */
  readonly more: boolean;
}

/**
 * One input report of a HID-POS gun: report id, number of data bytes, AIM identifier in three bytes, up to 56 data bytes, two
 * bytes of the maker's own, "continued". Systems that leave the report id off are understood by the place of `]`.
 * @returns undefined for another report (trigger, battery) or one that contradicts itself
 */
export function parseHidReport(report: Uint8Array): HidPart | undefined {
  const RIGHT_BRACKET = 0x5d;
  const bare = report[0] !== SCANNED_DATA && report[1] === RIGHT_BRACKET;
  const at = bare ? 0 : 1;
  if (!bare && report[0] !== SCANNED_DATA) return undefined;
  const length = report[at];
  if (length === undefined || length > DATA_BYTES || report.length < at + 4 + length) return undefined;
  const aim = String.fromCharCode(...report.subarray(at + 1, at + 4));
  const known = /^\][A-Za-z][0-9A-Za-z]$/.test(aim);
  const flag = report[at + 4 + DATA_BYTES + 2];
  return {
    bytes: report.slice(at + 4, at + 4 + length),
    more: flag !== undefined && (flag & 1) === 1,
    ...(known ? { symbology: aim } : {}),
  };
}

export type HidFrame =
  | {
      readonly kind: 'line';
      readonly bytes: Uint8Array;
      readonly symbology?: AimId;
      readonly at: number;
    }
  | { readonly kind: 'too_long' | 'torn'; readonly length: number; readonly at: number };

export interface HidAssembler {
  push(part: HidPart, atMs: number): HidFrame[];
  /** The device is gone, or nothing came for a while: gives up what is unfinished. */
  close(nowMs: number): HidFrame[];
  readonly pending: number;
}

/** Puts the reports of a long code together. Make a new one for every connection. */
export function createHidAssembler(): HidAssembler {
  let parts: Uint8Array[] = [];
  let length = 0;
  let symbology: AimId | undefined;
  let last = 0;
  let skipping = false;

  const clear = (): void => {
    parts = [];
    length = 0;
    symbology = undefined;
  };
  const close = (at: number): HidFrame[] => {
    const torn = length;
    clear();
    skipping = false;
    return torn === 0 ? [] : [{ kind: 'torn', length: torn, at }];
  };

  return {
    push(part, at) {
      const frames: HidFrame[] = [];
      // The next code began before the last one was whole.
      const other = length > 0 && part.symbology !== symbology;
      if (length > 0 && (other || at - last > STALE_MS)) frames.push(...close(at));
      last = at;
      if (skipping) {
        skipping = part.more;
        return frames;
      }
      if (length + part.bytes.length > MAX_BYTES) {
        frames.push({ kind: 'too_long', length: length + part.bytes.length, at });
        clear();
        skipping = part.more;
        return frames;
      }
      symbology = part.symbology;
      parts.push(part.bytes);
      length += part.bytes.length;
      if (part.more) return frames;
      const bytes = withoutEnd(joined(parts, length));
      const found = symbology;
      clear();
      if (bytes.length > 0)
        frames.push({ kind: 'line', bytes, at, ...(found === undefined ? {} : { symbology: found }) });
      return frames;
    },
    close,
    get pending() {
      return length;
    },
  };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Some guns send their serial suffix here as well, and count it; some fill up with zeros. */
function withoutEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && [0, 9, 10, 13].includes(bytes[end - 1] ?? -1)) end -= 1;
  return bytes.subarray(0, end);
}
