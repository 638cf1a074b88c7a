import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { withFolder } from '../station/folder.ts';
import { orderOf, packWhole, RECEIVER, saveOrders, shipmentOf } from '../station/shop.ts';
import { download, eventsOf, fileTime, shipAll, trackingFile } from './after.ts';
import { waitFor } from '../../lib/until.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.now.bind(Date);
/** Makes time pass, or sets the clock back. */
const pass = (ms: number) => void vi.spyOn(Date, 'now').mockImplementation(() => now() + ms);

let bench: TestBench;
let numbers: Record<string, string>;
const open =
  (...names: readonly string[]) =>
  async (): Promise<void> => {
    bench = await startBench();
    numbers = await shipAll(
      bench,
      names.map((no) => ({ no, lines: { MUG: 1 } })),
    );
  };
async function close(): Promise<void> {
  const { problems } = bench;
  await bench.close();
  expect(problems).toEqual([]);
}
const track = async (no: string) => {
  const found = await bench.call('tracking.of', { order: orderOf(no) });
  if (!found.ok) throw new Error(found.code);
  return found.value;
};
const add = (no: string, number: string, more: object) =>
  bench.call('tracking.add', { order: orderOf(no), operator: bench.operator, number, ...more } as never);
const casesOf = (no: string) => bench.call('cases.ofOrder', { order: orderOf(no) });

afterEach(() => vi.restoreAllMocks());

describe('tracking', () => {
  beforeAll(open('A-1', 'A-2', 'P-1', 'B-1', 'E-1', 'F-1', 'F-2'));
  afterAll(close);

  it('lists count what stands in them, the logistics record has a line a parcel (TRK-06)', async () => {
    await bench.call('siteRules.save', { key: 'tracking.transitDays', value: ['OWN,浙江,2'] });
    await add('F-1', numbers['F-1'] ?? '', { status: 'SIGNED', at: now() });
    await waitFor(async () => expect((await bench.call('after.board', {})).ready).toBe(true));
    const board = await bench.call('after.board', {});
    expect(board.counts).toMatchObject({
      ...{ today: 7, transit: 6, delivered: 1 },
      ...{ to_complete: 1, to_archive: 0, anomaly: 0 },
    });
    expect(board.carriers).toMatchObject([{ carrier: 'OWN', parcels: 7, signed: 1 }]);
    const [shipped] = (await bench.call('after.rows', { list: 'transit', search: numbers['F-2'] ?? '' }))
      .rows;
    const expected = shipped?.parcels[0]?.expectedAt ?? 0;
    expect(expected - (shipped?.shippedAt ?? 0)).toBe(2 * DAY);
    const made = await bench.call('tracking.export', {
      from: now() - DAY,
      to: now() + DAY,
      operator: bench.operator,
    });
    if (!made.ok) throw new Error(made.code);
    const lines = (await download(bench, made.value.token)).toString('utf8').trim().split('\r\n');
    expect(lines).toHaveLength(8);
    expect(lines.find((line) => line.includes('F-1'))).toMatch(/SIGNED/);
  });
  it('two windows that ask at once both see what was just reported', async () => {
    const before = (await bench.call('after.board', {})).counts.delivered;
    await add('F-2', numbers['F-2'] ?? '', { status: 'SIGNED', at: now() });
    const both = await Promise.all([1, 2].map(() => bench.call('after.board', {})));
    expect(both.map(({ counts }) => counts.delivered)).toEqual([before + 1, before + 1]);
  });
  it('refused at the door: a case, and after-sales that the order names once (O21)', async () => {
    const order = orderOf('E-1');
    const begin = () =>
      bench.call('after.act', {
        order,
        operator: bench.operator,
        act: { type: 'after_sales', note: '拒收' },
      });
    expect(await begin()).toMatchObject({ ok: false, code: 'carrier_has_not_reported' });
    await add('E-1', numbers['E-1'] ?? '', { status: 'REFUSED', at: now() });
    expect((await track('E-1')).needsAfterSales).toBe('refused');
    expect(await bench.call('after.sweep', {})).toMatchObject({ value: { cases: 1 } });
    expect((await begin()).ok).toBe(true);
    expect(await begin()).toMatchObject({ ok: false, code: 'case_already_open' });
    expect((await casesOf('E-1')).map(({ kind, code }) => `${kind} ${code}`).sort()).toEqual([
      'delivery refused',
      'returned_parcel refused',
    ]);
    expect((await track('E-1')).needsAfterSales).toBeNull();
  });

  it('by file: points in order, delivered with the signature; the same file changes nothing; what is wrong is listed (TRK-01, DLV-04)', async () => {
    const [one = '', two = ''] = [numbers['A-1'], numbers['A-2']];
    const time = (minutes: number) => fileTime(now() - (600 - minutes) * 60_000);
    const file = trackingFile([
      [one, '签收', time(300), '杭州', `${RECEIVER.name} 已签收，派件员 13800138000`],
      // Told later and older: a row of the way there after the signature.
      [one, '运输中', time(100), '杭州转运中心', '<script>alert(1)</script>'],
      [one, '揽收', time(10), '', ''],
      [two, '派件', time(200), '', ''],
      ['NOBODY-1', '签收', time(1), '', ''],
      [two, '签收', fileTime(now() + 3 * DAY), '', ''],
      [two, '月亮', time(1), '', ''],
    ]);
    const report = await bench.importText(file, 'carrier-tracking');
    expect(report).toMatchObject({ kind: 'tracking', state: 'done', accepted: 4, refused: 3 });
    expect(report.lines.map((line) => [line.line, line.code])).toEqual([
      [6, 'waybill_unknown'],
      [7, 'time_ahead'],
      [8, 'unknown_track_state'],
    ]);
    expect(await bench.order(orderOf('A-1'))).toMatchObject({ status: 'DELIVERED' });
    expect(await bench.order(orderOf('A-2'))).toMatchObject({ status: 'SHIPPED' });
    const tracked = await track('A-1');
    expect(tracked.parcels[0]?.points.map((point) => point.status)).toEqual([
      'PICKED_UP',
      'IN_TRANSIT',
      'SIGNED',
    ]);
    expect(tracked.parcels[0]?.points[1]).toMatchObject({
      place: '杭州转运中心',
      text: '<script>alert(1)</script>',
    });
    // Whoever may see the order need not be able to call the courier.
    expect(JSON.stringify(tracked)).not.toContain('13800138000');
    expect(tracked.delivered).toMatchObject({ source: 'carrier' });

    const before = [await eventsOf(bench, 'A-1'), await eventsOf(bench, 'A-2')];
    const again = await bench.importText(file, 'carrier-tracking');
    expect(again).toMatchObject({ accepted: 0, already: 4, refused: 3 });
    expect([await eventsOf(bench, 'A-1'), await eventsOf(bench, 'A-2')]).toEqual(before);
    await bench.restart();
    expect((await track('A-1')).parcels[0]?.points).toHaveLength(3);
  });

  it('words that people typed lie encrypted, in no event and in no log', async () => {
    await add('P-1', numbers['P-1'] ?? '', {
      status: 'IN_TRANSIT',
      at: now(),
      text: '收件人欧阳秘密',
      place: '秘密小区',
    });
    const { events, private: hidden } = await rawOrder('P-1');
    expect(JSON.stringify(events)).not.toMatch(/秘密/);
    expect(JSON.stringify(hidden)).toMatch(/欧阳秘密/);
    expect(bench.log.join('\n')).not.toMatch(/秘密/);
  });

  /** The document as the station has it. */
  async function rawOrder(no: string): Promise<{ events: unknown; private: unknown }> {
    await bench.stop();
    const doc = await withFolder(bench.dir, (db) => db.orders.get(orderOf(no)));
    await bench.start();
    return { events: doc?.events, private: doc?.private };
  }

  it('by hand: a report of a parcel of the order, not from the future; looked up by number and order (TRK-05)', async () => {
    const number = numbers['B-1'] ?? '';
    expect(await add('B-1', number, { status: 'IN_TRANSIT', at: now() + DAY })).toMatchObject({
      code: 'time_ahead',
    });
    expect(await add('B-1', 'OTHER-1', { status: 'IN_TRANSIT', at: now() })).toMatchObject({
      code: 'waybill_unknown',
    });
    const at = now() - HOUR;
    expect(
      (await add('B-1', number, { status: 'PROBLEM', cause: 'bad_address', at, text: '查无此人' })).ok,
    ).toBe(true);
    expect((await add('B-1', number, { status: 'PROBLEM', cause: 'bad_address', at })).ok).toBe(true);
    expect((await track('B-1')).parcels[0]).toMatchObject({
      anomaly: 'bad_address',
      points: [{ text: '查无此人' }],
    });
    for (const search of [number, number.toLowerCase(), 'B-1'])
      expect(await bench.call('tracking.find', { search })).toMatchObject([
        { channelOrderNo: 'B-1', number, logistics: 'PROBLEM' },
      ]);
    expect(await bench.call('tracking.find', { search: 'nothing' })).toEqual([]);
  });

  it('a parcel that was not handed over has no tracking', async () => {
    await saveOrders(bench, [{ no: 'C-2', lines: { MUG: 1 } }]);
    const number = await packWhole(bench, 'C-2');
    const report = await bench.importText(
      trackingFile([[number, '签收', fileTime(now()), '', '']]),
      'carrier-tracking',
    );
    expect(report.lines).toMatchObject([{ code: 'not_handed_over' }]);
    expect(await bench.order(orderOf('C-2'))).toMatchObject({ status: 'READY_TO_SHIP' });
  });
});

describe('silence of carriers', () => {
  beforeAll(open('D-1', 'D-2', 'D-3'));
  afterAll(close);

  it('silence opens a case of logistics once, a signature before it none; a clock set back changes nothing (TRK-03, TRK-04)', async () => {
    const sweep = () => bench.call('after.sweep', {});
    pass(30 * HOUR);
    // No carrier has ever told anything here: silence says nothing yet.
    expect(await sweep()).toMatchObject({ ok: true, value: { cases: 0 } });
    await add('D-2', numbers['D-2'] ?? '', { status: 'IN_TRANSIT', at: now() });
    await add('D-3', numbers['D-3'] ?? '', { status: 'SIGNED', at: now() });
    expect(await sweep()).toMatchObject({ value: { cases: 1 } });
    expect(await casesOf('D-1')).toMatchObject([
      { kind: 'delivery', code: 'no_pickup', department: 'LOG', order: orderOf('D-1') },
    ]);
    pass(-365 * DAY);
    expect(await sweep()).toMatchObject({ value: { cases: 0 } });
    pass(80 * HOUR);
    expect(await sweep()).toMatchObject({ value: { cases: 1 } });
    expect(await sweep()).toMatchObject({ value: { cases: 0 } });
    await bench.restart();
    expect(await sweep()).toMatchObject({ value: { cases: 0 } });
    expect((await casesOf('D-2')).map(({ code }) => code)).toEqual(['no_movement']);
    expect(await casesOf('D-3')).toEqual([]);
    const list = await bench.call('after.rows', { list: 'anomaly' });
    expect(list.rows.map((row) => [row.channelOrderNo, row.anomalies[0]?.code])).toEqual([
      ['D-1', 'no_pickup'],
      ['D-2', 'no_movement'],
    ]);
    expect(list.rows[0]?.anomalies[0]?.case).toBe(`delivery:${shipmentOf('D-1')}:no_pickup`);

    // LOG works the case: whom was talked to, what came of it, the new date, the customer told.
    const id = `delivery:${shipmentOf('D-2')}:no_movement`;
    const act = (given: object, note: string) =>
      bench.call('cases.act', { id, operator: bench.operator, note, act: given as never });
    expect((await act({ type: 'contact', with: 'carrier' }, '分拨中心爆仓，周三派送')).ok).toBe(true);
    expect((await act({ type: 'due', due: now() + 90 * HOUR + 3 * DAY }, '新日期')).ok).toBe(true);
    expect((await act({ type: 'contact', with: 'customer' }, '已告知客户')).ok).toBe(true);
    expect((await act({ type: 'solve', outcome: 'new_date' }, '等周三')).ok).toBe(true);
    expect(await bench.call('cases.get', { id })).toMatchObject({
      value: { status: 'SOLVED', outcome: 'new_date' },
    });
  });
});
