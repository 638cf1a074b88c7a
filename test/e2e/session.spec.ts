import {
  applySite,
  demoGoods,
  expect,
  readDiary,
  readScreen,
  serialGun,
  siteSettings,
  startPrinters,
  test,
  until,
  wedgeGun,
} from './harness/index.ts';

const goods = demoGoods();
/** Of several units and more than one line, with a number from the file. */
const ORDER = [...goods.orders.values()].find(
  (order) =>
    order.routing && order.lines.length > 1 && order.units < 8 && order.draft.channelState === 'open',
);

test('a killed station comes back by itself and the session stands where it was', async ({ open, pty }) => {
  const printers = await startPrinters();
  const product = await open({
    before: (client) => applySite(client, siteSettings(printers, pty.path, 'zh')),
  });
  const { page } = product;
  const gun = serialGun(pty);
  const order = ORDER ?? goods.order('');
  const [first] = order.lines;

  await gun.scan(`OD-${order.draft.id.toUpperCase()}`);
  await until(page, 'the order', (s) => s.order === order.no);
  await gun.scan(goods.codeOf(first?.product ?? goods.stranger(order.no, 0)));
  const before = await until(page, 'one unit', (s) => s.checked === 1);

  await product.kill();
  await until(page, 'the banner', (s) => s.lost);
  await product.start();
  const after = await until(page, 'the session', (s) => !s.lost && s.order === order.no);
  expect(after.checked).toBe(before.checked);
  expect(after.total).toBe(before.total);
  expect(after.stop).toBeNull();

  // A stop stands over the restart as well.
  const { client } = product;
  const seq = (await client.call('bench.view', { bench: 'B1' })).seq;
  const stranger = goods.stranger(order.no, 3);
  await expect
    .poll(async () => (await client.call('bench.view', { bench: 'B1' })).devices[0]?.state)
    .toBe('ready');
  await gun.scan(goods.codeOf(stranger));
  await client.verdict(seq, ({ kind }) => kind === 'wrong_item');
  await until(page, 'the stop', (s) => s.stop?.kind === 'wrong_item');
  await product.kill();
  await until(page, 'the banner', (s) => s.lost);
  await product.start();
  const still = await until(page, 'the stop again', (s) => !s.lost && s.stop?.kind === 'wrong_item');
  expect(still.stop?.text).toContain(stranger.name);
  expect(still.checked).toBe(1);
  await printers.close();
});

test('scans while the station is away are told and never count later', async ({ open }) => {
  const product = await open({
    before: (client) => client.call('settings.save', { setupDone: true }).then(() => undefined),
  });
  const { page } = product;
  const gun = await wedgeGun(page);
  await until(page, 'the bench', (s) => s.idle);
  await product.kill();
  await until(page, 'the banner', (s) => s.lost);
  await gun.scan('OD-DEMO:XS1000015');
  await expect(page.getByTestId('lost')).toContainText('1');
  expect((await readDiary(page)).sounds).toEqual(['lost']);
  await product.start();
  await until(page, 'the bench again', (s) => !s.lost && s.idle);
  await page.waitForTimeout(300);
  expect((await readScreen(page)).order).toBeNull();
  expect((await readDiary(page)).sounds).toEqual(['lost']);
});

test('a second start on the same data folder is refused in words', async ({ open }) => {
  const product = await open();
  const english = await product.startSecond('en_US.UTF-8');
  expect(english.code).toBe(3);
  expect(english.told).toContain('already running on this data folder');
  const chinese = await product.startSecond('zh_CN.UTF-8');
  expect(chinese.told).toContain('已在此数据文件夹上运行');
});

test('the gun switches the language, and every verdict has the sound of its kind', async ({ open }) => {
  const product = await open({
    before: (client) =>
      client.call('settings.save', { setupDone: true, language: 'zh' }).then(() => undefined),
  });
  const { page } = product;
  const gun = await wedgeGun(page);
  await until(page, 'the bench in Chinese', (s) => s.idle && s.language === 'zh-CN');
  await gun.scan('CMD:LANG:EN');
  await until(page, 'English', (s) => s.language === 'en');
  await gun.scan('CMD:LANG:ZH');
  await until(page, 'Chinese', (s) => s.language === 'zh-CN');

  const order = ORDER ?? goods.order('');
  const sounds = async (): Promise<string | undefined> => (await readDiary(page)).sounds.at(-1);
  await gun.scan(order.no);
  await until(page, 'the order', (s) => s.order === order.no);
  expect(await sounds()).toBe('opened');
  await gun.scan('4006381333931');
  await until(page, 'the stop', (s) => s.stop?.kind === 'unknown_code');
  expect(await sounds()).toBe('unknown_code');
  await gun.press('Enter');
  await until(page, 'no stop', (s) => s.stop === null);
  expect(await sounds()).toBe('soft');
  await gun.scan(goods.codeOf(goods.stranger(order.no, 5)));
  await until(page, 'the stop', (s) => s.stop?.kind === 'wrong_item');
  expect(await sounds()).toBe('wrong_item');
  await gun.scan('CMD:OK');
  await until(page, 'no stop', (s) => s.stop === null);
  const [line] = order.lines;
  await gun.scan(goods.codeOf(line?.product ?? goods.stranger(order.no, 0)));
  await until(page, 'one unit', (s) => s.checked === 1);
  expect(await sounds()).toBe('unit');
  await gun.scan('CMD:HOLD:SHORT');
  await until(page, 'idle', (s) => s.idle);
  expect(await sounds()).toBe('held');
});
