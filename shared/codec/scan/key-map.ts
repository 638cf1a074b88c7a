/**
 * Characters of a keyboard-wedge gun by physical key. A gun in US mode sends US scan codes whatever layout the
 * computer has, so `event.code` and Shift say what was meant even where the layout, CapsLock or an input method
 * have made something else of it (`key` is then `Process`, `Dead` or another letter).
 */
export interface KeyRecord {
  /** `KeyboardEvent.code`. */
  readonly code: string;
  /** `KeyboardEvent.key`. */
  readonly key: string;
  readonly shift: boolean;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  readonly type: 'down' | 'up';
  /** `KeyboardEvent.timeStamp`, ms: when the key was pressed, not when the page came to see it. */
  readonly timeStamp: number;
  /** `KeyboardEvent.repeat`: a key held down. Guns hold none. */
  readonly repeat?: boolean;
  /** CapsLock was on (`getModifierState`). */
  readonly caps?: boolean;
}

const PLAIN: Readonly<Record<string, readonly [string, string]>> = {
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  IntlBackslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Backquote: ['`', '~'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Space: [' ', ' '],
  NumpadAdd: ['+', '+'],
  NumpadSubtract: ['-', '-'],
  NumpadMultiply: ['*', '*'],
  NumpadDivide: ['/', '/'],
  NumpadDecimal: ['.', '.'],
  NumpadEqual: ['=', '='],
};

const SHIFTED_DIGITS = ')!@#$%^&*(';

const MODIFIERS: ReadonlySet<string> = new Set([
  'ShiftLeft',
  'ShiftRight',
  'ControlLeft',
  'ControlRight',
  'AltLeft',
  'AltRight',
  'MetaLeft',
  'MetaRight',
  'CapsLock',
  'NumLock',
]);

export const isModifier = (record: KeyRecord): boolean => MODIFIERS.has(record.code);

export const isAltKey = (record: KeyRecord): boolean =>
  record.code === 'AltLeft' || record.code === 'AltRight';

export const numpadDigit = (code: string): string | undefined => /^Numpad(\d)$/.exec(code)?.[1];

/**
 * @param by `code`: the US map; `key`: what the computer's layout made of it, for guns set to that layout
 * @returns the character of a key, without regard to Ctrl and Alt; undefined for keys that write nothing
 */
export function charOf(record: KeyRecord, by: 'code' | 'key' = 'code'): string | undefined {
  // Remote desktops and on-screen keyboards send no code.
  if (by === 'key' || record.code === '') return typedChar(record.key);
  const letter = /^Key([A-Z])$/.exec(record.code)?.[1];
  if (letter !== undefined) return record.shift ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(record.code)?.[1];
  if (digit !== undefined) return record.shift ? SHIFTED_DIGITS[Number(digit)] : digit;
  return numpadDigit(record.code) ?? PLAIN[record.code]?.[record.shift ? 1 : 0];
}

/** What a Chinese input method writes in place of the signs of a keyboard, beyond the full-width forms of ASCII. */
const CHINESE_SIGNS: Readonly<Record<string, string>> = {
  '。': '.',
  '、': '\\',
  '【': '[',
  '】': ']',
  '「': '{',
  '」': '}',
  '《': '<',
  '》': '>',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '·': '`',
  '￥': '$',
  '…': '^',
  '……': '^',
  '—': '_',
  '——': '_',
};

/** The character that a key wrote, where only that is known: full-width forms are a setting of the input method. */
function typedChar(key: string): string | undefined {
  const sign = CHINESE_SIGNS[key];
  if (sign !== undefined) return sign;
  if ([...key].length !== 1) return undefined;
  const code = key.charCodeAt(0);
  if (code === 0x3000) return ' ';
  return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : key;
}

/** Keys that give a control character together with Ctrl, beyond the letters (Ctrl+A to Ctrl+Z are 1 to 26). */
const CONTROL_KEYS: Readonly<Record<string, number>> = {
  BracketLeft: 27,
  Backslash: 28,
  BracketRight: 29,
  Digit6: 30,
  Minus: 31,
};

/** @returns the control character that Ctrl and this key stand for (Ctrl+] is GS); undefined for others. */
export function controlCharOf(record: KeyRecord): string | undefined {
  const letter = /^Key([A-Z])$/.exec(record.code)?.[1];
  const code = letter === undefined ? CONTROL_KEYS[record.code] : letter.charCodeAt(0) - 64;
  return code === undefined ? undefined : String.fromCharCode(code);
}
