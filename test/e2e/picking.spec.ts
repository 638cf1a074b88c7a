import {
  applySite,
  demoGoods,
  expect,
  goTo,
  serialGun,
  siteSettings,
  startPrinters,
  test,
  until,
  wedgeGun,
} from './harness/index.ts';

const goods = demoGoods();
const ORDER = [...goods.orders.values()].find(
  (order) =>
    order.routing && order.lines.length > 1 && order.units < 8 && order.draft.channelState === 'open',
);

test('an order is fetched with both kinds of guns, a reload goes on where it stood, and the bench packs it (PIC-01, PIC-02)', async ({
  open,
  pty,
}) => {
  const printers = await startPrinters();
  const product = await open({
    before: (client) => applySite(client, siteSettings(printers, pty.path, 'zh')),
  });
  const { page, client } = product;
  const gun = serialGun(pty);
  const order = ORDER ?? goods.order('');
  const code = `OD-${order.draft.id.toUpperCase()}`;
  const walk = async () => (await client.call('pick.view', { bench: 'B1' })).walk;

  await goTo(page, 'picking');
  await expect(page.locator('.pick-waves')).toBeVisible();
  // A gun on a line of the station: its codes are the picker's while this page is in front.
  await gun.scan(code);
  await expect(page.getByTestId('pick-current')).toBeVisible();
  const first = (await walk())?.positions[0];
  await expect(page.getByTestId('pick-location')).toHaveText(first?.location ?? '没有库位');
  await expect(page.getByTestId('pick-left')).toHaveText(String(first?.qty));

  await gun.scan(goods.codeOf(goods.stranger(order.no, 3)));
  await expect(page.getByTestId('pick-stop')).toHaveAttribute('data-kind', 'wrong_item');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('pick-stop')).toHaveCount(0);

  const units = order.lines.flatMap(({ product: each, qty }) => Array.from({ length: qty }, () => each));
  const [one, ...others] = units;
  if (one === undefined) throw new Error('no unit');
  await gun.scan(goods.codeOf(one));
  await expect.poll(async () => (await walk())?.orders[0]?.taken).toBe(1);

  await page.reload();
  await goTo(page, 'picking');
  await expect(page.getByTestId('pick-current')).toBeVisible();
  expect((await walk())?.orders[0]?.taken).toBe(1);

  // The rest with a gun that types.
  const keys = await wedgeGun(page);
  for (const [at, each] of others.entries()) {
    await keys.scan(goods.codeOf(each));
    const taken = at + 2;
    if (taken < units.length) await expect.poll(async () => (await walk())?.orders[0]?.taken).toBe(taken);
  }
  await expect(page.locator('.pick-ended')).toContainText('1 单');
  expect(await walk()).toBeNull();

  await goTo(page, 'bench');
  await gun.scan(code);
  await until(page, 'the order at the bench', (s) => s.order === order.no);
  await printers.close();
});
