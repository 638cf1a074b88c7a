import type { Page } from '@playwright/test';
import { applySite, expect, goTo, test } from './harness/index.ts';

/** An order from a telephone call: typed, kept over a reload, saved, confirmed by another person, talked about, changed. */
test.use({ trace: 'off' });

/** For the eye: pictures of every step. */
const SHOTS = process.env['PACKLINE_INTAKE_SHOTS'];

async function see(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  for (const [width, height] of [
    [1366, 768],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${SHOTS}/${name}-${String(width)}.png` });
  }
}
for (const language of ['zh', 'en'] as const)
  test(`${language === 'en' ? '@long ' : ''}an order is typed, confirmed by a second person and changed by a request (${language})`, async ({
    open,
  }) => {
    const { page, client } = await open({
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
      before: (session) => applySite(session, { setupDone: true, language }),
    });
    const shot = (name: string): Promise<void> => see(page, `${name}-${language}`);
    // Nobody signs in yet: whoever stands at the bench types.
    await goTo(page, 'intake');
    await expect(page.getByTestId('entry-form')).toBeVisible();
    await shot('intake-empty');
    await page.getByTestId('paste').fill('张三 13800138000 广东省深圳市南山区科技园路1号');
    await page.getByTestId('split').click();
    await expect(page.locator('[data-field="receiver.city"]')).toHaveValue('深圳市');
    const product = page.getByTestId('product-search');
    await product.fill('a');
    await expect(page.getByRole('option').first()).toBeVisible();
    await shot('intake-search');
    await product.press('ArrowDown');
    await product.press('Enter');
    await product.fill('NEVER-SEEN-1');
    await product.press('Enter');
    await expect(page.getByTestId('line')).toHaveCount(2);
    for (const [at, price] of ['15.00', '40'].entries())
      await page.getByTestId('line-price').nth(at).fill(price);
    await page.locator('[data-field="total"]').fill('60');
    await expect(page.locator('[data-code="total_differs"]')).toBeVisible();
    await expect(page.locator('[data-code="unknown_sku"]')).toBeVisible();
    await shot('intake-typed');

    // A window that is loaded anew has all of it.
    await expect
      .poll(async () => (await client.call('intake.sketch', {}))?.includes('"total":"60"'))
      .toBe(true);
    await page.reload();
    await goTo(page, 'intake');
    await expect(page.getByTestId('line')).toHaveCount(2);
    await expect(page.locator('[data-field="receiver.name"]')).toHaveValue('张三');
    await page.locator('[data-field="total"]').fill('');
    await expect(page.locator('[data-code="total_differs"]')).toHaveCount(0);
    // Escape asks before anything is lost.
    await page.locator('[data-field="receiver.name"]').press('Escape');
    await expect(page.getByTestId('confirm-yes')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('confirm-yes')).toHaveCount(0);
    await page.locator('[data-field="receiver.name"]').press('Control+Enter');
    await expect(page.getByTestId('line')).toHaveCount(0);
    await shot('intake-saved');
    await expect(page.locator('[data-field="receiver.name"]')).toHaveValue('');

    // Its author may mend it, and not confirm it.
    await page.getByTestId('tab-drafts').click();
    await expect(page.getByTestId('draft-own')).toBeVisible();
    await shot('intake-drafts');
    const drafts = await client.call('intake.drafts', {});
    const draft = drafts.rows[0];
    if (!draft) throw new Error('no draft');
    const author = await client.call('session.view', {});
    expect(author.mode).toBe('open');

    // Somebody else takes the bench over, and checks it.
    const made = await client.call('operators.add', { name: 'Second' });
    if (!made.ok) throw new Error(made.code);
    const taken = await client.call('bench.operator', { bench: 'B1', operator: made.value.id });
    expect(taken.ok).toBe(true);
    await page.reload();
    await goTo(page, 'intake');
    await page.getByTestId('tab-drafts').click();
    await page.getByTestId('draft-other').click();
    await expect(page.getByTestId('draft-check')).toContainText('13800138000');
    await shot('intake-check');
    await page.getByTestId('confirm-draft').click();
    await expect(page.getByTestId('draft-check')).toHaveCount(0);

    // An unknown product keeps it in the review; the clerk logs a call and asks for another address.
    const found = await client.call('orders.get', { order: draft.order });
    expect(found.ok && found.value.status).toBe('IN_REVIEW');
    await page.getByTestId('tab-changes').click();
    await shot('intake-changes-none');
    const asked = await client.call('changes.ask', {
      order: draft.order,
      change: { remark: 'Leave it at the door <b>please</b>', flags: ['urgent'] },
      reason: 'Called back',
      operator: draft.author,
    });
    expect(asked.ok).toBe(true);
    await expect(page.getByTestId('change-request')).toBeVisible();
    await shot('intake-changes');
    await page.getByTestId('approve-change').click();
    await expect(page.getByTestId('change-request')).toHaveCount(0);

    await goTo(page, 'customers');
    await page.getByTestId('customer-search').fill('13800138000');
    await expect(page.locator('.grid-row')).toHaveCount(1);
    await shot('customers');
    await page.locator('.grid-row .link').click();
    await expect(page.getByTestId('set-credit')).toBeVisible();
    await shot('customer');
    await page.locator('.plain-table .link').first().click();
    await expect(page.getByTestId('card-talk')).toBeVisible();
    await expect(page.getByTestId('card-customer')).toBeVisible();
    await page.getByTestId('log-contact').click();
    await page.getByTestId('contact-note').fill('Will be there after six');
    await page.getByTestId('contact-note').press('Control+a');
    await shot('order-contact');
    await page.getByRole('dialog').getByRole('button').last().click();
    await expect(page.getByTestId('card-talk')).toContainText('Will be there after six');
    await page.getByTestId('card-talk').scrollIntoViewIfNeeded();
    await shot('order-talk');
  });
