import { MARKS } from '../marks.ts';
import type { LatencyMarks } from '../marks.ts';
import { synthesise } from './synth.ts';
import { SOUNDS } from './table.ts';
import type { SoundName } from './table.ts';

export interface SoundPlayer {
  /** Starts the sound at once, and cuts off the one that still sounds. */
  play(name: SoundName): void;
  /** 0…1. */
  setVolume(volume: number): void;
  /** To be called at a key or click: a page may not sound before. */
  unlock(): void;
  /** Makes the sounds when nobody waits, instead of at the first one. */
  prepare(): void;
}

/** DOM event that tells which sound began: `detail` is `{ name, at }`, `at` as `performance.now()`. */
export const SOUND_EVENT = 'packline:sound';

/** The usual rate of sound cards, Hz; others resample. */
const SAMPLE_RATE = 48_000;

/**
 * Sounds are synthesised beforehand into buffers, so that playing one is a single call of the audio thread.
 */
export function createSoundPlayer(marks: LatencyMarks): SoundPlayer {
  let context: AudioContext | undefined;
  let gain: GainNode | undefined;
  let volume = 0.8;
  let playing: AudioBufferSourceNode | undefined;
  const buffers = new Map<SoundName, AudioBuffer>();

  /** Buffers need no context, which a page may not open before the first key or click. */
  function synthesiseAll(): void {
    if (buffers.size > 0) return;
    for (const name of Object.keys(SOUNDS) as SoundName[]) {
      const samples = synthesise(SOUNDS[name], SAMPLE_RATE);
      const buffer = new AudioBuffer({ length: samples.length, sampleRate: SAMPLE_RATE });
      buffer.copyToChannel(samples, 0);
      buffers.set(name, buffer);
    }
  }

  function open(): { context: AudioContext; gain: GainNode } {
    if (context && gain) return { context, gain };
    const made = new AudioContext({ latencyHint: 'interactive' });
    const out = made.createGain();
    out.gain.value = volume;
    out.connect(made.destination);
    synthesiseAll();
    context = made;
    gain = out;
    return { context: made, gain: out };
  }

  return {
    play(name) {
      const audio = open();
      if (audio.context.state === 'suspended') void audio.context.resume();
      playing?.stop();
      const source = audio.context.createBufferSource();
      source.buffer = buffers.get(name) ?? null;
      source.connect(audio.gain);
      source.start();
      playing = source;
      const at = performance.now();
      marks.mark(MARKS.sound, { name });
      window.dispatchEvent(new CustomEvent(SOUND_EVENT, { detail: { name, at } }));
    },
    setVolume(next) {
      volume = Math.min(1, Math.max(0, next));
      if (gain) gain.gain.value = volume;
    },
    prepare: synthesiseAll,
    unlock() {
      const audio = open();
      if (audio.context.state === 'suspended') void audio.context.resume();
    },
  };
}
