import { charOf, controlCharOf, isAltKey, isModifier, numpadDigit } from './key-map.ts';
import type { KeyRecord } from './key-map.ts';

/**
 * Tells a keyboard-wedge gun from a person, on whole bursts of keys.
 *
 * A burst is a scan when it ends with a terminator AND is gun-like as a whole (mean gap, longest gap, length), or
 * when it began with the gun's configured prefix. Speed alone never makes a scan: without terminator and without
 * prefix the keys are given back. Hence:
 * - a gun must send a suffix (Enter or Tab) or a prefix; nearly all do as delivered;
 * - codes shorter than `minLength` need a prefix;
 * - while a burst is open, its keys are held back: a person's single key reaches the page `maxGapMs` late;
 * - a person who types four keys and Enter, each within 35 ms of the last, would count as a gun. Nobody does.
 */
export interface WedgeConfig {
  /** `event.code` of the keys that end a code. Ctrl+M and Ctrl+J (CR, LF) end one as well. */
  readonly terminators?: readonly string[];
  /** Longest mean gap between keys pressed (modifiers count as keys), ms. Bluetooth guns take about 30. */
  readonly meanGapMs?: number;
  /** Longest single gap, ms; a longer one ends the burst. */
  readonly maxGapMs?: number;
  readonly minLength?: number;
  /** `event.code` of a key that the gun sends first, as F18. Makes it certain whatever the speed. */
  readonly startKey?: string;
  /** Characters that the gun sends first; they are not part of the code. */
  readonly startText?: string;
  /** With a prefix, the silence that ends a code without terminator, ms. */
  readonly prefixIdleMs?: number;
  /** Keys that the gun sends in place of GS, as F8. */
  readonly gsKeys?: readonly string[];
  /** `key` where the gun is set to the layout of the computer; `code` (US keys) otherwise. */
  readonly characters?: 'code' | 'key';
  /**
   * For guns that press Shift the other way round to make up for CapsLock: always, or while CapsLock is on (`caps`).
   * Found out by a calibration code.
   */
  readonly invertCase?: boolean | 'caps';
}

export type WedgeOutput =
  /**
   * `passed`: how many characters had gone into a text field before it was clear. `at`: time of the last key.
   * `prefixed`: it began with `startKey` or `startText`, which were taken off.
   */
  | {
      readonly kind: 'scan';
      readonly text: string;
      readonly at: number;
      readonly passed: number;
      readonly prefixed?: true;
      /** Lone keys came right before it: the front of the code is probably among them. */
      readonly cut?: true;
    }
  /** Keys of a person, pressed only, in their order. Those with a character were held back, see `swallow`. */
  | { readonly kind: 'keys'; readonly records: readonly KeyRecord[] };

export interface WedgeResult {
  /** Call `preventDefault` and `stopPropagation` for this key. */
  readonly swallow: boolean;
  readonly out: readonly WedgeOutput[];
}

export interface WedgeDecoder {
  /**
   * @param editable true while a text field has the focus: nothing but the terminator of a scan is held back then,
   * and after a scan the caller takes out of the field what got in (it holds `passed` characters too many).
   */
  feed(record: KeyRecord, editable?: boolean): WedgeResult;
  /** To be called `flushAfter` ms after the last key, with a time of the same clock as `timeStamp`. */
  flush(now: number): readonly WedgeOutput[];
  /** True for keys of the gun's own setting that mean something else outside of a code: its start key, its GS key in a code. */
  claims(record: KeyRecord): boolean;
  /** True where a key with that `timeStamp` would not belong to the open burst, if there is one. */
  beginsAt(timeStamp: number): boolean;
  /** Forgets an open burst, for instance when the window loses the focus. */
  reset(): void;
  /** ms of silence after which `flush` decides; undefined while no burst is open. */
  readonly flushAfter: number | undefined;
}

/** Characters and keys kept of one burst; the classifier refuses long before. */
const MAX_KEPT = 4096;
/**
 * A page that is busy gets keys late: silence on its clock is not silence of the gun. A burst that is a gun's so far, or
 * of which nothing is held back, is therefore waited for this long, ms; the times of the keys themselves decide.
 */
const STALL_MS = 600;
/**
 * Gap inside a code, ms, that a busy computer or a Bluetooth link may make once: bridged where what came before is a gun's
 * beyond doubt, which no person types.
 */
const SURE_CHARS = 4;
const SURE_GAP_MS = 12;
/** So many presses with such a median gap, ms, are no person's: the fastest write a key every 60 to 70. */
const LONG_PRESSES = 8;
const LONG_MEDIAN_MS = 50;
const LONG_WINDOW = 64;
/**
 * A gun's burst that begins so soon after one to three lone keys, ms: they are the front of its code, cut off by a stall.
 * Where a person pressed them the code becomes one that nobody knows, which is a stop; the other way round a code without
 * its front could be another one's.
 */
const FRONT_MS = 600;
/** Lone keys that have meant something to the page by then; the code behind them is refused as cut. */
const ACTING_KEYS: ReadonlySet<string> = new Set(['KeyY', 'KeyN']);
/** Stands for a key that wrote nothing we know, so that the classifier refuses the code. */
const UNKNOWN = '\ufffd';
const GS = '\u001d';

interface Burst {
  readonly records: KeyRecord[];
  text: string;
  presses: number;
  first: number;
  last: number;
  /** Longest gap between two presses, ms. */
  longest: number;
  /** The last gaps, ms. */
  readonly gaps: number[];
  /** Lone keys that came right before it. */
  front: Front | undefined;
  passed: number;
  prefixed: boolean;
  held: boolean;
}

/** Keys that were given back as a person's, and may be the front of the code that follows. */
interface Front {
  readonly text: string;
  readonly acted: boolean;
  readonly until: number;
}

const openBurst = (at: number, front: Front | undefined): Burst => ({
  records: [],
  text: '',
  presses: 0,
  first: at,
  last: at,
  longest: 0,
  gaps: [],
  front,
  passed: 0,
  prefixed: false,
  held: false,
});

export function createWedgeDecoder(config: WedgeConfig = {}): WedgeDecoder {
  const terminators = new Set(config.terminators ?? ['Enter', 'NumpadEnter', 'Tab']);
  const gsKeys = new Set(config.gsKeys ?? []);
  const {
    meanGapMs = 35,
    maxGapMs = 120,
    minLength = 4,
    prefixIdleMs = 500,
    startKey,
    startText = '',
  } = config;
  let burst: Burst | undefined;
  /** Digits of an Alt+numpad code point while Alt is down. */
  let altDigits: string | undefined;
  /** CR LF comes as two keys: a second terminator so soon after a scan belongs to it. */
  let tailUntil = -Infinity;
  let front: Front | undefined;

  const meanGap = (b: Burst): number => (b.presses < 2 ? 0 : (b.last - b.first) / (b.presses - 1));
  /** The same without the longest gap: one stall does not make a person of a gun. */
  const steadyGap = (b: Burst): number =>
    b.presses < 3 ? meanGap(b) : (b.last - b.first - b.longest) / (b.presses - 2);
  const isSteady = (b: Burst): boolean =>
    !b.held &&
    (meanGap(b) <= meanGapMs ||
      (b.longest > maxGapMs && steadyGap(b) <= meanGapMs) ||
      (b.presses >= LONG_PRESSES && median(b.gaps) <= LONG_MEDIAN_MS));
  /** A gun's so far, beyond doubt. */
  const isSure = (b: Burst): boolean =>
    isSteady(b) && (b.text.length >= SURE_CHARS || (b.text.length >= 2 && steadyGap(b) <= SURE_GAP_MS));

  /** Takes the burst off and says what it was. */
  const close = (terminated: boolean): WedgeOutput[] => {
    const done = burst;
    burst = undefined;
    altDigits = undefined;
    if (!done) return [];
    const gunLike = terminated && done.text.length >= minLength && isSteady(done);
    if ((done.prefixed && done.text !== '') || gunLike) {
      const { last: at, passed } = done;
      const cut = done.front?.acted === true && !done.prefixed;
      const text = done.prefixed || cut ? done.text : (done.front?.text ?? '') + done.text;
      return [
        {
          kind: 'scan',
          text,
          at,
          passed,
          ...(done.prefixed ? { prefixed: true } : {}),
          ...(cut ? { cut: true } : {}),
        },
      ];
    }
    // In a text field a person writes, and then scans.
    const few = done.text.length < SURE_CHARS || median(done.gaps) <= LONG_MEDIAN_MS;
    if (!terminated && !done.held && done.passed === 0 && done.text !== '' && few) {
      const acted = done.records.some(({ code }) => ACTING_KEYS.has(code)) && done.text.length === 1;
      front = { text: (done.front?.text ?? '') + done.text, acted, until: done.last + FRONT_MS };
    }
    return done.records.length === 0 ? [] : [{ kind: 'keys', records: done.records }];
  };

  const press = (record: KeyRecord): Burst => {
    const b = (burst ??= openBurst(record.timeStamp, takeFront(record.timeStamp)));
    if (b.presses > 0) {
      b.longest = Math.max(b.longest, record.timeStamp - b.last);
      b.gaps.push(record.timeStamp - b.last);
      if (b.gaps.length > LONG_WINDOW) b.gaps.shift();
    }
    b.presses += 1;
    b.last = Math.max(b.last, record.timeStamp);
    b.held ||= record.repeat === true && !isModifier(record);
    if (b.records.length < MAX_KEPT) b.records.push(record);
    return b;
  };

  const takeFront = (at: number): Front | undefined => {
    const taken = front && at <= front.until ? front : undefined;
    front = undefined;
    return taken;
  };

  const add = (b: Burst, char: string): void => {
    if (b.text.length < MAX_KEPT) b.text += char;
    if (!b.prefixed && startText !== '' && b.text === startText) {
      b.prefixed = true;
      b.text = '';
    }
  };

  const data = (record: KeyRecord, char: string, editable: boolean): WedgeResult => {
    const b = press(record);
    add(b, char);
    if (editable) b.passed += 1;
    return { swallow: !editable, out: [] };
  };

  const pass = (record: KeyRecord): WedgeResult => ({
    swallow: false,
    out: [...close(false), { kind: 'keys', records: [record] }],
  });

  const terminate = (record: KeyRecord): WedgeResult => {
    if (!burst || (burst.text === '' && !burst.prefixed)) {
      if (record.timeStamp <= tailUntil) return { swallow: true, out: [] };
      return pass(record);
    }
    press(record);
    const out = close(true);
    const scanned = out.some(({ kind }) => kind === 'scan');
    if (scanned) tailUntil = record.timeStamp + maxGapMs;
    return { swallow: scanned, out };
  };

  const modifier = (record: KeyRecord): WedgeResult => {
    if (isAltKey(record) && record.repeat !== true) altDigits = '';
    // Shift opens no burst for the page: it is no key to wait for, but its time counts as the gun's first press.
    if (record.repeat !== true) press(record);
    return { swallow: false, out: [] };
  };

  const release = (record: KeyRecord): WedgeResult => {
    if (!isAltKey(record) || altDigits === undefined) return { swallow: false, out: [] };
    const digits = altDigits;
    altDigits = undefined;
    if (digits === '' || !burst) return { swallow: false, out: [] };
    burst.last = Math.max(burst.last, record.timeStamp);
    add(burst, codePoint(digits));
    // Else Windows opens the menu bar.
    return { swallow: true, out: [] };
  };

  const char = (record: KeyRecord): string | undefined => {
    const plain = charOf(record, config.characters);
    const invert = config.invertCase === 'caps' ? record.caps === true : config.invertCase === true;
    if (plain === undefined || !invert || !/^[A-Za-z]$/.test(plain)) return plain;
    return plain === plain.toLowerCase() ? plain.toUpperCase() : plain.toLowerCase();
  };

  const decide = (record: KeyRecord, editable: boolean): WedgeResult => {
    if (isModifier(record)) return modifier(record);
    if (startKey !== undefined && record.code === startKey) {
      const out = close(false);
      const b = press(record);
      b.prefixed = true;
      return { swallow: true, out };
    }
    if (record.meta) return pass(record);
    if (gsKeys.has(record.code)) return { ...data(record, GS, false), swallow: true };
    // AltGr, which Windows reports as Ctrl+Alt, writes a character of the computer's layout.
    const altGr = record.alt && config.characters === 'key';
    if (record.ctrl && !altGr) return control(record);
    if (terminators.has(record.code) || (record.code === '' && terminators.has(record.key)))
      return terminate(record);
    const digit = altDigits === undefined ? undefined : numpadDigit(record.code);
    if (digit !== undefined) {
      altDigits = (altDigits ?? '') + digit;
      press(record);
      return { swallow: true, out: [] };
    }
    const written = char(record);
    // A space presses the focused button; no code begins with one.
    if (written === undefined || (written === ' ' && !inCode())) return other(record);
    return data(record, written, editable);
  };

  const inCode = (): boolean => burst !== undefined && (burst.text !== '' || burst.prefixed);

  /** Ctrl combinations inside a burst are control characters of the code, outside the page's shortcuts. */
  const control = (record: KeyRecord): WedgeResult => {
    const char = controlCharOf(record);
    if (char === '\r' || char === '\n') return terminate(record);
    if (char === GS || (char !== undefined && inCode()))
      return { ...data(record, char, false), swallow: true };
    return pass(record);
  };

  /** Keys that write nothing: within a burst as fast as a gun's they are the gun's, else a person's. */
  const other = (record: KeyRecord): WedgeResult => {
    const unnamed = record.code === '' && (record.key === 'Process' || record.key === 'Unidentified');
    if (unnamed) return data(record, UNKNOWN, true);
    if (!burst || burst.text.length < 2 || meanGap(burst) > meanGapMs || !/^F\d+$/.test(record.code))
      return pass(record);
    press(record);
    return { swallow: true, out: [] };
  };

  return {
    feed(record, editable = false) {
      if (record.type === 'up') return release(record);
      const ended = burst && record.timeStamp - burst.last > limit(burst) ? close(false) : [];
      const result = decide(record, editable);
      return ended.length === 0 ? result : { swallow: result.swallow, out: [...ended, ...result.out] };
    },
    flush(now) {
      return burst && now - burst.last >= patience(burst) ? close(false) : [];
    },
    reset() {
      burst = undefined;
      altDigits = undefined;
      tailUntil = -Infinity;
      front = undefined;
    },
    claims: ({ code, ctrl, alt, meta }) =>
      !ctrl && !alt && !meta && (code === startKey || (gsKeys.has(code) && inCode())),
    beginsAt: (timeStamp) => !burst || timeStamp - burst.last > limit(burst),
    get flushAfter() {
      return burst && patience(burst);
    },
  };

  function patience(b: Burst): number {
    const likely = b.passed > 0 || (b.text.length > 1 && !b.held && meanGap(b) <= meanGapMs);
    return b.prefixed || !likely ? limit(b) : Math.max(limit(b), STALL_MS);
  }

  function limit(b: Burst): number {
    if (b.prefixed) return prefixIdleMs;
    return isSure(b) ? Math.max(maxGapMs, STALL_MS) : maxGapMs;
  }
}

const median = (gaps: readonly number[]): number => [...gaps].sort((a, b) => a - b)[gaps.length >> 1] ?? 0;

/** Alt+029 and Alt+0029 are GS; longer numbers are code points of Unicode. */
function codePoint(digits: string): string {
  const value = Number(digits);
  const valid = digits.length <= 7 && value > 0 && value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
  return valid ? String.fromCodePoint(value) : UNKNOWN;
}
