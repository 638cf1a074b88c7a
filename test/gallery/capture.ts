import type { Page } from '@playwright/test';

/** Windows by height, px: a small bench screen and a full one. */
export const sizeOf = (height: string): { width: number; height: number } =>
  height === '768' ? { width: 1366, height: 768 } : { width: 1920, height: 1080 };

/**
 * Opens a state of the gallery and does what its address asks for: `keys`, then `press` (test ids), then `fill`
 * (`testid:text`, several by `;`), then `then` (test ids).
 * @returns true where something stands outside the window
 */
export async function capture(page: Page, address: string): Promise<boolean> {
  await page.goto(address);
  await page.waitForSelector('.bench[data-mode], .office > *, .sign-in', { timeout: 15_000 });
  const asked = new URL(address).searchParams;
  const press = async (ids: string): Promise<void> => {
    for (const id of ids.split(',').filter(Boolean))
      await page.locator(`[data-testid="${id}"]`).first().click({ timeout: 8_000 });
  };
  for (const key of (asked.get('keys') ?? '').split(',').filter(Boolean))
    await page.keyboard.press(key.replace('-', '+'));
  await press(asked.get('press') ?? '');
  for (const each of (asked.get('fill') ?? '').split(';').filter(Boolean)) {
    const [field = '', ...value] = each.split(':');
    await page.locator(`[data-testid="${field}"]`).fill(value.join(':'));
  }
  await press(asked.get('then') ?? '');
  if (asked.has('calibrated')) await page.locator('[data-testid="calibration-result"]').waitFor();
  if (asked.has('trace')) await loadTrace(page);
  const show = asked.get('show');
  if (show !== null)
    await page
      .locator(`[data-testid="${show}"]`)
      .first()
      .evaluate((each) => each.scrollIntoView());
  await page.waitForTimeout(500);
  // Nothing may stand outside the window; what is cut on purpose ends inside it.
  return page.evaluate(() =>
    [...document.querySelectorAll('.topbar *, .bench *, .office *')].some(
      (each) => each.getBoundingClientRect().right > window.innerWidth + 1,
    ),
  );
}

/** A recording of a gun is loaded; its findings are what is shown. */
async function loadTrace(page: Page): Promise<void> {
  const content = await page.evaluate('galleryTrace()');
  const file = { name: 'trace.json', mimeType: 'application/json', buffer: Buffer.from(String(content)) };
  await page.locator('[data-testid="gun-test"] input[type="file"]').setInputFiles(file);
  await page.locator('[data-testid="gun-proposal"]').scrollIntoViewIfNeeded();
  await page.locator('[data-testid="gun-test"]').evaluate((each) => each.scrollIntoView());
}
