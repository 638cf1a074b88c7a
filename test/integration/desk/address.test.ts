import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, orderOf, packWhole, saveOrders, saveProducts } from '../station/shop.ts';
import { alter, altered, casesOf, handOver } from './shop.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
  await saveProducts(bench);
  await saveOrders(
    bench,
    ['A1', 'A2', 'A3'].map((no) => ({ no, lines: { MUG: 1, TEA: 1 } })),
  );
});
afterAll(() => bench.close());

const NEW = {
  name: '王小强',
  phone: '13800138000',
  province: '上海市',
  city: '上海市',
  district: '黄浦区',
  detail: '南京东路100号',
};
const move = (no: string) =>
  alter(bench, no, { type: 'address', receiver: NEW, reason: 'customer_asked' }, '客户来电');

describe('address change', () => {
  it('before the label just goes on, with who, when and why kept (ADR-01, ADR-04)', async () => {
    expect(await move('A1')).toMatchObject({ ok: true });
    const { receivers } = await altered(bench, 'A1');
    expect(receivers).toMatchObject([
      { by: bench.operator, reason: 'customer_asked', note: '客户来电' },
      { reason: null },
    ]);
    expect(JSON.stringify(receivers)).not.toContain(NEW.phone);
    expect((await bench.order(orderOf('A1'))).flags).not.toContain('address_changed');
    expect(await packWhole(bench, 'A1')).not.toBe('');
  });

  it('under a parcel on the bench stops it; it gets a new label and shows what is another (ADR-02)', async () => {
    const old = await packWhole(bench, 'A2');
    expect(await move('A2')).toMatchObject({ ok: true });
    const order = await bench.order(orderOf('A2'));
    expect(order.shipments[0]).toMatchObject({ status: 'PACKED', number: null });
    expect(await bench.scan(old)).toMatchObject({ stop: true });
    await bench.ok();
    expect(await bench.scan('A2')).toMatchObject({ kind: 'opened' });
    const view = await bench.until((each) => (each.session?.waybill ?? null) !== null, 'a new number');
    expect(view.session?.waybill?.number).not.toBe(old);
    expect(view.session?.receiverBefore).toBeDefined();
    expect(view.session?.receiverBefore?.name).not.toBe(view.session?.receiver.name);
    const ready = await bench.until(
      (each) => ['sent', 'confirmed'].includes(each.session?.label.state ?? ''),
      'the label',
    );
    expect(await bench.scan(ready.session?.waybill?.number ?? '')).toMatchObject({ kind: 'closed' });
  });

  it('while it is checked stops the bench at the next moment (ADR-02)', async () => {
    await bench.scan('A3');
    await bench.scan(EAN.MUG);
    expect(await move('A3')).toMatchObject({ ok: true });
    const stopped = await bench.until((view) => view.stop !== null, 'the stop');
    expect(['blocked', 'wrong_label']).toContain(stopped.stop?.kind);
    await bench.ok();
    expect(await bench.scan(EAN.TEA)).toMatchObject({ kind: 'order_complete' });
    const ready = await bench.until(
      (each) => ['sent', 'confirmed'].includes(each.session?.label.state ?? ''),
      'the label',
    );
    await bench.scan(ready.session?.waybill?.number ?? '');
  });

  it('after shipping is refused and becomes a case with the carrier (ADR-03)', async () => {
    await handOver(bench);
    expect(await move('A1')).toMatchObject({ ok: false, code: 'address_after_shipped' });
    expect(await alter(bench, 'A1', { type: 'address_case' }, '改送到公司')).toMatchObject({ ok: true });
    expect(await casesOf(bench, 'A1')).toMatchObject([
      { kind: 'delivery', code: 'address_after_shipping', department: 'LOG' },
    ]);
  });
});
