import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MethodInput } from '../../../shared/contract/index.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf } from '../station/shop.ts';
import { shipAll } from './after.ts';
import { waitFor } from '../../lib/until.ts';

const DAY = 86_400_000;
const NAMES = ['A-1', 'A-2', 'A-3', 'A-4', 'A-5', 'A-6'] as const;

describe('completion', () => {
  let bench: TestBench;
  let numbers: Record<string, string>;
  const now = Date.now.bind(Date);
  const pass = (ms: number) => void vi.spyOn(Date, 'now').mockImplementation(() => now() + ms);

  beforeAll(async () => {
    bench = await startBench();
    numbers = await shipAll(
      bench,
      NAMES.map((no) => ({ no, lines: { MUG: 1 } })),
    );
    // Days pass here: silence is another test's matter.
    for (const key of ['tracking.idleHours', 'tracking.pickupHours', 'tracking.lateHours'])
      await bench.call('siteRules.save', { key, value: 0 });
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    const { problems } = bench;
    await bench.close();
    expect(problems).toEqual([]);
  });

  const act = (no: string, what: MethodInput<'after.act'>['act']) =>
    bench.call('after.act', { order: orderOf(no), operator: bench.operator, act: what });
  const code = async (no: string, what: MethodInput<'after.act'>['act']) => {
    const done = await act(no, what);
    return done.ok ? 'ok' : done.code;
  };
  const signed = (no: string) =>
    bench.call('tracking.add', {
      order: orderOf(no),
      operator: bench.operator,
      number: numbers[no] ?? '',
      status: 'SIGNED',
      at: Date.now(),
    });
  const card = async (no: string) => {
    const found = await bench.call('completion.of', { order: orderOf(no) });
    if (!found.ok) throw new Error(found.code);
    return found.value;
  };
  const statusOf = async (no: string) => (await bench.order(orderOf(no))).status;
  const sweep = () => bench.call('after.sweep', {});
  const casesOf = (no: string) => bench.call('cases.ofOrder', { order: orderOf(no) });

  it('by time-out: after the days of the rule, not before, not with an objection, not by a clock set back (CMP-01, CMP-02)', async () => {
    await signed('A-1');
    await signed('A-2');
    expect((await card('A-1')).dueAt).toBeGreaterThan(now() + 9 * DAY);
    const opened = await bench.call('cases.open', {
      operator: bench.operator,
      kind: 'complaint',
      code: 'late',
      order: orderOf('A-2'),
    });
    if (!opened.ok) throw new Error(opened.code);
    for (const days of [9, -400]) {
      pass(days * DAY);
      await sweep();
      expect(await statusOf('A-1')).toBe('DELIVERED');
    }
    pass(11 * DAY);
    await sweep();
    expect([await statusOf('A-1'), await statusOf('A-2')]).toEqual(['COMPLETED', 'DELIVERED']);
    expect((await card('A-1')).completed).toMatchObject({ by: 'SYS', cause: 'time_out' });
    // The customer is content after all: the case is over, and the time has been.
    const solve = { id: opened.value.id, operator: bench.operator, note: '已补偿' };
    await bench.call('cases.act', { ...solve, act: { type: 'solve', outcome: 'compensated' } });
    await sweep();
    expect(await statusOf('A-2')).toBe('COMPLETED');
    expect((await sweep()).ok).toBe(true);
    expect(
      (await bench.order(orderOf('A-1'))).timeline.filter(({ type }) => type === 'completed'),
    ).toHaveLength(1);
  });

  it('settlement comes first where the rule says so; completed by confirmation (CMP-03, PAY-08)', async () => {
    await signed('A-3');
    await bench.call('siteRules.save', { key: 'completion.settled', value: true });
    expect(await code('A-3', { type: 'completed' })).toBe('not_settled');
    expect((await card('A-3')).blocked).toBe('not_settled');
    expect(await code('A-3', { type: 'settled' })).toBe('ok');
    expect(await code('A-3', { type: 'completed' })).toBe('ok');
    await bench.call('siteRules.save', { key: 'completion.settled', value: false });
    expect((await card('A-3')).completed).toMatchObject({ cause: 'confirmed', by: bench.operator });
  });

  it('delivered by hand with what the receiver found wrong: a case of customer service (DLV-02, DLV-03, DLV-05)', async () => {
    const far = { type: 'delivered', at: now() + 5 * DAY } as const;
    expect(await code('A-4', far)).toBe('time_ahead');
    const noted = {
      type: 'delivered',
      at: now() - 60_000,
      problem: 'damaged',
      note: '外箱破损，客户拍照 13800138000',
    } as const;
    expect(await code('A-4', noted)).toBe('ok');
    const tracked = await bench.call('tracking.of', { order: orderOf('A-4') });
    expect(tracked).toMatchObject({
      value: { status: 'DELIVERED', delivered: { source: 'manual', problem: 'damaged', at: noted.at } },
    });
    expect(JSON.stringify(tracked)).toContain('外箱破损');
    expect(JSON.stringify(tracked)).not.toContain('13800138000');
    expect(await casesOf('A-4')).toMatchObject([
      { kind: 'damage', code: 'delivery_damaged', department: 'CS' },
    ]);
  });

  it('feedback: a rating with the customer’s words, which only the order’s page shows (CMP-08, TRK-07)', async () => {
    expect(
      await code('A-1', { type: 'feedback', rating: 4, about: 'logistics', note: '很快，谢谢小李' }),
    ).toBe('ok');
    expect((await card('A-1')).feedback).toMatchObject([
      { rating: 4, about: 'logistics', note: '很快，谢谢小李' },
    ]);
    await waitFor(async () => expect((await bench.call('after.board', {})).ready).toBe(true));
    const board = await bench.call('after.board', {});
    expect(board.carriers.find(({ carrier }) => carrier === 'OWN')).toMatchObject({ rating: 4, ratings: 1 });
  });

  it('archived when nothing is missing, by hand and in bulk; what is missing is listed (CMP-04, O18)', async () => {
    expect((await card('A-1')).missing).toEqual(['settlement']);
    expect(await act('A-1', { type: 'archived' })).toMatchObject({ code: 'not_settled' });
    expect(await code('A-1', { type: 'settled' })).toBe('ok');
    await bench.call('siteRules.save', { key: 'archive.feedback', value: true });
    expect(await act('A-3', { type: 'archived' })).toMatchObject({
      code: 'papers_incomplete',
      data: { missing: 'feedback' },
    });
    const bulk = await bench.call('after.bulk', {
      orders: ['A-1', 'A-3', 'A-5'].map(orderOf),
      operator: bench.operator,
      act: 'archived',
    });
    expect(bulk).toMatchObject({
      value: {
        done: 1,
        refused: [
          { channelOrderNo: 'A-3', code: 'papers_incomplete', missing: ['feedback'] },
          { channelOrderNo: 'A-5', code: 'wrong_status' },
        ],
      },
    });
    expect(await statusOf('A-1')).toBe('ARCHIVED');
    await bench.call('siteRules.save', { key: 'archive.feedback', value: false });
  });

  it('by rule: orders without a carrier’s word are completed, complete ones archived, and a restart goes on with it', async () => {
    await bench.call('siteRules.save', { key: 'completion.shippedDays', value: 20 });
    await bench.call('siteRules.save', { key: 'archive.days', value: 3 });
    pass(21 * DAY);
    await bench.restart();
    await sweep();
    expect(await statusOf('A-6')).toBe('COMPLETED');
    // Complete on paper and completed before: archived. Not settled: it stays.
    pass(40 * DAY);
    await sweep();
    expect([await statusOf('A-3'), await statusOf('A-6')]).toEqual(['ARCHIVED', 'COMPLETED']);
  });
});
