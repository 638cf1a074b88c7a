import type { Page } from '@playwright/test';
import { applySite, expect, goTo, test } from './harness/index.ts';
import type { Product } from './harness/index.ts';

/** Orders that are divided, cancelled and readdressed from their page, and the cases that come of it. */
test.use({ trace: 'off' });

/** Released orders of the demo site with more than one unit, the paid ones first. */
async function ready(client: Product['client']): Promise<{ order: string; no: string }[]> {
  const { rows } = await client.call('orders.list', { limit: 500 });
  return rows
    .filter(
      (row) =>
        row.status === 'READY_TO_SHIP' && row.payment === 'PAID' && row.units > 1 && row.flags.length === 0,
    )
    .map((row) => ({ order: row.order, no: row.channelOrderNo }));
}

async function openOrder(page: Page, no: string): Promise<void> {
  await goTo(page, 'orders');
  const search = page.getByTestId('order-search');
  await search.fill(no);
  await page.locator('.grid-row button.link', { hasText: no }).first().click();
  await expect(page.getByTestId('card-alter')).toBeVisible();
}

const done = (page: Page): Promise<void> => page.getByRole('dialog').getByRole('button').last().click();

test('an order is split, one cancelled, one readdressed, and the cases of it are worked on', async ({
  open,
}) => {
  const { page, client } = await open({
    locale: 'zh-CN',
    before: (session) => applySite(session, { setupDone: true, language: 'zh' }),
  });
  const [first, second, third] = await ready(client);
  if (!first || !second || !third) throw new Error('too few orders in the demo site');

  await openOrder(page, first.no);
  await page.getByTestId('alter-split').click();
  await page.getByRole('dialog').locator('input[inputmode]').first().fill('1');
  await done(page);
  await expect(page.getByTestId('card-alter')).toContainText('已拆成');
  const split = await client.call('alter.view', { order: first.order });
  expect(split.ok && split.value.children).toHaveLength(2);

  await openOrder(page, second.no);
  await page.getByTestId('alter-cancel').click();
  // A paid order is not cancelled before its refund is on the way.
  await expect(page.getByRole('dialog').getByRole('button').last()).toBeDisabled();
  await page.getByRole('dialog').getByRole('checkbox').check();
  await done(page);
  await expect
    .poll(async () => {
      const view = await client.call('orders.get', { order: second.order });
      return view.ok && view.value.status;
    })
    .toBe('CANCELLED');
  await expect(page.getByTestId('card-cases')).toContainText('待退款');

  await openOrder(page, third.no);
  await page.getByTestId('alter-address').click();
  const fields = page.getByRole('dialog').locator('.party-fields input');
  for (const [at, value] of [
    '王小强',
    '13800138000',
    '上海市',
    '上海市',
    '黄浦区',
    '南京东路100号',
  ].entries())
    await fields.nth(at).fill(value);
  await done(page);
  await page.getByTestId('card-alter').locator('summary').click();
  await expect(page.getByTestId('card-alter')).toContainText('客户要求');
  await expect(page.getByTestId('card-alter')).not.toContainText('13800138000');

  await goTo(page, 'cases');
  await page.getByTestId('case-row').filter({ hasText: '待退款' }).first().click();
  await page.getByTestId('case-acts').locator('textarea').first().fill('已原路退回');
  await page.getByTestId('case-note').click();
  await expect(page.getByTestId('case-thread')).toContainText('已原路退回');
  await page.getByTestId('case-take').click();
  await expect(page.getByTestId('case-take')).toHaveCount(0);
});
