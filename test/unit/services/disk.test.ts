import { afterEach, describe, expect, it, vi } from 'vitest';
import { levelOf, watchDisk, type DiskState } from '../../../electron/station/services/disk.ts';

const limits = { lowBytes: 1_000, fullBytes: 200 };

describe('free space', () => {
  it('has two limits, and a level is left a little beyond its own', () => {
    expect(levelOf(1_000, 'ok', limits)).toBe('ok');
    expect(levelOf(999, 'ok', limits)).toBe('low');
    expect(levelOf(1_050, 'low', limits)).toBe('low');
    expect(levelOf(1_100, 'low', limits)).toBe('ok');
    expect(levelOf(200, 'low', limits)).toBe('low');
    expect(levelOf(199, 'low', limits)).toBe('full');
    expect(levelOf(210, 'full', limits)).toBe('full');
    expect(levelOf(221, 'full', limits)).toBe('low');
    expect(levelOf(5_000, 'full', limits)).toBe('ok');
    expect(levelOf(0, 'ok', limits)).toBe('full');
  });
});

describe('the watch', () => {
  afterEach(() => vi.useRealTimers());

  it('knows before it resolves, tells changes once, and keeps its level where the disk does not answer', async () => {
    vi.useFakeTimers();
    let free: number | Error = 500;
    const disk = await watchDisk('/', {
      limits,
      everyMs: 10_000,
      freeBytes: () => (free instanceof Error ? Promise.reject(free) : Promise.resolve(free)),
    });
    const told: DiskState[] = [];
    disk.onChange((state) => told.push(state));
    expect(disk.state()).toEqual({ level: 'low', freeBytes: 500 });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(told).toEqual([]);
    free = 100;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual([{ level: 'full', freeBytes: 100 }]);
    expect(disk.isFull()).toBe(true);
    free = new Error('EIO');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(disk.state()).toEqual({ level: 'full', freeBytes: null });
    free = 2_000;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told.at(-1)).toEqual({ level: 'ok', freeBytes: 2_000 });
    disk.close();
    free = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(disk.isFull()).toBe(false);
  });

  it('asks the real disk', async () => {
    const disk = await watchDisk(process.cwd(), { limits: { lowBytes: 1, fullBytes: 1 } });
    expect(disk.state().level).toBe('ok');
    expect(disk.state().freeBytes).toBeGreaterThan(0);
    disk.close();
  });
});
