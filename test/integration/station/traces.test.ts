import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gtin14 } from '../../../shared/codec/index.ts';
import { startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { EAN, saveOrders } from './shop.ts';

const GS = '\u001d';
const yymmdd = (ms: number): string => {
  const day = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(day.getFullYear() % 100)}${two(day.getMonth() + 1)}${two(day.getDate())}`;
};
const DAY = 86_400_000;
const LATER = yymmdd(Date.now() + 400 * DAY);
const gs1 = (ean: string, rest: string): string => `]d201${gtin14(ean) ?? ''}${rest}`;

describe('serial, lot, expiry, quantity and weight of GS1 codes', () => {
  let bench: TestBench;
  beforeEach(async () => {
    bench = await startBench();
    await bench.importText(
      `sku,name,barcode,traces\nCAM,相机,${EAN.MUG},序列号\nTEA,绿茶,${EAN.TEA},lot;expiry\nPEN,中性笔,${EAN.PEN},\n`,
      'packline-products',
    );
  });
  afterEach(async () => {
    const { problems } = bench;
    await bench.close();
    expect(problems).toEqual([]);
  });

  it('reach the session and the parcel, over a restart in between', async () => {
    await saveOrders(bench, [{ no: 'A-1', lines: { CAM: 1, TEA: 1, PEN: 12 } }]);
    await bench.scan('A-1');
    expect(await bench.scan(EAN.MUG)).toMatchObject({ kind: 'trace_missing', data: { want: 'serial' } });
    await bench.ok();
    expect(await bench.scan(gs1(EAN.MUG, '21SN-0001'))).toMatchObject({
      kind: 'unit_ok',
      data: { sku: 'CAM', n: 1, serial: 'SN-0001' },
    });
    await bench.restart();
    expect(await bench.scan(gs1(EAN.TEA, `17${yymmdd(Date.now() - 3 * DAY)}10L9`))).toMatchObject({
      kind: 'expired',
      data: { lot: 'L9' },
    });
    await bench.ok();
    expect(await bench.scan(gs1(EAN.TEA, `17${LATER}10L9${GS}3103000125`))).toMatchObject({
      kind: 'unit_ok',
      data: { lot: 'L9', grams: 125 },
    });
    expect(await bench.scan(gs1(EAN.PEN, '3012'))).toMatchObject({ kind: 'order_complete', data: { n: 12 } });
    await bench.until(({ session }) => session?.step === 'label');
  });

  it('a serial number is in one parcel only, on this station; undone or put back it is free', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { CAM: 2 } },
      { no: 'A-2', lines: { CAM: 1 } },
    ]);
    await bench.scan('A-1');
    const one = gs1(EAN.MUG, '21SN-1');
    expect((await bench.scan(one)).kind).toBe('unit_ok');
    expect(await bench.scan(one)).toMatchObject({ kind: 'serial_used', data: { reason: 'in_this_parcel' } });
    await bench.ok();
    await bench.scan('CMD:UNDO');
    expect((await bench.scan(one)).kind).toBe('unit_ok');
    expect((await bench.scan(gs1(EAN.MUG, '21SN-2'))).kind).toBe('order_complete');
    const { session } = await bench.until((view) => view.session?.label.state === 'sent');
    await bench.scan(session?.waybill?.number ?? '');
    await bench.scan('A-2');
    expect(await bench.scan(one)).toMatchObject({ kind: 'serial_used', data: { serial: 'SN-1' } });
    await bench.ok();
    expect((await bench.scan(gs1(EAN.MUG, '21SN-3'))).kind).toBe('order_complete');
  });
});
