import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BulkReport, BulkRequest, MethodInput, MethodOutput } from '../../../shared/contract/index.ts';
import type { Post } from '../../../shared/domain/rights/index.ts';
import { openWindow, type TestWindow } from '../people/windows.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, saveOrders, saveProducts, RECEIVER } from '../station/shop.ts';
import { until } from '../../lib/until.ts';

/** The work lists of a station by its contract, as people with posts see and work them. */
const PASSWORD = 'Lantern-7-river';
type Rows = Extract<MethodOutput<'work.rows'>, { ok: true }>['value'];

let bench: TestBench;
const people = new Map<string, { readonly id: string; readonly window: TestWindow }>();
const of = (name: string) => {
  const person = people.get(name);
  if (!person) throw new Error(name);
  return person;
};

async function rowsOf(name: string, input: Partial<MethodInput<'work.rows'>>): Promise<Rows> {
  const answer = await of(name).window.call('work.rows', { list: 'all', ...input });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
}
const numbers = (rows: Rows): string[] => rows.rows.map((row) => row.channelOrderNo);
/** Asks until the list shows these. */
const listed = (name: string, input: Partial<MethodInput<'work.rows'>>, expected: readonly string[]) =>
  until(
    async () => numbers(await rowsOf(name, { sort: 'number', ...input })),
    (found) => JSON.stringify(found) === JSON.stringify(expected),
    JSON.stringify(expected),
  );
const ended = (name: string, id: string): Promise<BulkReport> =>
  until(
    async () =>
      (await of(name).window.call('work.bulks', {})).find((report) => report.id === id) as BulkReport,
    (report) => report.state !== 'running',
    'the end of the act',
  );
async function bulk(
  name: string,
  request: Omit<BulkRequest, 'selection'> & Pick<MethodInput<'work.bulk'>, 'selection'>,
) {
  const { id: operator, window } = of(name);
  const started = await window.call('work.bulk', { ...request, operator });
  if (!started.ok) throw new Error(started.code);
  return ended(name, started.value.id);
}
const REVIEW = { lines: { NEVER_SEEN: 1 } };
const many = (prefix: string, count: number, order: { lines: Record<string, number> } = REVIEW) =>
  Array.from({ length: count }, (_, n) => ({ no: `${prefix}-${String(n).padStart(3, '0')}`, ...order }));

beforeAll(async () => {
  bench = await startBench({ printer: 'none' });
  if (!bench.station) throw new Error('no station');
  await saveProducts(bench);
  await saveOrders(bench, [
    { no: 'L-1', lines: { MUG: 1 }, urgent: true },
    { no: 'L-2', lines: { TEA: 2 }, shipBy: '2026-11-21 10:00' },
    { no: 'L-3', lines: { PEN: 1 }, payment: 'cod' },
    { no: 'L-4', lines: { PEN: 1 }, payment: 'unpaid' },
    ...many('R', 12),
    ...many('C', 40),
  ]);
  const window = openWindow(bench.station);
  const made = await window.call('people.first', { name: 'Chen', password: PASSWORD, works: false });
  if (!made.ok) throw new Error(made.code);
  const { session } = await window.call('app.hello', {});
  people.set('boss', { id: session?.person?.id ?? '', window });
  const posts: Record<string, readonly Post[]> = {
    rev: ['REV'],
    rev2: ['REV'],
    cs: ['CS'],
    pkr: ['PKR'],
    mgr: ['MGR'],
  };
  for (const [name, roles] of Object.entries(posts)) {
    const saved = await window.call('people.save', { name, roles: [...roles] });
    if (!saved.ok) throw new Error(saved.code);
    const { id, badge } = saved.value;
    await window.call('people.secret', { id, password: `${PASSWORD}!` });
    const own = openWindow(bench.station);
    await own.signIn(badge, `${PASSWORD}!`);
    expect(await own.code('session.secret', { current: `${PASSWORD}!`, password: PASSWORD })).toBe('ok');
    people.set(name, { id, window: own });
  }
}, 60_000);
afterAll(() => bench.close());

describe('work lists of a station', { timeout: 60_000 }, () => {
  it('open on the own one, with counts, ages and what is late (REV-15, ALC-03)', async () => {
    const lists = (name: string) => of(name).window.call('work.lists', {});
    const ready = await until(
      () => lists('rev'),
      ({ index }) => index.state === 'ready' && index.done === 56,
      'the index',
    );
    expect(ready.first).toBe('to_review');
    expect(ready.lists.map(({ list }) => list)).toEqual(
      expect.arrayContaining(['to_review', 'to_release', 'exceptions', 'to_archive']),
    );
    expect(ready.lists.map(({ list }) => list)).not.toContain('to_hand_over');
    // Those with an unknown product.
    expect(ready.lists.find(({ list }) => list === 'to_review')).toMatchObject({
      count: 52,
      late: 0,
      hours: 8,
    });
    expect((await lists('pkr')).lists).toEqual([
      expect.objectContaining({ list: 'ready', count: 3, urgent: 1 }) as unknown,
    ]);
    expect((await lists('mgr')).lists.length).toBeGreaterThan(12);
    // Past its own deadline is late, whatever the hours are.
    const { rows } = await rowsOf('pkr', { list: 'ready' });
    expect(rows.map((row) => [row.channelOrderNo, row.late])).toEqual([
      ['L-1', false],
      ['L-2', true],
      ['L-3', false],
    ]);
    expect(numbers(await rowsOf('pkr', { list: 'ready', filter: { late: true } }))).toEqual(['L-2']);
  });

  it('show nobody what is not his', async () => {
    const ask = (name: string, list: MethodInput<'work.rows'>['list']) =>
      of(name).window.code('work.rows', { list });
    expect(await ask('pkr', 'to_review')).toBe('role_not_allowed');
    expect(await ask('pkr', 'archived')).toBe('role_not_allowed');
    expect(await ask('rev', 'archived')).toBe('ok');
    const selection = { query: { list: 'to_review' as const } };
    const { id, window } = of('pkr');
    expect(await window.code('work.preview', { action: 'approve', selection, operator: id })).toBe(
      'role_not_allowed',
    );
    expect(await window.code('work.bulk', { action: 'approve', selection, operator: of('rev').id })).toBe(
      'other_person',
    );
  });

  it('find by number, receiver, SKU and product while it is typed (CMP-05)', async () => {
    const find = async (text: string): Promise<string[]> => {
      const answer = await of('cs').window.call('work.search', { text, limit: 50 });
      return answer.ok ? answer.value.hits.map((hit) => `${hit.channelOrderNo} ${hit.by}`) : [answer.code];
    };
    expect(await find('L-2')).toEqual(['L-2 number']);
    expect(await find('r-01')).toEqual(['R-011 number', 'R-010 number']);
    // The end of a number is enough.
    expect(await find('-012')).toEqual(['C-012 number']);
    expect(await find('0129')).toEqual([]);
    expect(await find('tea')).toContain('L-2 sku');
    expect(await find('spmug')).toEqual(['L-1 product']);
    expect(await find('商品PEN')).toEqual(['L-4 product', 'L-3 product']);
    expect(await find(RECEIVER.name)).toHaveLength(50);
    expect(await find('139 1234 5678')).toHaveLength(50);
    expect((await find('5678')).every((hit) => hit.endsWith('phone'))).toBe(true);
    expect(await find('李')).toEqual([]);
    for (const odd of ['"', '*', '%', '’); DROP TABLE orders', '😀', '‮ab', 'x'.repeat(100)]) await find(odd);
    const narrowed = await rowsOf('cs', { filter: { text: 'PEN', payments: ['COD'] } });
    expect(numbers(narrowed)).toEqual(['L-3']);
    expect(narrowed.total).toBe(1);
  });

  it('keep the filters of each person, what was typed encrypted', async () => {
    const { id: operator, window } = of('cs');
    const saved = await window.call('work.saveFilter', {
      operator,
      name: '  李小姐 ',
      list: 'all',
      filter: { text: '李晓梅', flags: ['urgent'] },
      sort: 'age',
      reverse: true,
    });
    if (!saved.ok) throw new Error(saved.code);
    expect(await window.call('work.filters', {})).toEqual([saved.value]);
    expect(saved.value.name).toBe('李小姐');
    expect(await of('rev').window.call('work.filters', {})).toEqual([]);
    const again = { ...saved.value, name: 'urgent', operator };
    expect(await window.code('work.saveFilter', again)).toBe('ok');
    expect((await window.call('work.filters', {})).map(({ name }) => name)).toEqual(['urgent']);
    expect(await window.code('work.removeFilter', { id: saved.value.id, operator })).toBe('ok');
    expect(await window.call('work.filters', {})).toEqual([]);
  });

  it('tell before an act on many what would go and what not, and why', async () => {
    const { id: operator, window } = of('rev');
    const ids = ['L-1', 'R-000', 'R-001', 'GONE'].map(orderOf);
    const selection = { orders: ids };
    const preview = await window.call('work.preview', { action: 'approve', selection, operator });
    expect(preview).toEqual({
      ok: true,
      value: {
        total: 4,
        will: 2,
        refused: expect.arrayContaining([
          { code: 'wrong_status', count: 1, examples: [{ order: orderOf('L-1'), channelOrderNo: 'L-1' }] },
          {
            code: 'not_here',
            count: 1,
            examples: [{ order: orderOf('GONE'), channelOrderNo: orderOf('GONE') }],
          },
        ]) as unknown,
      },
    });
    expect(await window.code('work.preview', { action: 'reject', selection, operator })).toBe(
      'reason_required',
    );
    // A customer service person sees the same and may not approve.
    const cs = of('cs');
    expect(
      await cs.window.call('work.preview', {
        action: 'approve',
        selection: { orders: [orderOf('R-000')] },
        operator: cs.id,
      }),
    ).toMatchObject({ value: { will: 0, refused: [{ code: 'role_not_allowed', count: 1 }] } });
    await listed(
      'rev',
      { list: 'to_review', filter: { text: 'R-00' } },
      many('R', 10).map(({ no }) => no),
    );
  });

  it('do a thing to a whole filter, each order once, with two people at the same ones', async () => {
    const selection = {
      query: { list: 'to_review' as const, filter: { text: 'R-00' } },
      except: [orderOf('R-009')],
    };
    const request = { action: 'needs_fix' as const, selection, reason: '电话不对' };
    const [one, other] = await Promise.all([bulk('rev', request), bulk('rev2', request)]);
    expect(one.state).toBe('done');
    expect(other.state).toBe('done');
    expect(one.done + other.done).toBe(9);
    for (const { done, refused, seen, total } of [one, other]) {
      expect(seen).toBe(total);
      expect(refused.reduce((sum, { count }) => sum + count, 0)).toBe(total - done);
      expect(refused.every(({ code }) => code === 'wrong_status')).toBe(true);
    }
    for (const { no } of many('R', 9)) {
      const order = await of('rev').window.call('orders.get', { order: orderOf(no) });
      if (!order.ok) throw new Error(order.code);
      expect(
        order.value.timeline.filter(({ type }) => type === 'needs_fix'),
        no,
      ).toHaveLength(1);
    }
    await listed(
      'cs',
      { list: 'needs_fix' },
      many('R', 9).map(({ no }) => no),
    );
    // Asked for again, nothing is done twice.
    const again = await bulk('rev', {
      ...request,
      selection: { orders: many('R', 9).map(({ no }) => orderOf(no)) },
    });
    expect(again).toMatchObject({ done: 0, refused: [{ code: 'wrong_status', count: 9 }] });
    const { rows } = await of('mgr').window.call('audit.list', {
      from: Date.now() - 3_600_000,
      to: Date.now() + 60_000,
      kind: 'acts',
      search: 'bulk',
    });
    expect(rows.filter(({ what }) => what === 'bulk').map(({ on }) => on)).toContain('needs_fix');
  });

  it('hold and let go many, once each; assign them to somebody who then finds them', async () => {
    const ids = ['L-1', 'L-2'].map(orderOf);
    const held = await bulk('cs', { action: 'hold', selection: { orders: ids }, reason: 'asked' });
    expect(held.done).toBe(2);
    expect(await bulk('rev', { action: 'hold', selection: { orders: ids }, reason: 'asked' })).toMatchObject({
      done: 0,
      refused: [{ code: 'already_held', count: 2 }],
    });
    await listed('cs', { list: 'on_hold' }, ['L-1', 'L-2']);
    await listed('pkr', { list: 'ready' }, ['L-3']);
    expect((await bulk('cs', { action: 'lift_hold', selection: { orders: ids } })).done).toBe(2);
    await listed('pkr', { list: 'ready' }, ['L-1', 'L-2', 'L-3']);
    const person = of('cs').id;
    const given = { action: 'assign' as const, selection: { orders: ids }, department: 'orders', person };
    expect((await bulk('mgr', given)).done).toBe(2);
    await listed('cs', { filter: { persons: [person] } }, ['L-1', 'L-2']);
    expect((await bulk('mgr', given)).refused).toMatchObject([{ code: 'already_assigned', count: 2 }]);
  });

  it('end an act on request, and go on after a stop in its middle without doing anything twice', async () => {
    const orders = many('C', 40).map(({ no }) => orderOf(no));
    const { id: operator, window } = of('rev');
    const request = { action: 'needs_fix' as const, selection: { orders }, reason: 'x', operator };
    const started = await window.call('work.bulk', request);
    if (!started.ok) throw new Error(started.code);
    const { id } = started.value;
    const cs = of('cs');
    expect(
      await Promise.all([
        window.code('work.bulk', request),
        cs.window.code('work.cancelBulk', { id, operator: cs.id }),
        window.code('work.cancelBulk', { id, operator }),
      ]),
    ).toEqual(['bulk_running', 'role_not_allowed', 'ok']);
    const cut = await ended('rev', started.value.id);
    expect(cut.state).toBe('cancelled');
    expect(cut.done).toBeLessThan(40);
    const rest = await bulk('rev', { action: 'needs_fix', selection: { orders }, reason: 'x' });
    expect(rest).toMatchObject({ state: 'done', done: 40 - cut.done });
  });

  it('ends by itself where the right is taken away in its middle', async () => {
    const rev2 = of('rev2');
    const orders = many('C', 40).map(({ no }) => orderOf(no));
    const started = await rev2.window.call('work.bulk', {
      action: 'reject',
      selection: { orders },
      reason: 'x',
      operator: rev2.id,
    });
    if (!started.ok) throw new Error(started.code);
    const { window } = of('boss');
    expect(await window.code('people.save', { id: rev2.id, name: 'rev2', roles: ['PIK'] })).toBe('ok');
    const report = await until(
      async () => (await of('rev').window.call('work.bulks', {}))[0],
      (each) => each !== undefined && each.state !== 'running',
      'the end',
    );
    expect(
      (report?.done ?? 0) + (report?.refused.find(({ code }) => code === 'role_not_allowed')?.count ?? 0),
    ).toBe(40);
  });
});
