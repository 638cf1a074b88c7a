import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeInput, ManualForm, OrderView } from '../../../shared/contract/index.ts';
import { EMPTY_MANUAL } from '../../../shared/intake/manual.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, saveOrders, saveProducts } from '../station/shop.ts';
import { openDesk, type Desk } from './people.ts';

/** Orders typed in by one person and confirmed by another, talks, notes, and changes that are asked for. */
let bench: TestBench;
let desk: Desk;
let day = 0;

/** A form without faults, of a customer of its own. */
function form(part: Partial<ManualForm> = {}, phone?: string): ManualForm {
  day += 1;
  return {
    ...(structuredClone(EMPTY_MANUAL) as ManualForm),
    receiver: {
      name: '张三',
      phone: phone ?? `138001${String(day).padStart(5, '0')}`,
      country: '',
      province: '广东省',
      city: '深圳市',
      district: '南山区',
      detail: '科技园路1号',
      postcode: '',
    },
    lines: [{ sku: 'MUG', name: '马克杯', variant: '白色', qty: 2, price: 1_500, kind: 'goods' }],
    payment: 'PAID',
    paymentMethod: 'cash',
    remark: '请放门口',
    ...part,
  };
}
async function draft(who = 'clerk', part: Partial<ManualForm> = {}): Promise<{ order: string; no: string }> {
  const saved = await desk.as(who, 'intake.save', { form: form(part), anyway: false });
  if (!saved.ok) throw new Error(saved.code);
  return { order: saved.value.order, no: saved.value.channelOrderNo };
}
/** As customer service sees it. */
async function orderAt(order: string): Promise<OrderView> {
  const found = await desk.as('cs', 'orders.get', { order });
  if (!found.ok) throw new Error(`${order}: ${found.code}`);
  return found.value;
}
const versionOf = async (who: string, order: string): Promise<string | null> => {
  const view = await desk.as(who, 'intake.draft', { order });
  if (!view.ok) throw new Error(view.code);
  return view.value.version;
};
async function confirmed(part: Partial<ManualForm> = {}): Promise<string> {
  const { order } = await draft('clerk', part);
  expect(await desk.code('second', 'intake.confirm', { order, version: null })).toBe('ok');
  return order;
}
const audits = async (what: string) =>
  (
    await desk.as('boss', 'audit.list', { from: 0, to: 9e12, kind: 'acts', search: what, limit: 500 })
  ).rows.filter((row) => row.what === what);

beforeAll(async () => {
  bench = await startBench({ printer: 'none' });
  await saveProducts(bench);
  await saveOrders(bench, [{ no: 'UNCLEAR', lines: { TEA: 1 } }]);
  await bench.call('siteRules.save', { key: 'intake.unclearWaits', value: true });
  await saveOrders(bench, [
    { no: 'WAITS', lines: { NEVER_SEEN: 1 } },
    { no: 'GOES', lines: { TEA: 1 } },
  ]);
  await bench.call('siteRules.save', { key: 'intake.unclearWaits', value: false });
  desk = await openDesk(bench, {
    clerk: ['CLK'],
    second: ['CLK'],
    reviewer: ['REV'],
    cs: ['CS'],
    packer: ['PKR'],
    lead: ['WHL'],
  });
});
afterAll(async () => {
  desk.close();
  await bench.close();
});

describe('Orders typed in (INT-02, INT-03)', () => {
  it('counts only when a second person has confirmed it, and then goes its way to the bench (INT-03, O1, O2)', async () => {
    const { order, no } = await draft();
    expect(no).toMatch(/^M\d{6}-[0-9A-Z]{5}$/);
    expect((await orderAt(order)).status).toBe('DRAFT');
    const list = await desk.as('second', 'intake.drafts', {});
    expect(list.rows.find((row) => row.order === order)).toMatchObject({
      own: false,
      units: 2,
      total: { minor: 3_000, currency: 'CNY' },
    });
    expect(await desk.code('clerk', 'intake.confirm', { order, version: null })).toBe('same_person');
    expect(await desk.code('cs', 'intake.confirm', { order, version: null })).toBe('role_not_allowed');
    expect(await desk.code('second', 'intake.confirm', { order, version: null })).toBe('ok');
    expect(await desk.code('reviewer', 'intake.confirm', { order, version: null })).toBe('wrong_status');
    const view = await orderAt(order);
    expect(view.status).toBe('READY_TO_SHIP');
    expect(view.remark).toBe('请放门口');
    expect(view.shipments).toHaveLength(1);
    // The remark stands at the bench (INT-09).
    const opened = await desk
      .window('packer')
      .call('bench.operator', { bench: 'B1', operator: desk.id('packer') });
    expect(opened.ok).toBe(true);
    expect(
      (await desk.window('packer').call('bench.open', { bench: 'B1', shipment: `${order}.1` })).kind,
    ).toBe('opened');
    expect((await desk.window('packer').call('bench.view', { bench: 'B1' })).session).toMatchObject({
      remark: '请放门口',
    });
    await desk.window('packer').call('bench.command', { bench: 'B1', name: 'CANCEL', ref: 'x' });
  });

  it('keeps the number that the channel gave, and takes it once (INT-04)', async () => {
    const given = form({ channel: 'chat', channelOrderNo: 'WX-1' });
    const saved = await desk.as('clerk', 'intake.save', { form: given, anyway: false });
    expect(saved).toMatchObject({ ok: true, value: { order: 'chat:WX-1', channelOrderNo: 'WX-1' } });
    if (saved.ok) expect(saved.value.number).toMatch(/^P-/);
    const again = await desk.as('clerk', 'intake.save', {
      form: form({ channel: 'chat', channelOrderNo: 'WX-1' }),
      anyway: true,
    });
    expect(again).toMatchObject({ ok: false, code: 'form_faulty', data: { code: 'number_taken' } });
  });

  it('two people who type the same number in the same moment make one order', async () => {
    const one = form({ channel: 'chat', channelOrderNo: 'WX-RACE' });
    const both = await Promise.all([
      desk.as('clerk', 'intake.save', { form: one, anyway: true }),
      desk.as('second', 'intake.save', { form: one, anyway: true }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('what is wrong is not saved, what is doubtful is said (INT-07, INT-11)', async () => {
    const wrong = form({ total: 9_999 });
    const check = await desk.as('clerk', 'intake.check', { form: wrong });
    expect(check).toMatchObject({ goods: 3_000, due: 3_000 });
    expect(check.findings.map(({ code }) => code)).toEqual(['total_differs']);
    expect(await desk.code('clerk', 'intake.save', { form: wrong, anyway: false })).toBe('form_faulty');
    const odd = form({
      receiver: { ...form().receiver, name: '<b>张</b>', phone: '1380' },
      lines: [{ sku: 'NEVER', name: 'x'.repeat(300), variant: '', qty: 1, price: 1, kind: 'goods' }],
      remark: '😀\u202e<script>'.repeat(100).slice(0, 2_000),
    });
    const doubts = await desk.as('clerk', 'intake.check', { form: odd });
    expect(doubts.findings.map(({ code, level }) => [code, level])).toEqual([
      ['name_odd', 'warn'],
      ['phone_implausible', 'warn'],
      ['unknown_sku', 'warn'],
    ]);
    expect(await desk.code('clerk', 'intake.save', { form: odd, anyway: false })).toBe('ok');
    expect(
      await desk.code('clerk', 'intake.save', { form: { ...odd, remark: 'x'.repeat(2_001) }, anyway: false }),
    ).not.toBe('ok');
  });

  it('an order of a thousand lines is typed, confirmed and packable', async () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => ({
      sku: ['MUG', 'TEA', 'PEN'][at % 3] ?? 'MUG',
      name: `第 ${String(at)} 行`,
      variant: '',
      qty: 1,
      price: 100,
      kind: 'goods' as const,
    }));
    const order = await confirmed({ lines });
    const view = await orderAt(order);
    expect(view.lines).toHaveLength(1_000);
    expect(view.total).toEqual({ minor: 100_000, currency: 'CNY' });
  });

  it('a service is taken and never comes to the packing queue (INT-10)', async () => {
    const order = await confirmed({
      channel: 'shop',
      lines: [{ sku: 'FITTING', name: '上门安装', variant: '', qty: 1, price: 9_900, kind: 'service' }],
    });
    const view = await orderAt(order);
    expect(view.kind).toBe('service');
    expect(view.shipments).toEqual([]);
  });

  it('given back with a reason, its author mends it, and the second person sees what changed (INT-03, AUD-06)', async () => {
    const { order } = await draft();
    expect(await desk.code('clerk', 'intake.return', { order, reason: 'amounts', note: '' })).toBe(
      'same_person',
    );
    expect(await desk.code('reviewer', 'intake.return', { order, reason: 'amounts', note: '运费没算' })).toBe(
      'ok',
    );
    expect(
      (await desk.as('clerk', 'intake.drafts', {})).rows.find((row) => row.order === order),
    ).toMatchObject({ own: true, returned: 'amounts' });
    const mended = { ...form(), freight: 600, channelOrderNo: '' };
    expect(await desk.code('second', 'intake.save', { form: mended, order, anyway: true })).toBe(
      'author_differs',
    );
    expect(await desk.code('clerk', 'intake.save', { form: mended, order, anyway: true })).toBe('ok');
    // Whoever looked at the first version confirms nothing.
    expect(await desk.code('second', 'intake.confirm', { order, version: null })).toBe('draft_differs');
    const view = await desk.as('second', 'intake.draft', { order });
    if (!view.ok) throw new Error(view.code);
    expect(view.value).toMatchObject({
      returned: null,
      before: { freight: null },
      form: { freight: 600, total: 3_600 },
    });
    expect(await desk.code('second', 'intake.confirm', { order, version: view.value.version })).toBe('ok');
    expect(await desk.code('clerk', 'intake.save', { form: mended, order, anyway: true })).toBe(
      'wrong_status',
    );
    const stored = await orderAt(order);
    expect(stored.total).toEqual({ minor: 3_600, currency: 'CNY' });
    expect(stored.timeline.map(({ type }) => type).slice(0, 3)).toEqual([
      'draft_returned',
      'draft_changed',
      'received',
    ]);
  });

  it('looking at a draft in clear is on record (AUD-02)', async () => {
    const { order } = await draft();
    const before = (await audits('reveal')).length;
    await versionOf('second', order);
    expect((await audits('reveal')).length).toBe(before + 1);
    expect(await desk.code('cs', 'intake.draft', { order })).toBe('role_not_allowed');
  });

  it('the same customer with the same goods is asked about before it is saved', async () => {
    const first = form({}, '13900000001');
    const saved = await desk.as('clerk', 'intake.save', { form: first, anyway: false });
    expect(saved.ok).toBe(true);
    const again = { ...first, receiver: { ...first.receiver, detail: '别的地址 2 号' } };
    const check = await desk.as('clerk', 'intake.check', { form: again });
    expect(check.findings.map(({ code }) => code)).toEqual(['duplicate']);
    expect(await desk.as('clerk', 'intake.save', { form: again, anyway: false })).toMatchObject({
      ok: false,
      code: 'looks_repeated',
    });
    const other = { ...again, lines: again.lines.map((each) => ({ ...each, qty: 3 })) };
    expect((await desk.as('clerk', 'intake.check', { form: other })).findings).toEqual([]);
    expect(await desk.code('clerk', 'intake.save', { form: again, anyway: true })).toBe('ok');
    // A site that wants none is not asked.
    await desk.as('boss', 'siteRules.save', { key: 'intake.duplicateDays', value: 0 });
    expect((await desk.as('clerk', 'intake.check', { form: again })).findings).toEqual([]);
    await desk.as('boss', 'siteRules.save', { key: 'intake.duplicateDays', value: 7 });
  });

  it('finds products by SKU, name, code and initials', async () => {
    const skus = async (search: string) =>
      (await desk.as('clerk', 'intake.products', { search })).map(({ sku }) => sku);
    expect(await skus('mug')).toEqual(['MUG']);
    expect(await skus('马克')).toEqual(['MUG']);
    expect(await skus('mkb')).toEqual(['MUG']);
    expect(await skus('make')).toEqual(['MUG']);
    expect(await skus('绿茶 100g')).toEqual(['TEA']);
    expect(await skus('没有的')).toEqual([]);
  });

  it('what was typed and not saved outlives the window, and is nobody else’s', async () => {
    const sketch = JSON.stringify({ typed: '张三 13800138000' });
    await desk.window('clerk').call('intake.keep', { sketch });
    expect(await desk.window('clerk').call('intake.sketch', {})).toBe(sketch);
    expect(await desk.window('second').call('intake.sketch', {})).toBeNull();
    await desk.window('clerk').call('intake.keep', { sketch: null });
    expect(await desk.window('clerk').call('intake.sketch', {})).toBeNull();
  });
});

describe('What is said of an order (INT-11 to INT-15, COM-04)', () => {
  it('an unclear order waits until the customer was asked (INT-12, INT-13)', async () => {
    const order = orderOf('UNCLEAR');
    const contact = { order, way: 'phone', outcome: 'no_answer', note: '占线', unclear: true } as const;
    expect(await desk.code('packer', 'talk.contact', contact)).toBe('role_not_allowed');
    expect(await desk.code('clerk', 'talk.contact', contact)).toBe('ok');
    expect((await orderAt(order)).holds.map(({ reason }) => reason)).toEqual(['order_unclear']);
    expect(
      await desk.code('clerk', 'talk.contact', {
        ...contact,
        outcome: 'confirmed',
        note: '确认要绿茶',
        unclear: false,
      }),
    ).toBe('ok');
    const talk = await desk.as('clerk', 'talk.list', { order });
    if (!talk.ok) throw new Error(talk.code);
    expect(talk.value).toMatchObject({ unclear: true, mayConfirm: true });
    expect(talk.value.entries.map(({ outcome, text, by }) => [outcome, text, by])).toEqual([
      ['confirmed', '确认要绿茶', desk.id('clerk')],
      ['no_answer', '占线', desk.id('clerk')],
    ]);
    expect(await desk.code('clerk', 'intake.clear', { order })).toBe('ok');
    const view = await orderAt(order);
    expect(view.holds).toEqual([]);
    expect(view.status).toBe('READY_TO_SHIP');
  });

  it('an imported order that is unclear stops at the clerk, where the site says so (INT-11, INT-13, O3, O4)', async () => {
    expect((await orderAt(orderOf('GOES'))).status).toBe('READY_TO_SHIP');
    expect((await orderAt(orderOf('WAITS'))).status).toBe('RECEIVED');
    expect(await desk.code('reviewer', 'intake.clear', { order: orderOf('WAITS') })).toBe('role_not_allowed');
    expect(await desk.code('clerk', 'intake.clear', { order: orderOf('WAITS') })).toBe('ok');
    expect((await orderAt(orderOf('WAITS'))).status).toBe('IN_REVIEW');
  });

  it('departments leave notes for each other; what the customer said is for the desk alone (COM-04)', async () => {
    const order = await confirmed();
    expect(await desk.code('packer', 'talk.note', { order, to: 'orders', text: '包装破了一个角' })).toBe(
      'ok',
    );
    expect(
      await desk.code('cs', 'talk.contact', { order, way: 'chat', outcome: 'promised', note: '周五前到' }),
    ).toBe('ok');
    expect(await desk.code('cs', 'talk.link', { order, kind: 'chat', ref: 'ww-20261123-7781' })).toBe('ok');
    const texts = async (who: string) => {
      const talk = await desk.as(who, 'talk.list', { order });
      return talk.ok ? talk.value.entries.map(({ type, text }) => [type, text]) : talk.code;
    };
    expect(await texts('cs')).toEqual([
      ['linked', 'ww-20261123-7781'],
      ['contacted', '周五前到'],
      ['noted', '包装破了一个角'],
    ]);
    expect(await texts('packer')).toEqual([
      ['linked', null],
      ['contacted', null],
      ['noted', '包装破了一个角'],
    ]);
  });
});

describe('Changes that are asked for (ruling 4, USR-04, AUD-06)', () => {
  const NEW = {
    name: '李四',
    phone: '13700001111',
    province: '浙江省',
    city: '杭州市',
    district: '西湖区',
    detail: '文三路9号',
  };
  const open = async (order: string) => {
    const found = await desk.as('cs', 'changes.of', { order });
    if (!found.ok) throw new Error(found.code);
    return found.value.filter(({ decided }) => decided === null);
  };

  it('a clerk may not change an order, only ask; customer service decides; old and new value stay (USR-04, AUD-06)', async () => {
    const order = await confirmed({ payment: 'UNPAID', paymentMethod: '' });
    expect(await desk.code('clerk', 'orders.act', { order, action: 'change_receiver', receiver: NEW })).toBe(
      'role_not_allowed',
    );
    const change = { receiver: NEW, remark: '改送前台', flags: ['urgent' as const] };
    expect(await desk.code('clerk', 'changes.ask', { order, change, reason: '客户来电改地址' })).toBe('ok');
    const [request] = await open(order);
    expect(request).toMatchObject({ own: false, reason: '客户来电改地址', by: desk.id('clerk') });
    expect(request?.rows.map(({ field }) => field)).toEqual(['receiver', 'remark', 'flags']);
    expect(JSON.stringify(request)).not.toContain(NEW.phone);
    expect((await orderAt(order)).remark).toBe('请放门口');
    const listed = await desk.as('cs', 'changes.list', {});
    expect(listed.rows.map((row) => row.order)).toContain(order);

    const decide = { order, request: request?.request ?? '', approved: true, note: '' };
    expect(await desk.code('clerk', 'changes.decide', decide)).toBe('role_not_allowed');
    expect(await desk.code('cs', 'changes.decide', decide)).toBe('ok');
    expect(await desk.code('reviewer', 'changes.decide', decide)).toBe('change_not_open');
    const view = await orderAt(order);
    expect(view.remark).toBe('改送前台');
    expect(view.flags).toContain('urgent');
    const clear = await desk.as('cs', 'orders.reveal', { order, reason: 'test' });
    expect(clear).toMatchObject({ ok: true, value: NEW });
    const both = await desk.as('cs', 'changes.reveal', { order, request: decide.request, reason: 'test' });
    expect(both).toMatchObject({ ok: true, value: { old: { name: '张三' }, new: NEW } });
    expect((await desk.as('cs', 'changes.list', {})).rows.map((row) => row.order)).not.toContain(order);
  });

  it('a new receiver of a released order stops its parcel until its label is seen to', async () => {
    const order = await confirmed();
    expect(
      await desk.code('lead', 'changes.ask', {
        order,
        change: { receiver: NEW },
        reason: '仓库发现地址不全',
      }),
    ).toBe('ok');
    const [request] = await open(order);
    expect(
      await desk.code('cs', 'changes.decide', {
        order,
        request: request?.request ?? '',
        approved: true,
        note: '已与客户核对',
      }),
    ).toBe('ok');
    const view = await orderAt(order);
    expect(view.flags).toContain('address_changed');
    expect(await desk.code('cs', 'orders.act', { order, action: 'settle_address' })).toBe('ok');
    expect((await orderAt(order)).flags).not.toContain('address_changed');
  });

  it('flags and carrier of a released order reach its parcel; one in work keeps its carrier', async () => {
    const order = await confirmed();
    const rows = async () => {
      const { rows: all } = await desk.as('lead', 'queue.list', { status: 'open', limit: 500 });
      return all
        .filter((row) => row.order === order)
        .map(({ urgent, marks, carrier }) => [urgent, marks, carrier.code]);
    };
    // A mug is fragile by its product.
    expect(await rows()).toEqual([[false, ['fragile'], 'OWN']]);
    const approve = async (change: ChangeInput): Promise<string> => {
      expect(await desk.code('clerk', 'changes.ask', { order, change, reason: '客户要求' })).toBe('ok');
      const [request] = await open(order);
      return desk.code('cs', 'changes.decide', {
        order,
        request: request?.request ?? '',
        approved: true,
        note: '',
      });
    };
    expect(await approve({ flags: ['urgent', 'cold_chain'], carrier: 'PICKUP' })).toBe('ok');
    expect(await rows()).toEqual([[true, ['fragile', 'cold_chain'], 'PICKUP']]);
    expect(await approve({ flags: [] })).toBe('ok');
    expect(await rows()).toEqual([[false, ['fragile', 'cold_chain'], 'PICKUP']]);
    await desk.window('packer').call('bench.operator', { bench: 'B1', operator: desk.id('packer') });
    const opened = await desk.window('packer').call('bench.open', { bench: 'B1', shipment: `${order}.1` });
    expect(opened.kind).toBe('opened');
    expect(await approve({ carrier: 'OWN' })).toBe('parcel_in_work');
    expect(await open(order)).toHaveLength(1);
    await desk.window('packer').call('bench.command', { bench: 'B1', name: 'CANCEL', ref: 'y' });
  });

  it('refused it stays as it is; nobody decides on the own request; what is so already is no change', async () => {
    const order = await confirmed();
    expect(
      await desk.code('clerk', 'changes.ask', {
        order,
        change: { remark: '请放门口', flags: [] },
        reason: 'x',
      }),
    ).toBe('nothing_changed');
    expect(
      await desk.code('cs', 'changes.ask', {
        order,
        change: { shipBy: 4_000_000_000_000 },
        reason: '晚点发',
      }),
    ).toBe('ok');
    const [request] = await open(order);
    const decide = { order, request: request?.request ?? '', note: '约好了明天' };
    expect(await desk.code('cs', 'changes.decide', { ...decide, approved: true })).toBe('same_person');
    expect(await desk.code('reviewer', 'changes.decide', { ...decide, approved: false })).toBe('ok');
    const before = (await orderAt(order)).shipBy;
    expect(before).not.toBe(4_000_000_000_000);
    const all = await desk.as('cs', 'changes.of', { order });
    expect(all.ok && all.value[0]?.decided).toMatchObject({
      approved: false,
      note: '约好了明天',
      by: desk.id('reviewer'),
    });
  });

  it('two who decide in the same second make one decision', async () => {
    const order = await confirmed();
    await desk.as('clerk', 'changes.ask', { order, change: { shipBy: 3_000_000_000_000 }, reason: '晚点发' });
    const [request] = await open(order);
    const decide = { order, request: request?.request ?? '', note: '' };
    const both = await Promise.all([
      desk.code('cs', 'changes.decide', { ...decide, approved: true }),
      desk.code('reviewer', 'changes.decide', { ...decide, approved: false }),
    ]);
    const found = await desk.as('cs', 'changes.of', { order });
    expect(found.ok && found.value[0]?.decided).not.toBeNull();
    expect(both).toContain('ok');
    expect((await orderAt(order)).exceptions.map(({ code }) => code)).not.toContain('changed_after_shipped');
  });
});
