import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyScan, createWedgeDecoder } from '../../../../shared/codec/index.ts';
import type { KeyRecord, WedgeConfig, WedgeDecoder, WedgeOutput } from '../../../../shared/codec/index.ts';
import { gunKeys } from '../../../fakes/gun-keys.ts';

interface Run {
  readonly scans: string[];
  readonly keys: string[];
  readonly swallowed: string[];
  readonly out: WedgeOutput[];
}

/** Feeds records as the page does: with a flush whenever the silence asks for one. */
function run(
  records: readonly KeyRecord[],
  config: WedgeConfig = {},
  editable = false,
  decoder = createWedgeDecoder(config),
): Run {
  const out: WedgeOutput[] = [];
  const swallowed: string[] = [];
  let last = 0;
  for (const record of records) {
    silence(decoder, last, record.timeStamp, out);
    const result = decoder.feed(record, editable);
    if (result.swallow) swallowed.push(`${record.code}${record.type === 'up' ? ' up' : ''}`);
    out.push(...result.out);
    last = record.timeStamp;
  }
  silence(decoder, last, last + 10_000, out);
  return {
    out,
    swallowed,
    scans: out.flatMap((o) => (o.kind === 'scan' ? [o.text] : [])),
    keys: out.flatMap((o) => (o.kind === 'keys' ? o.records.map(({ code }) => code) : [])),
  };
}

function silence(decoder: WedgeDecoder, last: number, now: number, out: WedgeOutput[]): void {
  const after = decoder.flushAfter;
  if (after !== undefined && now - last >= after) out.push(...decoder.flush(last + after));
}

const typed = (text: string, gaps: readonly number[], suffix = ['Enter']) =>
  gunKeys(text, { gaps, gap: 180, suffix });
const key = (code: string, timeStamp: number, more: Partial<KeyRecord> = {}): KeyRecord => ({
  code,
  key: code,
  shift: false,
  ctrl: false,
  alt: false,
  meta: false,
  type: 'down',
  timeStamp,
  ...more,
});

describe('a gun', () => {
  it('fast: one scan, and nothing of it reaches the page', () => {
    const result = run(gunKeys('SF1234567890123', { gap: 3 }));
    expect(result.scans).toEqual(['SF1234567890123']);
    expect(result.keys).toEqual([]);
    expect(result.swallowed.filter((code) => code.startsWith('Digit')).length).toBe(13);
    expect(result.swallowed).toContain('Enter');
  });
  it('slow over Bluetooth, 30 ms a key with a stall', () => {
    expect(run(gunKeys('6901234567892', { gap: 30 })).scans).toEqual(['6901234567892']);
    expect(run(gunKeys('OD-TB12345678', { gap: 20, gaps: [20, 20, 110] })).scans).toEqual(['OD-TB12345678']);
  });
  it('two codes back to back, the second also equal to the first', () => {
    const records = [
      ...gunKeys('6901234567892', { start: 1000 }),
      ...gunKeys('6901234567892', { start: 1070 }),
      ...gunKeys('CMD:OK', { start: 1150 }),
    ];
    expect(run(records).scans).toEqual(['6901234567892', '6901234567892', 'CMD:OK']);
  });
  it('CR LF as two keys ends one code and acknowledges nothing', () => {
    const twice = run(gunKeys('6901234567892', { suffix: ['Enter', 'Enter'] }));
    expect(twice.scans).toEqual(['6901234567892']);
    expect(twice.keys).toEqual([]);
    const records = gunKeys('6901234567892', { gap: 25 });
    const end = records.at(-1)?.timeStamp ?? 0;
    const ctrlJ = [key('ControlLeft', end + 25, { ctrl: true }), key('KeyJ', end + 50, { ctrl: true })];
    expect(run([...records, ...ctrlJ])).toMatchObject({ scans: ['6901234567892'], keys: ['ControlLeft'] });
  });
  it('with Tab, numpad Enter or Ctrl+M at the end', () => {
    expect(run(gunKeys('CMD:NEXT', { suffix: ['Tab'] })).scans).toEqual(['CMD:NEXT']);
    expect(run(gunKeys('CMD:NEXT', { suffix: ['NumpadEnter'] })).scans).toEqual(['CMD:NEXT']);
    const records = gunKeys('CMD:NEXT', { suffix: [] });
    const end = records.at(-1)?.timeStamp ?? 0;
    expect(run([...records, key('KeyM', end + 4, { ctrl: true })]).scans).toEqual(['CMD:NEXT']);
  });
  it('while a Chinese input method is on: every key is Process', () => {
    expect(run(gunKeys('SF1234567890123', { key: () => 'Process' })).scans).toEqual(['SF1234567890123']);
  });
  it('while CapsLock is on: letters are not turned round', () => {
    const inverted = (code: string, shift: boolean) =>
      shift ? code.slice(-1).toLowerCase() : code.slice(-1);
    expect(run(gunKeys('SFab-1', { key: inverted })).scans).toEqual(['SFab-1']);
  });
  it('that presses CapsLock around the code', () => {
    const records = [
      key('CapsLock', 995),
      ...gunKeys('sf1234567890', { suffix: [] }),
      key('CapsLock', 1065),
      key('Enter', 1070),
    ];
    expect(run(records).scans).toEqual(['sf1234567890']);
    expect(run(records, { invertCase: true }).scans).toEqual(['SF1234567890']);
  });
  it('on a French keyboard layout', () => {
    const azerty: Record<string, string> = {
      Digit1: '&',
      Digit2: 'é',
      Digit3: '"',
      KeyA: 'q',
      Minus: ')',
      BracketLeft: 'Dead',
    };
    expect(run(gunKeys('A123-21', { key: (code) => azerty[code] ?? code })).scans).toEqual(['A123-21']);
  });
  it('that is set to the computer’s layout', () => {
    const azerty: Record<string, string> = { KeyQ: 'a', KeyA: 'q', Semicolon: 'm' };
    const records = gunKeys('qaqa', { key: (code) => azerty[code] ?? code });
    expect(run(records, { characters: 'key' }).scans).toEqual(['aqaq']);
  });
  it('from the number pad', () => {
    const records = [...'6901'].map((digit, i) => key(`Numpad${digit}`, 1000 + i * 5));
    expect(run([...records, key('NumpadEnter', 1020)]).scans).toEqual(['6901']);
  });
  it('with Alt on every key, as Android guns do', () => {
    expect(run(gunKeys('6901234567892', { alt: true })).scans).toEqual(['6901234567892']);
  });
  it('Ctrl+] is GS, and no Ctrl combination of a code reaches the page', () => {
    const result = run(gunKeys(']C1010950600013435210A1\u001d2177'));
    expect(result.scans).toEqual([']C1010950600013435210A1\u001d2177']);
    expect(result.swallowed.filter((code) => code === 'BracketRight').length).toBe(2);
    expect(classifyScan({ text: result.scans[0] ?? '', source: 'wedge' })).toMatchObject({
      lot: 'A1',
      serial: '77',
    });
  });
  it.each(['029', '0029'])('Alt+%s is GS', (digits) => {
    const before = gunKeys('010950600013435210A1', { suffix: [] });
    let at = (before.at(-1)?.timeStamp ?? 0) + 5;
    const records = [...before, key('AltLeft', at, { alt: true })];
    for (const digit of digits) records.push(key(`Numpad${digit}`, (at += 5), { alt: true }));
    records.push(key('AltLeft', (at += 5), { type: 'up' }), ...gunKeys('2177', { start: at + 5 }));
    const result = run(records);
    expect(result.scans).toEqual(['010950600013435210A1\u001d2177']);
    expect(result.swallowed).toContain('AltLeft up');
  });
  it('sends a key of its own for GS', () => {
    const records = [
      ...gunKeys('10A1', { suffix: [] }),
      key('F8', 1035),
      ...gunKeys('2177', { start: 1040 }),
    ];
    expect(run(records, { gsKeys: ['F8'] })).toMatchObject({ scans: ['10A1\u001d2177'], keys: [] });
  });
  it('writes a key that nothing names as unreadable, not as a shorter code', () => {
    const records = gunKeys('6901234', { suffix: [] });
    const result = run([...records, key('', 1032, { key: 'Process' }), key('Enter', 1036)]);
    expect(classifyScan({ text: result.scans[0] ?? '', source: 'wedge' })).toMatchObject({
      kind: 'invalid',
      reason: 'encoding',
    });
  });
  it('keeps the time of its last key', () => {
    const records = gunKeys('1234', { start: 500, gap: 10 });
    expect(run(records).out).toEqual([{ kind: 'scan', text: '1234', at: 540, passed: 0 }]);
  });
  it('any text of its keyboard comes through', () => {
    const text = fc.stringMatching(
      /^[A-Za-z0-9:_~^./<>)!@#$%&*(\u001d-][A-Za-z0-9:_~^./<>)!@#$%&*( \u001d-]{3,60}$/,
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (code, gap) => {
        expect(run(gunKeys(code, { gap })).scans).toEqual([code]);
      }),
    );
  });
});

describe('a computer that stalls while a gun types', () => {
  it('one gap of half a second inside a code is bridged', () => {
    for (const at of [4, 7, 12]) {
      const gaps = Array.from({ length: at }, () => 3).concat(500);
      expect(run(gunKeys('6901234567892', { gap: 3, gaps })).scans).toEqual(['6901234567892']);
    }
  });
  it('also after two keys, where they came faster than any person’s', () => {
    expect(run(gunKeys('6901234567892', { gap: 2, gaps: [2, 400] })).scans).toEqual(['6901234567892']);
  });
  it('after a single key, which was taken for a person’s by then: it is the front of the code', () => {
    for (const gap of [200, 500])
      expect(run(gunKeys('6901234567892', { gap: 2, gaps: [gap] })).scans).toEqual(['6901234567892']);
  });
  it('where that key has meant something, the code is refused, never taken for a shorter one', () => {
    const result = run([key('KeyY', 900), ...gunKeys('6901234567892', { start: 1200 })]);
    expect(result.out.find(({ kind }) => kind === 'scan')).toMatchObject({
      text: '6901234567892',
      cut: true,
    });
  });
  it('in a text field a person writes and then scans: nothing is joined', () => {
    const result = run([key('KeyA', 900), ...gunKeys('6901234567892', { start: 1200 })], {}, true);
    expect(result.scans).toEqual(['6901234567892']);
  });
  it('a person’s key a second before a scan harms nothing', () => {
    const result = run([key('KeyY', 500), ...gunKeys('6901234567892', { start: 1500 })]);
    expect(result.out.find(({ kind }) => kind === 'scan')).toEqual({
      kind: 'scan',
      text: '6901234567892',
      at: 1565,
      passed: 0,
    });
  });
  it('a slow gun that stalls after a jittery front: nothing of the code is cut off', () => {
    const gaps = [31, 60, 33, 62, 31, 240];
    expect(run(gunKeys('6901234567892', { gap: 30, gaps })).scans).toEqual(['6901234567892']);
  });
  it('a slow gun on a busy computer, 30 ms and now and then 100: a scan all the same', () => {
    const gaps = [30, 31, 95, 32, 30, 110, 33, 30, 88, 31, 30, 64];
    expect(run(gunKeys('6901234567892', { gap: 30, gaps })).scans).toEqual(['6901234567892']);
  });
  it('a person who types four keys quickly and goes on is no gun', () => {
    const result = run(gunKeys('abcdefgh', { gaps: [60, 50, 70, 300, 60, 50, 70, 60] }));
    expect(result.scans).toEqual([]);
    expect(result.keys.length).toBe(9);
  });
});

describe('a prefix makes it certain', () => {
  it('a start key, at any speed and length', () => {
    const result = run([key('F18', 900), ...gunKeys('A1', { gap: 90 })], { startKey: 'F18' });
    expect(result).toMatchObject({ scans: ['A1'], keys: [] });
  });
  it('a start key without terminator: ends by silence', () => {
    expect(run([key('F18', 990), ...gunKeys('A1', { suffix: [] })], { startKey: 'F18' }).scans).toEqual([
      'A1',
    ]);
  });
  it('an end key', () => {
    const records = [key('F18', 990), ...gunKeys('A1', { suffix: ['F19'] })];
    expect(run(records, { startKey: 'F18', terminators: ['F19'] }).scans).toEqual(['A1']);
  });
  it('start characters, taken off', () => {
    expect(run(gunKeys('~~A1', { gap: 60 }), { startText: '~~' }).scans).toEqual(['A1']);
  });
});

describe('a person', () => {
  it('types and presses Enter: all keys come back, in order', () => {
    const result = run(typed('12ab', []));
    expect(result.scans).toEqual([]);
    expect(result.keys).toEqual(['Digit1', 'Digit2', 'KeyA', 'KeyB', 'Enter']);
    expect(result.swallowed).not.toContain('Enter');
  });
  it('types fast, 80 to 110 ms a key', () => {
    const result = run(gunKeys('123456', { gaps: [90, 80, 110, 85, 95, 100] }));
    expect(result.scans).toEqual([]);
    expect(result.keys).toEqual(['Digit1', 'Digit2', 'Digit3', 'Digit4', 'Digit5', 'Digit6', 'Enter']);
  });
  it('drums on the keys without Enter: speed alone never makes a scan', () => {
    const result = run(gunKeys('asdfasdf', { gap: 8, suffix: [] }));
    expect(result.scans).toEqual([]);
    expect(result.keys).toHaveLength(8);
  });
  it('rolls three keys and Enter: too short', () => {
    expect(run(gunKeys('asd', { gap: 8 })).scans).toEqual([]);
  });
  it('holds a key down, then Enter', () => {
    const records = [0, 1, 2, 3, 4, 5].map((i) => key('Digit0', 1000 + i * 33, { repeat: i > 0 }));
    expect(run([...records, key('Enter', 1190)]).scans).toEqual([]);
  });
  it('presses lone keys: Enter, Tab, Space, arrows, F-keys and shortcuts are the page’s', () => {
    const codes = ['Enter', 'Tab', 'Space', 'ArrowDown', 'F2', 'Escape'];
    const result = run([
      ...codes.map((code, i) => key(code, 1000 + i * 300)),
      key('KeyZ', 4000, { ctrl: true }),
      key('KeyC', 4010, { meta: true }),
    ]);
    expect(result.swallowed).toEqual([]);
    expect(result.keys).toEqual([...codes, 'KeyZ', 'KeyC']);
  });
  it('presses Enter after a scan: a key of its own', () => {
    const records = gunKeys('6901234567892');
    const end = records.at(-1)?.timeStamp ?? 0;
    expect(run([...records, key('Enter', end + 400)])).toMatchObject({
      scans: ['6901234567892'],
      keys: ['Enter'],
    });
  });
});

describe('a text field with the focus', () => {
  it('lets the keys through, holds back the terminator of a scan and says how much got in', () => {
    const result = run(gunKeys('6901234567892'), {}, true);
    expect(result.swallowed).toEqual(['Enter']);
    expect(result.out).toEqual([{ kind: 'scan', text: '6901234567892', at: 1065, passed: 13 }]);
  });
  it('leaves a person alone', () => {
    expect(run(typed('123456', []), {}, true).swallowed).toEqual([]);
  });
});

describe('hostile bursts', () => {
  it('a burst of 20,000 keys is kept within bounds and refused by the classifier', () => {
    const { scans } = run(gunKeys('A'.repeat(20_000), { gap: 1 }));
    expect(scans[0]).toHaveLength(4096);
    expect(classifyScan({ text: scans[0] ?? '', source: 'wedge' })).toMatchObject({
      kind: 'invalid',
      reason: 'too_long',
    });
  });
  it('forgets an open burst on reset', () => {
    const decoder = createWedgeDecoder();
    for (const record of gunKeys('690123', { suffix: [] })) decoder.feed(record);
    decoder.reset();
    expect(decoder.flushAfter).toBeUndefined();
    expect(run(gunKeys('4567892', { start: 1040 }), {}, false, decoder).scans).toEqual(['4567892']);
  });
  it('never throws, and every pressed key comes out once: in a scan or as a key', () => {
    const codes = [
      'KeyA',
      'Digit1',
      'Enter',
      'Tab',
      'ShiftLeft',
      'AltLeft',
      'Numpad9',
      'ControlLeft',
      'F8',
      'F18',
      'Space',
      'Escape',
      '',
    ];
    const record = fc.record({
      code: fc.constantFrom(...codes),
      key: fc.constantFrom('a', 'Process', 'Enter'),
      shift: fc.boolean(),
      ctrl: fc.boolean(),
      alt: fc.boolean(),
      meta: fc.boolean(),
      type: fc.constantFrom('down' as const, 'up' as const),
      gap: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), (steps) => {
        let at = 0;
        const records = steps.map(({ gap, ...rest }) => ({ ...rest, timeStamp: (at += gap) }));
        const result = run(records, { gsKeys: ['F8'] });
        const downs = records.filter(({ type }) => type === 'down').length;
        expect(result.keys.length).toBeLessThanOrEqual(downs);
        if (result.scans.length === 0) expect(result.keys.length).toBe(downs);
      }),
    );
  });
});

describe('a busy page', () => {
  for (const editable of [false, true]) {
    it(`does not tear a code whose keys it gets late (${editable ? 'in a text field' : 'outside'})`, () => {
      const decoder = createWedgeDecoder();
      const keys = gunKeys('YT887001');
      const half = 8;
      const out: WedgeOutput[] = [];
      for (const record of keys.slice(0, half)) out.push(...decoder.feed(record, editable).out);
      // The page's clock has gone on by 300 ms, the keys' times have not.
      out.push(...decoder.flush((keys[half - 1]?.timeStamp ?? 0) + 300));
      for (const record of keys.slice(half)) out.push(...decoder.feed(record, editable).out);
      expect(out.flatMap((each) => (each.kind === 'scan' ? [each.text] : []))).toEqual(['YT887001']);
    });
  }

  it('knows which key begins a new burst', () => {
    const decoder = createWedgeDecoder();
    const [key] = gunKeys('a');
    if (!key) throw new Error('no key');
    expect(decoder.beginsAt(key.timeStamp)).toBe(true);
    decoder.feed(key, true);
    expect(decoder.beginsAt(key.timeStamp + 50)).toBe(false);
    expect(decoder.beginsAt(key.timeStamp + 160)).toBe(true);
  });
});
