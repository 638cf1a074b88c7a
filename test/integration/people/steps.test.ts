import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MethodInput } from '../../../shared/contract/index.ts';
import { POSTS, type Post } from '../../../shared/domain/rights/index.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, RECEIVER, saveOrders, saveProducts, shipmentOf, type TestOrder } from '../station/shop.ts';
import { openWindow, type TestWindow } from './windows.ts';

/**
 * Each post alone against each step of an order that the contract knows, by a forged call: no page decides. Who may is written
 * here from requirements 3, not read from the tables.
 */
const PASSWORD = 'Lantern-7-river';
const PIN = '740193';

interface Person {
  readonly id: string;
  readonly badge: string;
  readonly window: TestWindow;
}

let bench: TestBench;
let boss: Person;
const people = new Map<Post, Person>();
const of = (post: Post): Person => {
  const person = people.get(post);
  if (!person) throw new Error(post);
  return person;
};

type Act = Omit<MethodInput<'orders.act'>, 'order' | 'operator'>;
interface Step {
  readonly row: string;
  readonly may: readonly Post[];
  readonly order: Omit<TestOrder, 'no'>;
  readonly act: Act;
  /** Brings the order there. */
  readonly before?: (order: string) => Promise<void>;
}

const READY = { lines: { MUG: 1 } };
const REVIEW = { lines: { NEVER_SEEN: 1 } };
const party = { ...RECEIVER, province: '浙江省', city: '杭州市', district: '西湖区' };
async function asBoss(order: string, act: Act): Promise<void> {
  expect(await boss.window.code('orders.act', { ...act, order, operator: boss.id })).toBe('ok');
}

async function hold(order: string): Promise<void> {
  await boss.window.call('bench.operator', { bench: 'B1', operator: boss.id });
  const opened = await boss.window.call('bench.open', { bench: 'B1', shipment: `${order}.1` });
  expect(opened.kind).toBe('opened');
  const held = await boss.window.call('bench.command', {
    bench: 'B1',
    name: 'HOLD',
    arg: 'DAMAGED',
    ref: 'h',
  });
  expect(held.kind).toBe('held');
}

const STEPS: readonly Step[] = [
  { row: 'O5 approve', may: ['REV'], order: REVIEW, act: { action: 'approve' } },
  { row: 'O8 reject', may: ['REV'], order: REVIEW, act: { action: 'reject', reason: 'not for us' } },
  {
    row: 'O10 paid',
    may: ['FIN'],
    order: { ...READY, payment: 'unpaid' },
    act: { action: 'mark_paid', amount: { minor: 1_000, currency: 'CNY' } },
  },
  {
    row: 'cancel request',
    may: ['CLK', 'CS', 'REV', 'MGR'],
    order: READY,
    act: { action: 'request_cancel', reason: 'asked' },
  },
  {
    row: 'cancel request denied',
    may: ['CS', 'REV', 'MGR'],
    order: READY,
    act: { action: 'deny_cancel', reason: 'too late' },
    before: (order) => asBoss(order, { action: 'request_cancel', reason: 'asked' }),
  },
  {
    row: 'O19 cancel by the customer',
    may: ['CS'],
    order: READY,
    act: { action: 'cancel', reason: 'asked', refundStarted: true },
    before: (order) => asBoss(order, { action: 'request_cancel', reason: 'asked' }),
  },
  {
    row: 'O19 cancel by the merchant',
    may: ['REV', 'MGR'],
    order: READY,
    act: { action: 'cancel', reason: 'sold out', refundStarted: true },
  },
  {
    row: 'address changed',
    may: ['CS', 'REV'],
    order: READY,
    act: { action: 'change_receiver', receiver: party },
  },
  // O6 and O7 in one go: two posts in one person, so no post alone.
  { row: 'O7 fixed', may: [], order: REVIEW, act: { action: 'change_receiver', receiver: party } },
  {
    row: 'address settled',
    may: ['CS', 'REV', 'WHL'],
    order: READY,
    act: { action: 'settle_address' },
    before: (order) => asBoss(order, { action: 'change_receiver', receiver: party }),
  },
  {
    row: 'hold lifted',
    may: ['REV', 'CS', 'WHL', 'MGR'],
    order: READY,
    act: { action: 'lift_hold', reason: 'looked at' },
    before: hold,
  },
  { row: 'B3 label voided', may: ['WHL', 'MGR'], order: READY, act: { action: 'void_label' } },
  {
    row: 'products added',
    may: ['CLK', 'REV', 'WHL', 'MGR'],
    order: { lines: { MUG: 1 } },
    act: { action: 'add_products' },
  },
];

const number = (step: Step, post: Post | 'none'): string => `T${STEPS.indexOf(step)}-${post}`;

beforeAll(async () => {
  bench = await startBench();
  if (!bench.station) throw new Error('no station');
  await saveProducts(bench);
  await saveOrders(
    bench,
    STEPS.flatMap((step) =>
      (['none', ...step.may] as const).map((post) => ({ ...step.order, no: number(step, post) })),
    ),
  );
  await saveOrders(
    bench,
    POSTS.map((post) => ({ ...READY, no: `B-${post}` })),
  );
  const window = openWindow(bench.station);
  const made = await window.call('people.first', { name: 'Chen', password: PASSWORD, works: true });
  if (!made.ok) throw new Error(made.code);
  const { session } = await window.call('app.hello', {});
  boss = { id: session?.person?.id ?? '', badge: session?.person?.badge ?? '', window };
  for (const post of POSTS) {
    const saved = await window.call('people.save', { name: `P-${post}`, roles: [post] });
    if (!saved.ok) throw new Error(saved.code);
    const { id, badge } = saved.value;
    await window.call('people.secret', { id, password: `${PASSWORD}!`, pin: PIN });
    const own = openWindow(bench.station);
    await own.signIn(badge, `${PASSWORD}!`);
    expect(await own.code('session.secret', { current: `${PASSWORD}!`, password: PASSWORD })).toBe('ok');
    people.set(post, { id, badge, window: own });
  }
});
afterAll(() => bench.close());

const eventsOf = async (order: string): Promise<number> => {
  const found = await boss.window.call('orders.get', { order });
  if (!found.ok) throw new Error(found.code);
  return found.value.timeline.length;
};

describe('each post alone', () => {
  it.each(STEPS.map((step) => [step.row, step] as const))('%s', async (_, step) => {
    const shared = orderOf(number(step, 'none'));
    await step.before?.(shared);
    const before = await eventsOf(shared);
    const [allowed] = step.may;
    for (const post of POSTS) {
      const { id, window } = of(post);
      // Nobody acts in another's name, whatever the own posts are.
      if (allowed !== undefined && allowed !== post)
        expect(
          await window.code('orders.act', { ...step.act, order: shared, operator: of(allowed).id }),
          `${post} as ${allowed}`,
        ).toBe(post === 'PUR' || post === 'RPR' ? 'role_not_allowed' : 'other_person');
      if (step.may.includes(post)) continue;
      expect(await window.code('orders.act', { ...step.act, order: shared, operator: id }), post).toBe(
        'role_not_allowed',
      );
    }
    expect(await eventsOf(shared)).toBe(before);
    for (const post of step.may) {
      const order = orderOf(number(step, post));
      await step.before?.(order);
      const { id, window } = of(post);
      expect(await window.code('orders.act', { ...step.act, order, operator: id }), post).toBe('ok');
    }
  });

  it('opens a parcel at the bench as a packer, and takes one over as a lead', async () => {
    for (const post of POSTS) {
      const { id, badge, window } = of(post);
      expect(await window.scan(`BG-${badge.toUpperCase()}`)).toMatchObject({ data: { reason: 'pin_asked' } });
      expect(await window.code('session.pin', { bench: 'B1', pin: PIN })).toBe('ok');
      const opened = await window.call('bench.open', { bench: 'B1', shipment: shipmentOf(`B-${post}`) });
      if (post === 'PKR') expect(opened.kind).toBe('opened');
      else expect(opened, post).toMatchObject({ kind: 'not_allowed', data: { reason: 'role_not_allowed' } });
      await window.call('bench.command', { bench: 'B1', name: post === 'PKR' ? 'CANCEL' : 'OK', ref: 'c' });
      await window.signIn(badge, PASSWORD);
      const taken = await window.code('claims.take', {
        shipment: shipmentOf(`B-${post}`),
        operator: id,
        reason: 'urgent',
      });
      if (post === 'WHL') expect(taken).not.toBe('role_not_allowed');
      else expect(taken, post).toBe('role_not_allowed');
    }
  });

  it('sees private data only where the work needs it, and every look is in the record', async () => {
    const order = orderOf(number(STEPS[0] as Step, 'none'));
    const may: readonly Post[] = ['CLK', 'REV', 'CS', 'WHL', 'SHP', 'LOG', 'MGR'];
    for (const post of POSTS) {
      const { id, window } = of(post);
      expect(await window.code('orders.reveal', { order, operator: id, reason: 'call back' }), post).toBe(
        may.includes(post) ? 'ok' : 'role_not_allowed',
      );
    }
    const { rows } = await boss.window.call('audit.list', {
      from: Date.now() - 3_600_000,
      to: Date.now() + 60_000,
      kind: 'acts',
      search: 'reveal',
      limit: 500,
    });
    const seen = rows.filter(({ what }) => what === 'reveal').map(({ by }) => by);
    expect(seen.sort()).toEqual(may.map((post) => of(post).id).sort());
  });
});
