import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, RECEIVER, saveOrders, saveProducts } from '../station/shop.ts';
import { openDesk, PASSWORD, type Desk } from './people.ts';
import { until } from '../../lib/until.ts';

let bench: TestBench;
let desk: Desk;
const ofOrder = (no: string) => desk.as('cs', 'notices.ofOrder', { order: orderOf(no) });
async function noticed(no: string, template: string) {
  const of = (rows: Awaited<ReturnType<typeof ofOrder>>) => rows.find((row) => row.template === template);
  const found = of(
    await until(
      () => ofOrder(no),
      (rows) => of(rows) !== undefined,
      `${template} of ${no}`,
    ),
  );
  if (!found) throw new Error(template);
  return found;
}
const inbox = async (who: string) => (await desk.window(who).call('notices.inbox', {})).rows;

beforeAll(async () => {
  bench = await startBench({ printer: 'none' });
  await saveProducts(bench);
  await bench.call('siteRules.save', { key: 'review.automatic', value: 'off' });
  await saveOrders(
    bench,
    ['N-1', 'N-2', 'N-3', 'N-4'].map((no) => ({ no, lines: { TEA: 1 }, shipBy: '2026-12-01 18:00' })),
  );
  desk = await openDesk(bench, { rev: ['REV'], cs: ['CS'], whl: ['WHL'], pkr: ['PKR'], mgr: ['MGR'] });
});
afterAll(async () => {
  desk.close();
  await bench.close();
});

async function approve(no: string): Promise<void> {
  const order = orderOf(no);
  const view = await desk.as('rev', 'review.view', { order });
  if (!view.ok) throw new Error(view.code);
  expect(await desk.code('rev', 'review.judge', { order, verdict: 'pass', seen: view.value.seen })).toBe(
    'ok',
  );
}

describe('notices to customers', () => {
  it('approval makes a confirmation that waits for whoever sends it; sent, it stands in the order (CFM-01, CFM-02)', async () => {
    await approve('N-1');
    const notice = await noticed('N-1', 'confirmation');
    expect(notice).toMatchObject({ state: 'waiting', channelOrderNo: 'N-1' });
    const text = await desk.as('cs', 'notices.text', { id: notice.id });
    if (!text.ok) throw new Error(text.code);
    for (const part of ['N-1', '商品TEA ×1', '2026-12-01 18:00']) expect(text.value.text).toContain(part);
    expect(text.value.text).not.toContain(RECEIVER.phone);
    const mark = (who: string, more: object) =>
      desk.code(who, 'notices.mark', { id: notice.id, state: 'sent', ...more });
    expect(await mark('pkr', { way: 'sms' })).toBe('role_not_allowed');
    expect(await mark('cs', {})).toBe('reason_required');
    expect(await mark('cs', { way: 'wangwang' })).toBe('ok');
    expect(await mark('cs', { way: 'sms' })).toBe('notice_done');
    const order = await desk.as('cs', 'orders.get', { order: orderOf('N-1') });
    if (!order.ok) throw new Error(order.code);
    expect(order.value.timeline.findLast(({ type }) => type === 'confirmation_sent')).toMatchObject({
      by: desk.id('cs'),
      data: { template: 'confirmation', way: 'wangwang' },
    });
    expect(await ofOrder('N-1')).toMatchObject([
      { template: 'confirmation', state: 'sent', way: 'wangwang' },
    ]);
  });

  it('is told once, whatever is looked at again; by hand only where nothing waits (NTF-06)', async () => {
    await approve('N-2');
    const notice = await noticed('N-2', 'confirmation');
    // More happens to the order: it is looked at again.
    expect(
      await desk.code('cs', 'orders.act', {
        order: orderOf('N-2'),
        action: 'request_cancel',
        reason: 'asked',
      }),
    ).toBe('ok');
    await until(
      () => inbox('whl'),
      (rows) => rows.some((row) => row.order === orderOf('N-2')),
      'the inbox',
    );
    expect((await ofOrder('N-2')).filter(({ template }) => template === 'confirmation')).toHaveLength(1);
    const ask = () => desk.code('cs', 'notices.ask', { order: orderOf('N-2'), template: 'delayed' });
    expect([await ask(), await ask()]).toEqual(['ok', 'ok']);
    expect((await ofOrder('N-2')).filter(({ template }) => template === 'delayed')).toHaveLength(1);
    expect(await desk.code('cs', 'notices.mark', { id: notice.id, state: 'dropped' })).toBe('ok');
    const waiting = await desk.as('cs', 'notices.list', { state: 'waiting' });
    expect(waiting.rows.map(({ template, channelOrderNo }) => `${channelOrderNo} ${template}`)).toEqual([
      'N-2 delayed',
    ]);
  });

  it('by the site’s rule the confirmation waits until somebody asks for it (CFM-01)', async () => {
    expect(await desk.code('boss', 'siteRules.save', { key: 'notices.confirmation', value: false })).toBe(
      'ok',
    );
    await approve('N-3');
    expect(await desk.code('cs', 'notices.ask', { order: orderOf('N-3'), template: 'confirmation' })).toBe(
      'ok',
    );
    expect((await ofOrder('N-3')).map(({ template, state }) => [template, state])).toEqual([
      ['confirmation', 'waiting'],
    ]);
  });

  it('a cancel by the merchant is told with its reason (NTF-05)', async () => {
    expect(
      await desk.code('rev', 'orders.act', {
        order: orderOf('N-4'),
        action: 'cancel',
        reason: 'stock_short',
        refundStarted: true,
      }),
    ).toBe('ok');
    const notice = await noticed('N-4', 'cancelled');
    const text = await desk.as('cs', 'notices.text', { id: notice.id });
    if (!text.ok) throw new Error(text.code);
    expect(text.value.text).toContain('库存不足');
  });
});

describe('notices in the house', () => {
  it('reach the post that has to know, and are read by it (NTF-04)', async () => {
    const rows = await until(
      () => inbox('whl'),
      (all) => all.some(({ code }) => code === 'cancelled'),
      'the inbox',
    );
    expect(rows.map(({ code, channelOrderNo }) => `${code} ${channelOrderNo ?? ''}`).sort()).toEqual([
      'cancel_requested N-2',
      'cancelled N-4',
    ]);
    expect((await inbox('cs')).map(({ code }) => code)).toEqual(['cancel_requested']);
    expect(await inbox('pkr')).toEqual([]);
    const [row] = rows;
    expect(await desk.code('pkr', 'notices.read', { id: row?.id ?? '' })).toBe('role_not_allowed');
    expect(await desk.code('whl', 'notices.read', { id: row?.id ?? '' })).toBe('ok');
    expect(await inbox('whl')).toHaveLength(1);
  });
});

describe('templates', () => {
  const template = async (id: string) => {
    const all = await desk.window('mgr').call('notices.templates', {});
    const found = all.find((one) => one.id === id);
    if (!found) throw new Error(id);
    return { id: found.id, zh: found.zh, en: found.en };
  };

  it('are changed by a manager with a preview of a real order; what is unknown in them is refused (COM-01, CFM-02)', async () => {
    const shipped = await template('shipped');
    const save = (who: string, text: string) =>
      desk.code(who, 'notices.saveTemplate', { template: { ...shipped, zh: { subject: '已发货', text } } });
    expect(await save('cs', '{order} {waybill} {query_link} {expected_arrival}')).toBe('role_not_allowed');
    expect(await save('mgr', '{order} {waybill} {query_link} {expected_arrival} {phone}')).toBe(
      'unknown_placeholder',
    );
    expect(await save('mgr', '{order}')).toBe('placeholder_missing');
    const own = '尊敬的{收件人}，{订单号} 已发出，单号 {运单号}，[{query_link}]，[{expected_arrival}]';
    const preview = await desk.window('mgr').call('notices.preview', {
      template: { ...shipped, zh: { subject: '已发货', text: own } },
      order: 'N-1',
    });
    expect(preview).toMatchObject({ channelOrderNo: 'N-1', faults: [] });
    // The receiver is masked where somebody only looks.
    expect(preview.zh.text).toContain('尊敬的李**');
    expect(await save('mgr', own)).toBe('ok');
    expect((await template('shipped')).zh.text).toBe(own);
    expect(await desk.code('mgr', 'notices.resetTemplate', { id: 'shipped' })).toBe('ok');
    expect(await template('shipped')).toEqual(shipped);
    await bench.call('session.signIn', { who: 'boss', password: PASSWORD });
    const audit = await bench.call('audit.list', {
      from: 0,
      to: 9_000_000_000_000,
      kind: 'acts',
      limit: 200,
    });
    expect(JSON.stringify(audit)).toContain('notice:shipped');
  });

  it('a receiver’s name in a text is read when it is sent, and that is audited (PRV-05)', async () => {
    const delayed = await template('delayed');
    const zh = { subject: '延期', text: '{receiver}您好，{order} 延期。' };
    expect(await desk.code('mgr', 'notices.saveTemplate', { template: { ...delayed, zh } })).toBe('ok');
    const notice = await noticed('N-2', 'delayed');
    const text = await desk.as('cs', 'notices.text', { id: notice.id });
    expect(text).toMatchObject({ ok: true, value: { text: `${RECEIVER.name}您好，N-2 延期。` } });
    const audit = JSON.stringify(
      await bench.call('audit.list', { from: 0, to: 9_000_000_000_000, kind: 'acts', limit: 200 }),
    );
    expect(audit).toContain('reveal');
    expect(audit).not.toContain(RECEIVER.name);
  });
});

describe('cases and tasks', () => {
  it('a case tells the department that it came to (NTF-04)', async () => {
    const order = orderOf('N-3');
    expect(
      await desk.code('cs', 'review.asked', {
        order,
        way: 'phone',
        about: 'order',
        objection: true,
        note: '颜色',
      }),
    ).toBe('ok');
    const rows = await until(
      () => inbox('cs'),
      (all) => all.some(({ code }) => code === 'case_opened'),
      'the inbox',
    );
    expect(rows.find(({ code }) => code === 'case_opened')).toMatchObject({
      order,
      data: { kind: 'wrong_information', code: 'customer_objects' },
    });
  });
});
