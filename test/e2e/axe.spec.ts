import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { PAGES } from '../../renderer/stores/pages.ts';
import type { PageName } from '../../renderer/stores/pages.ts';
import { applySite, expect, goTo, siteSettings, startPrinters, test, until } from './harness/index.ts';

/**
 * The rules of WCAG 2.1 A and AA on every page as a person finds it, in Chinese; in English those where words are longest,
 * since what the rules look at hardly depends on the language.
 */
test.use({ trace: 'off' });

const IN_ENGLISH: readonly PageName[] = ['work', 'intake', 'siteRules', 'settings'];

/** What is wrong with the page as it stands: rule, and the elements. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target }) => String(target))
        .slice(0, 4)
        .join(' | ')} (${String(nodes.length)})`,
  );
}

/** Opens a page by the list behind F1, as a person does by keyboard or mouse. */
async function show(page: Page, name: PageName): Promise<void> {
  await goTo(page, name);
  await page.locator(`.workbench[data-page="${name}"] .workbench-main > *`).first().waitFor();
  await expect(page.locator('.workbench-loading')).toHaveCount(0);
  await page.waitForFunction(() => document.fonts.status === 'loaded');
}

for (const language of ['zh', 'en'] as const)
  // Every page twice takes a minute: English with the long runs.
  test(`${language === 'en' ? '@long ' : ''}the pages are clean for axe (${language})`, async ({
    open,
    pty,
  }) => {
    test.setTimeout(300_000);
    const printers = await startPrinters();
    const { page, client } = await open({
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
      viewport: { width: 1366, height: 768 },
      before: (session) => applySite(session, siteSettings(printers, pty.path, language)),
    });
    await until(page, 'the bench', (s) => s.idle);
    expect.soft(await faultsOf(page), 'bench').toEqual([]);
    for (const name of language === 'zh' ? PAGES.filter((each) => each !== 'bench') : IN_ENGLISH) {
      await show(page, name);
      expect.soft(await faultsOf(page), name).toEqual([]);
    }
    // The page of an order, as the list of all opens it.
    const { rows } = await client.call('orders.list', { search: '', offset: 0, limit: 1 });
    await show(page, 'orders');
    await page
      .locator(`[data-row="${rows[0]?.order ?? ''}"] .link`)
      .first()
      .click();
    await page.getByTestId('order-next').waitFor();
    expect.soft(await faultsOf(page), 'order').toEqual([]);
    // The list of pages over it.
    await page.keyboard.press('F1');
    await page.getByTestId('menu').waitFor();
    expect.soft(await faultsOf(page), 'menu').toEqual([]);
    await printers.close();
  });
