import {
  applySite,
  createReader,
  demoGoods,
  expect,
  serialGun,
  siteSettings,
  startPrinters,
  test,
  until,
} from './harness/index.ts';

const goods = demoGoods();

test('what does not fit goes into another box: two labels of one order, by gun alone (PAK-08)', async ({
  open,
  pty,
}) => {
  // With numbers of the site's own: each box gets one by itself.
  const order = [...goods.orders.values()].find(
    ({ carrier, units, draft }) => carrier === 'OWN' && units >= 3 && draft.base.payment === 'PAID',
  );
  if (!order) throw new Error('no order of several units');
  const printers = await startPrinters();
  const reader = createReader();
  const { page } = await open({
    before: (client) => applySite(client, siteSettings(printers, pty.path, 'zh')),
  });
  const gun = serialGun(pty);
  const labels = () => [printers.tspl, printers.zpl, printers.escpos].flatMap((each) => [...each.labels]);
  const units = order.lines.flatMap(({ product, qty }) => Array<string>(qty).fill(goods.codeOf(product)));
  const stick = async (count: number): Promise<string> => {
    await expect.poll(() => labels().length).toBe(count);
    const { waybill } = await until(page, 'the label', (s) => s.waybill !== null);
    const paper = labels().at(-1);
    expect(paper && (await reader.codes(paper))).toContain(waybill);
    await gun.scan(waybill ?? '');
    return waybill ?? '';
  };

  await gun.scan(`OD-${order.draft.id.toUpperCase()}`);
  await until(page, 'the order', (s) => s.order === order.no && s.total === order.units);
  await gun.scan(units[0] ?? '');
  await until(page, 'one unit', (s) => s.checked === 1);
  await gun.scan('CMD:BOX');
  await until(page, 'a whole box', (s) => s.checked === 1 && s.total === 1);
  const parcel = page.locator('.bench header, .bench').first();
  await expect(parcel).toContainText('第 1 件 / 共 2 件');
  const first = await stick(1);
  // The other box is open at once.
  await until(
    page,
    'the rest',
    (s) => s.order === order.no && s.checked === 0 && s.total === order.units - 1,
  );
  await expect(parcel).toContainText('第 2 件 / 共 2 件');
  for (const [at, unit] of units.slice(1).entries()) {
    await gun.scan(unit);
    await until(page, 'the next unit', (s) => s.checked === at + 1);
  }
  expect(await stick(2)).not.toBe(first);
  await until(page, 'the bench', (s) => s.idle);
  reader.dispose();
  await printers.close();
});
