import { applySite, expect, goTo, test } from './harness/index.ts';

/** Reviewing by keys, and the notice that follows, sent by hand: in Chromium, on the demo site where a person reviews all orders. */
test.use({ trace: 'off' });

test('orders are reviewed by keys, and the customer is told by hand (REV-11, REV-12, CFM-01)', async ({
  open,
}) => {
  const { page, client } = await open({
    empty: true,
    locale: 'zh-CN',
    before: async (session) => {
      await applySite(session, { setupDone: true, language: 'zh' });
      await session.call('siteRules.save', { key: 'review.automatic', value: 'off' });
      const { operators } = await session.call('app.hello', {});
      const started = await session.call('import.demo', { operator: operators[0]?.id ?? '' });
      if (!started.ok) throw new Error(started.code);
      await expect
        .poll(
          async () => {
            const report = await session.call('import.report', { id: started.value.id });
            return report.ok && report.value.state;
          },
          { timeout: 60_000 },
        )
        .toBe('done');
    },
  });
  await goTo(page, 'review');
  const list = page.getByTestId('review-list').locator('button');
  await expect(list.first()).toHaveAttribute('aria-current', 'true');
  const numbers = await list.evaluateAll((all) =>
    all.slice(0, 3).map((each) => each.getAttribute('data-order') ?? ''),
  );
  const [first = '', second = ''] = numbers;
  const chosen = page.getByTestId('review-list').locator('[aria-current=true]');
  await expect(page.getByTestId('review-verdict')).toBeVisible();

  // The arrows choose; N asks for a reason of the list, and the next order takes the place.
  await page.keyboard.press('ArrowDown');
  await expect(chosen).toHaveAttribute('data-order', second);
  await page.keyboard.press('ArrowUp');
  await expect(chosen).toHaveAttribute('data-order', first);
  await expect(page.getByTestId('review-pass')).toBeVisible();
  await page.keyboard.press('n');
  await page.getByTestId('review-reason').click();
  await page.getByRole('option').first().click();
  await page.getByRole('dialog').getByRole('button', { name: '完成' }).click();
  await expect(page.getByTestId('review-list').locator(`[data-order="${first}"]`)).toHaveCount(0);
  await expect(chosen).toHaveAttribute('data-order', second);

  // The notice that follows is read, sent by hand, and is gone from the list.
  await goTo(page, 'notices');
  await page.getByTestId('tab-customer').click();
  const notice = page.getByTestId('customer-notices').locator('[data-notice=needs_fix]');
  await expect(notice).toHaveCount(1);
  await notice.getByTestId('notice-show').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('textarea').first()).toHaveValue(new RegExp(first));
  await dialog.getByTestId('notice-way').click();
  await page.getByRole('option', { name: '旺旺' }).click();
  await dialog.getByRole('button', { name: '完成' }).click();
  await expect(notice).toHaveCount(0);
  const sent = await client.call('notices.list', { state: 'done' });
  expect(sent.rows).toMatchObject([
    { template: 'needs_fix', state: 'sent', way: 'wangwang', channelOrderNo: first },
  ]);
});
