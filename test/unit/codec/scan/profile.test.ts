import { describe, expect, it } from 'vitest';
import {
  classifyScan,
  createWedgeDecoder,
  DEFAULT_PROFILE,
  readControls,
  readWedge,
  showControls,
  undressCode,
  wedgeConfigOf,
} from '../../../../shared/codec/index.ts';
import type { GunProfile, KeyRecord } from '../../../../shared/codec/index.ts';
import { gunKeys } from '../../../fakes/gun-keys.ts';

const undress = (text: string, profile: Partial<GunProfile> = {}, from = {}) =>
  undressCode(text, { ...DEFAULT_PROFILE, ...profile }, from);

describe('what a gun puts around a code', () => {
  it('comes off in either order of prefix and AIM identifier', () => {
    const profile = { prefix: '~', suffix: '^' };
    expect(undress('~]C0ABC^', profile)).toEqual({ ok: true, value: { text: 'ABC', symbology: ']C0' } });
    expect(undress(']C0~ABC^', profile)).toEqual({ ok: true, value: { text: 'ABC', symbology: ']C0' } });
  });
  it('and where it is missing, the code was cut: refused, never taken for a shorter one', () => {
    expect(undress('ABC', { prefix: '~' })).toEqual({ ok: false, error: { code: 'prefix_missing' } });
    expect(undress('ABC', { suffix: '^' })).toEqual({ ok: false, error: { code: 'suffix_missing' } });
    expect(undress('ABC', { aim: 'on' })).toEqual({ ok: false, error: { code: 'aim_missing' } });
    expect(undress('^', { suffix: '^' })).toEqual({ ok: false, error: { code: 'suffix_missing' } });
  });
  it('a gun without identifiers may send a code that looks like one', () => {
    const plain = undress(']C0ABC', { aim: 'off' });
    expect(plain).toEqual({ ok: true, value: { text: ']C0ABC', symbology: '' } });
    if (plain.ok)
      expect(classifyScan({ ...plain.value, source: 'serial' })).toMatchObject({
        kind: 'text',
        text: ']C0ABC',
      });
  });
  it('HID tells the symbology apart: it is not looked for in the text', () => {
    expect(undress(']C1X', {}, { symbology: ']Q1' })).toEqual({
      ok: true,
      value: { text: ']C1X', symbology: ']Q1' },
    });
  });
  it('# is a separator only where the whole is GS1 with it', () => {
    const profile: Partial<GunProfile> = { gs: 'text', gsText: '#' };
    expect(undress('TB#2026', profile)).toEqual({ ok: true, value: { text: 'TB#2026' } });
    expect(undress('010950600013435210A1#2177', profile)).toEqual({
      ok: true,
      value: { text: '010950600013435210A1\u001d2177' },
    });
    expect(undress(']C110A#21B', profile)).toEqual({
      ok: true,
      value: { text: '10A\u001d21B', symbology: ']C1' },
    });
  });
  it('control characters have names', () => {
    expect(showControls('\u0002ab\u0003')).toBe('<STX>ab<ETX>');
    expect(readControls('<STX>ab<ETX><no>')).toBe('\u0002ab\u0003<no>');
  });
});

describe('keyboard guns by profile', () => {
  const scan = (records: readonly KeyRecord[], more: Partial<GunProfile> = {}) => {
    const profile = { ...DEFAULT_PROFILE, ...more };
    const decoder = createWedgeDecoder(wedgeConfigOf(profile));
    const last = records.at(-1)?.timeStamp ?? 0;
    const out = records.flatMap((record) => decoder.feed(record).out);
    return [...out, ...decoder.flush(last + 2000)].map((each) => readWedge(each, profile));
  };
  const code = (text: string) => [expect.objectContaining({ kind: 'code', text })];

  it('CapsLock on and a gun that makes up for it', () => {
    const records = gunKeys('sfAB12').map((record) => ({ ...record, caps: true }));
    expect(scan(records, { case: 'caps_aware' })).toEqual(code('SFab12'));
    expect(scan(gunKeys('sfAB12'), { case: 'caps_aware' })).toEqual(code('sfAB12'));
    expect(scan(gunKeys('sfAB12'), { case: 'inverted' })).toEqual(code('SFab12'));
  });
  it('full-width letters and Chinese signs where no key codes come (remote desktop)', () => {
    const typed = [...'ＳＦ１２３。－【】：'].map((key, i): KeyRecord => ({
      code: '',
      key,
      shift: false,
      ctrl: false,
      alt: false,
      meta: false,
      type: 'down',
      timeStamp: 1000 + i * 5,
    }));
    const enter = { ...typed[0], key: 'Enter', timeStamp: 1200 } as KeyRecord;
    expect(scan([...typed, { ...enter, timeStamp: 1060 }])).toEqual(code('SF123.-[]:'));
  });
  it('every character as Alt and numbers, as guns in ALT mode do', () => {
    let t = 1000;
    const records: KeyRecord[] = [];
    const key = (name: string, type: 'down' | 'up', alt: boolean): void => {
      t += 2;
      records.push({
        code: name,
        key: name,
        shift: false,
        ctrl: false,
        alt,
        meta: false,
        type,
        timeStamp: t,
      });
    };
    for (const char of 'aB1]-_~') {
      key('AltLeft', 'down', true);
      for (const digit of `0${String(char.charCodeAt(0))}`) {
        key(`Numpad${digit}`, 'down', true);
        key(`Numpad${digit}`, 'up', true);
      }
      key('AltLeft', 'up', false);
    }
    key('Enter', 'down', false);
    expect(scan(records)).toEqual(code('aB1]-_~'));
  });
  it('a prefix: with it any speed, without it the code was cut', () => {
    expect(scan(gunKeys('~~A1', { gap: 60 }), { prefix: '~~' })).toEqual(code('A1'));
    expect(scan(gunKeys('6901234567892'), { prefix: '~~' })).toMatchObject([
      { kind: 'fault', fault: 'prefix_missing' },
    ]);
  });
  it('a start key and a GS key are the gun’s own: the page must not act on them', () => {
    const decoder = createWedgeDecoder(
      wedgeConfigOf({ ...DEFAULT_PROFILE, startKey: 'F18', gs: 'key', gsText: 'F8' }),
    );
    const key = (name: string, timeStamp: number): KeyRecord => ({
      code: name,
      key: name,
      shift: false,
      ctrl: false,
      alt: false,
      meta: false,
      type: 'down',
      timeStamp,
    });
    expect(decoder.claims(key('F8', 900))).toBe(false);
    expect(decoder.claims(key('F18', 990))).toBe(true);
    for (const record of gunKeys('10A1', { suffix: [] })) decoder.feed(record);
    expect(decoder.claims(key('F8', 1035))).toBe(true);
    expect(decoder.claims(key('F9', 1035))).toBe(false);
  });
});
