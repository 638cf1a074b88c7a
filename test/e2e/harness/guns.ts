import type { CDPSession, Page } from '@playwright/test';
import type { PtyGun } from '../../fakes/gun.ts';

export interface Gun {
  readonly kind: 'serial' | 'wedge';
  scan(code: string): Promise<void>;
}

/** A gun on a pseudo-terminal, with CR as delivered. */
export const serialGun = (gun: PtyGun): Gun & { raw(bytes: Uint8Array): Promise<void> } => ({
  kind: 'serial',
  scan: (code) => gun.type(`${code}\r`),
  raw: (bytes) => gun.type(bytes),
});

/** US keyboard: what a keyboard gun presses, and what Chromium makes of it. */
const PLAIN = new Map<string, [code: string, shift: boolean]>([
  ...[...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter): [string, [string, boolean]][] => [
    [letter, [`Key${letter.toUpperCase()}`, false]],
    [letter.toUpperCase(), [`Key${letter.toUpperCase()}`, true]],
  ]),
  ...[...'0123456789'].map((digit): [string, [string, boolean]] => [digit, [`Digit${digit}`, false]]),
  ...[...')!@#$%^&*('].map((sign, digit): [string, [string, boolean]] => [
    sign,
    [`Digit${String(digit)}`, true],
  ]),
  ...(
    [
      ['Minus', '-_'],
      ['Equal', '=+'],
      ['BracketLeft', '[{'],
      ['BracketRight', ']}'],
      ['Backslash', '\\|'],
      ['Semicolon', ';:'],
      ['Quote', '\'"'],
      ['Backquote', '`~'],
      ['Comma', ',<'],
      ['Period', '.>'],
      ['Slash', '/?'],
      ['Space', '  '],
    ] as const
  ).flatMap(([code, [plain = '', shifted = '']]): [string, [string, boolean]][] =>
    plain === shifted
      ? [[plain, [code, false]]]
      : [
          [plain, [code, false]],
          [shifted, [code, true]],
        ],
  ),
]);

/** Windows virtual key codes, which Chromium wants beside code and key. */
function keyCodeOf(code: string): number {
  if (code.startsWith('Key') || code.startsWith('Digit')) return code.charCodeAt(code.length - 1);
  const others: Record<string, number> = {
    Enter: 13,
    ShiftLeft: 16,
    Space: 32,
    Tab: 9,
    Semicolon: 186,
    Equal: 187,
    Comma: 188,
    Minus: 189,
    Period: 190,
    Slash: 191,
    Backquote: 192,
    BracketLeft: 219,
    Backslash: 220,
    BracketRight: 221,
    Quote: 222,
  };
  const f = /^F(\d+)$/.exec(code);
  return others[code] ?? (f ? 111 + Number(f[1]) : 0);
}

const SHIFT = 8;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A keyboard gun: real key events through Chromium's input pipeline, 3 to 8 ms apart, Enter at the end. As a keyboard's, the
 * events carry the time at which each key was sent; a code is handed over in one go when its last key has been "pressed", so
 * that this process, which also plays three printers, cannot tear it by being busy.
 */
export async function wedgeGun(
  page: Page,
): Promise<Gun & { press(code: string): Promise<void>; type(text: string): Promise<void> }> {
  const session: CDPSession = await page.context().newCDPSession(page);
  let turn = 0;

  function event(
    type: 'keyDown' | 'rawKeyDown' | 'keyUp',
    code: string,
    key: string,
    shift: boolean,
    at: number,
  ) {
    const text = type === 'keyDown' ? (code === 'Enter' ? '\r' : key) : undefined;
    return session.send('Input.dispatchKeyEvent', {
      type,
      code,
      key,
      modifiers: shift ? SHIFT : 0,
      windowsVirtualKeyCode: keyCodeOf(code),
      timestamp: at / 1000,
      ...(text === undefined ? {} : { text, unmodifiedText: text }),
    });
  }

  /** Sends one character's keys. @returns the time of its last key press */
  function stroke(char: string, at: number, gap: () => number): { at: number; sent: Promise<unknown>[] } {
    const found = char === '\n' ? (['Enter', false] as const) : PLAIN.get(char);
    if (!found) throw new Error(`a gun in US mode cannot type ${JSON.stringify(char)}`);
    const [code, shift] = found;
    const key = char === '\n' ? 'Enter' : char;
    const sent: Promise<unknown>[] = [];
    let now = at;
    if (shift) {
      sent.push(event('rawKeyDown', 'ShiftLeft', 'Shift', true, now));
      now += gap();
    }
    sent.push(event('keyDown', code, key, shift, now));
    sent.push(event('keyUp', code, key, shift, now + 1));
    if (shift) sent.push(event('keyUp', 'ShiftLeft', 'Shift', false, now + 2));
    return { at: now, sent };
  }

  return {
    kind: 'wedge',
    async scan(code) {
      // 3, 4 … 8 ms in turn.
      const gap = (): number => 3 + (turn++ % 6);
      const begin = Date.now();
      const presses = [...`${code}\n`].reduce((n, char) => n + (PLAIN.get(char)?.[1] === true ? 2 : 1), 0);
      await wait(presses * 5.5);
      const sent: Promise<unknown>[] = [];
      let at = begin;
      for (const char of `${code}\n`) {
        const done = stroke(char, at, gap);
        sent.push(...done.sent);
        at = done.at + gap();
      }
      await Promise.all(sent);
    },
    /** One key of a person. */
    async press(code) {
      const at = Date.now();
      await event(
        code === 'Enter' ? 'keyDown' : 'rawKeyDown',
        code,
        code === 'Enter' ? 'Enter' : code,
        false,
        at,
      );
      await event('keyUp', code, code, false, at + 20);
      await wait(40);
    },
    /** A person who types, one key every 160 ms. */
    async type(text) {
      for (const char of text) {
        await Promise.all(stroke(char, Date.now(), () => 10).sent);
        await wait(160);
      }
    },
  };
}
