import { describe, expect, it } from 'vitest';
import { createStatusDialog } from '../../../../shared/codec/printer/index.ts';
import type { PrinterLanguage, StatusVerdict } from '../../../../shared/codec/printer/index.ts';
import { statusAnswer } from '../../../fakes/printer/status.ts';
import type { Condition } from '../../../fakes/printer/status.ts';

const LONG = process.env['PACKLINE_LONG'] === '1';
/** Questions on the line that has everything; a tenth of it on each of the others. */
const FRAMES = LONG ? 200_000 : 10_000;
const LANGUAGES = ['tspl', 'zpl', 'escpos'] as const;
const CONDITIONS: readonly Condition[] = ['ready', 'paper_out', 'head_open', 'paused', 'error'];
const DEADLINE_MS = 1500;

/** mulberry32: the same frames in every run of a seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Line {
  /** Chance that a byte is changed, lost, or joined by another one. */
  readonly noise: number;
  /** Chance that an answer is late, and by how many ms at most. */
  readonly late: number;
  readonly lateMs: number;
  /** Chance that the printer says nothing, or something else altogether. */
  readonly mute: number;
  readonly garbage: number;
  readonly rounds: number;
}

const LINES: Readonly<Record<string, Line>> = {
  clean: { noise: 0, late: 0, lateMs: 0, mute: 0, garbage: 0, rounds: 2 },
  'late answers': { noise: 0, late: 0.5, lateMs: 4000, mute: 0.1, garbage: 0, rounds: 2 },
  garbage: { noise: 0, late: 0, lateMs: 0, mute: 0.1, garbage: 0.4, rounds: 2 },
  noise: { noise: 0.05, late: 0, lateMs: 0, mute: 0.05, garbage: 0.1, rounds: 3 },
  everything: { noise: 0.03, late: 0.3, lateMs: 3000, mute: 0.1, garbage: 0.1, rounds: 3 },
};

/** A printer behind a line, in virtual time: it answers in order, with what is true when it is asked. */
function printerOn(language: PrinterLanguage, line: Line, next: () => number) {
  let condition: Condition = 'ready';
  let now = 0;
  let lastDelivery = 0;
  const underWay: { at: number; bytes: number[] }[] = [];

  const disturbed = (bytes: readonly number[]): number[] =>
    bytes.flatMap((byte) => {
      if (next() >= line.noise) return [byte];
      const kind = next();
      if (kind < 0.4) return [byte ^ (1 << Math.floor(next() * 8))];
      if (kind < 0.6) return [];
      return [byte, Math.floor(next() * 256)];
    });
  const answer = (question: Uint8Array): number[] => {
    if (next() < line.mute) return [];
    if (next() < line.garbage) {
      const kind = next();
      // A web server, an echo, text in another character set, plain rubbish.
      if (kind < 0.25) return [...Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')];
      if (kind < 0.5) return [...question];
      if (kind < 0.75) return [...Buffer.from('\x02READY\x03\r\nOK\r\n')];
      return Array.from({ length: 1 + Math.floor(next() * 90) }, () => Math.floor(next() * 256));
    }
    if (language !== 'escpos') return [...(statusAnswer(language, condition, 0) ?? [])];
    return [1, 2, 3, 4].flatMap((which) => [...(statusAnswer('escpos', condition, which) ?? [])]);
  };

  return {
    become: (to: Condition) => void (condition = to),
    wait: (ms: number) => void (now += ms),
    /** One question, as a transport asks it. */
    ask(owed: readonly number[], how = { quietMs: 40, rounds: line.rounds }): StatusVerdict {
      const dialog = createStatusDialog({ language, now, deadlineMs: DEADLINE_MS, ...how, owed });
      for (;;) {
        while (underWay[0] && underWay[0].at <= now) {
          const piece = underWay.shift();
          if (piece) dialog.hear(Uint8Array.from(piece.bytes), now);
        }
        const step = dialog.step(now);
        if (step.do === 'done') return step.verdict;
        if (step.do === 'wait') {
          now = Math.min(step.until, underWay[0]?.at ?? Infinity);
          continue;
        }
        const bytes = disturbed(answer(step.bytes));
        const late = next() < line.late ? next() * line.lateMs : 2 + next() * 30;
        // In order, in pieces up to 30 ms apart.
        let at = Math.max(now + late, lastDelivery);
        while (bytes.length > 0) {
          underWay.push({ at, bytes: bytes.splice(0, 1 + Math.floor(next() * bytes.length)) });
          lastDelivery = at;
          at += next() * 30;
        }
      }
    },
  };
}

/** Asks again and again while the printer's condition changes. `naive` = takes the first thing that looks like an answer. */
function watch(language: PrinterLanguage, name: string, frames: number, naive = false) {
  // A long answer would never be whole with the noise of a short one.
  const given = LINES[name] as Line;
  const line = language === 'zpl' ? { ...given, noise: given.noise / 20 } : given;
  const next = random(name.length * 1000 + language.length);
  const printer = printerOn(language, line, next);
  let owed: readonly number[] = [];
  let condition: Condition = 'ready';
  const told = { wronglyReady: 0, trulyReady: 0, notAnsweredButKnown: 0 };
  for (let frame = 0; frame < frames; frame++) {
    if (next() < 0.4) {
      condition = CONDITIONS[Math.floor(next() * CONDITIONS.length)] ?? 'ready';
      printer.become(condition);
    }
    // Asked again soon, or after a while.
    printer.wait(next() < 0.5 ? next() * 300 : next() * 6000);
    const verdict = naive
      ? printer.ask([], { quietMs: 0, rounds: 1 })
      : printer.ask(owed, { quietMs: 40, rounds: line.rounds });
    ({ owed } = verdict);
    if (verdict.state === 'ready') told[condition === 'ready' ? 'trulyReady' : 'wronglyReady'] += 1;
    if (verdict.reach !== 'answered' && verdict.state !== 'unknown') told.notAnsweredButKnown += 1;
  }
  return told;
}

describe.each(LANGUAGES)('%s: the state of a printer', (language) => {
  it.each(Object.keys(LINES))('on a line with %s: never "ready" when it is not', (name) => {
    const frames = name === 'everything' ? FRAMES : FRAMES / 10;
    const told = watch(language, name, frames);
    expect(told).toMatchObject({ wronglyReady: 0, notAnsweredButKnown: 0 });
    // And it is no use to say "unknown" to everything.
    expect(told.trulyReady).toBeGreaterThan(frames / 200);
  });

  it('the same lines fool one who takes the first thing that looks like an answer', () => {
    expect(watch(language, 'everything', 3000, true).wronglyReady).toBeGreaterThan(0);
  });

  it('a clean line tells every condition at the first question', () => {
    for (const condition of CONDITIONS) {
      const printer = printerOn(language, { ...(LINES['clean'] as Line) }, random(7));
      printer.become(condition);
      const { state, reach } = printer.ask([]);
      const silent = language === 'zpl' && (condition === 'paper_out' || condition === 'head_open');
      expect([state, reach]).toEqual(silent ? ['unknown', 'silent'] : [condition, 'answered']);
    }
  });

  it('never answers: unknown, within the deadline', () => {
    const printer = printerOn(language, { ...(LINES['clean'] as Line), mute: 1 }, random(1));
    expect(printer.ask([])).toMatchObject({ state: 'unknown', reach: 'silent' });
  });
});
