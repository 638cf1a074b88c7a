import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineFramer, decodeGunBytes } from '../../../../shared/codec/index.ts';
import type { GunFrame } from '../../../../shared/codec/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const show = (frames: readonly GunFrame[]): string[] =>
  frames.map((frame) =>
    frame.kind === 'line' ? new TextDecoder().decode(frame.bytes) : `${frame.kind} ${String(frame.length)}`,
  );

describe('line framer', () => {
  it.each(['\r', '\n', '\r\n', '\n\r\n'])('ends a code at %j', (end) => {
    const framer = createLineFramer();
    expect(show(framer.push(bytes(`A1${end}B2${end}`), 0))).toEqual(['A1', 'B2']);
    expect(framer.pending).toBe(0);
  });
  it('a CR LF split over two chunks makes no empty code', () => {
    const framer = createLineFramer();
    expect(show(framer.push(bytes('A1\r'), 0))).toEqual(['A1']);
    expect(show(framer.push(bytes('\nB2\r'), 1))).toEqual(['B2']);
  });
  it('the same codes however the bytes are cut', () => {
    const code = fc.stringMatching(/^[ -~]{1,40}$/);
    fc.assert(
      fc.property(
        fc.array(code, { maxLength: 20 }),
        fc.constantFrom('\r', '\n', '\r\n'),
        fc.array(fc.nat(60)),
        (codes, end, cuts) => {
          const all = bytes(codes.map((c) => c + end).join(''));
          const framer = createLineFramer();
          const seen: string[] = [];
          let from = 0;
          for (const cut of [...cuts, all.length]) {
            seen.push(...show(framer.push(all.slice(from, from + cut), from)));
            from += cut;
          }
          expect(seen).toEqual(codes);
        },
      ),
    );
  });
  it('reports an overlong code once and reads the next one', () => {
    const framer = createLineFramer({ maxBytes: 10 });
    expect(show(framer.push(bytes('X'.repeat(11)), 0))).toEqual(['too_long 11']);
    expect(show(framer.push(bytes('X'.repeat(5000)), 1))).toEqual([]);
    expect(show(framer.push(bytes('\r\nA1\r'), 2))).toEqual(['A1']);
    expect(show(framer.push(bytes('0123456789\r'), 3))).toEqual(['0123456789']);
  });
  it('reads again after an overlong code without end, when the line was silent', () => {
    const framer = createLineFramer({ maxBytes: 10 });
    framer.push(bytes('X'.repeat(50)), 0);
    expect(framer.idleAfter).toBe(1000);
    expect(show(framer.push(bytes('A1\r'), 1500))).toEqual(['A1']);
  });
  it('does not glue half a code to the next one', () => {
    const framer = createLineFramer();
    expect(framer.push(bytes('69012'), 0)).toEqual([]);
    expect(framer.push(bytes('6901234567892\r'), 5000)).toEqual([
      { kind: 'torn', length: 5, tail: bytes('69012'), at: 0 },
      { kind: 'line', bytes: bytes('6901234567892'), at: 5000 },
    ]);
  });
  it('waits within a code as long as a busy computer may take', () => {
    const framer = createLineFramer();
    framer.push(bytes('69012'), 0);
    expect(framer.idle(400)).toEqual([]);
    expect(show(framer.push(bytes('34567892\r'), 900))).toEqual(['6901234567892']);
  });
  it('without suffix, silence ends a code', () => {
    const framer = createLineFramer({ idleMs: 30 });
    expect(framer.idleAfter).toBeUndefined();
    framer.push(bytes('A1'), 0);
    framer.push(bytes('B2'), 20);
    expect(framer.idleAfter).toBe(30);
    expect(framer.idle(49)).toEqual([]);
    expect(framer.idle(50)).toEqual([{ kind: 'line', bytes: bytes('A1B2'), at: 20 }]);
    framer.push(bytes('C3'), 100);
    expect(show(framer.push(bytes('D4'), 140))).toEqual(['C3']);
  });
  it('gives up half a code when the line is gone', () => {
    const framer = createLineFramer();
    framer.push(bytes('690'), 0);
    expect(framer.close(7)).toEqual([{ kind: 'torn', length: 3, tail: bytes('690'), at: 7 }]);
    expect(framer.close(8)).toEqual([]);
  });
  it('a frame keeps its bytes when the next one comes', () => {
    const framer = createLineFramer();
    const [first] = framer.push(bytes('AAAA\r'), 0);
    framer.push(bytes('BBBB\r'), 1);
    expect(first).toMatchObject({ bytes: bytes('AAAA') });
  });
});

describe('decodeGunBytes', () => {
  it('reads ASCII and UTF-8, reports anything else', () => {
    expect(decodeGunBytes(bytes('A1\u001d'))).toEqual({ ok: true, value: 'A1\u001d' });
    expect(decodeGunBytes(bytes('订单'))).toEqual({ ok: true, value: '订单' });
    expect(decodeGunBytes(new Uint8Array([0xb6, 0xa9, 0xb5, 0xa5]))).toEqual({
      ok: false,
      error: { code: 'encoding' },
    });
    expect(decodeGunBytes(new Uint8Array([0x41, 0xff]))).toEqual({ ok: false, error: { code: 'encoding' } });
  });
});
