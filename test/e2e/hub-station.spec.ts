import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, goTo, test, wedgeGun } from './harness/index.ts';
import type { StationClient } from './harness/index.ts';

/** This computer is the hub: turned on at one window, joined at another by the gun that reads its QR code, seen at both. */

const LONG_MS = 60_000;

const setUp = async (client: StationClient): Promise<void> => {
  await client.call('settings.save', { setupDone: true });
};

async function openHubTab(page: Page): Promise<Locator> {
  await goTo(page, 'settings');
  await page.getByTestId('tab-hub').click();
  return page.getByTestId('hub-tab');
}

/** What a reader that is not ours sees on the screen. */
async function readQr(shown: Locator, folder: string): Promise<string> {
  const file = join(folder, 'invite.png');
  writeFileSync(file, await shown.screenshot());
  const { status, stdout } = spawnSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' });
  if (status !== 0) throw new Error('the QR code on the screen was not read');
  return stdout.trim();
}

test('a station becomes the hub, and another joins it by scanning what its screen shows', async ({
  open,
  folder,
}) => {
  test.setTimeout(240_000);
  const office = await open({ before: setUp });
  const hub = await openHubTab(office.page);
  await hub.getByTestId('serve-on').click();
  // Somebody else on this machine may have the usual port.
  const other = hub.getByTestId('serve-other-port');
  await expect(hub.getByTestId('make-code').or(other)).toBeVisible({ timeout: LONG_MS });
  if (await other.isVisible()) await other.click();
  await hub.getByTestId('make-code').click({ timeout: LONG_MS });
  const code = await hub.getByTestId('one-time-code').textContent();
  const invite = await readQr(hub.locator('.sync-invite svg').first(), folder);
  expect(invite).toContain(code ?? '?');

  const bench = await open({ empty: true, before: setUp });
  const gun = await wedgeGun(bench.page);
  await gun.scan(invite);
  // The scan opens the page and fills the form; a person only confirms.
  await expect(bench.page.getByTestId('hub-code')).toHaveValue(code ?? '');
  await bench.page.getByTestId('hub-name').fill('打包台 2');
  await bench.page.getByTestId('hub-go').click();
  await expect(bench.page.getByTestId('lamp-hub')).toContainText('已一致', { timeout: LONG_MS });
  const orders = async ({ client }: typeof bench) => (await client.call('orders.list', { limit: 1 })).total;
  await expect.poll(() => orders(bench), { timeout: LONG_MS }).toBe(await orders(office));
  // The list of stations is asked for now and then.
  await expect(hub).toContainText('打包台 2', { timeout: LONG_MS });

  // A code is good for once.
  const again = await bench.client.call('sync.view', {});
  expect(again.state).toBe('online');
  const third = await open({ empty: true, before: setUp });
  const joined = await third.client.call('sync.join', {
    url: again.hub?.url ?? '',
    code: code ?? '',
    name: '打包台 3',
  });
  expect(joined.ok).toBe(false);
});
