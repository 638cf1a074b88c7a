import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView } from '../../../shared/contract/index.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, packWhole, RECEIVER, saveOrders, saveProducts } from '../station/shop.ts';

/** What the page of an order is told: everything in one place, and nothing of the receiver in clear. */
let bench: TestBench;
const MOVED = {
  name: '王建国',
  phone: '13787654321',
  province: '浙江省',
  city: '宁波市',
  district: '海曙区',
  detail: '中山西路99号6幢601室',
};
const step = (view: OrderView, type: string): OrderView['timeline'][number] => {
  const found = view.timeline.find((each) => each.type === type);
  if (!found) throw new Error(`${type} is not among ${view.timeline.map((each) => each.type).join()}`);
  return found;
};

beforeAll(async () => {
  bench = await startBench({ printer: 'tspl' });
  await saveProducts(bench);
});
afterAll(() => bench.close());

describe('the page of an order', () => {
  it('says of every step who did it, when, and what it changed (AUD-01, INT-09)', async () => {
    await saveOrders(bench, [{ no: 'P1', lines: { MUG: 2, TEA: 1 }, payment: 'unpaid' }]);
    const order = orderOf('P1');
    const before = await bench.order(order);
    expect(before.visible).toBe('AWAITING_PAYMENT');
    const paid = await bench.act(order, 'mark_paid', { amount: { minor: 3_000, currency: 'CNY' } });
    expect(paid.ok).toBe(true);
    const view = await bench.order(order);
    const { by, changes, at } = step(view, 'paid');
    expect(by).toBe(bench.operator);
    expect(at).toBeGreaterThan(before.orderedAt);
    expect(changes).toEqual(
      expect.arrayContaining([
        { field: 'payment', old: 'UNPAID', new: 'PAID' },
        { field: 'status', old: 'AWAITING_PAYMENT', new: 'APPROVED' },
      ]),
    );
    expect(view.status).toBe('READY_TO_SHIP');
    // Each change begins where the one before it ended.
    const statuses = view.timeline.flatMap((each) => each.changes.filter(({ field }) => field === 'status'));
    for (const [index, change] of statuses.slice(1).entries()) expect(change.old).toBe(statuses[index]?.new);
    expect(statuses.at(-1)?.new).toBe('READY_TO_SHIP');
  });

  it('shows an address change as old and new value, both masked (ADR-04, PRV-01)', async () => {
    await saveOrders(bench, [{ no: 'P2', lines: { MUG: 1 } }]);
    const order = orderOf('P2');
    expect((await bench.act(order, 'change_receiver', { receiver: MOVED })).ok).toBe(true);
    const asked = await bench.act(order, 'request_cancel', { reason: '客户来电 139 1234 5678 要求取消' });
    expect(asked.ok).toBe(true);
    const view = await bench.order(order);
    const change = step(view, 'address_changed').changes.find(({ field }) => field === 'receiver');
    expect(change?.old).toContain('李');
    expect(change?.new).toContain('王');
    expect(change?.new).toContain('宁波');
    const told = JSON.stringify(view);
    for (const secret of [
      RECEIVER.name,
      RECEIVER.phone,
      RECEIVER.detail,
      MOVED.name,
      MOVED.phone,
      MOVED.detail,
    ])
      expect(told).not.toContain(secret);
    // Nor what somebody wrote down of it.
    expect(step(view, 'cancel_requested').data['reason']).toContain('要求取消');
    expect(told.replaceAll(' ', '')).not.toContain('13912345678');
  });

  it('adds up its lines, and says by how much they differ from the total (INT-06, INT-07)', async () => {
    await saveOrders(bench, [{ no: 'P3', lines: { MUG: 3, TEA: 2 } }]);
    const view = await bench.order(orderOf('P3'));
    expect(view.lines.map(({ price }) => price?.minor)).toEqual([1_000, 1_000]);
    expect(view.amounts.goods).toEqual({ minor: 5_000, currency: 'CNY' });
    const { total, amounts } = view;
    expect(amounts.difference).toBe(total === null ? null : 5_000 - total.minor);
  });

  it('shows its parcels with their own steps, by bench and number (PAK-06, LBL-05)', async () => {
    await saveOrders(bench, [{ no: 'P4', lines: { MUG: 1 } }]);
    const number = await packWhole(bench, 'P4');
    const view = await bench.order(orderOf('P4'));
    expect(view.visible).toBe('HANDOVER_PENDING');
    const opened = step(view, 'opened');
    expect(opened).toMatchObject({ subject: 'shipment', label: number, bench: 'B1' });
    expect(opened.changes).toEqual([{ field: 'fulfilment', old: 'QUEUED', new: 'CHECKING' }]);
  });

  it('opens an order of a thousand lines with remarks in every script', async () => {
    const remark = `‏مرحبا <b>"bold"</b> 😀 ${'很长'.repeat(900)}`;
    await saveOrders(bench, [
      {
        no: 'P5',
        lines: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`S${String(i)}`, 1])),
        remark: '"' + remark.replaceAll('"', '""') + '"',
      },
    ]);
    const view = await bench.order(orderOf('P5'));
    expect(view.lines).toHaveLength(1_000);
    expect(view.remark).toContain('<b>');
    expect(view.reasons.length).toBeGreaterThan(0);
  });
});
