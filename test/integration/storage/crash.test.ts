import { describe, expect, it } from 'vitest';

import { StorageLockedError, getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import { killAgain } from './crash-run.ts';
import { promised } from './crash-verdict.ts';
import type { Noted } from './crash-verdict.ts';
import type { Line } from './crash-load.ts';

/** Few in every run; two hundred in the long one. */
const KILLS = Number(process.env['CRASH_KILLS'] ?? 6);

describe('a process killed while it writes', () => {
  it(
    'has lost nothing that it acknowledged, gives the folder free, and leaves a sound file',
    async () => {
      const result = await killAgain({
        kills: KILLS,
        seed: 20261122,
        bulk: 300,
        // While it lives, the folder is its own.
        whileRunning: (directory) =>
          expect(() => getRxStorageNodeSqlite({ directory, onFatal: () => undefined })).toThrow(
            StorageLockedError,
          ),
      });
      expect(result.events).toBeGreaterThan(KILLS);
    },
    60_000 + KILLS * 10_000,
  );
});

/** The verdict by itself: which writes it asks for after a power cut. */
describe('what must be on disk when the power goes', () => {
  const at = (ms: number, line: Line): Noted => ({ ms, line });
  const ticks = (...times: number[]): Noted[] => times.map((ms) => at(ms, { tick: 1 }));
  const steady = (to: number): Noted[] =>
    ticks(...Array.from({ length: Math.floor(to / 20) }, (_, n) => n * 20));
  const call = (n: number, to: 'scans' | 'prints', ms: number, done: number): Noted[] => [
    at(ms, { call: n, to, ids: ['a', 'b'] }),
    at(done, { done: n }),
  ];

  it('a durable write at once, a relaxed one after half a second', () => {
    expect(promised(call(10, 'prints', 0, 1), [], 2)).toBe(11);
    expect(promised(call(10, 'scans', 0, 1), [], 2)).toBe(0);
    expect(promised([...call(10, 'scans', 0, 1), ...steady(600)], [], 490)).toBe(0);
    expect(promised([...call(10, 'scans', 0, 1), ...steady(600)], [], 510)).toBe(11);
  });

  it('what a barrier covered: acknowledged before it was called', () => {
    const notes = [
      ...call(10, 'scans', 0, 1),
      at(2, { wait: 1 }),
      ...call(20, 'scans', 3, 4),
      at(5, { safe: 1 }),
    ];
    expect(promised(notes, [], 6)).toBe(11);
  });

  it('not in the time in which the machine gave the process no turn, or the disk was at work', () => {
    const asleep = [...call(10, 'scans', 0, 1), ...ticks(0, 20, 400, 420, 440, 460, 480, 500, 520)];
    expect(promised(asleep, [], 530)).toBe(0);
    expect(promised([...call(10, 'scans', 0, 1), ...steady(900)], [[100, 200]], 590)).toBe(0);
    expect(promised([...call(10, 'scans', 0, 1), ...steady(900)], [[100, 200]], 610)).toBe(11);
  });
});
