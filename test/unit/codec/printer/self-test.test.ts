import { describe, expect, it } from 'vitest';
import { applySelfTest, readTestCode, TEST_CROSS, testCode } from '../../../../shared/codec/printer/index.ts';
import type { SelfTestSettings } from '../../../../shared/codec/printer/index.ts';

const tspl: SelfTestSettings = { language: 'tspl', polarity: 'normal' };

describe('the answers to the self-test page', () => {
  it('change nothing where all is well', () => {
    expect(applySelfTest(tspl, { polarity: 'right', darkness: 'good', cross: TEST_CROSS })).toEqual({});
    expect(applySelfTest(tspl, {})).toEqual({});
  });

  it('turn the polarity, and turn it back', () => {
    expect(applySelfTest(tspl, { polarity: 'swapped' })).toEqual({ polarity: 'inverted' });
    expect(applySelfTest({ ...tspl, polarity: 'inverted' }, { polarity: 'swapped' })).toEqual({
      polarity: 'normal',
    });
  });

  it('make it darker or lighter within what the language allows', () => {
    expect(applySelfTest(tspl, { darkness: 'light' })).toEqual({ density: 10 });
    expect(applySelfTest({ ...tspl, density: 14 }, { darkness: 'light' })).toEqual({ density: 15 });
    expect(applySelfTest({ ...tspl, density: 1 }, { darkness: 'dark' })).toEqual({ density: 0 });
    expect(applySelfTest({ ...tspl, language: 'zpl' }, { darkness: 'dark' })).toEqual({ density: 11 });
    expect(applySelfTest({ ...tspl, language: 'escpos' }, { darkness: 'dark' })).toEqual({});
  });

  it('move the picture back to where it belongs, on top of what it was moved before', () => {
    const cross = { x: TEST_CROSS.x + 1.5, y: TEST_CROSS.y - 2 };
    expect(applySelfTest(tspl, { cross })).toEqual({ offsetX: -1.5, offsetY: 2 });
    expect(applySelfTest({ ...tspl, offsetX: -1.5, offsetY: 2 }, { cross })).toEqual({
      offsetX: -3,
      offsetY: 4,
    });
    expect(applySelfTest(tspl, { cross: { x: 500, y: TEST_CROSS.y } })).toEqual({ offsetX: -20 });
  });

  it('keep the narrowest bar that was read; none at all says nothing of the width', () => {
    expect(applySelfTest(tspl, { smallest: 2 })).toEqual({ minModule: 2 });
    expect(applySelfTest(tspl, { smallest: 0 })).toEqual({});
  });

  it('know the test bar codes by what they say', () => {
    for (const dots of [1, 2, 3, 4]) expect(readTestCode(`${testCode(dots)}\r`)).toBe(dots);
    expect(readTestCode('PK52345')).toBeUndefined();
    expect(readTestCode('6901234567892')).toBeUndefined();
  });
});
