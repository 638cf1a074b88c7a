import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ManualForm, OrderView, VerdictView } from '../../../shared/contract/index.ts';
import { EMPTY_MANUAL } from '../../../shared/intake/manual.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, saveProducts } from '../station/shop.ts';
import { openDesk, type Desk } from './people.ts';
import { until } from '../../lib/until.ts';

/**
 * One order from the phone to the archive, each step by the person whose post it is, every one of them alone: typed, checked by a
 * second person, not passed, mended, approved, paid, released, picked short, waited for, restocked, packed, handed over,
 * tracked, delivered, completed, archived.
 */
let bench: TestBench;
let desk: Desk;
const CNY = (minor: number) => ({ minor, currency: 'CNY' });
const DAY = 86_400_000;

beforeAll(async () => {
  bench = await startBench();
  await saveProducts(bench);
  for (const [key, value] of [
    ['stock.tracked', true],
    ['stock.autoRelease', false],
    ['review.automatic', 'off'],
  ] as const)
    expect(await bench.call('siteRules.save', { key, value })).toMatchObject({ ok: true });
  desk = await openDesk(bench, {
    clerk: ['CLK'],
    second: ['CLK'],
    reviewer: ['REV'],
    cs: ['CS'],
    finance: ['FIN'],
    lead: ['WHL'],
    picker: ['PIK'],
    packer: ['PKR'],
    shipper: ['SHP'],
    logistics: ['LOG'],
  });
});
afterAll(async () => {
  desk.close();
  await bench.close();
});

let refs = 0;
/** A gun at the window of somebody who stands at the bench. */
async function gun(who: string, text: string, method: 'bench.scan' | 'pick.scan' = 'bench.scan') {
  refs += 1;
  const scannedAt = performance.timeOrigin + performance.now();
  const scan = { bench: 'B1', text, source: 'manual' as const, ref: `l${refs}`, scannedAt };
  return (await desk.window(who).call(method, scan)) as VerdictView;
}
const stand = async (who: string) =>
  expect(await desk.window(who).code('bench.operator', { bench: 'B1', operator: desk.id(who) })).toBe('ok');

describe('the life of an order', () => {
  let order = '';
  let no = '';
  const shown = async (): Promise<OrderView> => {
    const found = await desk.as('cs', 'orders.get', { order });
    if (!found.ok) throw new Error(found.code);
    return found.value;
  };
  const status = async () => (await shown()).status;
  const judge = async (verdict: object) => {
    const view = await desk.as('reviewer', 'review.view', { order });
    if (!view.ok) throw new Error(view.code);
    return desk.code('reviewer', 'review.judge', {
      order,
      seen: view.value.seen,
      accept: view.value.findings
        .filter(({ result }) => result !== 'pass')
        .map(({ check, code }) => `${check}:${code}`),
      ...verdict,
    } as never);
  };

  it('is typed by one clerk and confirmed by another', async () => {
    const form: ManualForm = {
      ...(structuredClone(EMPTY_MANUAL) as ManualForm),
      channel: 'phone',
      receiver: {
        name: '张三',
        phone: '13800138000',
        country: '',
        province: '广东省',
        city: '深圳市',
        district: '南山区',
        detail: '科技园路1号',
        postcode: '',
      },
      lines: [
        { sku: 'MUG', name: '马克杯', variant: '白色', qty: 2, price: 1_500, kind: 'goods' },
        { sku: 'TEA', name: '绿茶', variant: '100g', qty: 1, price: 2_000, kind: 'goods' },
      ],
      payment: 'UNPAID',
    };
    const saved = await desk.as('clerk', 'intake.save', { form, anyway: false });
    if (!saved.ok) throw new Error(`${saved.code} ${JSON.stringify(saved.data)}`);
    ({ order, channelOrderNo: no } = saved.value);
    expect(await status()).toBe('DRAFT');
    expect(await desk.code('clerk', 'intake.confirm', { order, version: null })).toBe('same_person');
    expect(await desk.code('second', 'intake.confirm', { order, version: null })).toBe('ok');
    expect(await status()).toBe('IN_REVIEW');
  });

  it('does not pass the review, is mended with the customer, and passes', async () => {
    expect(await judge({ verdict: 'fix', reason: 'address_incomplete', note: '缺门牌号' })).toBe('ok');
    expect(await status()).toBe('NEEDS_FIX');
    expect(
      await desk.code('cs', 'orders.act', {
        order,
        action: 'change_receiver',
        reason: 'phone',
        receiver: {
          name: '张三',
          phone: '13800138000',
          province: '广东省',
          city: '深圳市',
          district: '南山区',
          detail: '科技园路1号3栋502',
        },
      }),
    ).toBe('ok');
    expect(await status()).toBe('IN_REVIEW');
    expect(await judge({ verdict: 'pass' })).toBe('ok');
    expect(await status()).toBe('AWAITING_PAYMENT');
  });

  it('is paid in two parts, and released once its goods are there', async () => {
    const pay = (minor: number, more: boolean) =>
      desk.as('finance', 'payments.record', { order, amount: CNY(minor), method: 'transfer', more });
    expect(await pay(2_000, true)).toMatchObject({ ok: true, value: { paid: false, due: CNY(3_000) } });
    expect(await pay(3_000, false)).toMatchObject({ ok: true, value: { paid: true } });
    expect(await status()).toBe('APPROVED');
    expect(await desk.code('packer', 'release.order', { order })).toBe('role_not_allowed');
    expect(await desk.code('lead', 'release.order', { order })).toBe('stock_short');
    for (const [sku, qty] of [
      ['MUG', 2],
      ['TEA', 1],
    ] as const)
      expect(
        await desk.code('lead', 'stock.receive', {
          sku,
          qty,
          location: '',
          reference: 'PO-1',
          ref: `life-${sku}-1`,
        }),
      ).toBe('ok');
    expect(await desk.code('lead', 'release.order', { order })).toBe('ok');
    expect(await status()).toBe('READY_TO_SHIP');
  });

  it('is picked short; the customer waits, the goods come, and it goes on', async () => {
    await stand('picker');
    expect((await gun('picker', no, 'pick.scan')).kind).toBe('opened');
    expect((await gun('picker', EAN.TEA, 'pick.scan')).kind).toBe('unit_ok');
    expect((await gun('picker', EAN.MUG, 'pick.scan')).kind).toBe('unit_ok');
    const { walk } = await desk.window('picker').call('pick.view', { bench: 'B1' });
    const mugs = walk?.positions.find(({ sku }) => sku === 'MUG')?.key ?? '';
    await desk
      .window('picker')
      .call('pick.act', { bench: 'B1', act: { type: 'short', position: mugs, qty: 1 } });
    await desk.window('picker').call('pick.act', { bench: 'B1', act: { type: 'ok' } });
    await stand('packer');
    expect(await gun('packer', no)).toMatchObject({ kind: 'not_packable', data: { reason: 'picked_short' } });
    await desk.window('packer').call('bench.command', { bench: 'B1', name: 'OK', ref: 'ok' });

    const alter = (who: string, act: object, note = '') =>
      desk.code(who, 'alter.act', { order, act, ...(note === '' ? {} : { note }) } as never);
    expect(await alter('packer', { type: 'backorder', sku: 'MUG', qty: 1 })).toBe('role_not_allowed');
    expect(await alter('cs', { type: 'backorder', sku: 'MUG', qty: 1, expected: Date.now() + DAY })).toBe(
      'ok',
    );
    expect(await status()).toBe('BACKORDERED');
    expect(await alter('cs', { type: 'wait', until: Date.now() + 3 * DAY, consent: 'phone' }, '愿意等')).toBe(
      'ok',
    );
    expect(
      await desk.code('lead', 'stock.receive', {
        sku: 'MUG',
        qty: 2,
        location: '',
        reference: 'PO-2',
        ref: 'life-MUG-2',
      }),
    ).toBe('ok');
    expect(await alter('cs', { type: 'restock', consent: 'phone' })).toBe('ok');
    expect(await status()).toBe('READY_TO_SHIP');
    await stand('picker');
    expect(await gun('picker', no, 'pick.scan')).toMatchObject({ kind: 'opened' });
    for (let tries = 0; tries < 4; tries += 1) {
      const { walk: left } = await desk.window('picker').call('pick.view', { bench: 'B1' });
      const next = left?.positions.find(({ qty, taken, short }) => taken + short < qty);
      if (next === undefined) break;
      await gun('picker', EAN[next.sku as 'MUG' | 'TEA'], 'pick.scan');
    }
  });

  it('is packed by the packer and handed over by the shipper', async () => {
    await stand('packer');
    expect(await gun('packer', no)).toMatchObject({ kind: 'opened' });
    for (const code of [EAN.MUG, EAN.MUG]) expect((await gun('packer', code)).kind).toBe('unit_ok');
    expect((await gun('packer', EAN.TEA)).kind).toBe('order_complete');
    const labelled = await until(
      () => desk.window('packer').call('bench.view', { bench: 'B1' }),
      (view) => ['sent', 'confirmed'].includes(view.session?.label.state ?? ''),
      'the label',
    );
    expect((await gun('packer', labelled.session?.waybill?.number ?? '')).kind).toBe('closed');
    await stand('shipper');
    const started = await desk
      .window('shipper')
      .call('handover.start', { bench: 'B1', carrier: 'OWN', courier: '老王' });
    expect(started.kind).toBe('handover_started');
    await gun('shipper', 'CMD:ALL');
    expect((await gun('shipper', 'CMD:FINISH')).kind).toBe('handover_finished');
    expect(await status()).toBe('SHIPPED');
  });

  it('is tracked, delivered, completed, settled and archived', async () => {
    const tracking = await desk.as('logistics', 'tracking.of', { order } as never);
    if (!tracking.ok) throw new Error(tracking.code);
    const number = tracking.value.parcels[0]?.number ?? '';
    const told = (told: 'IN_TRANSIT' | 'SIGNED', at: number) =>
      desk.code('logistics', 'tracking.add', { order, number, status: told, at });
    expect(await told('IN_TRANSIT', Date.now() - 1_000)).toBe('ok');
    expect(await told('SIGNED', Date.now())).toBe('ok');
    expect(await status()).toBe('DELIVERED');
    const act = (who: string, type: 'completed' | 'settled' | 'archived') =>
      desk.code(who, 'after.act', { order, act: { type } });
    expect(await act('packer', 'completed')).toBe('role_not_allowed');
    expect(await act('cs', 'completed')).toBe('ok');
    expect(await act('reviewer', 'archived')).toBe('not_settled');
    expect(await act('finance', 'settled')).toBe('ok');
    expect(await act('reviewer', 'archived')).toBe('ok');
    // A closed file opens for those who asked for it only.
    expect(await desk.code('cs', 'orders.get', { order } as never)).toBe('archive_locked');
  });
});
