import { describe, expect, it } from 'vitest';
import { ORDER_STATUSES, type OrderEventDraft, type OrderStatus } from '../../../../shared/domain/index.ts';
import { POSTS } from '../../../../shared/domain/rights/index.ts';
import { SITE_RULES } from '../../../../shared/domain/site-rules/index.ts';
import {
  firstList,
  nameQuestion,
  nameWords,
  seesList,
  WORK_LIST_DEFINITIONS,
  WORK_LISTS,
  workFacts,
  type WorkParcel,
} from '../../../../shared/domain/work-lists/index.ts';
import { orderIn } from '../order/fixtures.ts';

const parcel = (lane: string, more: Partial<WorkParcel> = {}): WorkParcel => ({
  lane,
  status: 'QUEUED',
  events: [],
  exceptions: [],
  ...more,
});

function factsIn(
  status: OrderStatus,
  more: readonly OrderEventDraft[] = [],
  parcels: readonly WorkParcel[] = [parcel('queue')],
  base: Parameters<typeof orderIn>[1] = {},
) {
  const { base: own, events, state } = orderIn(status, { ...base, more });
  return workFacts({ id: 'o', site: 'main', base: own, events }, state, parcels);
}
const listsIn = (...given: Parameters<typeof factsIn>): string[] =>
  factsIn(...given).lists.map(({ list }) => list);

describe('work lists', () => {
  it('hold each order where its next step is done, since it came there (ALC-03)', () => {
    const found = Object.fromEntries(ORDER_STATUSES.map((status) => [status, listsIn(status)]));
    expect(found).toEqual({
      DRAFT: ['drafts'],
      RECEIVED: ['to_confirm'],
      IN_REVIEW: ['to_review'],
      NEEDS_FIX: ['needs_fix'],
      APPROVED: ['to_release'],
      REJECTED: [],
      AWAITING_PAYMENT: ['awaiting_payment'],
      BACKORDERED: ['short'],
      READY_TO_SHIP: ['ready'],
      SHIPPED: ['in_transit'],
      DELIVERED: ['to_complete', 'to_settle'],
      COMPLETED: ['to_settle'],
      ARCHIVED: [],
      CANCELLED: [],
    });
    // Received at 2000; the events of the fixtures begin at 10,000.
    expect(factsIn('RECEIVED').lists[0]?.since).toBe(2_000);
    expect(factsIn('READY_TO_SHIP').lists[0]?.since).toBe(10_002);
    expect(factsIn('NEEDS_FIX', [{ type: 'fixed', data: { contact: 'c' } }]).lists).toEqual([
      { list: 'to_review', since: 10_002 },
    ]);
    expect(listsIn('COMPLETED', [{ type: 'settled', data: {} }])).toEqual(['to_archive']);
  });

  it('show what stops an order beside its step, and take it from the ready ones', () => {
    const held: OrderEventDraft = { type: 'held', data: { hold: 'h1', reason: 'r' } };
    const again: OrderEventDraft = { type: 'held', data: { hold: 'h2', reason: 'r' } };
    const lifted: OrderEventDraft = { type: 'hold_lifted', data: { hold: 'h1' } };
    expect(listsIn('READY_TO_SHIP', [held])).toEqual(['on_hold']);
    expect(listsIn('IN_REVIEW', [held])).toEqual(['to_review', 'on_hold']);
    // The oldest stop that still stands.
    expect(factsIn('IN_REVIEW', [held, again, lifted]).lists[1]).toEqual({ list: 'on_hold', since: 10_002 });
    expect(listsIn('IN_REVIEW', [held, lifted])).toEqual(['to_review']);
    expect(listsIn('READY_TO_SHIP', [{ type: 'cancel_requested', data: { reason: 'r' } }])).toEqual([
      'on_hold',
    ]);
  });

  it('follow the parcels: packed ones wait for the courier, by the order’s own deadline', () => {
    const staged = parcel('staged', {
      events: [{ id: 'x', type: 'staged', at: '000000000020000-00000-s', by: 'op', station: 's', data: {} }],
    });
    const base = { base: { shipBy: 50_000 } };
    expect(factsIn('READY_TO_SHIP', [], [staged], base).lists).toEqual([
      { list: 'to_hand_over', since: 20_000, due: 50_000 },
    ]);
    expect(factsIn('READY_TO_SHIP', [], [staged, parcel('work')], base).lists).toEqual([
      { list: 'ready', since: 10_002, due: 50_000 },
      { list: 'to_hand_over', since: 20_000, due: 50_000 },
    ]);
    expect(listsIn('READY_TO_SHIP', [], [parcel('gone')])).toEqual([]);
  });

  it('wait for the carrier’s word since the last one, until it has arrived', () => {
    const word = (status: 'IN_TRANSIT' | 'SIGNED'): OrderEventDraft => ({
      type: 'logistics',
      data: { status },
    });
    expect(factsIn('SHIPPED', [word('IN_TRANSIT')]).lists).toEqual([{ list: 'in_transit', since: 10_004 }]);
    expect(listsIn('SHIPPED', [word('SIGNED')])).toEqual([]);
  });

  it('know exceptions of the order, of its parcels and of what only the station knows', () => {
    const odd = { id: 'c', code: 'x', eventId: 'e' };
    expect(
      listsIn('SHIPPED', [{ type: 'exception_raised', data: { exception: 'x1', code: 'lost' } }]),
    ).toContain('exceptions');
    expect(listsIn('SHIPPED', [], [parcel('gone', { exceptions: [odd] })])).toContain('exceptions');
    const { base, events, state } = orderIn('SHIPPED');
    const facts = workFacts({ id: 'o', site: 'main', base, events }, state, [], 77);
    expect(facts.lists).toContainEqual({ list: 'exceptions', since: 77 });
  });

  it('are seen by whose work they are and by whoever manages; each has a limit in the site’s rules (REV-15)', () => {
    for (const list of WORK_LISTS) {
      const { posts, limit } = WORK_LIST_DEFINITIONS[list];
      expect(SITE_RULES[limit].kind).toBe('number');
      const seers = POSTS.filter((post) => seesList(list, [post]));
      expect(new Set(seers)).toEqual(new Set([...posts, 'MGR', 'ADM']));
    }
    expect(POSTS.filter((post) => seesList('archived', [post])).sort()).toEqual(['MGR', 'REV']);
    for (const post of POSTS) {
      const first = firstList([post]);
      if (first !== undefined) expect(seesList(first, [post])).toBe(true);
    }
    expect(firstList(['PKR', 'REV'])).toBe('ready');
    expect(firstList(['PUR'])).toBeUndefined();
  });
});

describe('product names', () => {
  const READ: Readonly<Record<string, string>> = { 龙: 'long', 井: 'jing', 茶: 'cha', 杯: 'bei' };
  const syllables = (text: string) => [...text].map((char) => READ[char] ?? char);

  it('are found by characters, by syllables and initials from each place on, and by Latin words', () => {
    const words = nameWords('龙井茶 iPhone15 杯', syllables);
    expect(words).toEqual(
      expect.arrayContaining([
        '龙',
        '井',
        '茶',
        'iphone15',
        '杯',
        'longjingchaiphone15bei',
        'jingchaiphone15bei',
      ]),
    );
    expect(words).toEqual(expect.arrayContaining(['ljciphone15b', 'jciphone15b', 'iphone15b', 'bei', 'b']));
    expect(nameWords('Cup — big', () => [])).toEqual(['cup', 'big']);
    expect(nameWords('', syllables)).toEqual([]);
    // A whole description, emoji, what no dictionary knows: never an error.
    expect(nameWords('😀𠮷'.repeat(500), syllables).length).toBeLessThan(200);
  });

  it('are asked for so that nothing typed is a command to the search', () => {
    expect(nameQuestion('井茶')).toBe('"井 茶"');
    expect(nameQuestion('LJC')).toBe('"ljc" *');
    expect(nameQuestion('龙井 bei')).toBe('"龙 井" AND "bei" *');
    expect(nameQuestion('a" OR b* NEAR(')).toBe('"a" * AND "or" * AND "b" * AND "near" *');
    expect(nameQuestion(' -"*() ')).toBeUndefined();
  });
});
