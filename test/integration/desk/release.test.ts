import { afterEach, describe, expect, it } from 'vitest';
import type { MethodInput, MethodOutput } from '../../../shared/contract/index.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, saveOrders, saveProducts, type TestOrder } from '../station/shop.ts';

let bench: TestBench;
afterEach(() => bench.close());

const HOUR = 3_600_000;
type Rules = Readonly<Record<string, MethodInput<'siteRules.save'>['value']>>;
async function rule(rules: Rules): Promise<void> {
  for (const [key, value] of Object.entries(rules))
    expect(await bench.call('siteRules.save', value === undefined ? { key } : { key, value })).toMatchObject({
      ok: true,
    });
}
async function shop(rules: Rules = {}): Promise<void> {
  bench = await startBench();
  await saveProducts(bench);
  await rule(rules);
}
const orders = (...all: readonly TestOrder[]) => saveOrders(bench, all);
const statusOf = async (no: string): Promise<string> => (await bench.order(orderOf(no))).status;
async function view(no: string): Promise<Extract<MethodOutput<'release.view'>, { ok: true }>['value']> {
  const answer = await bench.call('release.view', { order: orderOf(no) });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
}
const queued = async () => (await bench.call('queue.list', { status: 'queued' })).rows;
const receive = (sku: string, qty: number, ref: string) =>
  bench.call('stock.receive', { sku, qty, ref: `release-${ref}`, operator: bench.operator });

describe('release (O11)', () => {
  it('by hand where the rule says so; what is short is named, nothing is put aside (STK-01, STK-02)', async () => {
    await shop({ 'stock.autoRelease': false, 'stock.tracked': true });
    await orders({ no: 'A1', lines: { MUG: 2 } });
    expect(await statusOf('A1')).toBe('APPROVED');
    const release = () => bench.call('release.order', { order: orderOf('A1'), operator: bench.operator });
    expect(await release()).toMatchObject({
      ok: false,
      code: 'stock_short',
      data: { sku: 'MUG', needed: 2, free: 0 },
    });
    expect(await view('A1')).toMatchObject({ stock: 'short', releasable: true });
    await receive('MUG', 2, 'first');
    expect(await view('A1')).toMatchObject({ stock: 'free' });
    expect(await release()).toMatchObject({ ok: true });
    expect(await statusOf('A1')).toBe('READY_TO_SHIP');
    expect(await view('A1')).toMatchObject({ stock: 'reserved' });
    expect((await queued()).map((row) => row.channelOrderNo)).toEqual(['A1']);
    expect(await release()).toMatchObject({ ok: false, code: 'wrong_status' });
  });

  it('an unpaid order is not released and holds nothing; its payment releases it', async () => {
    await shop({ 'stock.tracked': true });
    await receive('MUG', 1, 'unpaid');
    await orders({ no: 'A1', lines: { MUG: 1 }, payment: 'unpaid' });
    expect(await statusOf('A1')).toBe('AWAITING_PAYMENT');
    const { rows } = await bench.call('stock.history', { sku: 'MUG' });
    expect(rows.map((row) => row.kind)).toEqual(['receipt']);
    expect(
      await bench.act(orderOf('A1'), 'mark_paid', { amount: { minor: 1_000, currency: 'CNY' } }),
    ).toMatchObject({
      ok: true,
    });
    expect(await statusOf('A1')).toBe('READY_TO_SHIP');
    expect(await view('A1')).toMatchObject({ stock: 'reserved' });
  });

  it('turning the rule on releases what was waiting', async () => {
    await shop({ 'stock.autoRelease': false });
    await orders({ no: 'A1', lines: { MUG: 1 } });
    expect(await statusOf('A1')).toBe('APPROVED');
    await rule({ 'stock.autoRelease': undefined });
    await expect.poll(() => statusOf('A1')).toBe('READY_TO_SHIP');
  });

  it('a reviewer sets an order back for goods that lack, with the day they come, and gives its units free', async () => {
    await shop({ 'stock.tracked': true });
    await receive('MUG', 3, 'third');
    await orders({ no: 'A1', lines: { MUG: 3 } });
    const expected = Date.now() + 48 * HOUR;
    const back = await bench.call('alter.act', {
      ...{ order: orderOf('A1'), operator: bench.operator },
      act: { type: 'backorder', sku: 'MUG', qty: 3, expected },
    });
    expect(back).toMatchObject({ ok: true });
    expect(await statusOf('A1')).toBe('BACKORDERED');
    expect(await view('A1')).toMatchObject({ stock: 'free', expected });
    const level = (await bench.call('stock.history', { sku: 'MUG' })).level;
    expect(level).toMatchObject({ onHand: 3, reserved: 0 });
  });
});

describe('short by the ledger (O12, O13)', () => {
  it('is a task for customer service; once goods are there and the customer agrees, it goes with its units (STK-03)', async () => {
    await shop({ 'stock.tracked': true });
    await orders({ no: 'A1', lines: { MUG: 2 } });
    expect(await statusOf('A1')).toBe('BACKORDERED');
    const cases = async () => (await bench.call('cases.list', { kind: 'shortage' })).rows;
    await expect.poll(async () => (await cases()).length).toBe(1);
    expect((await cases())[0]).toMatchObject({ kind: 'shortage', code: 'stock_short', department: 'CS' });

    const restock = () =>
      bench.call('alter.act', {
        ...{ order: orderOf('A1'), operator: bench.operator },
        act: { type: 'restock', consent: 'phone' },
      });
    expect(await restock()).toMatchObject({ ok: false, code: 'stock_not_reserved' });
    expect(await receive('MUG', 2, 'came')).toMatchObject({ ok: true, value: { servable: 1 } });
    const told = async () => (await bench.call('notices.inbox', {})).rows.map(({ code }) => code);
    await expect.poll(told).toContain('stock_arrived');
    expect(await restock()).toMatchObject({ ok: true });
    expect(await statusOf('A1')).toBe('READY_TO_SHIP');
    expect(await view('A1')).toMatchObject({ stock: 'reserved' });
    expect((await queued()).map((row) => row.channelOrderNo)).toEqual(['A1']);
  });
});

describe('the deadline (CFM-04, SHP-05)', () => {
  it('follows the payment by the rule and orders the queue; the order’s own deadline goes before', async () => {
    await shop({ 'promise.hours': 24 });
    const before = Date.now();
    await orders(
      { no: 'RULE', lines: { MUG: 1 } },
      { no: 'OWN', lines: { MUG: 1 }, shipBy: '2026-11-20 10:00' },
      { no: 'LATE', lines: { MUG: 1 }, payment: 'unpaid' },
    );
    const own = await view('OWN');
    expect(own).toMatchObject({ promise: 'order', overdue: true });
    const byRule = await view('RULE');
    expect(byRule.shipBy).toBeGreaterThanOrEqual(before + 24 * HOUR);
    expect(byRule.overdue).toBe(false);
    expect(await view('LATE')).toMatchObject({ promise: 'none', shipBy: null });
    await bench.act(orderOf('LATE'), 'mark_paid', { amount: { minor: 1_000, currency: 'CNY' } });
    expect(await view('LATE')).toMatchObject({ promise: 'rule', overdue: false });
    expect((await queued()).map((row) => row.channelOrderNo)).toEqual(['OWN', 'RULE', 'LATE']);
  });

  it('a new promise moves the parcel that is queued already', async () => {
    await shop();
    await orders({ no: 'A1', lines: { MUG: 1 } }, { no: 'A2', lines: { MUG: 1 } });
    expect((await queued()).map((row) => row.channelOrderNo)).toEqual(['A1', 'A2']);
    const shipBy = Date.now() + HOUR;
    expect(
      await bench.call('release.promise', { order: orderOf('A2'), shipBy, operator: bench.operator }),
    ).toMatchObject({ ok: true });
    expect(await view('A2')).toMatchObject({ promise: 'person', shipBy });
    const rows = await queued();
    expect(rows.map((row) => row.channelOrderNo)).toEqual(['A2', 'A1']);
    expect(rows[0]?.shipBy).toBe(shipBy);
    expect(
      await bench.call('release.promise', { order: orderOf('A2'), shipBy: 1_000, operator: bench.operator }),
    ).toMatchObject({ ok: false, code: 'deadline_invalid' });
  });
});

describe('allocation', () => {
  it('by the site’s rules at the release, with the rule and the time on record (ALC-01, ALC-03)', async () => {
    await shop({ 'allocation.rules': ['sku=TEA > group=T, warehouse=W2', '* > group=A|B'] });
    await orders(
      { no: 'A1', lines: { MUG: 1 } },
      { no: 'A2', lines: { MUG: 1 } },
      { no: 'A3', lines: { TEA: 1 } },
    );
    expect((await view('A3')).allocation).toMatchObject({ group: 'T', warehouse: 'W2' });
    const groups = [(await view('A1')).allocation?.group, (await view('A2')).allocation?.group];
    expect(groups.sort()).toEqual(['A', 'B']);
    const step = (await bench.order(orderOf('A3'))).timeline.find(({ type }) => type === 'allocated');
    expect(step).toMatchObject({ by: 'SYS', data: { rule: 'sku=TEA > group=T, warehouse=W2' } });
    expect(step?.at).toBeGreaterThan(0);
  });

  it('a bench opens next only what its groups got, and what nobody got (ALC-04)', async () => {
    await shop({
      'allocation.rules': ['sku=TEA > group=T', 'sku=MUG > group=M'],
      'allocation.benches': ['B1=T'],
    });
    await orders(
      { no: 'A1', lines: { MUG: 1 }, urgent: true },
      { no: 'A2', lines: { TEA: 1 } },
      { no: 'A3', lines: { PEN: 1 } },
    );
    expect(await bench.command('NEXT')).toMatchObject({ kind: 'opened' });
    expect((await bench.view()).session?.orders[0]?.channelOrderNo).toBe('A2');
    const rows = await queued();
    expect(rows.find((row) => row.channelOrderNo === 'A1')?.group).toBe('M');
  });

  it('a lead gives it to another group and person; the parcel follows (ALC-02)', async () => {
    await shop({ 'allocation.benches': ['B1=T'] });
    await orders({ no: 'A1', lines: { MUG: 1 } });
    const set = (more: object) =>
      bench.call('allocation.set', { order: orderOf('A1'), operator: bench.operator, ...more });
    expect(await set({ group: 'M', person: bench.operator })).toMatchObject({ ok: true });
    expect((await view('A1')).allocation).toMatchObject({ group: 'M', person: bench.operator });
    expect(await bench.command('NEXT')).toMatchObject({ kind: 'info', data: { reason: 'queue_empty' } });
    expect(await set({ person: 'op:nobody' })).toMatchObject({ ok: false, code: 'operator_unknown' });
    expect(await set({ group: '' })).toMatchObject({ ok: true });
    expect(await bench.command('NEXT')).toMatchObject({ kind: 'opened' });
  });

  it('what the queue needs is listed by place for whoever prepares it (ALC-05)', async () => {
    await shop();
    await orders({ no: 'A1', lines: { SET: 1 } }, { no: 'A2', lines: { MUG: 3 } });
    const sheet = await bench.call('stock.prepare', {});
    expect(sheet.parcels).toBe(2);
    expect(sheet.rows.map(({ location, sku, qty, parcels }) => [location, sku, qty, parcels])).toEqual([
      ['A-01-01', 'TEA', 1, 1],
      ['A-02-01', 'MUG', 5, 2],
    ]);
  });
});

describe('special orders', () => {
  it('get their time nodes by rule, and a person says when it is done (SPC-02, SPC-03)', async () => {
    await shop({ 'allocation.nodes': ['urgent > warehouse=4', 'cod > finance=72'] });
    await orders({ no: 'A1', lines: { MUG: 1 }, urgent: true, payment: 'cod' });
    const { assignments, cod } = await view('A1');
    expect(assignments.map(({ department, task, byRule, done }) => [department, task, byRule, done])).toEqual(
      [
        ['warehouse', 'urgent', true, false],
        ['finance', 'cod', true, false],
      ],
    );
    expect(cod).toEqual({ minor: 8_800, currency: 'CNY' });
    const told = async () =>
      (await bench.call('notices.inbox', {})).rows.map(({ code, data }) => [code, data['task']]);
    await expect.poll(told).toEqual(
      expect.arrayContaining([
        ['special_order', 'urgent'],
        ['special_order', 'cod'],
      ]),
    );
    const [first] = assignments;
    const done = await bench.call('allocation.assign', {
      ...{
        order: orderOf('A1'),
        operator: bench.operator,
        department: 'warehouse',
        task: 'urgent',
        done: true,
      },
      assignment: first?.id ?? '',
    });
    expect(done).toMatchObject({ ok: true });
    expect((await view('A1')).assignments.find(({ id }) => id === first?.id)).toMatchObject({ done: true });
  });

  it('a task by hand with a person, a deadline and a word that is kept sealed', async () => {
    await shop();
    await orders({ no: 'A1', lines: { MUG: 1 } });
    const due = Date.now() + 24 * HOUR;
    const assigned = await bench.call('allocation.assign', {
      ...{ order: orderOf('A1'), operator: bench.operator, department: 'warehouse', person: bench.operator },
      ...{ task: 'custom', due, note: '刻字：生日快乐' },
    });
    expect(assigned).toMatchObject({ ok: true });
    expect((await view('A1')).assignments).toMatchObject([
      {
        department: 'warehouse',
        person: bench.operator,
        task: 'custom',
        due,
        note: '刻字：生日快乐',
        byRule: false,
      },
    ]);
    const { timeline } = await bench.order(orderOf('A1'));
    expect(JSON.stringify(timeline.map(({ data }) => data))).not.toContain('生日快乐');
  });
});
