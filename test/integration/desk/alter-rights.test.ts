import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MethodInput } from '../../../shared/contract/index.ts';
import { ORDER_POSTS, POSTS, type Post } from '../../../shared/domain/rights/index.ts';
import { openWindow, type TestWindow } from '../people/windows.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, RECEIVER, saveOrders, saveProducts } from '../station/shop.ts';

/**
 * Each post alone against each act by which an order is changed before it leaves, by a forged call. Who may is written here
 * from requirements 3 and the rulings, not read from the tables.
 */
const PASSWORD = 'Lantern-7-river';
type Act = MethodInput<'alter.act'>['act'];
interface Step {
  readonly row: string;
  readonly may: readonly Post[];
  readonly act: (no: string) => Act;
  /** Brings the order there. */
  readonly before?: Act;
  /** What packers are told, whose own act of that name is another one, or asks for a rule of the site. */
  readonly packer?: string;
}

const party = { ...RECEIVER, province: '浙江省', city: '杭州市', district: '西湖区', detail: '新路1号' };
const short: Act = { type: 'backorder', sku: 'MUG', qty: 1 };
const parts = [[{ no: 1, qty: 1 }], [{ no: 1, qty: 1 }]];
const STEPS: readonly Step[] = [
  {
    row: 'SHO-01 shortage reported',
    may: ORDER_POSTS,
    act: () => ({ type: 'report_short', sku: 'MUG', qty: 1 }),
  },
  { row: 'O12 backordered', may: ['REV', 'CS'], act: () => short },
  {
    row: 'SHO-04 the customer waits',
    may: ['REV', 'CS', 'MGR'],
    before: short,
    act: () => ({ type: 'wait', until: Date.now() + 86_400_000, consent: 'phone' }),
  },
  {
    row: 'O13 restocked',
    may: ['CS', 'WHL'],
    before: short,
    act: () => ({ type: 'restock', consent: 'phone' }),
  },
  {
    row: 'SHO-03 another article',
    may: ['CS', 'REV'],
    before: short,
    act: () => ({ type: 'substitute', line: 1, sku: 'TEA', qty: 1, consent: 'phone' }),
  },
  {
    row: 'SHO-03 less',
    may: ['CS', 'REV'],
    before: short,
    act: () => ({ type: 'cancel_lines', lines: [{ no: 1, qty: 1 }], consent: 'phone' }),
  },
  {
    row: 'O24 split',
    may: ['REV', 'CS'],
    packer: 'packer_splits_parcels_only',
    act: () => ({ type: 'split', parts }),
  },
  {
    row: 'O14 split with consent',
    may: ['REV', 'CS'],
    before: short,
    act: () => ({ type: 'split', parts, waiting: 1, consent: 'phone' }),
  },
  {
    row: 'O23 merge',
    may: ['WHL'],
    packer: 'merge_rule_forbids',
    act: (no) => ({ type: 'merge', with: [orderOf(`${no}-2`)] }),
  },
  {
    row: 'address changed',
    may: ['CS', 'REV'],
    act: () => ({ type: 'address', receiver: party, reason: 'customer_asked' }),
  },
  {
    row: 'O19 cancel by the merchant',
    may: ['REV', 'MGR'],
    act: () => ({ type: 'cancel', reason: 'out_of_stock', refundStarted: true }),
  },
  {
    row: 'O19 cancel on a call of the customer',
    may: ['CS', 'REV', 'MGR'],
    act: () => ({ type: 'cancel', reason: 'customer_changed_mind', refundStarted: true }),
  },
];
const number = (step: Step, post: Post | 'none'): string => `R${String(STEPS.indexOf(step))}-${post}`;

let bench: TestBench;
let boss: { readonly id: string; readonly window: TestWindow };
const people = new Map<Post, { readonly id: string; readonly window: TestWindow }>();
const of = (post: Post) => {
  const person = people.get(post);
  if (!person) throw new Error(post);
  return person;
};

beforeAll(async () => {
  bench = await startBench({ printer: 'none' });
  if (!bench.station) throw new Error('no station');
  await saveProducts(bench);
  const numbers = STEPS.flatMap((step) => (['none', ...step.may] as const).map((post) => number(step, post)));
  const merging = STEPS.filter((step) => step.row === 'O23 merge').flatMap((step) =>
    (['none', ...step.may] as const).map((post) => `${number(step, post)}-2`),
  );
  await saveOrders(
    bench,
    [...numbers, ...merging].map((no) => ({ no, lines: { MUG: 2 } })),
  );
  const window = openWindow(bench.station);
  const made = await window.call('people.first', { name: 'Chen', password: PASSWORD, works: true });
  if (!made.ok) throw new Error(made.code);
  const { session } = await window.call('app.hello', {});
  boss = { id: session?.person?.id ?? '', window };
  for (const post of POSTS) {
    const saved = await window.call('people.save', { name: `P-${post}`, roles: [post] });
    if (!saved.ok) throw new Error(saved.code);
    const { id, badge } = saved.value;
    await window.call('people.secret', { id, password: `${PASSWORD}!` });
    const own = openWindow(bench.station);
    await own.signIn(badge, `${PASSWORD}!`);
    expect(await own.code('session.secret', { current: `${PASSWORD}!`, password: PASSWORD })).toBe('ok');
    people.set(post, { id, window: own });
  }
}, 60_000);
afterAll(() => bench.close());

const act = (who: { readonly id: string; readonly window: TestWindow }, no: string, given: Act) =>
  who.window.code('alter.act', { order: orderOf(no), operator: who.id, act: given });

describe('each post alone', { timeout: 60_000 }, () => {
  it.each(STEPS.map((step) => [step.row, step] as const))('%s', async (_, step) => {
    const shared = number(step, 'none');
    if (step.before) expect(await act(boss, shared, step.before)).toBe('ok');
    for (const post of POSTS) {
      if (step.may.includes(post)) continue;
      const told = post === 'PKR' ? (step.packer ?? 'role_not_allowed') : 'role_not_allowed';
      expect(await act(of(post), shared, step.act(shared)), post).toBe(told);
    }
    for (const post of step.may) {
      const no = number(step, post);
      if (step.before) expect(await act(boss, no, step.before)).toBe('ok');
      expect(await act(of(post), no, step.act(no)), post).toBe('ok');
    }
  });

  it('O23 merge by a packer where the site lets packers merge (MRG-01)', async () => {
    const [merge] = STEPS.filter((step) => step.row === 'O23 merge');
    if (!merge) throw new Error('no merge');
    const no = number(merge, 'none');
    await boss.window.call('siteRules.save', { key: 'merge.packers', value: true });
    expect(await act(of('PKR'), no, merge.act(no))).toBe('ok');
  });
});
