import { GS } from '../gs1/index.ts';
import { charOf, controlCharOf, isAltKey, isModifier, numpadDigit } from './key-map.ts';
import { createHidAssembler, parseHidReport } from './hid-report.ts';
import { createNoiseJudge } from './noise.ts';
import { DEFAULT_PROFILE } from './profile.ts';
import type { GunProfile } from './profile.ts';
import { bytesOfHex } from './trace.ts';
import type { TraceStep } from './trace.ts';

/**
 * The calibration bar code: GS1-128 with two company-internal elements and FNC1 between them. Its letters, digits and signs
 * lie on other keys in other layouts, and both cases occur, so that what arrives tells how the gun is set.
 */
export const CALIBRATION_ELEMENTS: readonly (readonly [ai: string, value: string])[] = [
  ['91', 'aBqZyM019-_/:'],
  ['92', 'xY7'],
];
export const CALIBRATION_TEXT: string = CALIBRATION_ELEMENTS.map(([ai, value]) => ai + value).join(GS);
/** The same for an encoder of GS1-128. */
export const CALIBRATION_BRACKETED: string = CALIBRATION_ELEMENTS.map(
  ([ai, value]) => `(${ai})${value}`,
).join('');

export type CalibrationProblem =
  /** What came does not hold the code, in no layout and case that we know: set the gun to US keyboard. */
  | 'not_found'
  /** The gun writes all in one case: nothing can undo that. */
  | 'case_folded'
  /** Nothing comes for FNC1: lot and serial cannot be told apart where both are in one code. */
  | 'gs_missing'
  /** A keyboard gun without end and without prefix cannot be told from a person. */
  | 'end_missing'
  /** The line is at another speed or parity than the gun. */
  | 'line_settings';

export interface Calibrated {
  /** The gun's profile; as far as it could be told where `problems` is not empty. */
  readonly profile: GunProfile;
  readonly problems: readonly CalibrationProblem[];
  /** Of `line_settings`: `7E1`, `7O1` or `baud`. */
  readonly hint?: string;
}

/** Keys that write nothing stand in the text as private characters. */
const KEY_BASE = 0xe000;
const isKeySign = (char: string): boolean => {
  const code = char.charCodeAt(0);
  return code >= KEY_BASE && code < KEY_BASE + 25;
};
const keyOfSign = (char: string): string => `F${String(char.charCodeAt(0) - KEY_BASE)}`;

/**
 * Learns a gun's profile from one scan of a known code.
 * @param known the code's text, with GS for FNC1; the calibration code where none is given
 */
export function learnProfile(steps: readonly TraceStep[], known: string = CALIBRATION_TEXT): Calibrated {
  const parts = known.split(GS);
  const keys = steps.some(({ kind }) => kind === 'key');
  for (const layout of keys ? (['us', 'computer'] as const) : (['us'] as const)) {
    const { text, symbology } = plainText(steps, layout);
    for (const turn of [asIs, swapCase]) {
      const found = locate(text, parts.map(turn));
      if (found)
        return describe(found, { layout, inverted: turn === swapCase, keys, steps, symbology, parts });
    }
  }
  const { text } = plainText(steps, 'us');
  const problem = folded(text, parts) ? 'case_folded' : 'not_found';
  const hint = keys ? undefined : lineHint(steps);
  if (hint !== undefined) return { profile: DEFAULT_PROFILE, problems: ['line_settings'], hint };
  return { profile: DEFAULT_PROFILE, problems: [problem] };
}

interface Located {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

interface How {
  readonly layout: GunProfile['layout'];
  readonly inverted: boolean;
  readonly keys: boolean;
  readonly steps: readonly TraceStep[];
  readonly symbology: string | undefined;
  readonly parts: readonly string[];
}

function describe({ before, between, after }: Located, how: How): Calibrated {
  const problems: CalibrationProblem[] = [];
  const caps = how.steps.some((step) => step.kind === 'key' && step.caps === true);
  const aim = /\][A-Za-z][0-9A-Za-z]/.exec(before)?.[0];
  const front = [...(aim === undefined ? before : before.replace(aim, ''))];
  const startKey = front.find(isKeySign);
  const prefix = front.filter((char) => !isKeySign(char) && char !== '\r' && char !== '\t' && char !== GS);
  const tail = after.split(/[\r\n\t]/)[0] ?? '';
  const mark = after.slice(tail.length, tail.length + 1);
  const end = mark === '\t' ? 'tab' : mark === '' ? 'none' : 'enter';
  const suffix = [...tail].filter((char) => !isKeySign(char)).join('');
  const gs = gsOf(between);
  if (how.parts.length > 1 && gs.gs === 'none') problems.push('gs_missing');
  const hid = how.steps.some(({ kind }) => kind === 'report');
  if (end === 'none' && how.keys && prefix.length === 0 && startKey === undefined)
    problems.push('end_missing');
  return {
    profile: {
      prefix: prefix.join(''),
      suffix,
      end: hid ? 'enter' : end,
      startKey: startKey === undefined ? null : keyOfSign(startKey),
      ...(how.parts.length > 1 ? gs : { gs: 'control', gsText: '' }),
      case: !how.inverted ? 'as_sent' : caps ? 'caps_aware' : 'inverted',
      layout: how.layout,
      aim: hid ? 'auto' : aim === undefined ? 'off' : 'on',
    },
    problems,
  };
}

function gsOf(between: string): Pick<GunProfile, 'gs' | 'gsText'> {
  if (between === '') return { gs: 'none', gsText: '' };
  if (between === GS) return { gs: 'control', gsText: '' };
  const [first = ''] = between;
  return isKeySign(first)
    ? { gs: 'key', gsText: keyOfSign(first) }
    : { gs: 'text', gsText: between.slice(0, 12) };
}

/** Where the parts lie in a text: first one, something between, the next one. */
function locate(text: string, parts: readonly string[]): Located | undefined {
  const [first = '', second] = parts;
  const at = text.indexOf(first);
  if (at < 0 || first === '') return undefined;
  const from = at + first.length;
  const before = lineBefore(text.slice(0, at));
  if (second === undefined) return { before, between: '', after: text.slice(from) };
  const next = text.indexOf(second, from);
  if (next < 0 || next - from > 12 || /[\r\n]/.test(text.slice(from, next))) return undefined;
  return { before, between: text.slice(from, next), after: text.slice(next + second.length) };
}

/** Of an earlier scan nothing counts. */
const lineBefore = (text: string): string => text.split(/[\r\n\t]/).at(-1) ?? '';

const asIs = (text: string): string => text;
const swapCase = (text: string): string =>
  text.replace(/[A-Za-z]/g, (char) =>
    char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase(),
  );
const folded = (text: string, parts: readonly string[]): boolean =>
  parts.every((part) => text.toLowerCase().includes(part.toLowerCase()));

/** All that a trace wrote, without any profile: codes, what stands around them, line ends as CR. */
function plainText(
  steps: readonly TraceStep[],
  layout: GunProfile['layout'],
): { readonly text: string; readonly symbology: string | undefined } {
  const assembler = createHidAssembler();
  let text = '';
  let symbology: string | undefined;
  let alt: string | undefined;
  for (const step of steps) {
    if (step.kind === 'bytes') {
      text += new TextDecoder('utf-8').decode(bytesOfHex(step.hex));
    } else if (step.kind === 'report') {
      const part = parseHidReport(bytesOfHex(step.hex));
      for (const frame of part ? assembler.push(part, step.t) : []) {
        if (frame.kind !== 'line') continue;
        symbology = frame.symbology;
        text += `${new TextDecoder('utf-8').decode(frame.bytes)}\r`;
      }
    } else {
      const record = { ...step, timeStamp: step.t };
      if (isAltKey(record)) {
        if (step.type === 'down') alt = '';
        else {
          if (alt !== undefined && alt !== '') text += String.fromCodePoint(Math.min(Number(alt), 0x10ffff));
          alt = undefined;
        }
      } else if (step.type === 'down' && !isModifier(record)) {
        const digit = alt === undefined ? undefined : numpadDigit(step.code);
        if (digit !== undefined) alt = (alt ?? '') + digit;
        else text += writtenBy(record, layout);
      }
    }
  }
  return { text, symbology };
}

function writtenBy(record: Parameters<typeof charOf>[0], layout: GunProfile['layout']): string {
  const { code } = record;
  if (code === 'Enter' || code === 'NumpadEnter') return '\r';
  if (code === 'Tab') return '\t';
  const control = record.ctrl && !record.alt ? controlCharOf(record) : undefined;
  if (control !== undefined) return control === '\n' || control === '\r' ? '\r' : control;
  const f = /^F(\d+)$/.exec(code)?.[1];
  if (f !== undefined) return String.fromCharCode(KEY_BASE + Number(f));
  return charOf(record, layout === 'computer' ? 'key' : 'code') ?? '';
}

function lineHint(steps: readonly TraceStep[]): string | undefined {
  const judge = createNoiseJudge();
  let hint: string | undefined;
  for (const step of steps) {
    if (step.kind !== 'bytes') continue;
    const bytes = bytesOfHex(step.hex);
    judge.saw(bytes, step.t);
    hint = judge.judge(bytes, false) ?? hint;
  }
  return hint;
}
