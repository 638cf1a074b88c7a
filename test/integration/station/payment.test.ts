import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { orderFile, orderOf, packWhole, saveOrders, saveProducts } from './shop.ts';

const CNY = (minor: number) => ({ minor, currency: 'CNY' });

describe('money of an order', () => {
  let bench: TestBench;
  beforeEach(async () => {
    bench = await startBench();
    await saveProducts(bench);
  });
  afterEach(async () => {
    const { problems } = bench;
    await bench.close();
    expect(problems).toEqual([]);
  });

  /** An unpaid order of 128.50. */
  async function unpaid(): Promise<void> {
    const [head, row] = orderFile([{ no: 'A-1', lines: { MUG: 1 }, payment: 'unpaid' }]).split('\n');
    await bench.importText(`${head ?? ''},total\n${row ?? ''},128.50\n`, 'packline-orders');
  }
  const types = async () => (await bench.order(orderOf('A-1'))).timeline.map((event) => event.type);

  it('is recorded as paid with the amount that a person states, and only where it is the amount due', async () => {
    await unpaid();
    const paid = (more: object) => bench.act(orderOf('A-1'), 'mark_paid', more);
    expect(await paid({})).toMatchObject({ ok: false, code: 'amount_required' });
    expect(await paid({ amount: CNY(12_800) })).toMatchObject({ ok: false, code: 'amount_differs' });
    expect(await paid({ amount: { minor: 12_850, currency: 'USD' } })).toMatchObject({
      ok: false,
      code: 'amount_differs',
    });
    expect((await bench.order(orderOf('A-1'))).payment).toBe('UNPAID');
    expect(await types()).not.toContain('paid');
    expect(await paid({ amount: CNY(12_850), reason: 'bank 42' })).toMatchObject({ ok: true });
    expect(await bench.order(orderOf('A-1'))).toMatchObject({ payment: 'PAID', status: 'READY_TO_SHIP' });
    expect(await paid({ amount: CNY(12_850) })).toMatchObject({ ok: false, code: 'already_paid' });
  });

  it('keeps a paid order from being cancelled until its refund is on the way; its label stays good', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { MUG: 1 } }]);
    const number = await packWhole(bench, 'A-1');
    const cancel = (more: object) => bench.act(orderOf('A-1'), 'cancel', { reason: 'buyer', ...more });
    expect(await cancel({})).toMatchObject({ ok: false, code: 'refund_not_started' });
    expect(await bench.order(orderOf('A-1'))).toMatchObject({
      status: 'READY_TO_SHIP',
      shipments: [{ status: 'HANDOVER_PENDING', number }],
    });
    expect(await cancel({ refundStarted: true })).toMatchObject({ ok: true });
    const order = await bench.order(orderOf('A-1'));
    expect(order).toMatchObject({ status: 'CANCELLED', shipments: [{ status: 'VOIDED' }] });
    const cancelled = order.timeline.find((event) => event.type === 'cancelled');
    expect(cancelled?.data).toMatchObject({ refundStarted: true });
    expect((await bench.scan(number)).stop).toBe(true);
  });

  it('needs no word of a refund where nothing was paid, or where the channel has refunded it', async () => {
    await unpaid();
    expect((await bench.act(orderOf('A-1'), 'cancel', { reason: 'never paid' })).ok).toBe(true);
    const cancelled = (await bench.order(orderOf('A-1'))).timeline.find(({ type }) => type === 'cancelled');
    expect(cancelled?.data).not.toHaveProperty('refundStarted');
    await saveOrders(bench, [
      { no: 'B-1', lines: { MUG: 1 } },
      { no: 'C-1', lines: { MUG: 1 } },
    ]);
    // Refunded says that the money went back; closed alone does not.
    const refunded = orderFile([{ no: 'B-1', lines: { MUG: 1 } }]).replace(',paid,', ',refunded,');
    await bench.importText(refunded, 'packline-orders');
    await saveOrders(bench, [{ no: 'C-1', lines: { MUG: 1 }, status: '交易关闭' }]);
    expect(await bench.act(orderOf('C-1'), 'cancel', { reason: 'closed' })).toMatchObject({
      code: 'refund_not_started',
    });
    expect((await bench.act(orderOf('B-1'), 'cancel', { reason: 'refunded' })).ok).toBe(true);
  });
});
