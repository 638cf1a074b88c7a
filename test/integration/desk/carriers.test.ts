import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgreementInput } from '../../../shared/contract/index.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, orderOf, packWhole } from '../station/shop.ts';

const PRODUCTS = [
  'sku,name,barcode,location,weight_g,cold_chain',
  `MUG,马克杯,${EAN.MUG},A-01-01,400,`,
  `ICE,冰淇淋,${EAN.TEA},F-01-01,500,是`,
].join('\n');

const zone = (provinces: string[], firstMinor: number, stepMinor: number, days: number) => ({
  name: provinces[0] ?? '',
  provinces,
  firstGrams: 1000,
  firstMinor,
  stepGrams: 1000,
  stepMinor,
  days,
});
const OWN: AgreementInput = {
  id: 'OWN-CITY',
  carrier: 'OWN',
  name: '同城配送',
  service: 'standard',
  cod: true,
  fragile: true,
  maxGrams: 5_000,
  currency: 'CNY',
  zones: [zone(['浙江'], 600, 200, 1)],
  active: true,
};
const FAR: AgreementInput = {
  ...OWN,
  id: 'PICKUP-STD',
  carrier: 'PICKUP',
  name: '自提点',
  zones: [zone(['*'], 900, 300, 3)],
};

describe('carriers by price agreements', () => {
  let bench: TestBench;
  const save = (agreement: AgreementInput) =>
    bench.call('agreements.save', { agreement, operator: bench.operator });
  async function carrierOf(no: string) {
    const answer = await bench.call('carriers.ofOrder', { order: orderOf(no) });
    if (!answer.ok) throw new Error(answer.code);
    return answer.value;
  }
  const ORDERS =
    'order_no,sku,qty,name,payment,unit_price,carrier,receiver_name,receiver_phone,province,city,district,address,ordered_at';
  const row = (no: string, sku: string, qty: number, carrier = '') =>
    `${no},${sku},${String(qty)},商品,paid,10.00,${carrier},李晓梅,13912345678,浙江省,杭州市,西湖区,文三路168号西湖国际3幢502室,2026-11-20 09:00`;
  const order = (no: string, sku: string, qty: number, carrier = '') =>
    bench.importText(`${ORDERS}\n${row(no, sku, qty, carrier)}\n`, 'packline-orders');

  beforeEach(async () => {
    bench = await startBench();
    await bench.importText(`${PRODUCTS}\n`, 'packline-products');
    await bench.call('settings.save', { defaultCarrier: 'PICKUP' });
  });
  afterEach(async () => {
    await bench.close();
  });

  it('without agreements all is as before: the named carrier, else the usual one (CAR-02)', async () => {
    await order('N-1', 'MUG', 1, 'OWN');
    await order('N-2', 'MUG', 1);
    expect(await carrierOf('N-1')).toMatchObject({ chosen: null, now: null, parcels: [{ carrier: 'OWN' }] });
    expect(await carrierOf('N-2')).toMatchObject({ chosen: null, parcels: [{ carrier: 'PICKUP' }] });
  });

  it('at the release the cheapest that fits is chosen by weight and destination, with the reason and what was rejected (CAR-01)', async () => {
    expect(await save(OWN)).toMatchObject({ ok: true });
    expect(await save(FAR)).toMatchObject({ ok: true });
    await order('A-1', 'MUG', 2);
    expect(await carrierOf('A-1')).toMatchObject({
      named: null,
      chosen: {
        carrier: 'OWN',
        agreement: 'OWN-CITY',
        reason: 'cheapest',
        fits: true,
        cost: { minor: 600 },
        grams: 900,
        by: 'SYS',
        rejected: [{ agreement: 'PICKUP-STD', code: 'dearer', cost: { minor: 900 } }],
      },
      parcels: [{ carrier: 'OWN' }],
    });
    // 14 mugs are too heavy for it.
    await order('A-2', 'MUG', 14);
    expect((await carrierOf('A-2')).chosen).toMatchObject({
      fits: false,
      rejected: [{ code: 'weight' }, { code: 'weight' }],
    });
    // The choice stays, whatever is agreed afterwards.
    await save({ ...OWN, active: false });
    await bench.restart();
    expect((await carrierOf('A-1')).chosen?.agreement).toBe('OWN-CITY');
    expect((await bench.order(orderOf('A-1'))).timeline.map(({ type }) => type)).toContain('carrier_chosen');
  });

  it('the named carrier stands, cold chain needs a cold chain, and what does not fit is said (CAR-02, CAR-05)', async () => {
    await save(OWN);
    await save({ ...FAR, id: 'PICKUP-COLD', service: 'cold_chain', zones: [zone(['*'], 2_000, 900, 1)] });
    await order('C-1', 'ICE', 1);
    expect((await carrierOf('C-1')).chosen).toMatchObject({
      carrier: 'PICKUP',
      reason: 'only',
      service: 'cold_chain',
    });
    await order('C-2', 'ICE', 1, 'OWN');
    expect(await carrierOf('C-2')).toMatchObject({
      named: 'OWN',
      chosen: { carrier: 'OWN', reason: 'named_unfit', fits: false },
      parcels: [{ carrier: 'OWN' }],
    });
  });

  it('an agreement that could never be used, or gives two prices, is refused; every change is in the record (CAR-03)', async () => {
    expect(await save({ ...OWN, zones: [] })).toMatchObject({
      ok: false,
      code: 'agreement_invalid',
      data: { fault: 'no_zones' },
    });
    expect(await save({ ...OWN, zones: [zone(['浙江'], 1, 1, 1), zone(['浙江'], 2, 1, 1)] })).toMatchObject({
      data: { fault: 'province_twice' },
    });
    expect(await save({ ...OWN, carrier: 'NOBODY' })).toMatchObject({ ok: false, code: 'carrier_unknown' });
    await save(OWN);
    expect(await save({ ...OWN, carrier: 'PICKUP' })).toMatchObject({
      ok: false,
      code: 'agreement_other_carrier',
    });
    await save({ ...OWN, contractNo: 'HT-2026-7', cutOff: '19:30' });
    await bench.restart();
    expect(await bench.call('agreements.list', {})).toMatchObject([
      { id: 'OWN-CITY', contractNo: 'HT-2026-7' },
    ]);
    const { rows } = await bench.call('audit.list', {
      from: 0,
      to: Date.now() + 60_000,
      kind: 'acts',
      search: 'OWN-CITY',
    });
    expect(rows.length).toBe(2);
    expect(rows[0]).toMatchObject({ on: 'OWN-CITY', by: bench.operator });
    expect(rows[0]?.old).not.toBeNull();
  });

  it('whom to call and when the courier comes is kept with the carrier and told to every page (COM-05)', async () => {
    const { carriers } = await bench.call('app.hello', {});
    const own = carriers.find(({ code }) => code === 'OWN');
    if (!own) throw new Error('no carrier');
    const pickup = { pickupContact: '王师傅', pickupPhone: '0571-88880000', pickupTimes: '11:00, 17:30' };
    expect(await bench.call('carriers.save', { ...own, ...pickup })).toMatchObject({ ok: true });
    await bench.restart();
    const after = (await bench.call('app.hello', {})).carriers.find(({ code }) => code === 'OWN');
    expect(after).toMatchObject(pickup);
  });

  it('tried out, nothing is kept (CAR-01)', async () => {
    await save(OWN);
    const answer = await bench.call('carriers.try', {
      province: '新疆维吾尔自治区',
      grams: 2_300,
      marks: ['cold_chain'],
      urgent: false,
    });
    expect(answer).toMatchObject({
      carrier: 'PICKUP',
      reason: 'none_fits',
      fits: false,
      rejected: [{ code: 'cold_chain' }],
    });
    expect(
      await bench.call('carriers.try', { province: '浙江', grams: 2_300, marks: [], urgent: false }),
    ).toMatchObject({
      carrier: 'OWN',
      price: { cost: { minor: 1_000, currency: 'CNY' }, days: 1 },
    });
  });

  it('changed by hand: the parcel goes by it, who and when are on record, and a parcel in work keeps its carrier (CAR-02)', async () => {
    await save(OWN);
    await save(FAR);
    await order('H-1', 'MUG', 1);
    const choose = (carrier: string, agreement?: string) =>
      bench.call('carriers.choose', {
        order: orderOf('H-1'),
        carrier,
        ...(agreement === undefined ? {} : { agreement }),
        reason: 'the customer asked for it',
        operator: bench.operator,
      });
    expect(await choose('PICKUP', 'OWN-CITY')).toMatchObject({ ok: false, code: 'agreement_other_carrier' });
    expect(await choose('PICKUP', 'PICKUP-STD')).toMatchObject({ ok: true });
    expect(await carrierOf('H-1')).toMatchObject({
      chosen: {
        carrier: 'PICKUP',
        reason: 'by_hand',
        by: bench.operator,
        why: 'the customer asked for it',
        cost: { minor: 900 },
      },
      parcels: [{ carrier: 'PICKUP' }],
    });
    // Words of people are never among the plain data of events.
    const seen = JSON.stringify((await bench.order(orderOf('H-1'))).timeline.map(({ data }) => data));
    expect(seen).not.toContain('the customer asked');
    expect((await bench.scan('H-1')).kind).toBe('opened');
    expect(await choose('OWN')).toMatchObject({ ok: false, code: 'parcel_in_work' });
    expect((await bench.view()).session?.carrier.code).toBe('PICKUP');
  });

  it('what a parcel costs is reckoned at its handover, once, and summed by carrier; the file has a line for each (PAY-09, CAR-06)', async () => {
    await save(OWN);
    await order('F-1', 'MUG', 3);
    await order('F-2', 'MUG', 1);
    for (const no of ['F-1', 'F-2']) await packWhole(bench, no);
    await bench.call('handover.start', { bench: 'B1', carrier: 'OWN', courier: '王师傅' });
    await bench.command('ALL');
    await bench.command('FINISH');
    const first = (await carrierOf('F-1')).parcels[0]?.freight;
    expect(first).toMatchObject({
      agreement: 'OWN-CITY',
      minor: 800,
      grams: 1_300,
      weight: 'goods',
      zone: '浙江',
    });
    const period = { from: Date.now() - 3_600_000, to: Date.now() + 3_600_000 };
    const before = await bench.call('freight.summary', period);
    expect(before).toMatchObject({
      more: false,
      rows: [
        { carrier: 'OWN', parcels: 2, costed: 2, estimated: 2, minor: 1_400, currency: 'CNY', score: null },
      ],
    });
    // Prices that change later do not change what was sent.
    await save({ ...OWN, zones: [zone(['浙江'], 9_900, 900, 1)] });
    await bench.restart();
    expect(await bench.call('freight.summary', period)).toEqual(before);
    expect(await bench.call('freight.summary', { from: 0, to: 1_000 })).toMatchObject({ rows: [] });
    const file = await bench.call('freight.export', { ...period, operator: bench.operator });
    expect(file).toMatchObject({ ok: true, value: { rows: 2 } });
  });
});
