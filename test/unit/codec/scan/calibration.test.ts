import { describe, expect, it } from 'vitest';
import {
  CALIBRATION_TEXT,
  classifyScan,
  DEFAULT_PROFILE,
  hexOf,
  learnProfile,
  proposeProfile,
  replayTrace,
} from '../../../../shared/codec/index.ts';
import type { GunProfile, KeyRecord, TraceStep } from '../../../../shared/codec/index.ts';
import { gunKeys, keyOf } from '../../../fakes/gun-keys.ts';
import type { GunKeysOptions } from '../../../fakes/gun-keys.ts';
import { hidReports } from '../../../fakes/hid.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const step = ({ timeStamp, ...record }: KeyRecord): TraceStep => ({ kind: 'key', t: timeStamp, ...record });
const keys = (text: string, options: GunKeysOptions = {}): TraceStep[] => gunKeys(text, options).map(step);
const line = (text: string): TraceStep[] => [{ kind: 'bytes', t: 0, hex: hexOf(encode(text)) }];
const pressed = (code: string, t: number, more: Partial<KeyRecord> = {}): TraceStep =>
  step({
    code,
    key: code,
    shift: false,
    ctrl: false,
    alt: false,
    meta: false,
    type: 'down',
    timeStamp: t,
    ...more,
  });
const profile = (more: Partial<GunProfile>): GunProfile => ({ ...DEFAULT_PROFILE, aim: 'off', ...more });
/** Turns case round, as a gun that makes up for CapsLock. */
const turned = (text: string): string =>
  text.replace(/[A-Za-z]/g, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()));

/** German layout of the computer, gun set to it: the keys that lie elsewhere. */
const GERMAN: Record<string, [string, boolean]> = {
  y: ['KeyZ', false],
  z: ['KeyY', false],
  Y: ['KeyZ', true],
  Z: ['KeyY', true],
  '-': ['Slash', false],
  _: ['Slash', true],
  '/': ['Digit7', true],
  ':': ['Period', true],
};
function germanKeys(text: string): TraceStep[] {
  let t = 1000;
  const steps: TraceStep[] = [];
  for (const char of text) {
    t += 5;
    if (char === '\u001d') {
      steps.push(pressed('ControlLeft', t, { ctrl: true }), pressed('BracketRight', t + 1, { ctrl: true }));
      continue;
    }
    const found = GERMAN[char];
    const { code, shift } = found ? { code: found[0], shift: found[1] } : keyOf(char);
    steps.push(pressed(code, t, { shift, key: char }));
  }
  return [...steps, pressed('Enter', t + 5)];
}

const TRACES: readonly (readonly [string, TraceStep[], Partial<GunProfile>])[] = [
  ['keyboard, as delivered', keys(CALIBRATION_TEXT), {}],
  ['keyboard with AIM identifiers', keys(`]C1${CALIBRATION_TEXT}`), { aim: 'on' }],
  ['keyboard with prefix and suffix', keys(`~~${CALIBRATION_TEXT}^`), { prefix: '~~', suffix: '^' }],
  ['keyboard with Tab', keys(CALIBRATION_TEXT, { suffix: ['Tab'] }), { end: 'tab' }],
  ['keyboard, # for GS', keys(CALIBRATION_TEXT.replace('\u001d', '#')), { gs: 'text', gsText: '#' }],
  [
    'keyboard, Alt029 as text',
    keys(CALIBRATION_TEXT.replace('\u001d', 'Alt029')),
    { gs: 'text', gsText: 'Alt029' },
  ],
  ['keyboard, case turned round', keys(turned(CALIBRATION_TEXT)), { case: 'inverted' }],
  [
    'keyboard, makes up for CapsLock',
    keys(turned(CALIBRATION_TEXT)).map((each) => ({ ...each, caps: true })),
    { case: 'caps_aware' },
  ],
  ['keyboard under an input method', keys(CALIBRATION_TEXT, { key: () => 'Process' }), {}],
  ['keyboard set to a German computer', germanKeys(CALIBRATION_TEXT), { layout: 'computer' }],
  [
    'keyboard, F8 for GS',
    [
      ...keys(CALIBRATION_TEXT.split('\u001d')[0] ?? '', { suffix: [] }),
      pressed('F8', 1130),
      ...keys(CALIBRATION_TEXT.split('\u001d')[1] ?? '', { start: 1135 }),
    ],
    { gs: 'key', gsText: 'F8' },
  ],
  ['keyboard, F18 first', [pressed('F18', 990), ...keys(CALIBRATION_TEXT)], { startKey: 'F18' }],
  ['serial, CR', line(`${CALIBRATION_TEXT}\r`), {}],
  [
    'serial, STX and ETX',
    line(`\u0002${CALIBRATION_TEXT}\u0003\r\n`),
    { prefix: '\u0002', suffix: '\u0003' },
  ],
  ['serial, AIM and Tab', line(`]C1${CALIBRATION_TEXT}\t`), { aim: 'on', end: 'tab' }],
  ['serial without end', line(CALIBRATION_TEXT), { end: 'none' }],
  [
    'HID-POS',
    hidReports(CALIBRATION_TEXT, ']C1').map((each): TraceStep => ({
      kind: 'report',
      t: 0,
      hex: hexOf(each),
    })),
    { aim: 'auto' },
  ],
];

describe('the calibration code teaches a gun’s profile', () => {
  it.each(TRACES)('%s', (_name, steps, expected) => {
    const learned = learnProfile(steps);
    expect(learned).toEqual({ profile: profile(expected), problems: [] });
  });
  it.each(TRACES)('%s: read with that profile, it is the code again', (_name, steps) => {
    const { profile: learned } = learnProfile(steps);
    const replay = replayTrace(steps, learned);
    expect(replay).toMatchObject([{ kind: 'code', text: CALIBRATION_TEXT }]);
  });
  it('earlier scans in the trace do not disturb it', () => {
    const steps = [...line('6901234567892\rCMD:OK\r'), ...line(`${CALIBRATION_TEXT}\r`)];
    expect(learnProfile(steps)).toEqual({ profile: profile({}), problems: [] });
  });
});

describe('what no profile can mend is named', () => {
  it('all in upper case', () => {
    expect(learnProfile(keys(CALIBRATION_TEXT.toUpperCase())).problems).toEqual(['case_folded']);
  });
  it('nothing for FNC1', () => {
    expect(learnProfile(keys(CALIBRATION_TEXT.replace('\u001d', '')))).toMatchObject({
      profile: { gs: 'none' },
      problems: ['gs_missing'],
    });
  });
  it('a keyboard gun without end and prefix', () => {
    expect(learnProfile(keys(CALIBRATION_TEXT, { suffix: [] })).problems).toEqual(['end_missing']);
  });
  it('another code', () => {
    expect(learnProfile(keys('6901234567892')).problems).toEqual(['not_found']);
  });
  it('a line at seven bits', () => {
    const even = encode(`${CALIBRATION_TEXT}\r`).map((byte) => {
      const ones = byte.toString(2).replaceAll('0', '').length;
      return ones % 2 === 1 ? byte | 0x80 : byte;
    });
    expect(learnProfile([{ kind: 'bytes', t: 0, hex: hexOf(even) }])).toMatchObject({
      problems: ['line_settings'],
      hint: '7E1',
    });
  });
});

describe('the setting that would have worked', () => {
  it('a good setting is left as it is', () => {
    const steps = [...keys('6901234567892'), ...keys('CMD:NEXT', { start: 3000 })];
    expect(proposeProfile(steps, DEFAULT_PROFILE)).toMatchObject({ changes: [], problems: [] });
  });
  it('codes with # for GS', () => {
    const proposed = proposeProfile(keys('01095060001343521726123110A1#2177'), DEFAULT_PROFILE);
    expect(proposed).toMatchObject({ profile: { gs: 'text', gsText: '#' } });
    const [first] = proposed.replay;
    const code = first?.kind === 'code' ? classifyScan({ text: first.text, source: 'wedge' }) : undefined;
    expect(code).toMatchObject({ kind: 'gs1', serial: '77', lot: 'A1', expiry: '2026-12-31' });
  });
  it('a gun on the computer’s layout', () => {
    const azerty: Record<string, string> = Object.fromEntries([...'1234567890'].map((d) => [`Digit${d}`, d]));
    const shifted = gunKeys('6901234567892', { key: (code) => azerty[code] ?? code })
      .filter(({ code }) => code.startsWith('Digit') || code === 'Enter')
      .map((record) => step({ ...record, shift: record.code !== 'Enter' }));
    expect(proposeProfile(shifted, DEFAULT_PROFILE)).toMatchObject({ changes: ['layout'] });
  });
  it('a gun that ends with Tab on a profile with Enter only needs nothing; one on Tab needs Enter', () => {
    const wrong = profile({ end: 'tab', aim: 'auto' });
    expect(proposeProfile(keys('6901234567892'), wrong)).toMatchObject({ changes: ['end'] });
  });
  it('what a person says it should have been', () => {
    const proposed = proposeProfile(keys('!!TT-0042$'), DEFAULT_PROFILE, 'TT-0042');
    expect(proposed.profile).toMatchObject({ prefix: '!!', suffix: '$' });
    expect(proposed.replay).toMatchObject([{ kind: 'code', text: 'TT-0042' }]);
  });
});
