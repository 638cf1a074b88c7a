import type { Page } from '@playwright/test';
import { expect, goTo, test, until, wedgeGun } from './harness/index.ts';

/** From the first start to a packer who signs in by badge and PIN, as two people at one window; nothing of it by script. */
test.use({ trace: 'off' });

const PASSWORD = 'Lantern-7-river';
const GIVEN = 'Harbour-9-stone';
const OWN = 'Meadow-5-cloud';
/** For the eye: pictures of every step. */
const SHOTS = process.env['PACKLINE_PEOPLE_SHOTS'];

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
  test(`${language === 'en' ? '@long ' : ''}the first administrator lets a packer in (${language})`, async ({
    open,
  }) => {
    const { page } = await open({ empty: true, locale: language === 'zh' ? 'zh-CN' : 'en-US' });
    const shot = (name: string): Promise<void> => see(page, `${name}-${language}`);
    const gun = await wedgeGun(page);
    await page.getByTestId(`choose-${language}`).click();
    await page.getByTestId('site-name').fill('A');
    for (const [at, value] of ['B', '0571-80000000', 'C', 'D', 'E', 'F'].entries())
      await page.locator('.party-fields input').nth(at).fill(value);
    await page.getByTestId('next').click();
    await page.getByTestId('skip').click();
    await page.getByTestId('next').click();
    // Orders of one's own want an administrator first.
    await page.getByTestId('data-none').click();
    await expect(page.getByTestId('first-start')).toHaveAttribute('data-step', 'admin');
    await page.getByTestId('first-name').fill('Chen');
    await page.getByTestId('first-password').fill(PASSWORD);
    await page.getByTestId('first-again').fill(PASSWORD);
    await shot('people-first');
    await page.getByTestId('first-go').click();

    // Signed in at once, and nobody has shown a badge at the bench yet.
    await expect(page.getByTestId('bench-notice')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByTestId('lock')).toContainText('Chen');
    await shot('people-bench-free');
    await page.getByTestId('bench-take').click();
    await expect(page.getByTestId('bench-notice')).toHaveCount(0);

    await goTo(page, 'settings');
    await page.getByTestId('tab-operators').click();
    await page.getByTestId('add-person').click();
    await page.getByTestId('person-name').fill('Li');
    await page.getByTestId('post-PKR').check();
    await shot('people-add');
    await page.keyboard.press('Enter');
    const row = page.locator('tr[data-person=Li]');
    await expect(row).toBeVisible();
    await row.getByRole('button').nth(1).click();
    await page.getByTestId('secret-password').fill(GIVEN);
    await page.getByTestId('secret-pin').fill('740193');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('secret-password')).toHaveCount(0);
    await shot('people-list');
    const badge = (await row.locator('td').nth(2).textContent()) ?? '';

    // The fast lock key; nothing of the station is on the screen behind it.
    await page.keyboard.press('F5');
    await expect(page.getByTestId('lock-screen')).toBeVisible();
    await expect(page.getByTestId('people')).toHaveCount(0);
    await shot('people-lock');

    // Badge and PIN: the bench, and not the office.
    await gun.scan(`BG-${badge.toUpperCase()}`);
    await expect(page.getByTestId('pin-pad')).toContainText('Li');
    await shot('people-pin');
    await page.keyboard.type('740193', { delay: 120 });
    await page.keyboard.press('Enter');
    await until(page, 'the bench', (s) => s.idle);
    await expect(page.getByTestId('lock')).toContainText('Li');
    await expect(page.getByTestId('bench-notice')).toHaveCount(0);

    // A reload keeps the session, a stop stands for everybody, and only a supervisor lets it go on.
    await page.reload();
    await until(page, 'the bench again', (s) => s.idle);
    await page.getByTestId('stop-button').click();
    await page.getByTestId('stop-reason').fill('wrong labels');
    await page.getByTestId('stop-go').click();
    await expect(page.getByTestId('emergency-stop')).toContainText('wrong labels');
    await expect(page.getByTestId('lift-stop')).toHaveCount(0);
    await shot('people-stopped');
    await page.getByTestId('lock').click();

    // With the password that was given nothing opens but its change.
    await page.getByTestId('sign-in-who').fill('Li');
    await page.getByTestId('sign-in-password').fill(GIVEN);
    await page.keyboard.press('Enter');
    await page.getByTestId('current-password').fill(GIVEN);
    await page.getByTestId('new-password').fill(OWN);
    await page.getByTestId('new-password-again').fill(OWN);
    await shot('people-change');
    await page.getByTestId('change-go').click();
    await expect(page.getByTestId('lock-screen')).toHaveCount(0);
    await page.keyboard.press('F5');

    await page.getByTestId('sign-in-who').fill('Chen');
    await page.getByTestId('sign-in-password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByTestId('lift-stop').click();
    await page.getByTestId('stop-reason').fill('printer changed');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('emergency-stop')).toHaveCount(0);

    await goTo(page, 'settings');
    await page.getByTestId('tab-audit').click();
    await expect(page.locator('tr[data-act=emergency_stop_lifted]')).toHaveCount(1);
    await expect(page.locator('tr[data-act=secret_set]')).toHaveCount(2);
    await shot('people-audit');
    expect(await page.getByTestId('audit').textContent()).not.toContain(PASSWORD);
  });
