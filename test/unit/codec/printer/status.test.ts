import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  blocksPrinting,
  parseStatus,
  statusComplete,
  statusQuery,
} from '../../../../shared/codec/printer/index.ts';
import type { PrinterLanguage } from '../../../../shared/codec/printer/index.ts';

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const state = (language: PrinterLanguage, ...bytes: number[]) =>
  parseStatus(language, Uint8Array.from(bytes)).state;

describe('questions', () => {
  it('are the immediate commands, without a line end', () => {
    expect([...statusQuery('tspl')]).toEqual([0x1b, 0x21, 0x3f]);
    expect([...statusQuery('zpl')]).toEqual([...latin1('~HS')]);
    expect([...statusQuery('escpos')]).toEqual([16, 4, 1, 16, 4, 2, 16, 4, 3, 16, 4, 4]);
  });
});

describe('TSPL answer', () => {
  it.each([
    [0x00, 'ready'],
    [0x01, 'head_open'],
    [0x02, 'error'],
    [0x03, 'head_open'],
    [0x04, 'paper_out'],
    [0x05, 'head_open'],
    [0x07, 'head_open'], // a clone's lid; no sum of documented bits
    [0x08, 'error'],
    [0x09, 'head_open'],
    [0x0a, 'error'], // also a line feed: one byte is always the answer
    [0x0b, 'head_open'],
    [0x0c, 'paper_out'],
    [0x0d, 'head_open'],
    [0x10, 'paused'],
    [0x20, 'printing'],
    [0x80, 'error'],
    // not documented: by bits
    [0x24, 'paper_out'],
    [0x30, 'paused'],
    [0x84, 'paper_out'],
    [0x40, 'unknown'],
  ] as const)('%i is %s', (byte, expected) => {
    expect(state('tspl', byte)).toBe(expected);
  });

  it('may end with CR LF; anything longer is unknown', () => {
    expect(state('tspl', 4, 0x0d, 0x0a)).toBe('paper_out');
    expect(parseStatus('tspl', latin1('HTTP/1.1 400')).state).toBe('unknown');
  });
});

describe('ZPL answer', () => {
  const answer = (
    change: Partial<Record<'paper' | 'pause' | 'formats' | 'hot' | 'head' | 'ribbon' | 'left', string>>,
  ) =>
    latin1(
      [
        `030,${change.paper ?? 0},${change.pause ?? 0},1218,${change.formats ?? '000'},0,0,0,000,0,0,${change.hot ?? 0}`,
        `000,0,${change.head ?? 0},${change.ribbon ?? 0},0,2,4,0,${change.left ?? '00000000'},1,000`,
        '1234,0',
      ]
        .map((line) => `\x02${line}\x03\r\n`)
        .join(''),
    );

  it.each([
    [{}, 'ready'],
    [{ paper: '1' }, 'paper_out'],
    [{ pause: '1' }, 'paused'],
    [{ head: '1', paper: '1', pause: '1' }, 'head_open'],
    [{ ribbon: '1' }, 'error'],
    [{ hot: '1' }, 'error'],
    [{ formats: '002' }, 'printing'],
    [{ left: '00000001' }, 'printing'],
  ] as const)('%o is %s', (change, expected) => {
    expect(parseStatus('zpl', answer(change)).state).toBe(expected);
    expect(statusComplete('zpl', answer(change))).toBe(true);
  });

  it('is unknown when it is cut off or no status at all', () => {
    const whole = answer({});
    for (let end = 0; end < 60; end++)
      expect(parseStatus('zpl', whole.subarray(0, end)).state).toBe('unknown');
    expect(parseStatus('zpl', latin1('\x02a,b,c,d,e,f,g,h,i,j,k,l\x03\x02m,n,o,p,q,r,s,t,u\x03')).state).toBe(
      'unknown',
    );
  });
});

describe('ESC/POS answer', () => {
  it.each([
    [[0x12, 0x12, 0x12, 0x12], 'ready'],
    [[0x1a, 0x16, 0x12, 0x72], 'head_open'],
    [[0x1a, 0x32, 0x12, 0x72], 'paper_out'],
    [[0x12, 0x12, 0x12, 0x1e], 'ready'], // paper near its end
    [[0x1a, 0x52, 0x32, 0x12], 'error'],
    [[0x1a, 0x12, 0x12, 0x12], 'paused'],
    [[0x12, 0x12, 0x12], 'unknown'], // one answer is missing: which?
    [[0x12, 0x12, 0x12, 0x00], 'unknown'], // fixed bits are wrong
  ] as const)('%o is %s', (bytes, expected) => {
    expect(state('escpos', ...bytes)).toBe(expected);
  });
});

describe('any answer', () => {
  it('is read without an error, and silence is unknown, which does not block printing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('tspl', 'zpl', 'escpos'),
        fc.uint8Array({ maxLength: 200 }),
        (language, bytes) => {
          expect(parseStatus(language, bytes).raw).toBe(bytes);
        },
      ),
    );
    for (const language of ['tspl', 'zpl', 'escpos'] as const) expect(state(language)).toBe('unknown');
    expect(blocksPrinting('unknown')).toBe(false);
    expect(blocksPrinting('paper_out')).toBe(true);
  });
});
