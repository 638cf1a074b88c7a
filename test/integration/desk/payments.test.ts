import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PaymentFileReport } from '../../../shared/contract/index.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderFile, orderOf, saveProducts, type TestOrder } from '../station/shop.ts';
import { openDesk, PASSWORD, type Desk } from './people.ts';
import { until } from '../../lib/until.ts';

let bench: TestBench;
let desk: Desk;
const CNY = (minor: number) => ({ minor, currency: 'CNY' });

/** Orders of 100.00 each. */
function file(orders: readonly TestOrder[]): string {
  const [head, ...rows] = orderFile(orders).trimEnd().split('\n');
  return `${head ?? ''},total\n${rows.map((row) => `${row},100.00`).join('\n')}\n`;
}
const order = async (no: string) => {
  const found = await desk.as('fin', 'orders.get', { order: orderOf(no) });
  if (!found.ok) throw new Error(found.code);
  return found.value;
};
const record = (no: string, minor: number, reference: string, more: object = {}, who = 'fin') =>
  desk.as(who, 'payments.record', {
    order: orderOf(no),
    amount: CNY(minor),
    method: 'alipay',
    reference,
    more: false,
    ...more,
  });
let files = 0;
async function check(text: string): Promise<PaymentFileReport> {
  files += 1;
  const path = join(bench.dir, `payments-${files}.csv`);
  writeFileSync(path, text);
  const receipt = await bench.station?.acceptPath(path);
  const token = receipt?.token ?? '';
  const started = await desk.as('fin', 'payments.check', { token });
  if (!started.ok) throw new Error(started.code);
  const { id } = started.value;
  return until(
    async () => (await report(id)).report,
    ({ endedAt }) => endedAt !== null,
    'the report',
  );
}
async function report(id: string) {
  const answer = await desk.as('fin', 'payments.report', { id });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
}

beforeAll(async () => {
  bench = await startBench({ printer: 'none' });
  await saveProducts(bench);
  const unpaid = ['P-1', 'P-2', 'P-3', 'P-4', 'P-5', 'P-6', 'P-7', 'P-8'].map((no): TestOrder => ({
    no,
    lines: { TEA: 1 },
    payment: 'unpaid',
  }));
  await bench.importText(
    file([
      ...unpaid,
      { no: 'P-PAID', lines: { TEA: 1 } },
      { no: 'P-COD', lines: { TEA: 1 }, payment: 'cod' },
    ]),
    'packline-orders',
  );
  desk = await openDesk(bench, { fin: ['FIN'], cs: ['CS'], pkr: ['PKR'], mgr: ['MGR'] });
  await bench.call('session.signIn', { who: 'boss', password: PASSWORD });
});
afterAll(async () => {
  desk.close();
  await bench.close();
});

describe('payments of an order', () => {
  it('finance records parts until the sum is the total; then the order is paid and goes on (PAY-02)', async () => {
    expect((await order('P-1')).status).toBe('AWAITING_PAYMENT');
    expect(await record('P-1', 4000, 'a1', { more: true })).toMatchObject({
      ok: true,
      value: { paid: false, due: CNY(6000), case: null },
    });
    expect(await record('P-1', 4000, 'a1', { more: true })).toMatchObject({
      ok: false,
      code: 'payment_known',
    });
    expect(await record('P-1', 6000, 'a2')).toMatchObject({ ok: true, value: { paid: true, due: null } });
    expect(await order('P-1')).toMatchObject({ payment: 'PAID', status: 'READY_TO_SHIP' });
    const view = await desk.as('fin', 'payments.view', { order: orderOf('P-1') });
    expect(view).toMatchObject({ ok: true, value: { received: CNY(10_000), due: null } });
  });

  it('nobody else records money, and a packer packs no unpaid order whatever he tries (PAY-04)', async () => {
    for (const who of ['cs', 'pkr', 'mgr'])
      expect(await record('P-2', 10_000, 'x', {}, who)).toMatchObject({ code: 'role_not_allowed' });
    const id = orderOf('P-2');
    for (const act of [
      { action: 'mark_paid' as const, amount: CNY(10_000) },
      { action: 'approve' as const },
      { action: 'lift_hold' as const, reason: 'x' },
    ])
      expect(await desk.code('pkr', 'orders.act', { order: id, ...act })).not.toBe('ok');
    const window = desk.window('pkr');
    await window.call('bench.operator', { bench: 'B1', operator: desk.id('pkr') });
    const opened = await window.scan('P-2');
    expect([opened.kind, opened.stop]).not.toContain('opened');
    expect(opened.stop).toBe(true);
    expect((await order('P-2')).payment).toBe('UNPAID');
  });

  it('a sum that is not the total opens one case, and is closed when it adds up (PAY-06)', async () => {
    const first = await record('P-3', 9000, 'b1');
    expect(first).toMatchObject({ ok: true, value: { paid: false, due: CNY(1000) } });
    const cases = () => desk.as('fin', 'cases.ofOrder', { order: orderOf('P-3') });
    expect(await cases()).toMatchObject([{ kind: 'payment', code: 'payment_mismatch', department: 'FIN' }]);
    expect(await record('P-3', 1000, 'b2')).toMatchObject({ ok: true, value: { paid: true, case: null } });
    expect((await cases()).map(({ status }) => status)).not.toContain('OPEN');
    const over = await record('P-4', 10_500, 'c1');
    expect(over).toMatchObject({ ok: true, value: { paid: false } });
    expect(over.ok && over.value.case).not.toBeNull();
    expect((await order('P-4')).payment).toBe('UNPAID');
  });

  it('methods are a rule of the site: Alipay, online banking, transfer, COD (PAY-01)', async () => {
    const view = await desk.as('fin', 'payments.view', { order: orderOf('P-5') });
    if (!view.ok) throw new Error(view.code);
    expect(view.value.methods).toEqual(['alipay', 'online_banking', 'bank_transfer', 'cod']);
    expect(
      await desk.code('boss', 'siteRules.save', { key: 'payment.methods', value: ['wechat', '积分'] }),
    ).toBe('ok');
    const changed = await desk.as('fin', 'payments.view', { order: orderOf('P-5') });
    expect(changed).toMatchObject({ value: { methods: ['wechat', '积分'] } });
  });

  it('unpaid orders are listed, and reminded by a notice or by telephone (PAY-03)', async () => {
    const list = await desk.as('cs', 'payments.unpaid', {});
    expect(list.rows.map(({ channelOrderNo }) => channelOrderNo)).toContain('P-5');
    // The rule counts from receipt: nothing is due yet.
    expect(list.due).toBe(0);
    const done = await desk.as('cs', 'payments.remind', {
      orders: [orderOf('P-5'), orderOf('P-PAID'), orderOf('P-COD')],
      way: 'sms',
    });
    expect(done).toMatchObject({
      ok: true,
      value: {
        reminded: 1,
        refused: [
          { order: orderOf('P-PAID'), code: 'already_paid' },
          { order: orderOf('P-COD'), code: 'cod_order' },
        ],
      },
    });
    const [notice] = await until(
      () => desk.as('cs', 'notices.ofOrder', { order: orderOf('P-5') }),
      (rows) => rows.length > 0,
      'the reminder',
    );
    expect(notice).toMatchObject({ template: 'payment_reminder', state: 'waiting' });
    const after = await desk.as('cs', 'payments.unpaid', {});
    const row = after.rows.find(({ channelOrderNo }) => channelOrderNo === 'P-5');
    expect(row).toMatchObject({ reminders: 1 });
    expect(row?.nextAt).toBe((row?.lastAt ?? 0) + 24 * 3_600_000);
    expect(await desk.code('pkr', 'payments.remind', { orders: [orderOf('P-5')], way: 'sms' })).toBe(
      'role_not_allowed',
    );
  });
});

describe('payment files', () => {
  const HEAD = '订单号,支付宝交易号,收入金额,服务费,入账时间,支付方式';
  const rows = [
    'P-6,T-6,100.00,0.60,2026-11-20 09:30,支付宝',
    'P-7,T-7,99.00,0.60,2026-11-20 09:31,支付宝',
    'P-PAID,T-P,100.00,0.60,2026-11-20 09:32,支付宝',
    'P-NOBODY,T-9,100.00,0.60,2026-11-20 09:33,支付宝',
    'P-6,T-6,100.00,0.60,2026-11-20 09:30,支付宝',
    'P-8,,100.00,0.60,2026-11-20 09:34,支付宝',
    'P-8,T-8,abc,0.60,2026-11-20 09:34,支付宝',
    '合计,,699.00,,,',
  ];
  const text = `${HEAD}\n${rows.join('\n')}\n`;
  let first: PaymentFileReport;

  it('is compared with the orders row by row; what fits is recorded, all else is told (PAY-05, PAY-07)', async () => {
    first = await check(text);
    expect(first).toMatchObject({
      state: 'done',
      code: null,
      counts: { matched: 2, wrong_amount: 1, unknown_order: 1, twice: 1, faulty: 3 },
      received: [CNY(39_900)],
      fees: [CNY(240)],
      sameAs: null,
    });
    expect(await order('P-6')).toMatchObject({ payment: 'PAID', status: 'READY_TO_SHIP' });
    expect((await order('P-7')).payment).toBe('UNPAID');
    expect(await desk.as('fin', 'cases.ofOrder', { order: orderOf('P-7') })).toMatchObject([
      { kind: 'payment', code: 'payment_mismatch' },
    ]);
    const { rows: told } = await report(first.id);
    expect(told.map(({ no, result, code }) => [no, result, code])).toEqual([
      ['P-6', 'matched', null],
      ['P-7', 'wrong_amount', 'too_little'],
      ['P-PAID', 'matched', null],
      ['P-NOBODY', 'unknown_order', null],
      ['P-6', 'twice', null],
      ['P-8', 'faulty', 'missing_field'],
      ['P-8', 'faulty', 'bad_number'],
      ['合计', 'faulty', 'missing_field'],
    ]);
  });

  it('the same file twice changes nothing and says so (a payment file twice)', async () => {
    const before = await order('P-6');
    const again = await check(text);
    expect(again).toMatchObject({ state: 'done', sameAs: first.id, received: [CNY(10_000)] });
    expect(again.counts).toMatchObject({
      matched: 0,
      wrong_amount: 0,
      twice: 4,
      unknown_order: 1,
      faulty: 3,
    });
    expect((await order('P-6')).timeline).toEqual(before.timeline);
    expect(await desk.as('fin', 'cases.ofOrder', { order: orderOf('P-7') })).toHaveLength(1);
    const reports = await desk.window('fin').call('payments.reports', {});
    expect(reports.map(({ id }) => id)).toEqual([again.id, first.id]);
  });

  it('what was matched is settled in one go by finance, once (PAY-08, X-settled)', async () => {
    for (const who of ['cs', 'mgr'])
      expect(await desk.code(who, 'payments.settle', { id: first.id })).toBe('role_not_allowed');
    expect(await desk.as('fin', 'payments.settle', { id: first.id })).toMatchObject({
      ok: true,
      value: { settled: 2, already: 0, refused: 0 },
    });
    expect((await order('P-6')).payment).toBe('SETTLED');
    expect(await desk.as('fin', 'payments.settle', { id: first.id })).toMatchObject({
      value: { settled: 0, already: 2 },
    });
    expect((await order('P-7')).payment).toBe('UNPAID');
  });

  it('a file without the columns that it needs is refused as a whole', async () => {
    expect(await check('订单号,金额\nP-8,100\n')).toMatchObject({ state: 'failed', code: 'columns_missing' });
    expect((await order('P-8')).payment).toBe('UNPAID');
  });

  it('stays on record over a restart', async () => {
    await bench.restart();
    const after = await bench.call('payments.reports', {}).catch((error: unknown) => error);
    // Nobody is signed in at the new window.
    expect(after).toMatchObject({ code: expect.any(String) as string });
    await bench.call('session.signIn', { who: 'fin', password: `${PASSWORD}-fin` });
    expect(await bench.call('payments.reports', {})).toHaveLength(3);
  });
});
