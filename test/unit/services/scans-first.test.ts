import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScansFirst } from '../../../electron/station/scans-first.ts';
import { createTelling } from '../../../electron/station/telling.ts';

describe('long work', () => {
  it('goes on at once where nobody scans', async () => {
    const order: string[] = [];
    const turn = new Promise<void>((next) => setImmediate(() => (order.push('next turn'), next())));
    await createScansFirst().clear();
    order.push('work');
    await turn;
    expect(order).toEqual(['work', 'next turn']);
  });

  it('waits for a scan that is under way, and a moment after it', async () => {
    const scans = createScansFirst();
    const order: string[] = [];
    let decided: () => void = () => undefined;
    const scan = scans.during(() => new Promise<void>((done) => (decided = done)));
    const work = scans.clear().then(() => order.push('work'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push('verdict');
    decided();
    await scan;
    const ended = performance.now();
    await work;
    expect(order).toEqual(['verdict', 'work']);
    expect(performance.now() - ended).toBeGreaterThan(40);
  });

  it('knows whether somebody packs: during a scan, and some seconds after the last', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    try {
      const scans = createScansFirst();
      expect(scans.packing()).toBe(false);
      await scans.during(async () => expect(scans.packing()).toBe(true));
      clock.mockReturnValue(9_000);
      expect(scans.packing()).toBe(true);
      clock.mockReturnValue(60_000);
      expect(scans.packing()).toBe(false);
    } finally {
      clock.mockRestore();
    }
  });

  it('of minutes goes on in the lull after a verdict, and not when the next scan may come', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    try {
      const scans = createScansFirst();
      // Somebody scans every 400 ms, once after 200.
      for (const at of [1_000, 1_400, 1_600, ...Array.from({ length: 20 }, (_, n) => 2_000 + n * 400)]) {
        clock.mockReturnValue(at);
        await scans.during(() => Promise.resolve());
      }
      const last = 9_600;
      const begun: string[] = [];
      clock.mockReturnValue(last + 140);
      await scans.lull();
      clock.mockReturnValue(last + 160);
      const waiting = scans.lull().then(() => begun.push('work'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(begun).toEqual([]);
      let decided: () => void = () => undefined;
      const scan = scans.during(() => new Promise<void>((done) => (decided = done)));
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(begun).toEqual([]);
      decided();
      await scan;
      await waiting;
      // Nobody packs any more.
      clock.mockReturnValue(last + 60_000);
      await scans.lull();
    } finally {
      clock.mockRestore();
    }
  });

  it('goes on in the end beside a bench that never rests, and after a scan that failed', async () => {
    const scans = createScansFirst();
    void scans.during(() => new Promise<void>(() => undefined));
    await scans.clear();
    await scans.lull();
    const other = createScansFirst();
    await expect(other.during(() => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
    await other.clear();
  });
});

describe('what a page is told', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());
  const changed = (what: 'orders' | 'queue') => ({ event: 'changed' as const, value: { what } });

  it('comes at once, then together, and the last of many is never lost', () => {
    const told: string[] = [];
    const telling = createTelling((push) =>
      told.push(push.event === 'changed' ? push.value.what : push.event),
    );
    for (let n = 0; n < 1_000; n += 1) telling.tell(changed('orders'));
    telling.tell(changed('queue'));
    expect(told).toEqual(['orders', 'queue']);
    vi.advanceTimersByTime(250);
    expect(told).toEqual(['orders', 'queue', 'orders']);
    telling.tell(changed('orders'));
    expect(told).toHaveLength(3);
    vi.advanceTimersByTime(250);
    expect(told).toHaveLength(4);
    // After a rest at once again.
    vi.advanceTimersByTime(1_000);
    telling.tell(changed('orders'));
    expect(told).toHaveLength(5);
  });

  it('is everything else as it comes, and nothing after the page has gone', () => {
    const told: string[] = [];
    const telling = createTelling((push) => told.push(push.event));
    const fatal = { event: 'fatal' as const, value: { code: 'x', detail: '' } };
    telling.tell(fatal);
    telling.tell(fatal);
    telling.tell(changed('orders'));
    telling.tell(changed('orders'));
    expect(told).toEqual(['fatal', 'fatal', 'changed']);
    telling.dispose();
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(3);
  });
});
