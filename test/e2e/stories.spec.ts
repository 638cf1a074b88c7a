import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { done, dialogOf, goods, openDesk, openOrder, orderCode, unitsOf } from './harness/desk.ts';
import type { Desk } from './harness/desk.ts';
import { goTo, maskedParty, test as base, until } from './harness/index.ts';
import type { PaperOrder } from './harness/index.ts';

/**
 * Orders that do not go the straight way, each from its beginning to its end, in Chromium and by the people whose posts it
 * takes: everybody at a window of the own, the packer with a gun.
 */
base.use({ trace: 'off', actionTimeout: 30_000 });
// One after the other at one site: opening it and letting ten people in takes longer than any story.
base.describe.configure({ mode: 'default', timeout: 240_000 });

const POSTS = {
  clerk: ['CLK'],
  reviewer: ['REV'],
  cs: ['CS'],
  lead: ['WHL'],
  packer: ['PKR'],
  shipper: ['SHP'],
  logistics: ['LOG'],
  finance: ['FIN'],
} as const;
const HOME = {
  name: '周小雨',
  phone: '13911112222',
  province: '四川省',
  city: '成都市',
  district: '锦江区',
  detail: '新址路9号2栋1单元301室',
};
const plain = (order: PaperOrder): boolean => order.draft.base.payment === 'PAID';
const [TWIN_A, TWIN_B] = [...goods.orders.values()].filter(
  (order) =>
    order.carrier === 'OWN' && plain(order) && order.units === 1 && order.draft.base.flags?.length === 0,
);

const test = base.extend<object, { desk: Desk }>({
  desk: [
    async ({ host, demo }, use) => {
      const desk = await openDesk(host, demo, POSTS, async (client) => {
        const operator = (await client.call('session.view', {})).person?.id ?? '';
        const granted = (answer: { ok: boolean }): void => expect(answer).toMatchObject({ ok: true });
        // Two orders of one customer.
        for (const twin of [TWIN_A, TWIN_B])
          granted(
            await client.call('alter.act', {
              order: twin?.draft.id ?? '',
              operator,
              act: { type: 'address', receiver: HOME, reason: 'customer_asked' },
            }),
          );
        // The urgent ones of the demo site wait for their customers.
        for (const order of goods.orders.values())
          if (order.draft.base.flags?.includes('urgent') && plain(order))
            granted(
              await client.call('talk.contact', {
                ...{ order: order.draft.id, operator, note: '', unclear: true },
                ...{ way: 'phone', outcome: 'no_answer' },
              }),
            );
      });
      await use(desk);
      await desk.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
test.skip(({ host }) => host === 'electron', 'Electron has one window, and here everybody has one');
const free = (order: PaperOrder): boolean => plain(order) && order !== TWIN_A && order !== TWIN_B;

const status = async (desk: Desk, order: string): Promise<string> => (await desk.view(order)).status;
const shows = (page: Page, word: string): Promise<void> =>
  expect(page.getByTestId('order-status')).toHaveText(word);

/** Takes a case of the order off the list and ends it with a word and an outcome. */
async function solve(page: Page, no: string, title: string, note: string, outcome: string): Promise<void> {
  await goTo(page, 'cases');
  await page
    .locator('.grid-row')
    .filter({ hasText: no })
    .getByTestId('case-row')
    .filter({ hasText: title })
    .click();
  await page.getByTestId('case-take').click();
  await expect(page.getByTestId('case-take')).toHaveCount(0);
  const acts = page.getByTestId('case-acts');
  await acts.locator('textarea').first().fill(note);
  await acts.getByPlaceholder('结果').click();
  await page.getByRole('option', { name: outcome, exact: true }).click();
  await page.getByTestId('case-solve').click();
  await expect(page.getByTestId('case-thread')).toContainText(note);
}

test('@long cancel after the label: nothing leaves, the goods go back, the money too (CAN-01, CAN-03, CAN-04)', async ({
  desk,
}) => {
  const order = desk.take(free);
  const { no } = order;
  const id = order.draft.id;
  const { number } = await desk.pack(await desk.atBench('packer'), order);

  // The customer has telephoned the clerk, who may not cancel; the parcel stands ready, and stays.
  const clerk = await desk.crew.as('clerk');
  await openOrder(clerk, no);
  await clerk.locator('[data-fix=request_cancel]').click();
  await dialogOf(clerk).getByRole('textbox').fill('客户来电不要了');
  await done(clerk);
  await expect(clerk.getByTestId('alter-cancel')).toHaveCount(0);
  const pickup = await desk.startHandover('shipper');
  await desk.stopped(pickup, number, 'blocked');
  expect(await desk.scan('CMD:FINISH')).toMatchObject({ kind: 'handover_finished', data: { parcels: 0 } });

  // Finance is asked to send the money back, and says that it has; only then is a paid order cancelled.
  const cs = await desk.crew.as('cs');
  await openOrder(cs, no);
  await note(cs, '财务', '请退款');
  const finance = await desk.crew.as('finance');
  await openOrder(finance, no);
  await expect(finance.getByTestId('card-talk')).toContainText('请退款');
  await note(finance, '订单', '退款已发起');
  await expect(cs.getByTestId('card-talk')).toContainText('退款已发起');
  await cs.getByTestId('alter-cancel').click();
  await expect(dialogOf(cs).getByRole('button').last()).toBeDisabled();
  await dialogOf(cs).getByRole('checkbox').check();
  await done(cs);
  await shows(cs, '已取消');

  // Whoever has the parcel in hand is stopped at the bench, and at the next pickup.
  const packer = await desk.atBench('packer');
  await desk.stopped(packer, number, 'wrong_label', 'already_done', 'not_packable');
  const next = await desk.startHandover('shipper');
  await desk.stopped(next, number, 'foreign_parcel');
  await desk.scan('CMD:FINISH');

  await solve(await desk.crew.as('lead'), no, '放回货架', '放回 A-01', '已解决');
  await solve(finance, no, '待退款', '已原路退回', '已退款');
  const view = await desk.view(id);
  expect(view).toMatchObject({ status: 'CANCELLED', shipments: [{ status: 'VOIDED', number: null }] });
  const voided = view.timeline.find(({ type }) => type === 'label_voided');
  expect(voided?.data['number']).toBe(number);
});

/** Leaves a note for a department. */
async function note(page: Page, to: string, text: string): Promise<void> {
  await page.getByTestId('leave-note').click();
  await dialogOf(page).getByLabel('给哪个部门').first().click();
  await page.getByRole('option', { name: to, exact: true }).click();
  await page.getByTestId('note-text').fill(text);
  await done(page);
}

test('@long address change after the label: the old label is stopped, a new one leaves (ADR-01, ADR-02, ADR-04)', async ({
  desk,
}) => {
  const order = desk.take(free);
  const old = await desk.pack(await desk.atBench('packer'), order);
  expect(await desk.faults(old, order)).toEqual([]);

  const cs = await desk.crew.as('cs');
  await openOrder(cs, order.no);
  await cs.getByTestId('alter-address').click();
  const fields = dialogOf(cs).locator('.party-fields input');
  for (const [at, value] of [
    HOME.name,
    HOME.phone,
    HOME.province,
    HOME.city,
    HOME.district,
    HOME.detail,
  ].entries())
    await fields.nth(at).fill(value);
  await dialogOf(cs).locator('textarea').fill('客户来电');
  await done(cs);
  await cs.getByTestId('card-alter').locator('summary').click();
  await expect(cs.getByTestId('card-alter')).toContainText('客户来电');

  // At the pickup the old number is nobody's; at the bench it is void, and the order gets another one.
  const pickup = await desk.startHandover('shipper');
  await desk.stopped(pickup, old.number, 'foreign_parcel');
  await desk.scan('CMD:FINISH');
  const packer = await desk.atBench('packer');
  await desk.stopped(packer, old.number, 'wrong_label');
  const before = desk.labels().length;
  expect((await desk.scan(orderCode(order))).kind).toBe('opened');
  await expect(packer.getByTestId('new-receiver')).toBeVisible();
  const fresh = await desk.labelOf(packer, before);
  expect(fresh.number).not.toBe(old.number);
  expect(await desk.faults(fresh, order, maskedParty(HOME))).toEqual([]);
  await desk.stopped(packer, old.number, 'wrong_label');
  await desk.stick(packer, fresh);
  await desk.handOver('shipper', [fresh.number]);
  await shows(cs, '已发货');
  expect((await desk.view(order.draft.id)).shipments).toMatchObject([
    { status: 'HANDED_OVER', number: fresh.number },
  ]);
});

test('@long split: what is there goes at once, the rest when it has come, by the customer’s word (SPL-01, SPL-02, SPL-03)', async ({
  desk,
}) => {
  const order = desk.take(
    (each) => free(each) && each.draft.base.lines.length === 2 && each.lines.length === 2,
  );
  const [here, lacking] = order.lines;
  if (!here || !lacking) throw new Error('too few lines');
  const lead = await desk.crew.as('lead');
  await openOrder(lead, order.no);
  await lead.getByTestId('alter-short').click();
  await dialogOf(lead).getByLabel('商品').first().click();
  await lead.getByRole('option', { name: lacking.product.sku }).click();
  await done(lead);

  const cs = await desk.crew.as('cs');
  await openOrder(cs, order.no);
  await expect(cs.getByTestId('card-cases')).toContainText(lacking.product.sku);
  await cs.getByTestId('alter-backorder').click();
  await dialogOf(cs).getByLabel('商品').first().click();
  await cs.getByRole('option', { name: lacking.product.sku }).click();
  await done(cs);
  await shows(cs, '缺货待处理');
  await cs.getByTestId('alter-split').click();
  await dialogOf(cs).getByLabel(lacking.product.sku).fill(String(lacking.qty));
  await dialogOf(cs).locator('textarea').fill('客户同意分开发');
  await done(cs);
  await expect(cs.getByTestId('card-alter')).toContainText('已拆成');
  const split = await desk.product.client.call('alter.view', { order: order.draft.id });
  const [first, second] = split.ok ? split.value.children : [];
  if (!first || !second) throw new Error('not split');
  expect([first.status, second.status]).toEqual(['READY_TO_SHIP', 'BACKORDERED']);

  const units = (line: typeof here): string[] =>
    Array.from({ length: line.qty }, () => goods.codeOf(line.product));
  const packer = await desk.atBench('packer');
  await desk.stopped(packer, second.channelOrderNo, 'not_packable', 'blocked');
  expect((await desk.scan(first.channelOrderNo)).kind).toBe('opened');
  const a = await desk.check(packer, units(here));
  await desk.stick(packer, a);
  await desk.handOver('shipper', [a.number]);
  expect(await status(desk, first.order)).toBe('SHIPPED');
  expect(await status(desk, order.draft.id)).not.toBe('SHIPPED');

  // The goods have come.
  await openOrder(cs, second.channelOrderNo);
  await cs.getByTestId('alter-restock').click();
  await done(cs);
  await shows(cs, '待发货');
  await desk.atBench('packer');
  expect((await desk.scan(second.channelOrderNo)).kind).toBe('opened');
  const b = await desk.check(packer, units(lacking));
  await desk.stick(packer, b);
  expect(b.number).not.toBe(a.number);
  await desk.handOver('shipper', [b.number]);
  await openOrder(cs, order.no);
  await shows(cs, '已发货');
});

test('@long merge: two orders of one receiver in one parcel with one label (MRG-01, MRG-02, MRG-03)', async ({
  desk,
}) => {
  if (!TWIN_A || !TWIN_B) throw new Error('no two orders');
  const lead = await desk.crew.as('lead');
  await openOrder(lead, TWIN_A.no);
  const offer = lead.getByTestId('merge-offer');
  await offer.getByRole('checkbox', { name: TWIN_B.no }).check();
  await offer.getByRole('button').click();
  await expect(lead.getByTestId('card-alter')).toContainText('同一个包裹');

  const packer = await desk.atBench('packer');
  const before = desk.labels().length;
  expect((await desk.scan(orderCode(TWIN_B))).kind).toBe('opened');
  await expect(packer.getByTestId('order-number')).toContainText(TWIN_A.no);
  await expect(packer.getByTestId('order-number')).toContainText(TWIN_B.no);
  const stuck = await desk.check(packer, [...unitsOf(TWIN_A), ...unitsOf(TWIN_B)]);
  await desk.stick(packer, stuck);
  expect(desk.labels().length).toBe(before + 1);
  await desk.handOver('shipper', [stuck.number]);
  for (const twin of [TWIN_A, TWIN_B]) {
    await openOrder(lead, twin.no);
    await shows(lead, '已发货');
    await expect(lead.getByText(stuck.number).first()).toBeVisible();
  }
});

test('@long rejected: the reviewer says why, the customer is told, no bench packs it (REV-11, NTF-03)', async ({
  desk,
}) => {
  const reviewer = await desk.crew.as('reviewer');
  await goTo(reviewer, 'review');
  const order = [...goods.orders.values()].find(({ draft }) => draft.channelState === 'unknown_status');
  if (!order) throw new Error('nothing to review');
  await reviewer.getByTestId('review-list').locator(`[data-order="${order.no}"]`).click();
  await reviewer.getByTestId('review-reject').click();
  await expect(dialogOf(reviewer).getByRole('button').last()).toBeDisabled();
  await reviewer.getByTestId('review-reason').click();
  await reviewer.getByRole('option', { name: '订单存在风险，无法受理' }).click();
  await done(reviewer);
  await expect(reviewer.getByTestId('review-list').locator(`[data-order="${order.no}"]`)).toHaveCount(0);

  const cs = await desk.crew.as('cs');
  await goTo(cs, 'notices');
  await cs.getByTestId('tab-customer').click();
  const notice = cs
    .getByTestId('customer-notices')
    .locator('[data-notice=rejected]')
    .filter({ hasText: order.no });
  await notice.getByTestId('notice-show').click();
  await expect(dialogOf(cs).locator('textarea').first()).toHaveValue(/订单存在风险，无法受理/);
  await cs.getByTestId('notice-way').click();
  await cs.getByRole('option', { name: '旺旺' }).click();
  await done(cs);
  await expect(notice).toHaveCount(0);

  const packer = await desk.atBench('packer');
  await desk.stopped(packer, orderCode(order), 'not_packable', 'blocked');
  await openOrder(cs, order.no);
  await shows(cs, '审核拒绝');
  await expect(cs.getByTestId('alter-split')).toHaveCount(0);
});

test('@long cash on delivery: the sum stands before the packer and on the label, and is booked when it has come (SPC-05, DLV-04)', async ({
  desk,
}) => {
  const order = desk.take(({ draft }) => draft.base.payment === 'COD');
  const sum = ((order.draft.base.codAmount?.minor ?? 0) / 100).toFixed(2);
  const packer = await desk.atBench('packer');
  expect((await desk.scan(orderCode(order))).kind).toBe('opened');
  await expect(packer.locator('[data-mark=cod]')).toContainText(sum);
  const stuck = await desk.check(packer, unitsOf(order));
  // The zone of the sum is dot for dot what the order says.
  expect(await desk.faults(stuck, order)).toEqual([]);
  await desk.stick(packer, stuck);
  await desk.handOver('shipper', [stuck.number]);

  const logistics = await desk.crew.as('logistics');
  await openOrder(logistics, order.no);
  await logistics.getByTestId('note-delivery').click();
  await done(logistics);
  await shows(logistics, '已交付');

  // The driver has brought the money.
  const finance = await desk.crew.as('finance');
  await openOrder(finance, order.no);
  await finance.getByTestId('record-payment').click();
  await expect(finance.getByTestId('payment-amount')).toHaveValue(sum);
  await dialogOf(finance).getByLabel('付款方式').first().click();
  await finance.getByRole('option', { name: '货到付款' }).click();
  await done(finance);
  await expect(finance.getByTestId('money-card')).toContainText('货到付款');
  await finance.getByTestId('order-settle').click();
  await expect(finance.getByTestId('order-settle')).toHaveCount(0);
  expect(await desk.view(order.draft.id)).toMatchObject({ status: 'DELIVERED', payment: 'SETTLED' });
});

test('@long urgent: asked for, approved, given to a person, and packed before all others (SPC-01, SPC-02, SPC-03)', async ({
  desk,
}) => {
  const order = desk.take(free);
  const packer = await desk.atBench('packer');
  const first = packer.locator('.idle-next-number').first();
  await expect(first).toBeVisible();
  await expect(first).not.toHaveText(order.no);

  const clerk = await desk.crew.as('clerk');
  await openOrder(clerk, order.no);
  await clerk.getByTestId('ask-change').click();
  await clerk.getByTestId('change-reason').fill('客户明天出差');
  await dialogOf(clerk).getByRole('checkbox', { name: '加急' }).check();
  await done(clerk);
  // Ruling 4: nobody approves what he has asked for.
  const reviewer = await desk.crew.as('reviewer');
  await goTo(reviewer, 'intake');
  await reviewer.getByTestId('tab-changes').click();
  await reviewer.locator('section.card').filter({ hasText: order.no }).getByTestId('approve-change').click();
  const cs = await desk.crew.as('cs');
  await openOrder(cs, order.no);
  await expect(cs.getByTestId('order-chips')).toContainText('加急');
  await cs.getByTestId('assign').click();
  await dialogOf(cs).getByLabel('人员').first().click();
  await cs.getByRole('option', { name: 'packer' }).click();
  await done(cs);
  await expect(cs.getByTestId('card-allocation')).toContainText('packer');
  const lead = await desk.crew.as('lead');
  await goTo(lead, 'notices');
  await expect(lead.getByTestId('inbox')).toContainText(order.no);

  await expect(first).toHaveText(order.no);
  await expect(packer.locator('.idle-next li').first().locator('[data-mark=urgent]')).toBeVisible();
  expect((await desk.scan('CMD:NEXT')).kind).toBe('opened');
  await until(packer, 'the urgent order', (s) => s.order === order.no);
  await expect(packer.locator('[data-mark=urgent]').first()).toBeVisible();
  const stuck = await desk.check(packer, unitsOf(order));
  await desk.stick(packer, stuck);
  await desk.handOver('shipper', [stuck.number]);
  await openOrder(cs, order.no);
  await shows(cs, '已发货');
});
