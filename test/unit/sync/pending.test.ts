import { describe, expect, it } from 'vitest';
import { createPending } from '../../../electron/station/sync/pending.ts';

const order = (...stamps: string[]) => ({ id: 'A', base: {}, events: stamps.map((at) => ({ id: at, at })) });

describe('what the hub does not have yet', () => {
  it('is a document that was written, until the hub has just that state of it', () => {
    const pending = createPending(() => undefined);
    pending.wrote('orders', order('1'));
    pending.wrote('orders', order('1', '2'));
    pending.reached('orders', order('1'));
    expect(pending.has('orders', 'A')).toBe(true);
    pending.reached('orders', order('1', '2'));
    expect(pending.count()).toBe(0);
  });

  it('is not what RxDB writes when a conflict is resolved by taking the hub’s own state: it never pushes that', () => {
    const pending = createPending(() => undefined);
    pending.wrote('orders', order('1'));
    pending.told('orders', order('1', '2'));
    expect(pending.has('orders', 'A')).toBe(true);
    pending.wrote('orders', order('1', '2'));
    expect(pending.count()).toBe(0);
    // Where ours had more, the union is to be pushed.
    pending.wrote('orders', order('1', '3'));
    pending.told('orders', order('1', '2'));
    pending.wrote('orders', order('1', '2', '3'));
    expect(pending.has('orders', 'A')).toBe(true);
  });

  it('is overdue when it was asked for twice and has not changed between', () => {
    const pending = createPending(() => undefined);
    pending.wrote('orders', order('1'));
    expect(pending.overdue('orders')).toEqual([]);
    pending.wrote('orders', order('1', '2'));
    expect(pending.overdue('orders')).toEqual([]);
    expect(pending.overdue('orders')).toEqual(['A']);
    pending.reached('orders', order('1', '2'));
    expect(pending.overdue('orders')).toEqual([]);
  });
});
