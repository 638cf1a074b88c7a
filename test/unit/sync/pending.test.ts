import { describe, expect, it } from 'vitest';
import { createPending } from '../../../electron/station/sync/pending.ts';

const order = (...ats: string[]) => ({
  id: 'o',
  base: {},
  events: ats.map((at) => ({ id: at, at })),
  private: { events: {} },
});

describe('what waits for the hub', () => {
  it('is counted once for each document, until the hub has just this state of it', () => {
    const pending = createPending(() => undefined);
    pending.wrote('orders', order('1'));
    pending.wrote('orders', order('1', '2'));
    pending.wrote('people', { id: 'p', stamp: 's1' });
    expect(pending.count()).toBe(2);
    // It was written again while the first state was on its way.
    pending.reached('orders', order('1'));
    expect(pending.has('orders', 'o')).toBe(true);
    pending.reached('orders', order('1', '2'));
    pending.reached('people', { id: 'p', stamp: 's0' });
    expect([pending.of('orders'), pending.of('people')]).toEqual([0, 1]);
    pending.reached('people', { id: 'p', stamp: 's1' });
    expect(pending.count()).toBe(0);
  });

  it('tells states apart that differ only in a stamp, in private data or in the base', () => {
    const states = [
      order('1'),
      order('2'),
      { ...order('1'), private: { events: { '1': {} } } },
      { ...order('1'), private: { base: {}, events: {} } },
      { ...order('1'), base: { routing: {} } },
    ];
    for (const one of states)
      for (const other of states) {
        const pending = createPending(() => undefined);
        pending.wrote('orders', one);
        pending.reached('orders', other);
        expect(pending.count()).toBe(one === other ? 0 : 1);
      }
  });

  it('forgets what has left the station', () => {
    let told = 0;
    const pending = createPending(() => (told += 1));
    pending.wrote('files', { id: 'f' });
    pending.gone('files', ['f']);
    expect([pending.count(), told]).toEqual([0, 2]);
  });
});
