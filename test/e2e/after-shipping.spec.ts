import type { StationClient } from './harness/index.ts';
import { applySite, expect, goTo, sign, siteSettings, startPrinters, test } from './harness/index.ts';

/** A parcel after its handover, by the page: both sides sign, a tracking file comes, the order is completed, settled, archived. */
test.use({ trace: 'off' });

let refs = 0;
const scan = (client: StationClient, bench: string, text: string) =>
  client.call('bench.scan', {
    bench,
    text,
    source: 'manual',
    ref: `a${String((refs += 1))}`,
    scannedAt: performance.timeOrigin + performance.now(),
  });

/** Packs the first parcel of our own delivery and hands it over. */
async function ship(
  client: StationClient,
): Promise<{ order: string; channelOrderNo: string; number: string }> {
  const bench = (await client.call('app.hello', {})).benches[0] ?? '';
  const { rows } = await client.call('queue.list', { status: 'queued', search: '', offset: 0, limit: 500 });
  const parcel = rows.find((row) => row.carrier.code === 'OWN' && !row.cod && row.units <= 6);
  if (!parcel) throw new Error('the demo has no parcel of our own delivery');
  const opened = await client.call('bench.open', { bench, shipment: parcel.shipment });
  if (opened.kind !== 'opened') throw new Error(`${opened.kind} ${JSON.stringify(opened.data)}`);
  const view = await client.call('bench.view', { bench });
  for (const line of view.session?.lines ?? [])
    for (let n = 0; n < line.qty; n += 1) await scan(client, bench, line.sku);
  let number = '';
  await expect(async () => {
    const { session } = await client.call('bench.view', { bench });
    expect(['sent', 'confirmed']).toContain(session?.label.state);
    number = session?.waybill?.number ?? '';
  }).toPass();
  const closed = await scan(client, bench, number);
  if (closed.kind !== 'closed') throw new Error(`${closed.kind} ${JSON.stringify(closed.data)}`);
  await client.call('handover.start', { bench, carrier: 'OWN', courier: '老王' });
  await client.call('bench.command', { bench, name: 'ALL', ref: 'all' });
  const finished = await client.call('bench.command', { bench, name: 'FINISH', ref: 'finish' });
  if (finished.kind !== 'handover_finished') throw new Error(finished.kind);
  return { order: parcel.order, channelOrderNo: parcel.channelOrderNo, number };
}

test('signed, tracked, delivered, completed, settled, archived', async ({ open }) => {
  const printers = await startPrinters();
  const { page, client } = await open({
    locale: 'zh-CN',
    before: (session) => applySite(session, siteSettings(printers, undefined, 'zh')),
  });
  const sent = await ship(client);

  await goTo(page, 'handover');
  await page.locator('[data-testid^="sign-MF-"]').first().click();
  await expect(page.getByTestId('signature-pad')).toHaveCount(2);
  await sign(page);
  await expect(page.getByTestId('signature-pad')).toHaveCount(1);
  await sign(page);
  await expect(page.getByTestId('signature-pad')).toHaveCount(0);
  await page.keyboard.press('Escape');

  await goTo(page, 'shipped');
  await expect(page.getByTestId('list-transit')).toContainText('1');
  const time = new Date(Date.now() - 3_600_000).toISOString();
  const rows = [
    `${sent.number},派件,${time},<b>杭州</b>`,
    `${sent.number},签收,${time},本人`,
    `NOBODY-9,签收,${time},`,
  ];
  await page.locator('input[type=file]').setInputFiles({
    name: 'tracking.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['运单号,物流状态,轨迹时间,轨迹描述', ...rows].join('\n'), 'utf8'),
  });
  // Two of its rows are taken, the unknown number is told.
  await expect(page.getByText('轨迹：接收 2，早已有 0，拒绝 1')).toBeVisible();
  await page.getByTestId('list-to_complete').click();
  await page.locator(`[data-row="${sent.order}"] .link`).click();

  await expect(page.getByTestId('tracking-card')).toContainText('<b>杭州</b>');
  await page.getByTestId('order-complete').click();
  await page.getByTestId('order-settle').click();
  await expect(page.getByTestId('order-settle')).toHaveCount(0);
  await page.getByTestId('order-archive').click();
  await expect(page.getByTestId('order-archive')).toHaveCount(0);
  await expect.poll(async () => (await client.call('archive.search', {})).rows.length).toBe(1);
  await goTo(page, 'archive');
  await expect(page.locator(`[data-row="${sent.order}"]`)).toContainText(sent.channelOrderNo);
  await printers.close();
});
