import { err, ok } from '../../base/index.ts';
import type { Result } from '../../base/index.ts';
import { GS, parseElementString } from '../gs1/index.ts';
import { toHalfWidth } from '../waybill/index.ts';
import { isGs1Symbol, stripAim } from './aim.ts';
import type { AimId } from './aim.ts';
import type { LineFramerOptions } from './line-framer.ts';
import type { WedgeConfig } from './wedge.ts';

/**
 * How one gun is set. The same profile serves a serial gun, a HID-POS gun and a keyboard gun; what does not apply to a
 * kind is left alone (a start key to a serial gun).
 */
export interface GunProfile {
  /** Characters in front of every code, which are not part of it; may hold control characters (STX). */
  readonly prefix: string;
  /** Characters behind every code, in front of its end. */
  readonly suffix: string;
  /** What ends a code. `none`: silence; a keyboard gun needs a prefix then. HID-POS guns need no end. */
  readonly end: 'enter' | 'tab' | 'none';
  /** Keyboard guns: a key that is pressed first (`KeyboardEvent.code`), as F18. */
  readonly startKey: string | null;
  /**
   * What comes in place of FNC1 inside GS1 data. `control`: ASCII 29, Ctrl+] or Alt+029, all of which are understood
   * anyway. `text`: the text `gsText`. `key`: the key `gsText`. `none`: nothing comes.
   */
  readonly gs: 'control' | 'text' | 'key' | 'none';
  readonly gsText: string;
  /** `inverted`: upper for lower case. `caps_aware`: inverted while CapsLock is on (the gun makes up for it by itself). */
  readonly case: 'as_sent' | 'inverted' | 'caps_aware';
  /** Keyboard guns: `us`, as delivered; `computer`: the gun is set to the layout of the computer. */
  readonly layout: 'us' | 'computer';
  /** AIM identifiers in front of a code. `on`: a code without one has lost its front. `off`: `]` is part of the code. */
  readonly aim: 'auto' | 'on' | 'off';
}

/** A gun as delivered. */
export const DEFAULT_PROFILE: GunProfile = {
  prefix: '',
  suffix: '',
  end: 'enter',
  startKey: null,
  gs: 'control',
  gsText: '',
  case: 'as_sent',
  layout: 'us',
  aim: 'auto',
};

/** What is missing was cut off: the rest must not pass for a code. */
export type UndressProblem = 'prefix_missing' | 'suffix_missing' | 'aim_missing';

export interface Undressed {
  readonly text: string;
  /** `''`: known to have none, so that a `]` in front belongs to the code. Missing: look for one. */
  readonly symbology?: AimId | '';
}

const swapCase = (text: string): string =>
  text.replace(/[A-Za-z]/g, (char) => {
    const lower = char.toLowerCase();
    return char === lower ? char.toUpperCase() : lower;
  });

/**
 * Takes off what the gun puts around a code, and puts GS where the gun puts something else.
 * @param text between two ends, as the framer or the wedge decoder gives it
 * @param from `symbology`: where the gun tells it apart from the text (HID-POS); `prefixTaken`: the wedge decoder
 * found the prefix and took it off; `cased`: it has turned the case already
 */
export function undressCode(
  text: string,
  profile: GunProfile,
  from: { readonly symbology?: AimId; readonly prefixTaken?: boolean; readonly cased?: boolean } = {},
): Result<Undressed, { readonly code: UndressProblem }> {
  const { prefix, suffix, aim } = profile;
  let rest = profile.case === 'inverted' && from.cased !== true ? swapCase(text) : text;
  let symbology: AimId | undefined = from.symbology;
  const takeAim = (): void => {
    if (symbology !== undefined || aim === 'off') return;
    const found = stripAim(rest);
    symbology = found.symbology;
    rest = found.text;
  };
  takeAim();
  if (prefix !== '' && from.prefixTaken !== true) {
    if (!rest.startsWith(prefix)) return err({ code: 'prefix_missing' });
    rest = rest.slice(prefix.length);
    takeAim();
  }
  if (suffix !== '') {
    if (!rest.endsWith(suffix) || rest.length === suffix.length) return err({ code: 'suffix_missing' });
    rest = rest.slice(0, -suffix.length);
  }
  if (aim === 'on' && symbology === undefined) return err({ code: 'aim_missing' });
  const clean = profile.gs === 'text' ? withSeparators(rest, profile.gsText, symbology) : rest;
  if (symbology !== undefined) return ok({ text: clean, symbology });
  return ok(aim === 'off' ? { text: clean, symbology: '' } : { text: clean });
}

/** `#` may stand in an order number as well: it is a separator only where the whole is faultless GS1 with it. */
function withSeparators(text: string, alias: string, symbology: AimId | undefined): string {
  if (alias === '' || !text.includes(alias)) return text;
  const separated = toHalfWidth(text).replaceAll(alias, GS);
  if (isGs1Symbol(symbology)) return separated;
  const parsed = parseElementString(separated.replace(/^\u001d+/, ''));
  return parsed.ok && parsed.value.warnings.length === 0 ? separated : text;
}

/** Settings of the wedge decoder for a gun. */
export function wedgeConfigOf(profile: GunProfile): WedgeConfig {
  const { prefix, startKey, gs, gsText } = profile;
  return {
    terminators:
      profile.end === 'tab' ? ['Tab'] : profile.end === 'none' ? [] : ['Enter', 'NumpadEnter', 'Tab'],
    characters: profile.layout === 'computer' ? 'key' : 'code',
    invertCase: profile.case === 'inverted' ? true : profile.case === 'caps_aware' ? 'caps' : false,
    ...(prefix === '' ? {} : { startText: prefix }),
    ...(startKey === null ? {} : { startKey }),
    ...(gs === 'key' && gsText !== '' ? { gsKeys: [gsText] } : {}),
  };
}

const CR = 13;
const LF = 10;
const TAB = 9;
/** At 9600 baud a byte takes 1 ms; guns pause for less than 10 ms inside a code. */
const SILENCE_MS = 30;

/** Settings of the framer for a serial gun. */
export function framingOf(profile: GunProfile): LineFramerOptions {
  if (profile.end === 'tab') return { terminators: [TAB, CR, LF] };
  if (profile.end === 'none') return { idleMs: SILENCE_MS };
  return {};
}

const CONTROL_NAMES = [
  ...['NUL', 'SOH', 'STX', 'ETX', 'EOT', 'ENQ', 'ACK', 'BEL', 'BS', 'HT', 'LF', 'VT', 'FF', 'CR', 'SO', 'SI'],
  ...[
    'DLE',
    'DC1',
    'DC2',
    'DC3',
    'DC4',
    'NAK',
    'SYN',
    'ETB',
    'CAN',
    'EM',
    'SUB',
    'ESC',
    'FS',
    'GS',
    'RS',
    'US',
  ],
];

/** Control characters by name, `<STX>`, for people. */
export const showControls = (text: string): string =>
  text.replace(/\p{Cc}/gu, (char) => `<${CONTROL_NAMES[char.charCodeAt(0)] ?? 'DEL'}>`);

/** The reverse of `showControls`. */
export const readControls = (text: string): string =>
  text.replace(/<([A-Z0-9]{2,3})>/g, (whole, name: string) => {
    const at = CONTROL_NAMES.indexOf(name);
    return at < 0 ? whole : String.fromCharCode(at);
  });
