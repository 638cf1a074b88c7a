import { describe, expect, it } from 'vitest';
import {
  anomalyOf,
  expectedArrival,
  foldOrder,
  missingPapers,
  parcelTracks,
  transitDays,
  type OrderBase,
  type OrderEvent,
  type OrderEventDraft,
  type ParcelTrack,
} from '../../../shared/domain/index.ts';
import { formatHlc } from '../../../shared/base/index.ts';
import {
  buildMapping,
  CARRIER_TRACKING,
  createTrackingReader,
  ownTrackingWords,
  trackingState,
} from '../../../shared/intake/index.ts';
import { escapeHtml, orderPage } from '../../../electron/station/services/archive/page.ts';

const HOUR = 3_600_000;
const START = 1_790_000_000_000;

const BASE: OrderBase = {
  channel: 'csv',
  channelOrderNo: 'T-1',
  orderedAt: START,
  receivedAt: START,
  intake: 'file',
  author: 'SYS',
  kind: 'goods',
  lines: [{ no: 1, sku: 'MUG', name: 'Mug', qty: 1, kind: 'goods' }],
  payment: 'PAID',
  flags: [],
  receiverMasked: false,
};

/** An order that was shipped with these numbers, and what happened after that, in this order. */
function shipped(numbers: readonly string[], after: readonly OrderEventDraft[]) {
  const drafts: OrderEventDraft[] = [
    { type: 'submitted', data: {} },
    { type: 'approved', data: {} },
    { type: 'released', data: { stock: 'not_tracked' } },
    {
      type: 'shipped',
      data: {
        parcels: numbers.map((number, n) => ({
          shipment: `T-1.${n + 1}`,
          carrier: 'ZTO',
          number,
          at: START,
        })),
      },
    },
    ...after,
  ];
  const events = drafts.map(
    ({ type, data }, n) =>
      ({
        id: `e${String(n).padStart(3, '0')}`,
        type,
        data,
        at: formatHlc({ ms: START + n, counter: 0, station: 'ab12' }),
        by: 'SYS',
        station: 'ab12',
      }) as OrderEvent,
  );
  return { base: BASE, events };
}
type Status =
  'PICKED_UP' | 'IN_TRANSIT' | 'OUT_FOR_DELIVERY' | 'SIGNED' | 'PROBLEM' | 'REFUSED' | 'RETURNING';
const report = (status: Status, hours: number, number = 'Z1'): OrderEventDraft => ({
  type: 'logistics',
  data: { status, time: START + hours * HOUR, carrier: 'ZTO', number },
});

describe('carrier reports', () => {
  it('count by their own time, in whatever order they were told; the way there never undoes a signature (TRK-01)', () => {
    const told = [report('PICKED_UP', 1), report('SIGNED', 50), report('IN_TRANSIT', 20)];
    for (const order of [told, [...told].reverse(), [told[1], told[2], told[0]] as OrderEventDraft[]])
      expect(foldOrder(shipped(['Z1'], order)).logistics).toBe('SIGNED');
    expect(
      foldOrder(shipped(['Z1'], [report('OUT_FOR_DELIVERY', 30), report('PICKED_UP', 1)])).logistics,
    ).toBe('OUT_FOR_DELIVERY');
    // A scan that comes after the signature, by its own time too.
    expect(foldOrder(shipped(['Z1'], [report('SIGNED', 50), report('IN_TRANSIT', 60)])).logistics).toBe(
      'SIGNED',
    );
    // It comes back after all.
    expect(foldOrder(shipped(['Z1'], [report('SIGNED', 50), report('RETURNING', 60)])).logistics).toBe(
      'RETURNING',
    );
  });

  it('of several parcels: signed when all are, in trouble when one is', () => {
    const two = ['Z1', 'Z2'];
    expect(foldOrder(shipped(two, [report('SIGNED', 9, 'Z1')])).logistics).toBe('IN_TRANSIT');
    expect(foldOrder(shipped(two, [report('SIGNED', 9, 'Z1'), report('SIGNED', 12, 'Z2')])).logistics).toBe(
      'SIGNED',
    );
    expect(foldOrder(shipped(two, [report('SIGNED', 9, 'Z1'), report('REFUSED', 12, 'Z2')])).logistics).toBe(
      'REFUSED',
    );
    // As earlier versions told it: of the whole order.
    const old: OrderEventDraft = { type: 'logistics', data: { status: 'SIGNED' } };
    expect(foldOrder(shipped(two, [old])).logistics).toBe('SIGNED');
  });

  it('give each parcel its ship time, receipt time and status (TRK-06)', () => {
    const doc = shipped(['Z1', 'Z2'], [report('SIGNED', 9, 'Z1'), report('IN_TRANSIT', 12, 'Z2')]);
    const tracks = parcelTracks(foldOrder(doc), doc.events);
    expect(
      tracks.map(({ number, status, shippedAt, receivedAt }) => [number, status, shippedAt, receivedAt]),
    ).toEqual([
      ['Z1', 'SIGNED', START, START + 9 * HOUR],
      ['Z2', 'IN_TRANSIT', START, undefined],
    ]);
  });
});

describe('anomalies', () => {
  const limits = { idleMs: 72 * HOUR, pickupMs: 24 * HOUR, lateMs: 24 * HOUR };
  const track = (events: readonly OrderEventDraft[]): ParcelTrack => {
    const doc = shipped(['Z1'], events);
    const [one] = parcelTracks(foldOrder(doc), doc.events);
    if (!one) throw new Error('no parcel');
    return one;
  };
  const at = (hours: number) => ({ now: START + hours * HOUR, tracked: true });

  it('silence, lateness, and what the carrier calls trouble (TRK-03)', () => {
    expect(anomalyOf(track([]), limits, at(23))).toBeUndefined();
    expect(anomalyOf(track([]), limits, at(25))).toBe('no_pickup');
    expect(anomalyOf(track([report('IN_TRANSIT', 10)]), limits, at(80))).toBeUndefined();
    expect(anomalyOf(track([report('IN_TRANSIT', 10)]), limits, at(83))).toBe('no_movement');
    const expectedAt = START + 20 * HOUR;
    expect(anomalyOf(track([report('IN_TRANSIT', 10)]), limits, { ...at(45), expectedAt })).toBe('late');
    expect(anomalyOf(track([report('REFUSED', 10)]), limits, at(11))).toBe('refused');
    expect(anomalyOf(track([report('RETURNING', 10)]), limits, at(11))).toBe('returned');
    for (const [cause, code] of [
      ['delivery_failed', 'delivery_failed'],
      ['bad_address', 'bad_address'],
      ['lost', 'lost'],
      ['damaged', 'damaged'],
      ['delayed', 'late'],
    ] as const) {
      const problem: OrderEventDraft = {
        type: 'logistics',
        data: { status: 'PROBLEM', time: START + 5 * HOUR, number: 'Z1', cause },
      };
      expect(anomalyOf(track([problem]), limits, at(6))).toBe(code);
    }
    expect(anomalyOf(track([report('PROBLEM', 5), report('SIGNED', 9)]), limits, at(900))).toBeUndefined();
  });

  it('a clock that was set back, a rule that is off, and a carrier of whom nothing is ever told make none', () => {
    const idle = track([report('IN_TRANSIT', 10)]);
    expect(anomalyOf(idle, limits, at(-8_760))).toBeUndefined();
    expect(anomalyOf(idle, { idleMs: 0, pickupMs: 0, lateMs: 0 }, at(9_000))).toBeUndefined();
    expect(anomalyOf(idle, limits, { ...at(9_000), tracked: false })).toBeUndefined();
  });
});

describe('expected arrival (NTF-02)', () => {
  const rules = ['*,*,5', 'SF,*,2', '*,西藏自治区,9', 'SF，西藏，6', 'broken', 'SF,*,-3', ' , , x'];
  it('the most exact rule counts, what cannot be read does not', () => {
    expect(transitDays(rules, 'ZTO', '浙江省')).toBe(5);
    expect(transitDays(rules, 'SF', '浙江省')).toBe(2);
    expect(transitDays(rules, 'ZTO', '西藏自治区')).toBe(9);
    expect(transitDays(rules, 'sf', '西藏自治区')).toBe(6);
    expect(transitDays(rules, 'SF', undefined)).toBe(2);
    expect(transitDays(['SF,*,2'], 'ZTO', '浙江省')).toBeUndefined();
    expect(expectedArrival(['*,*,1.5'], { carrier: 'SF', shippedAt: START }, undefined)).toBe(
      START + 36 * HOUR,
    );
  });
});

describe('words of carriers', () => {
  it.each([
    ['揽收', 'PICKED_UP', undefined],
    ['已揽件', 'PICKED_UP', undefined],
    ['运输中', 'IN_TRANSIT', undefined],
    ['快件已到达 杭州转运中心', 'IN_TRANSIT', undefined],
    ['派件', 'OUT_FOR_DELIVERY', undefined],
    ['签收', 'SIGNED', undefined],
    ['快件已签收', 'SIGNED', undefined],
    ['签收失败', 'PROBLEM', 'delivery_failed'],
    ['无人签收', 'PROBLEM', 'delivery_failed'],
    ['疑难', 'PROBLEM', undefined],
    ['地址不详', 'PROBLEM', 'bad_address'],
    ['快件遗失', 'PROBLEM', 'lost'],
    ['外包装破损', 'PROBLEM', 'damaged'],
    ['延误', 'PROBLEM', 'delayed'],
    ['拒签', 'REFUSED', undefined],
    ['退回', 'RETURNING', undefined],
    ['退回签收', 'RETURN_SIGNED', undefined],
    ['转投', 'FORWARDED', undefined],
    ['清关', 'CUSTOMS', undefined],
    ['in transit', 'IN_TRANSIT', undefined],
    ['Out-for-delivery', 'OUT_FOR_DELIVERY', undefined],
    ['Delivery failed', 'PROBLEM', 'delivery_failed'],
    ['signed', 'SIGNED', undefined],
  ])('%s', (word, status, cause) => {
    expect(trackingState(word)).toEqual({ status, ...(cause === undefined ? {} : { cause }) });
  });

  it('the text where the word says nothing or too little; own words of the site first', () => {
    expect(trackingState('', '您的快件已由门卫签收')).toEqual({ status: 'SIGNED' });
    expect(trackingState('疑难', '客户地址错误')).toEqual({ status: 'PROBLEM', cause: 'bad_address' });
    expect(trackingState('???')).toBeUndefined();
    const own = ownTrackingWords(['已到驿站=OUT_FOR_DELIVERY', 'x=NONE', '=SIGNED', 'nonsense']);
    expect([...own]).toHaveLength(1);
    expect(trackingState('已到驿站', '', own)).toEqual({ status: 'OUT_FOR_DELIVERY' });
  });
});

describe('rows of a tracking file', () => {
  const columns = ['运单号', '快递公司', '物流状态', '轨迹时间', '地点', '轨迹描述'];
  const read = createTrackingReader(buildMapping(CARRIER_TRACKING, columns), {
    latest: START,
    tzOffset: 480,
  });
  const row = (...cells: string[]) =>
    read({ line: 2, cells: Object.fromEntries(columns.map((name, n) => [name, cells[n] ?? ''])) });

  it('are read with place and text as they are, HTML too', () => {
    expect(
      row('zt100001', '中通', '签收', '2026-09-01 10:00:00', '杭州', '<b onload=x>张三</b>\u0007 签收'),
    ).toMatchObject({
      kind: 'tracking',
      draft: {
        carrier: 'ZTO',
        number: 'ZT100001',
        status: 'SIGNED',
        at: Date.UTC(2026, 8, 1, 2),
        place: '杭州',
        text: '<b onload=x>张三</b> 签收',
      },
    });
    const long = row('ZT100001', '', '揽收', '2026-09-01', '', 'x'.repeat(9_000));
    expect(long).toMatchObject({ kind: 'tracking' });
    expect(long.kind === 'tracking' && long.draft.text?.length).toBe(1_000);
  });

  it.each([
    ['missing_field', ['', '中通', '签收', '2026-09-01']],
    ['bad_waybill_no', ['运单', '中通', '签收', '2026-09-01']],
    ['ruined_number', ['1.23E+18', '中通', '签收', '2026-09-01']],
    ['unknown_carrier', ['ZT100001', '无此快递', '签收', '2026-09-01']],
    ['bad_date', ['ZT100001', '中通', '签收', 'yesterday']],
    ['bad_date', ['ZT100001', '中通', '签收', '1999-09-01']],
    ['missing_field', ['ZT100001', '中通', '签收', '']],
    ['time_ahead', ['ZT100001', '中通', '签收', '2031-01-01 00:00']],
    ['unknown_track_state', ['ZT100001', '中通', '月亮', '2026-09-01']],
    ['missing_field', ['ZT100001', '中通', '', '2026-09-01']],
  ] as const)('are refused one by one: %s', (code, cells) => {
    expect(row(...cells)).toMatchObject({ kind: 'refused', report: { code, line: 2 } });
  });
});

describe('papers of an order (CMP-04, O18)', () => {
  const facts = { openCases: 0, unsigned: 0, needsFeedback: false };
  const missing = (after: readonly OrderEventDraft[], more: Partial<typeof facts> = {}) => {
    const doc = shipped(['Z1'], after);
    return missingPapers(doc, foldOrder(doc), { ...facts, ...more });
  };
  const done: readonly OrderEventDraft[] = [
    { type: 'delivered', data: { source: 'carrier' } },
    { type: 'completed', data: { cause: 'confirmed' } },
  ];

  it('names what is missing, and nothing where all is there', () => {
    expect(missing([])).toEqual(['settlement', 'receipt']);
    expect(missing([...done, { type: 'settled', data: {} }])).toEqual([]);
    expect(missing(done, { openCases: 1, unsigned: 1, needsFeedback: true })).toEqual([
      'settlement',
      'manifest_signatures',
      'open_case',
      'feedback',
    ]);
    const said: OrderEventDraft = { type: 'feedback_recorded', data: { rating: 5, about: 'all' } };
    expect(missing([...done, { type: 'settled', data: {} }, said], { needsFeedback: true })).toEqual([]);
    const sales: OrderEventDraft = {
      type: 'after_sales_opened',
      data: { caseId: 'x', cause: 'requested' },
    };
    expect(missing([...done, { type: 'settled', data: {} }, sales])).toEqual(['open_after_sales']);
  });
});

describe('the page of an order file', () => {
  it('shows what people typed and runs none of it', () => {
    const page = orderPage('<img src=x>', [{ title: 'A', rows: [['<script>alert(1)</script>', `"'&`]] }]);
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain("default-src 'none'");
    expect(escapeHtml('a<b>"\'&')).toBe('a&#60;b&#62;&#34;&#39;&#38;');
  });
});
