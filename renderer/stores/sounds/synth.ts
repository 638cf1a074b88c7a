import type { Tone } from './table.ts';

/** Attack and release in ms: without them a tone clicks. */
const ATTACK_MS = 3;
const RELEASE_MS = 25;

/** Mixes the tones into samples in -1…1. Pure; noise is the same at every call. */
export function synthesise(tones: readonly Tone[], sampleRate: number): Float32Array<ArrayBuffer> {
  const lengthMs = Math.max(0, ...tones.map((tone) => tone.at + tone.ms + RELEASE_MS));
  const samples = new Float32Array(Math.ceil((lengthMs / 1000) * sampleRate));
  for (const tone of tones) addTone(samples, tone, sampleRate);
  for (let i = 0; i < samples.length; i += 1) samples[i] = Math.tanh(samples[i] ?? 0);
  return samples;
}

function addTone(samples: Float32Array, tone: Tone, sampleRate: number): void {
  const start = Math.round((tone.at / 1000) * sampleRate);
  const length = Math.round(((tone.ms + RELEASE_MS) / 1000) * sampleRate);
  let phase = 0;
  let seed = 12_345;
  for (let i = 0; i < length && start + i < samples.length; i += 1) {
    const ms = (i / sampleRate) * 1000;
    const hz = tone.hz + ((tone.to ?? tone.hz) - tone.hz) * Math.min(1, ms / tone.ms);
    phase = (phase + hz / sampleRate) % 1;
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const index = start + i;
    const value = wave(tone.wave, phase, seed / 1_073_741_824 - 1);
    samples[index] = (samples[index] ?? 0) + value * tone.gain * envelope(ms, tone.ms);
  }
}

function envelope(ms: number, length: number): number {
  if (ms < ATTACK_MS) return ms / ATTACK_MS;
  if (ms > length) return Math.max(0, 1 - (ms - length) / RELEASE_MS);
  return 1;
}

function wave(kind: Tone['wave'], phase: number, noise: number): number {
  if (kind === 'sine') return Math.sin(2 * Math.PI * phase);
  if (kind === 'square') return phase < 0.5 ? 0.7 : -0.7;
  if (kind === 'saw') return (2 * phase - 1) * 0.8;
  if (kind === 'triangle') return 1 - 4 * Math.abs(phase - 0.5);
  return noise;
}
