import { startServeHost } from '../../build/lib/serve-host.ts';
import { watchFaults } from './app.ts';
import { connectSocket, copyFolder, expect, test } from './harness/index.ts';

/** A host that starts anew by itself when the station asks for it, as `npm start` keeps it. */
async function keptHost(dataDir: string) {
  const said: string[] = [];
  let openAt: (url: string) => void = () => undefined;
  const opened = new Promise<string>((resolve) => (openAt = resolve));
  const host = startServeHost(['--data', dataDir, '--port', '0'], {
    open: openAt,
    ready: () => undefined,
    pages: () => undefined,
    say: (line) => void said.push(line),
  });
  return { host, said, windowUrl: await opened };
}

test('a backup is made and restored from the screen, and the station starts anew by itself', async ({
  host: kind,
  demo,
  folder,
  browser,
}) => {
  test.skip(kind === 'electron', 'the browser host’s keeper');
  copyFolder(demo, folder);
  const { host, said, windowUrl } = await keptHost(folder);
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  const faults = watchFaults(page);
  try {
    await page.goto(windowUrl);
    await expect(page.locator('#root > *').first()).toBeVisible();
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const client = await connectSocket(Number(new URL(windowUrl).port), cookie);
    await client.call('settings.save', { setupDone: true, siteName: '一号仓' });
    await page.reload();
    await page.locator('.workbench').waitFor();
    await page.getByRole('button', { name: '菜单' }).click();
    await page.locator('[data-menu-entry=settings]').click();
    await page.getByTestId('tab-backups').click();
    await page.getByTestId('backup-now').click();
    const row = page.locator('tr[data-row]').first();
    await expect(row).toBeVisible({ timeout: 60_000 });
    await expect(row.getByTestId('restore')).toBeEnabled({ timeout: 60_000 });

    // What came after the backup: a name, which goes back, and a person, whose steps must keep their owner.
    await client.call('settings.save', { siteName: '二号仓' });
    await expect(page.getByRole('banner').getByText('二号仓')).toBeVisible();
    client.close();
    await page.getByTestId('tab-operators').click();
    await page.getByLabel('姓名').fill('后来的人');
    await page.getByLabel('姓名').press('Enter');
    await expect(page.getByRole('figure').filter({ hasText: '后来的人' })).toBeVisible();

    await page.getByTestId('tab-backups').click();
    await page.getByTestId('restore').first().click();
    const dialog = page.getByTestId('restore-dialog');
    await expect(dialog).toBeVisible({ timeout: 60_000 });
    // Nothing happens before the person says that it is understood.
    await expect(page.getByTestId('restore-go')).toBeDisabled();
    await page.getByTestId('restore-understood').check();
    await page.getByTestId('restore-go').click();

    await expect(page.getByTestId('restored')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByTestId('lost')).toHaveCount(0);
    expect(said).toHaveLength(1);
    await expect(page.getByRole('banner').getByText('一号仓')).toBeVisible();
    await page.getByTestId('tab-operators').click();
    await expect(page.getByRole('figure').filter({ hasText: '后来的人' })).toBeVisible();
    // The connection that ended is told to the console by Chromium itself.
    expect(faults.filter((fault) => !/WebSocket|ERR_CONNECTION|Failed to load/.test(fault))).toEqual([]);
  } finally {
    await context.close();
    await host.stop();
  }
});
