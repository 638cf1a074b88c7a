import { gtin14, isSscc } from '../check-digit.ts';
import { GS, gs1Date, gs1Grams, parseBracketed, parseDigitalLink, parseElementString } from '../gs1/index.ts';
import type { Gs1Element, Gs1Parse, Gs1Warning } from '../gs1/index.ts';
import { matchWaybill, normaliseWaybill, toHalfWidth } from '../waybill/index.ts';
import type { WaybillCandidate, WaybillPattern } from '../waybill/index.ts';
import { isGs1Symbol, isRetailSymbol, stripAim } from './aim.ts';
import type { AimId } from './aim.ts';
import { parseCommandCode, parseInternalCode } from './internal-code.ts';

export type ScanSource = 'serial' | 'hid' | 'wedge' | 'manual';

export interface RawScan {
  readonly text: string;
  /**
   * Where the driver tells it apart from the text; an identifier in front of the text is found by itself, unless this
   * is `''`: the gun is known to send none.
   */
  readonly symbology?: AimId | '';
  readonly source: ScanSource;
}

/** What every readable scan keeps, whatever it looks like: shapes overlap, the session's look-up decides. */
export interface ScanBase {
  readonly source: ScanSource;
  /** As scanned, without AIM identifier, line ends and outer spaces. Plain data: it may hold anything printable. */
  readonly text: string;
  readonly symbology?: AimId;
  /** The text as a waybill number would be stored (`normaliseWaybill`). */
  readonly waybill: string;
  /** Carriers with such numbers; a hint only. */
  readonly waybills: readonly WaybillCandidate[];
}

export interface Gs1Fields {
  /** GTIN of the item (01), or of the contents (02); only with a right check digit. */
  readonly gtin14?: string;
  readonly ais: readonly Gs1Element[];
  readonly warnings: readonly Gs1Warning[];
  /** Count of items (30) or of contained trade items (37). */
  readonly quantity?: number;
  readonly serial?: string;
  readonly lot?: string;
  /** `YYYY-MM-DD`, from (17), else best before (15). */
  readonly expiry?: string;
  readonly netGrams?: number;
  readonly grossGrams?: number;
}

export type InvalidReason = 'empty' | 'too_long' | 'control_chars' | 'encoding';

export type Classified =
  | (ScanBase & { readonly kind: 'command'; readonly name: string; readonly arg?: string })
  | (ScanBase & { readonly kind: 'badge' | 'order' | 'shipment' | 'tote' | 'location'; readonly id: string })
  | (ScanBase & Gs1Fields & { readonly kind: 'sscc'; readonly sscc: string })
  | (ScanBase & Gs1Fields & { readonly kind: 'gs1' })
  | (ScanBase & { readonly kind: 'gtin'; readonly gtin14: string })
  /** `sscc`: 18 bare digits with a right check digit, as one of ten order numbers of 18 digits has by chance. */
  | (ScanBase & { readonly kind: 'text'; readonly sscc?: string; readonly warnings?: readonly Gs1Warning[] })
  | {
      readonly kind: 'invalid';
      readonly source: ScanSource;
      readonly reason: InvalidReason;
      readonly length: number;
    };

export type ScanKind = Classified['kind'];

export interface ClassifyOptions {
  /** Present year, for the century of GS1 dates. */
  readonly year?: number;
  readonly patterns?: readonly WaybillPattern[];
  /** What this gun sends in place of GS, where it cannot send ASCII 29. */
  readonly gsAliases?: readonly string[];
}

/** Characters; longer text is no bar code of a packing bench. */
export const MAX_SCAN_LENGTH = 512;

/** Forms that never occur inside GS1 data. `#`, `~` and `|` are for a gun's own settings. */
const DEFAULT_GS_ALIASES: readonly string[] = ['<GS>', '{GS}', 'Alt029'];

/**
 * Tells what a scan may be. Never throws; says nothing about whether such an order, product or parcel exists.
 * Order of the questions: readable at all, one of our codes, GS1 by symbol, Digital Link, GS1 by shape,
 * SSCC, GTIN, else text.
 */
export function classifyScan(raw: RawScan, options: ClassifyOptions = {}): Classified {
  const { source } = raw;
  const invalid = (reason: InvalidReason): Classified => ({
    kind: 'invalid',
    source,
    reason,
    length: raw.text.length,
  });
  if (raw.text.length > MAX_SCAN_LENGTH) return invalid('too_long');
  const { text, symbology, flagged } = cleanScan(raw);
  if (text === '') return invalid('empty');
  if (!text.isWellFormed() || text.includes('\ufffd')) return invalid('encoding');
  if (/\p{Cc}/u.test(text.replaceAll(GS, ''))) return invalid('control_chars');

  const base: ScanBase = {
    source,
    text,
    waybill: normaliseWaybill(text),
    waybills: isRetailSymbol(symbology) ? [] : matchWaybill(text, options.patterns),
    ...(symbology === undefined ? {} : { symbology }),
  };
  const command = parseCommandCode(text);
  if (command) return { ...base, kind: 'command', ...command };
  const internal = parseInternalCode(text);
  if (internal) return { ...base, ...internal };
  return classifyNumbers(base, flagged, options);
}

function classifyNumbers(base: ScanBase, flagged: boolean, options: ClassifyOptions): Classified {
  const half = toHalfWidth(base.text);
  const gs1 = readGs1(half, flagged, options);
  if (gs1) {
    const fields = gs1Fields(gs1, options.year);
    const sscc = gs1.elements.find(({ ai }) => ai === '00')?.value;
    return sscc !== undefined && isSscc(sscc)
      ? { ...base, kind: 'sscc', sscc, ...fields }
      : { ...base, kind: 'gs1', ...fields };
  }
  // An add-on of two or five digits follows the 13 of a magazine's EAN.
  const digits = base.symbology === ']E3' ? half.slice(0, 13) : half;
  const gtin = gtin14(digits);
  if (gtin !== undefined) return { ...base, kind: 'gtin', gtin14: gtin };
  return isSscc(half) ? { ...base, kind: 'text', sscc: half } : { ...base, kind: 'text' };
}

function readGs1(text: string, flagged: boolean, options: ClassifyOptions): Gs1Parse | undefined {
  const link = parseDigitalLink(text);
  if (link) return link;
  const separated = (options.gsAliases ?? DEFAULT_GS_ALIASES).reduce(
    (all, alias) => (alias === '' ? all : all.replaceAll(alias, GS)),
    text,
  );
  if (flagged) {
    const parsed = parseElementString(separated);
    return parsed.ok ? parsed.value : undefined;
  }
  const bracketed = parseBracketed(text);
  if (bracketed) return bracketed;
  // Without the symbol's word for it, only faultless data that starts as trade items do is taken for GS1.
  if (!separated.includes(GS) && !/^(01\d{14}|00\d{18}|02\d{14})/.test(separated)) return undefined;
  const parsed = parseElementString(separated);
  if (!parsed.ok) return undefined;
  return parsed.value.warnings.every(({ code }) => code === 'maybe_missing_separator')
    ? parsed.value
    : undefined;
}

function gs1Fields(parse: Gs1Parse, year: number | undefined): Gs1Fields {
  const value = (...ais: string[]): string | undefined =>
    ais
      .map((ai) => parse.elements.find((element) => element.ai === ai)?.value)
      .find((found) => found !== undefined);
  const grams = (...prefixes: string[]): number | undefined => {
    const element = parse.elements.find(({ ai }) => prefixes.includes(ai.slice(0, 3)));
    return element && gs1Grams(element);
  };
  const gtin = gtin14(value('01', '02') ?? '');
  const count = value('30', '37');
  const date = value('17', '15');
  return defined({
    gtin14: gtin,
    ais: parse.elements,
    warnings: parse.warnings,
    quantity: count !== undefined && /^\d{1,8}$/.test(count) ? Number(count) : undefined,
    serial: value('21'),
    lot: value('10'),
    expiry: date === undefined ? undefined : gs1Date(date, year),
    netGrams: grams('310', '320', '356', '357'),
    grossGrams: grams('330', '340'),
  });
}

type Optional<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out fields without a value, so that results compare and serialise cleanly. */
function defined<T extends object>(fields: T): Optional<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Optional<T>;
}

function cleanScan(raw: RawScan): { text: string; symbology?: AimId; flagged: boolean } {
  const found = stripAim(cleanScanText(raw.text));
  const symbology = raw.symbology ?? found.symbology;
  // A driver that reports the symbology has taken it off, or left it in front: the same one then.
  const own = raw.symbology === undefined || raw.symbology === found.symbology ? found.text : raw.text;
  const inner = cleanScanText(own);
  // Some guns send the first FNC1, which is a mere flag, as GS.
  const leading = /^\u001d+/.test(inner);
  const text = inner.replace(/^\u001d+|\u001d+$/g, '');
  return {
    text: cleanScanText(text),
    flagged: leading || isGs1Symbol(symbology),
    ...(symbology === undefined || symbology === '' ? {} : { symbology }),
  };
}

/** Takes off line ends, spaces and byte-order marks at both ends, which guns and people add. Idempotent. */
export function cleanScanText(text: string): string {
  return text.trim();
}
