import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, RECEIVER, saveOrders, saveProducts } from '../station/shop.ts';
import { openDesk, PASSWORD, type Desk } from './people.ts';

let bench: TestBench;
let desk: Desk;
const EVER = { from: 0, to: 9e12, kind: 'acts' } as const;
const find = async (search: string) => (await desk.as('cs', 'customers.list', { search })).rows;
const only = async (search = RECEIVER.phone): Promise<string> => (await find(search))[0]?.customer ?? '';

beforeAll(async () => {
  bench = await startBench({ printer: 'none' });
  await saveProducts(bench);
  await saveOrders(bench, [
    { no: 'K1', lines: { MUG: 1 } },
    { no: 'K2', lines: { TEA: 2 } },
    { no: 'K3', lines: { PEN: 1 }, masked: true },
  ]);
  desk = await openDesk(bench, { cs: ['CS'], clerk: ['CLK'], packer: ['PKR'], fin: ['FIN'] });
});
afterAll(async () => {
  desk.close();
  await bench.close();
});

describe('Customers (INT-17)', () => {
  it('are found by whole phone or name and shown masked; masked receivers are nobody', async () => {
    const [row, ...more] = await find('+86 139-1234-5678');
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      name: '李**',
      phone: '139******78',
      orders: 2,
      credit: 'good',
      place: '浙江省杭州市',
    });
    expect((await find(RECEIVER.name)).map(({ customer }) => customer)).toEqual([row?.customer]);
    expect(await find('1391234')).toEqual([]);
    expect((await desk.as('cs', 'customers.list', {})).total).toBe(1);
    expect(await desk.code('packer', 'customers.list', {})).not.toBe('ok');
  });

  it('have their orders, talks and what they spent; their address only for a reason that is on record', async () => {
    const customer = await only();
    await desk.as('cs', 'talk.contact', {
      order: orderOf('K1'),
      way: 'phone',
      outcome: 'confirmed',
      note: '回访：满意',
    });
    const view = await desk.as('cs', 'customers.get', { customer });
    if (!view.ok) throw new Error(view.code);
    expect(view.value.history.map(({ channelOrderNo }) => channelOrderNo).sort()).toEqual(['K1', 'K2']);
    expect(view.value.contacts).toMatchObject([
      { channelOrderNo: 'K1', text: '回访：满意', by: desk.id('cs') },
    ]);
    expect(JSON.stringify(view.value)).not.toContain(RECEIVER.phone);
    const clear = await desk.as('cs', 'customers.reveal', { customer, reason: '寄发票' });
    expect(clear).toMatchObject({ ok: true, value: { phone: RECEIVER.phone } });
    const audit = await desk.as('boss', 'audit.list', { ...EVER, search: 'reveal' });
    expect(audit.rows.some((row) => row.by === desk.id('cs') || row.by === 'cs')).toBe(true);
  });

  it('a credit flag has a reason, is on record, and speaks where an order is typed (RSK-03)', async () => {
    const customer = await only();
    expect(await desk.code('clerk', 'customers.credit', { customer, credit: 'blocked', reason: 'x' })).toBe(
      'role_not_allowed',
    );
    expect(
      await desk.code('fin', 'customers.credit', { customer, credit: 'prepay', reason: '两次拒付' }),
    ).toBe('ok');
    const ofOrder = await desk.as('cs', 'customers.ofOrder', { order: orderOf('K2') });
    expect(ofOrder).toMatchObject({ ok: true, value: { credit: 'prepay', reason: '两次拒付', orders: 2 } });
    const { rows } = await desk.as('boss', 'audit.list', { ...EVER, search: 'credit_changed' });
    expect(rows[0]).toMatchObject({ old: 'good', new: 'prepay' });
  });

  it('notes of two people both stay', async () => {
    const customer = await only();
    await Promise.all([
      desk.as('cs', 'customers.note', { customer, text: '只收顺丰' }),
      desk.as('clerk', 'customers.note', { customer, text: '<b>老客户</b> 😀' }),
    ]);
    const view = await desk.as('cs', 'customers.get', { customer });
    expect(view.ok && view.value.notes.map(({ text }) => text).sort()).toEqual([
      '<b>老客户</b> 😀',
      '只收顺丰',
    ]);
  });

  it('an order without a number to go by has no customer', async () => {
    expect(await desk.as('cs', 'customers.ofOrder', { order: orderOf('K3') })).toEqual({
      ok: true,
      value: null,
    });
  });

  it('two windows that ask at once both see what was just written, however slow the machine is', async () => {
    // Every step takes longer than a turn: whoever reads what was written lets others through in between.
    let slow = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (slow += 5));
    try {
      await desk.as('cs', 'changes.ask', {
        order: orderOf('K1'),
        change: { remark: '放门口' },
        reason: '来电',
      });
      const both = await Promise.all([1, 2].map(() => desk.as('cs', 'changes.list', {})));
      expect(both.map(({ total }) => total)).toEqual([1, 1]);
    } finally {
      clock.mockRestore();
    }
  });

  it('no name, number or note stands on the disk in clear, and the index is made anew where it is lost', async () => {
    const customer = await only();
    await bench.stop();
    const index = readFileSync(join(bench.dir, 'customers.sqlite'));
    const database = readFileSync(join(bench.dir, 'packline.sqlite'));
    for (const text of [RECEIVER.phone, RECEIVER.name, '只收顺丰', '两次拒付'])
      for (const file of [index, database]) expect(file.includes(Buffer.from(text))).toBe(false);
    for (const ending of ['', '-wal', '-shm'])
      rmSync(join(bench.dir, `customers.sqlite${ending}`), { force: true });
    await bench.start();
    await bench.call('session.signIn', { who: 'boss', password: PASSWORD });
    const again = await bench.call('customers.list', { search: RECEIVER.phone });
    expect(again.rows).toMatchObject([{ customer, orders: 2, credit: 'prepay' }]);
  });
});
