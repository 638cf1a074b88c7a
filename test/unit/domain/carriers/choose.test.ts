import { describe, expect, it } from 'vitest';
import {
  agreementFaults,
  chooseCarrier,
  freightOf,
  LEAST_FOR_SCORE,
  priceOf,
  provinceOf,
  readPriceTable,
  scoreOf,
  volumeGrams,
  zoneOf,
  type Agreement,
  type ToSend,
} from '../../../../shared/domain/carriers/index.ts';

const zone = (provinces: string[], firstMinor: number, stepMinor: number, days = 2) => ({
  name: provinces[0] ?? '',
  provinces,
  firstGrams: 1000,
  firstMinor,
  stepGrams: 1000,
  stepMinor,
  days,
});
const agreement = (id: string, more: Partial<Agreement> = {}): Agreement => ({
  id,
  carrier: id.split('-')[0] ?? id,
  name: id,
  service: 'standard',
  cod: false,
  fragile: true,
  currency: 'CNY',
  zones: [zone(['浙江', '江苏'], 500, 100), zone(['*'], 800, 400, 4)],
  active: true,
  ...more,
});
const parcel = (more: Partial<ToSend> = {}): ToSend => ({
  province: '浙江',
  grams: 900,
  marks: [],
  urgent: false,
  ...more,
});
const NOON = { day: '2026-11-20', minutes: 12 * 60 };
const RULES = { prefer: 'cheapest', usual: 'OWN' } as const;
const choose = (sent: ToSend, agreements: Agreement[], now = NOON) =>
  chooseCarrier(sent, agreements, RULES, now);
const codeOf = (choice: ReturnType<typeof choose>, id: string) =>
  choice.rejected.find((each) => each.agreement === id)?.code;

const ZTO = agreement('ZTO-STD');
const SF = agreement('SF-STD', {
  zones: [zone(['浙江', '江苏'], 1200, 200, 1), zone(['*'], 2300, 1300, 2)],
  cod: true,
});
const COLD = agreement('SF-COLD', {
  service: 'cold_chain',
  zones: [zone(['浙江'], 3000, 900, 1)],
  maxGrams: 5000,
});

describe('price of a parcel', () => {
  it('first weight, then every started step (CAR-01, CAR-06)', () => {
    const [near, far] = [zoneOf(ZTO, '江苏'), zoneOf(ZTO, '新疆')];
    if (!near || !far) throw new Error('no zone');
    expect(priceOf(ZTO, near, { grams: 1000 }).cost).toEqual({ minor: 500, currency: 'CNY' });
    expect(priceOf(ZTO, near, { grams: 1001 }).cost.minor).toBe(600);
    expect(priceOf(ZTO, far, { grams: 2300 }).cost.minor).toBe(800 + 2 * 400);
  });

  it('volume counts where the agreement has a divisor, and a COD costs its fee', () => {
    const bulky = agreement('DBL-STD', { divisor: 6000, codPermille: 20 });
    const size = { length: 600, width: 400, height: 500 };
    expect(volumeGrams(bulky, size)).toBe(20_000);
    expect(volumeGrams(ZTO, size)).toBe(0);
    const near = zoneOf(bulky, '浙江');
    if (!near) throw new Error('no zone');
    const cod = { minor: 8_800, currency: 'CNY' };
    expect(priceOf(bulky, near, { grams: 900, size, cod })).toMatchObject({
      chargedGrams: 20_000,
      cost: { minor: 500 + 19 * 100 + 176 },
    });
  });

  it('a province is found by its full name, and no other text is taken for one', () => {
    expect(provinceOf('新疆维吾尔自治区')).toBe('新疆');
    expect(provinceOf(' 内 蒙古自治区')).toBe('内蒙古');
    expect(provinceOf('London')).toBeUndefined();
    expect(provinceOf(undefined)).toBeUndefined();
  });
});

describe('choice of the carrier', () => {
  it('the cheapest that can take it, with what the others would have cost (CAR-01)', () => {
    const choice = choose(parcel(), [SF, ZTO]);
    expect(choice).toMatchObject({ carrier: 'ZTO', agreement: 'ZTO-STD', reason: 'cheapest', fits: true });
    expect(choice.rejected).toEqual([
      { agreement: 'SF-STD', carrier: 'SF', code: 'dearer', cost: { minor: 1200, currency: 'CNY' } },
    ]);
  });

  it('does not depend on the order of the agreements', () => {
    const same = [agreement('B-1'), agreement('A-1')];
    expect(choose(parcel(), same).agreement).toBe('A-1');
    expect(choose(parcel(), [...same].reverse()).agreement).toBe('A-1');
  });

  it('an urgent parcel goes by the fastest, whatever the preference (CAR-01)', () => {
    expect(choose(parcel({ urgent: true }), [ZTO, SF])).toMatchObject({ carrier: 'SF', reason: 'fastest' });
  });

  it('the carrier that the order names stands, also where another one is cheaper (CAR-02)', () => {
    const choice = choose(parcel({ named: 'SF' }), [SF, ZTO]);
    expect(choice).toMatchObject({ carrier: 'SF', reason: 'named', fits: true });
    expect(codeOf(choice, 'ZTO-STD')).toBe('other_carrier_named');
  });

  it('named, and nothing of it fits: it stands, and a person is asked (CAR-02)', () => {
    const choice = choose(parcel({ named: 'ZTO', marks: ['cold_chain'] }), [SF, ZTO, COLD]);
    expect(choice).toMatchObject({ carrier: 'ZTO', reason: 'named_unfit', fits: false });
    expect(codeOf(choice, 'ZTO-STD')).toBe('cold_chain');
  });

  it('cold chain, fragile goods and COD limit what can take it (CAR-05)', () => {
    expect(choose(parcel({ marks: ['cold_chain'] }), [ZTO, SF, COLD])).toMatchObject({
      agreement: 'SF-COLD',
      reason: 'only',
    });
    const rough = agreement('YD-STD', { fragile: false, zones: [zone(['*'], 100, 10)] });
    const fragile = choose(parcel({ marks: ['fragile'] }), [rough, ZTO]);
    expect(fragile.agreement).toBe('ZTO-STD');
    expect(codeOf(fragile, 'YD-STD')).toBe('fragile');
    const cod = choose(parcel({ cod: { minor: 100, currency: 'CNY' } }), [ZTO, SF]);
    expect(cod).toMatchObject({ carrier: 'SF', reason: 'only' });
    expect(codeOf(cod, 'ZTO-STD')).toBe('cod');
  });

  it('weight, size and destination limit it; each is said', () => {
    const light = agreement('YTO-STD', { maxGrams: 3000, maxLengthMm: 500, zones: [zone(['浙江'], 1, 1)] });
    expect(codeOf(choose(parcel({ grams: 3001 }), [light]), 'YTO-STD')).toBe('weight');
    const size = { length: 501, width: 10, height: 10 };
    expect(codeOf(choose(parcel({ size }), [light]), 'YTO-STD')).toBe('size');
    expect(codeOf(choose(parcel({ province: '西藏' }), [light]), 'YTO-STD')).toBe('destination');
    const { province: _province, ...nowhere } = parcel();
    void _province;
    expect(codeOf(choose(nowhere, [light]), 'YTO-STD')).toBe('destination_unknown');
  });

  it('after the last pickup an urgent parcel goes by another; if all are over, that hinders nobody', () => {
    const early = agreement('ZTO-STD', { cutOff: '11:30' });
    const late = { ...SF, cutOff: '19:00' };
    const choice = choose(parcel({ urgent: true }), [early, late]);
    expect(choice.carrier).toBe('SF');
    expect(codeOf(choice, 'ZTO-STD')).toBe('cut_off');
    const night = { ...NOON, minutes: 23 * 60 };
    expect(choose(parcel({ urgent: true }), [early], night)).toMatchObject({ carrier: 'ZTO', fits: true });
    expect(choose(parcel({ dueInMinutes: 8 * 60 }), [early, late]).carrier).toBe('SF');
    expect(choose(parcel(), [early, late]).carrier).toBe('ZTO');
  });

  it('an agreement out of use, or of another time, is not taken', () => {
    expect(codeOf(choose(parcel(), [{ ...ZTO, active: false }]), 'ZTO-STD')).toBe('inactive');
    expect(codeOf(choose(parcel(), [{ ...ZTO, validUntil: '2026-11-19' }]), 'ZTO-STD')).toBe(
      'not_valid_today',
    );
    expect(choose(parcel(), [{ ...ZTO, validUntil: '2026-11-20' }]).fits).toBe(true);
  });

  it('nothing fits and nothing is named: the usual carrier, and a person is asked', () => {
    expect(choose(parcel(), [{ ...ZTO, active: false }])).toMatchObject({
      carrier: 'OWN',
      reason: 'none_fits',
      fits: false,
    });
    expect(choose(parcel(), [])).toMatchObject({ carrier: 'OWN', fits: false, rejected: [] });
  });
});

describe('freight of what has left', () => {
  it('by the agreement that it was sent by, at its real weight (PAY-09)', () => {
    const dear = agreement('ZTO-DEAR', { carrier: 'ZTO', zones: [zone(['*'], 2000, 500)] });
    const sent = { ...parcel({ grams: 2100 }), carrier: 'ZTO' };
    expect(freightOf(sent, [ZTO, dear], 'ZTO-DEAR', NOON)).toMatchObject({
      agreement: 'ZTO-DEAR',
      price: { cost: { minor: 3000 } },
    });
    expect(freightOf(sent, [ZTO, dear], undefined, NOON)?.agreement).toBe('ZTO-STD');
    expect(freightOf(sent, [SF], 'SF-STD', NOON)).toBeUndefined();
  });
});

describe('an agreement that could never be used', () => {
  it('is refused with the reason', () => {
    const codes = (more: Partial<Agreement>) => agreementFaults(agreement('X', more)).map(({ code }) => code);
    expect(codes({})).toEqual([]);
    expect(codes({ zones: [] })).toEqual(['no_zones']);
    expect(codes({ zones: [zone(['浙江'], 1, 1), zone(['浙江'], 2, 2)] })).toEqual(['province_twice']);
    expect(codes({ zones: [{ ...zone(['浙江'], 1, 1), stepGrams: 0 }] })).toEqual(['grams_invalid']);
    expect(codes({ zones: [zone(['浙江'], -1, 1)] })).toEqual(['price_invalid']);
    expect(codes({ zones: [zone(['火星'], 1, 1)] })).toEqual(['province_unknown']);
    expect(codes({ cutOff: '25:00' })).toEqual(['cut_off_invalid']);
    expect(codes({ validFrom: '2026-12-01', validUntil: '2026-11-01' })).toEqual(['valid_never']);
  });
});

describe('a price table as carriers give it', () => {
  it('provinces of one price become one zone; what cannot be read is said by its line (CAR-03)', () => {
    const { zones, faults } = readPriceTable(
      [
        '省份,首重kg,首重价,续重kg,续重价,时效',
        '浙江省,1,5.00,1,1.2,1天',
        '江苏/上海,1,5,1,1.2,1',
        '"新疆、西藏",1,18.5,0.5,9,7',
        '其他,1,8,1,4,3',
        '火星,1,8,1,4,3',
        '湖南,1,free,1,4,3',
        '',
      ].join('\r\n'),
    );
    expect(
      zones.map(({ provinces, firstMinor, stepMinor, stepGrams, days }) => [
        provinces.join(' '),
        firstMinor,
        stepMinor,
        stepGrams,
        days,
      ]),
    ).toEqual([
      ['浙江 江苏 上海', 500, 120, 1000, 1],
      ['新疆 西藏', 1850, 900, 500, 7],
      ['*', 800, 400, 1000, 3],
    ]);
    expect(faults.map(({ line, code }) => [line, code])).toEqual([
      [6, 'province_unknown'],
      [7, 'number_invalid'],
    ]);
    expect(agreementFaults(agreement('X', { zones }))).toEqual([]);
  });

  it('a file without the columns is refused as a whole', () => {
    expect(readPriceTable('a,b\n1,2').faults).toMatchObject([{ line: 1, code: 'columns_missing' }]);
  });
});

describe('score of a carrier', () => {
  it('says nothing of few parcels, and does not judge those on their way (CAR-04)', () => {
    const few = Array.from({ length: LEAST_FOR_SCORE - 1 }, () => ({
      hours: 20,
      promisedDays: 1,
      problem: false,
    }));
    expect(scoreOf(few).score).toBeUndefined();
    const onTheWay = Array.from({ length: 100 }, () => ({ promisedDays: 1, problem: false }));
    expect(scoreOf([...few, ...onTheWay]).score).toBeUndefined();
  });

  it('time kept and troubles, by our own parcels (CAR-04)', () => {
    const kept = Array.from({ length: 30 }, () => ({ hours: 20, promisedDays: 1, problem: false }));
    const late = Array.from({ length: 10 }, () => ({ hours: 60, promisedDays: 1, problem: true }));
    expect(scoreOf(kept)).toMatchObject({ score: 100, onTime: 1, problems: 0, medianHours: 20 });
    expect(scoreOf([...kept, ...late])).toMatchObject({ score: 75, onTime: 0.75, problems: 0.25 });
  });
});
