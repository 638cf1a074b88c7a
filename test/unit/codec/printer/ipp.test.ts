import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIpp, encodeStateQuestion, ippState } from '../../../../shared/codec/printer/index.ts';

/** An answer as RFC 8010 has it, put together by hand. */
function answer(
  attributes: readonly (readonly [tag: number, name: string, value: Uint8Array])[],
  status = 0,
) {
  const parts: number[] = [2, 0, status >> 8, status & 0xff, 0, 0, 0, 1, 0x01];
  const add = (tag: number, name: string, value: Uint8Array): void => {
    const text = Buffer.from(name);
    parts.push(
      tag,
      text.length >> 8,
      text.length & 0xff,
      ...text,
      value.length >> 8,
      value.length & 0xff,
      ...value,
    );
  };
  add(0x47, 'attributes-charset', Buffer.from('utf-8'));
  parts.push(0x04);
  for (const [tag, name, value] of attributes) add(tag, name, value);
  parts.push(0x03);
  return Uint8Array.from(parts);
}
const state = (n: number) => [0x23, 'printer-state', Uint8Array.of(0, 0, 0, n)] as const;
const reason = (text: string, first = true) =>
  [0x44, first ? 'printer-state-reasons' : '', Buffer.from(text)] as const;
const message = (text: string) => [0x41, 'printer-state-message', Buffer.from(text)] as const;
const accepting = (yes: boolean) => [0x22, 'printer-is-accepting-jobs', Uint8Array.of(yes ? 1 : 0)] as const;

function stateOf(attributes: Parameters<typeof answer>[0]) {
  const printers = decodeIpp(answer(attributes));
  const [printer] = typeof printers === 'string' ? [] : printers;
  return printer && ippState(printer);
}

describe('the question', () => {
  it('is a Get-Printer-Attributes of the queue, with the attributes that we read', () => {
    const bytes = encodeStateQuestion('ipp://localhost/printers/label');
    expect([...bytes.subarray(0, 9)]).toEqual([2, 0, 0, 0x0b, 0, 0, 0, 1, 1]);
    const text = Buffer.from(bytes).toString('latin1');
    for (const name of ['attributes-charset', 'ipp://localhost/printers/label', 'printer-state-reasons'])
      expect(text).toContain(name);
    expect(bytes.at(-1)).toBe(3);
  });
});

describe('the state of a queue', () => {
  it.each([
    [[state(3), reason('none'), accepting(true)], { state: 'ready' }],
    [[state(4), reason('none')], { state: 'printing' }],
    [[state(5), reason('paused')], { state: 'paused' }],
    [[state(3), reason('media-empty-error')], { state: 'paper_out' }],
    [[state(5), reason('paused'), reason('media-needed-report', false)], { state: 'paper_out' }],
    [[state(5), reason('cover-open-warning')], { state: 'head_open' }],
    [[state(3), reason('media-jam-error')], { state: 'error' }],
    [[state(3), reason('offline-report')], { state: 'unknown', code: 'unreachable' }],
    [
      [state(4), message('The printer may not exist or is unavailable at this time.')],
      { state: 'unknown', code: 'unreachable' },
    ],
    [[state(3), accepting(false)], { state: 'unknown', code: 'not_accepting' }],
    // Words of an old trouble are no trouble of an idle queue.
    [[state(3), message('The printer is not responding.')], { state: 'ready' }],
    [[reason('none')], { state: 'unknown' }],
  ] as const)('%#', (attributes, expected) => {
    expect(stateOf(attributes)).toEqual(expected);
  });

  it('no such queue, and refusals, are told apart', () => {
    expect(decodeIpp(answer([], 0x0406))).toBe('not_found');
    expect(decodeIpp(answer([], 0x0401))).toBe('refused');
  });

  it('no bytes make it throw, and none make it ready by chance', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const printers = decodeIpp(bytes);
        if (typeof printers !== 'string')
          for (const printer of printers) expect(ippState(printer).state).not.toBe('ready');
      }),
    );
    const whole = answer([state(3), reason('none')]);
    for (let end = 0; end < whole.length; end++) expect(decodeIpp(whole.subarray(0, end))).toBe('malformed');
  });
});
