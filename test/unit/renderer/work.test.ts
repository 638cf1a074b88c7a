import { describe, expect, it } from 'vitest';
import type { AccountView, MethodInput, WorkRow } from '../../../shared/contract/index.ts';
import { POSTS } from '../../../shared/domain/rights/index.ts';
import { areasFor, homeOf, mayOpen, PAGES } from '../../../renderer/stores/pages.ts';
import type { Station } from '../../../renderer/stores/index.ts';
import { createRows } from '../../../renderer/features/work/rows.ts';
import {
  asRequest,
  choose,
  chosenOf,
  EVERYTHING,
  isChosen,
  NOTHING,
  toggle,
} from '../../../renderer/features/work/selection.ts';

const QUERY = { list: 'to_review', filter: {}, sort: 'due', reverse: false } as const;

const signedIn = (by: 'pin' | 'password', ...roles: string[]): AccountView => ({
  mode: 'closed',
  person: { id: 'op:1', name: 'Li', roles, badge: '1' },
  by,
  mustChange: null,
  asked: [],
  stop: null,
});
const OPEN: AccountView = { ...signedIn('password'), mode: 'open', person: null, by: null };

describe('pages', () => {
  it('are all there where nobody signs in', () => {
    expect(areasFor(OPEN).flatMap(({ pages }) => pages)).toEqual(PAGES);
    expect(areasFor(null).flatMap(({ pages }) => pages)).toEqual(PAGES);
  });

  it('are those that the posts have a right to (USR-10)', () => {
    const packer = areasFor(signedIn('pin', 'PKR')).flatMap(({ pages }) => pages);
    expect(packer).toContain('queue');
    for (const page of ['templates', 'devices', 'carriers', 'import'] as const)
      expect(packer).not.toContain(page);
    const finance = signedIn('password', 'FIN');
    expect(mayOpen(finance, 'export')).toBe(true);
    expect(mayOpen(finance, 'devices')).toBe(false);
    // A PIN opens no office page, whoever it belongs to.
    expect(mayOpen(signedIn('pin', 'ADM'), 'devices')).toBe(false);
    expect(mayOpen(signedIn('password', 'ADM'), 'devices')).toBe(true);
  });

  it('leave nobody without a page', () => {
    for (const post of POSTS) expect(areasFor(signedIn('pin', post))[0]?.pages[0]).toBe('bench');
  });

  it('begin at the work lists for the office and at the bench for the warehouse (USR-07)', () => {
    for (const post of ['CLK', 'REV', 'CS', 'WHL', 'LOG', 'FIN', 'MGR', 'ADM'])
      expect(homeOf(signedIn('password', post)), post).toBe('work');
    for (const post of ['PIK', 'PKR', 'SHP', 'PUR', 'RPR'])
      expect(homeOf(signedIn('password', post)), post).toBe('bench');
    expect(homeOf(signedIn('pin', 'REV'))).toBe('bench');
    expect(homeOf(OPEN)).toBe('bench');
  });
});

describe('a selection', () => {
  it('of all leaves out what is taken away again', () => {
    const some = toggle(toggle(EVERYTHING, 'a'), 'b');
    expect(isChosen(some, 'a')).toBe(false);
    expect(isChosen(some, 'c')).toBe(true);
    expect(chosenOf(some, 100_000)).toBe(99_998);
    expect(asRequest(some, QUERY)).toEqual({ query: QUERY, except: ['a', 'b'] });
    expect(chosenOf(toggle(some, 'a'), 100_000)).toBe(99_999);
  });

  it('of some is their numbers', () => {
    const some = choose(toggle(NOTHING, 'a'), ['b', 'c'], true);
    expect(asRequest(toggle(some, 'b'), QUERY)).toEqual({ orders: ['a', 'c'] });
    expect(chosenOf(some, 100_000)).toBe(3);
  });
});

/** A station with so many orders, that answers when it is told to. */
function lister(total: number) {
  const asked: MethodInput<'work.rows'>[] = [];
  const waiting: (() => void)[] = [];
  const station = {
    store: { getState: () => ({ client: {} }) },
    ask: (_method: string, input: MethodInput<'work.rows'>) =>
      new Promise((resolve) => {
        asked.push(input);
        const { offset = 0, limit = 100 } = input;
        const length = Math.max(0, Math.min(limit, total - offset));
        const rows = Array.from({ length }, (_, i) => ({ order: `o${String(offset + i)}` }) as WorkRow);
        const index = { state: 'ready' as const, done: total, of: total };
        waiting.push(() => resolve({ ok: true, value: { total, index, rows } }));
      }),
  } as unknown as Station;
  const answer = async (): Promise<void> => {
    waiting.shift()?.();
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  return { station, asked, answer, offsets: () => asked.map(({ offset }) => offset) };
}

describe('rows of a long list', () => {
  it('are read where somebody looks, one question at a time, and the place of now first', async () => {
    const { station, answer, offsets } = lister(100_000);
    const rows = createRows(station, QUERY);
    rows.need(0, 40);
    rows.need(50_000, 50_040);
    rows.need(99_900, 99_950);
    expect(offsets()).toEqual([0]);
    await answer();
    expect(rows.total()).toBe(100_000);
    // What was only scrolled over is never asked for.
    expect(offsets()).toEqual([0, 99_900]);
    await answer();
    expect(rows.at(99_999)?.order).toBe('o99999');
    expect(rows.at(50_000)).toBeUndefined();
    expect(offsets()).toHaveLength(2);
  });

  it('are read again when the list changed, only those in sight', async () => {
    const { station, answer, offsets } = lister(1_000);
    const rows = createRows(station, QUERY);
    rows.need(0, 40);
    await answer();
    rows.need(400, 440);
    await answer();
    rows.refresh();
    // Old rows stay on the screen until the new ones are there.
    expect(rows.at(410)?.order).toBe('o410');
    expect(rows.at(10)).toBeUndefined();
    await answer();
    expect(offsets()).toEqual([0, 400, 400]);
  });

  it('give the numbers of a range that was never in sight', async () => {
    const { station, answer } = lister(2_000);
    const rows = createRows(station, QUERY);
    rows.need(0, 40);
    await answer();
    const range = rows.orders(10, 1_200);
    await answer();
    await answer();
    await answer();
    const orders = await range;
    expect(orders).toHaveLength(1_191);
    expect(orders.at(-1)).toBe('o1200');
  });

  it('hold no more than a few thousand', async () => {
    const { station, answer } = lister(100_000);
    const rows = createRows(station, QUERY);
    for (let at = 0; at < 60; at += 1) {
      rows.need(at * 200, at * 200 + 40);
      await answer();
    }
    const held = Array.from({ length: 60 }, (_, page) => rows.at(page * 200)).filter(Boolean);
    expect(held.length).toBeLessThanOrEqual(41);
    expect(rows.at(59 * 200)).toBeDefined();
  });
});
