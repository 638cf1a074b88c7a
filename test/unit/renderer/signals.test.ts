import { describe, expect, it } from 'vitest';
import { GOOD_VERDICTS, STOP_KINDS } from '../../../shared/domain/index.ts';
import { STOP_LOOKS } from '../../../renderer/features/bench/stops.ts';
import { SOUNDS, soundOf } from '../../../renderer/stores/sounds/table.ts';
import { synthesise } from '../../../renderer/stores/sounds/synth.ts';

describe('stops are told apart', () => {
  it('by colour, all twenty', () => {
    expect(new Set(STOP_KINDS.map((kind) => STOP_LOOKS[kind].colour)).size).toBe(STOP_KINDS.length);
  });

  it('by a sound of their own, which no good verdict has', () => {
    const sounds = STOP_KINDS.map((kind) => JSON.stringify(SOUNDS[soundOf(kind)]));
    const good = GOOD_VERDICTS.map((kind) => JSON.stringify(SOUNDS[soundOf(kind)]));
    expect(new Set(sounds).size).toBe(STOP_KINDS.length);
    expect(sounds.some((sound) => good.includes(sound))).toBe(false);
  });

  it('by place, the three of a scan', () => {
    const places = (['wrong_item', 'surplus', 'unknown_code'] as const).map((kind) => STOP_LOOKS[kind].place);
    expect(new Set(places).size).toBe(3);
  });
});

describe('synthesise', () => {
  it.each(Object.entries(SOUNDS))('%s begins at once, is heard, and never clips', (_name, tones) => {
    const samples = synthesise(tones, 8_000);
    const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(peak).toBeGreaterThan(0.1);
    expect(peak).toBeLessThanOrEqual(1);
    expect(samples.slice(0, 160).some((value) => Math.abs(value) > 0.05)).toBe(true);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.05);
  });

  it('gives the same samples at every call', () => {
    expect(synthesise(SOUNDS.unreadable, 8_000)).toEqual(synthesise(SOUNDS.unreadable, 8_000));
  });
});
