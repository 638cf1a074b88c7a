import type { KeyRecord } from '../../shared/codec/index.ts';

/** What a keyboard-wedge gun in US mode presses for a text, as a page sees it. */
export interface GunKeysOptions {
  readonly start?: number;
  /** ms between key presses, Shift included. */
  readonly gap?: number;
  /** Gaps of the presses in turn, over `gap`. */
  readonly gaps?: readonly number[];
  readonly suffix?: readonly string[];
  /** What the page sees in `key`, by a computer's layout, CapsLock or input method. */
  readonly key?: (code: string, shift: boolean) => string;
  readonly alt?: boolean;
}

const SHIFTED = ')!@#$%^&*(';
const OTHERS: Readonly<Record<string, [string, boolean]>> = {
  '-': ['Minus', false],
  _: ['Minus', true],
  ':': ['Semicolon', true],
  ']': ['BracketRight', false],
  '^': ['Digit6', true],
  '~': ['Backquote', true],
  '/': ['Slash', false],
  '.': ['Period', false],
  ' ': ['Space', false],
  '<': ['Comma', true],
  '>': ['Period', true],
};

/** Position of a character on a US keyboard; throws for what a gun cannot type. */
export function keyOf(char: string): { code: string; shift: boolean } {
  if (/[a-z]/.test(char)) return { code: `Key${char.toUpperCase()}`, shift: false };
  if (/[A-Z]/.test(char)) return { code: `Key${char}`, shift: true };
  if (/\d/.test(char)) return { code: `Digit${char}`, shift: false };
  const other = OTHERS[char];
  if (other) return { code: other[0], shift: other[1] };
  const digit = SHIFTED.indexOf(char);
  if (digit < 0) throw new Error(`no key for ${JSON.stringify(char)}`);
  return { code: `Digit${String(digit)}`, shift: true };
}

/** Down and up records of all keys of a burst. `\u001d` is pressed as Ctrl+]. */
export function gunKeys(text: string, options: GunKeysOptions = {}): KeyRecord[] {
  const { gap = 5, gaps = [], suffix = ['Enter'], alt = false } = options;
  const key = options.key ?? ((code: string) => code);
  const records: KeyRecord[] = [];
  let at = options.start ?? 1000;
  let presses = 0;
  const press = (code: string, flags: Partial<KeyRecord> = {}): void => {
    if (presses > 0) at += gaps[presses - 1] ?? gap;
    presses += 1;
    const shift = flags.shift ?? false;
    records.push({
      code,
      key: key(code, shift),
      shift,
      ctrl: false,
      alt,
      meta: false,
      type: 'down',
      timeStamp: at,
      ...flags,
    });
  };
  const release = (code: string): void => {
    records.push({
      code,
      key: key(code, false),
      shift: false,
      ctrl: false,
      alt,
      meta: false,
      type: 'up',
      timeStamp: at + 1,
    });
  };
  for (const char of text) {
    if (char === '\u001d') {
      press('ControlLeft', { ctrl: true });
      press('BracketRight', { ctrl: true });
      release('BracketRight');
      release('ControlLeft');
      continue;
    }
    const { code, shift } = keyOf(char);
    if (shift) press('ShiftLeft', { shift });
    press(code, { shift });
    release(code);
    if (shift) release('ShiftLeft');
  }
  for (const code of suffix) {
    press(code);
    release(code);
  }
  return records;
}
