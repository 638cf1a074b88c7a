import type { Locator, Page } from '@playwright/test';
import { gs1CheckDigit } from '../../shared/codec/index.ts';
import type { Posts, Printers } from './harness/index.ts';
import {
  applySite,
  BOSS,
  createReader,
  crewOf,
  expect,
  goTo,
  readDiary,
  sign,
  siteSettings,
  startPrinters,
  test,
  until,
  wedgeGun,
} from './harness/index.ts';

/**
 * One order from the telephone to the archive, by the pages alone: every step by the person whose post it is, at a window of
 * their own, signed in by the sign-in page. What happens is read from the order page of customer service, which stays open.
 */
test.use({ trace: 'off' });

/** For the eye: pictures of every step. */
const SHOTS = process.env['PACKLINE_LIFE_SHOTS'];

const PEOPLE = {
  录单员: ['CLK'],
  复核员: ['CLK'],
  审核员: ['REV'],
  客服: ['CS'],
  财务: ['FIN'],
  仓库主管: ['WHL'],
  拣货员: ['PIK'],
  打包员: ['PKR'],
  发货员: ['SHP'],
  物流: ['LOG'],
} satisfies Posts;
type Who = keyof typeof PEOPLE | typeof BOSS;

const ean = (n: number): string => {
  const body = `2901${String(n).padStart(8, '0')}`;
  return body + (gs1CheckDigit(body) ?? '');
};
const EAN: Readonly<Record<string, string>> = { MUG: ean(1), TEA: ean(2) };
const PRODUCTS = [
  'sku,name,variant,barcode,location',
  `MUG,马克杯,白色,${EAN['MUG'] ?? ''},A-02-01`,
  `TEA,绿茶,100g,${EAN['TEA'] ?? ''},A-01-01`,
].join('\n');
const SENDER = {
  name: '晨光小店',
  phone: '0571-88880000',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  detail: '文三路100号',
};
/** The timeline at the end: what, and by whom. */
const LIFE = [
  '收到订单 复核员',
  '审核不通过 审核员',
  '已修改 客服',
  '审核通过 审核员',
  '收款登记 财务',
  '收款登记 财务',
  '付款 财务',
  '放行待发货 仓库主管',
  '拣货缺货 拣货员',
  '拣货完成 拣货员',
  '缺货 客服',
  '到货 客服',
  '拣货完成 拣货员',
  '复核完成 打包员',
  '面单打印 打包员',
  '贴单确认 打包员',
  '交接 发货员',
  '发货 发货员',
  '交付 物流',
  '完成 客服',
  '结清 财务',
  '归档 审核员',
];
const NO = 'TEL-20261123';
const DAY_MS = 86_400_000;

/** As `<input type="datetime-local">` takes it. */
const localTime = (ms: number): string =>
  new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

const dialogOf = (page: Page): Locator => page.getByRole('dialog');
const done = (page: Page): Promise<void> => dialogOf(page).getByRole('button', { name: '完成' }).click();

async function openOrder(page: Page): Promise<void> {
  await goTo(page, 'orders');
  await page.getByTestId('order-search').fill(NO);
  await page.locator('.grid-row button.link', { hasText: NO }).click();
  await expect(page.getByTestId('order-status')).toBeVisible();
}

/** Whoever signed in by password says that this bench is theirs now. */
async function takeBench(page: Page): Promise<void> {
  await goTo(page, 'bench');
  await page.getByTestId('bench-take').click();
  await expect(page.getByTestId('bench-notice')).toHaveCount(0);
}

test('@long one order from the telephone to the archive, by eleven people', async ({ open }) => {
  test.setTimeout(300_000);
  const printers: Printers = await startPrinters();
  const reader = createReader();
  const product = await open({
    empty: true,
    locale: 'zh-CN',
    // As many windows as people: in the size of an office screen they are drawn in half the time.
    viewport: { width: 1366, height: 768 },
    people: PEOPLE,
    before: async (client) => {
      await applySite(client, { ...siteSettings(printers, undefined, 'zh'), sender: SENDER });
      for (const [key, value] of [
        ['stock.tracked', true],
        ['stock.autoRelease', false],
        ['review.automatic', 'off'],
      ] as const)
        expect(await client.call('siteRules.save', { key, value })).toMatchObject({ ok: true });
    },
  });
  const crew = await crewOf(product);
  const windows = new Set<Page>();
  async function as(who: Who): Promise<Page> {
    const page = await crew.as(who);
    windows.add(page);
    return page;
  }
  /** Nothing went wrong in any window that is open; whoever is not needed any more goes home. */
  async function endOfDay(...names: Who[]): Promise<void> {
    for (const page of windows) expect((await readDiary(page)).faults).toEqual([]);
    for (const name of names) {
      const page = await as(name);
      windows.delete(page);
      if (product.kind === 'browser') await page.close();
    }
  }
  let shots = 0;
  async function see(page: Page, name: string): Promise<void> {
    if (SHOTS === undefined) return;
    shots += 1;
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${SHOTS}/${String(shots).padStart(2, '0')}-${name}.png`, fullPage: true });
  }
  /** The state in the words of the order page, as customer service has it before them. */
  async function stands(word: string): Promise<void> {
    const page = await as('客服');
    if ((await page.getByTestId('order-status').count()) === 0) await openOrder(page);
    await expect(page.getByTestId('order-status')).toHaveText(word, { timeout: 15_000 });
  }
  const time = Date.now();
  const step = async (name: string, work: () => Promise<void>): Promise<void> => {
    await test.step(name, work);
    if (SHOTS !== undefined) process.stdout.write(`${String(Date.now() - time)} ms ${name}\n`);
  };

  await step('the lead brings the list of products in', async () => {
    const page = await as('仓库主管');
    await goTo(page, 'import');
    await page.getByTestId('file').setInputFiles({
      name: 'products.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(PRODUCTS, 'utf8'),
    });
    await page.getByTestId('import-start').click();
    await expect(page.getByTestId('import-run')).toHaveAttribute('data-state', 'done');
  });

  await step('a clerk types the order', async () => {
    const page = await as('录单员');
    await goTo(page, 'intake');
    await page.locator('[data-field="channelOrderNo"]').fill(NO);
    await page.getByTestId('paste').fill('张三 13800138000 广东省深圳市南山区科技园路1号');
    await page.getByTestId('split').click();
    await expect(page.locator('[data-field="receiver.city"]')).toHaveValue('深圳市');
    const search = page.getByTestId('product-search');
    for (const sku of ['MUG', 'TEA']) {
      await search.fill(sku);
      await search.press('Enter');
    }
    await expect(page.getByTestId('line')).toHaveCount(2);
    await page.getByTestId('line-qty').first().fill('2');
    for (const [at, price] of ['15', '20'].entries())
      await page.getByTestId('line-price').nth(at).fill(price);
    await expect(page.getByTestId('due')).toContainText('50');
    await see(page, 'typed');
    await page.getByTestId('save-draft').click();
    await expect(page.getByTestId('line')).toHaveCount(0);
    await page.getByTestId('tab-drafts').click();
    // Who typed it may mend it, and is not offered to confirm it.
    await expect(page.getByTestId('draft-own')).toBeVisible();
    await expect(page.getByTestId('draft-other')).toHaveCount(0);
    await stands('草稿');
  });

  await step('a second clerk confirms it', async () => {
    const page = await as('复核员');
    await goTo(page, 'intake');
    await page.getByTestId('tab-drafts').click();
    await page.getByTestId('draft-other').click();
    await expect(page.getByTestId('draft-check')).toContainText('13800138000');
    await see(page, 'confirm');
    await page.getByTestId('confirm-draft').click();
    await expect(page.getByTestId('draft-check')).toHaveCount(0);
    await stands('待审核');
    await endOfDay('录单员', '复核员');
  });

  await step('the reviewer sends it back', async () => {
    const page = await as('审核员');
    await goTo(page, 'review');
    await expect(page.getByTestId('review-list').locator(`[data-order="${NO}"]`)).toHaveAttribute(
      'aria-current',
      'true',
    );
    await see(page, 'review');
    await page.getByTestId('review-fix').click();
    await page.getByTestId('review-reason').click();
    await page.getByRole('option', { name: /地址/ }).first().click();
    await dialogOf(page).locator('textarea').fill('缺门牌号');
    await done(page);
    await stands('审核不通过');
  });

  await step('customer service mends the receiver', async () => {
    const page = await as('客服');
    await expect(page.getByTestId('review-pass')).toHaveCount(0);
    await expect(page.getByTestId('order-next')).toContainText('客服');
    await see(page, 'needs-fix');
    await page.locator('[data-fix="change_receiver"]').first().click();
    const fields = dialogOf(page).locator('.party-fields input');
    for (const [at, value] of [
      '张三',
      '13800138000',
      '广东省',
      '深圳市',
      '南山区',
      '科技园路1号3栋502',
    ].entries())
      await fields.nth(at).fill(value);
    await done(page);
    await stands('待审核');
  });

  await step('the reviewer lets it pass', async () => {
    const page = await as('审核员');
    await expect(page.getByTestId('review-verdict')).toBeVisible();
    await expect(page.getByTestId('record-payment')).toHaveCount(0);
    for (const box of await page.getByTestId('review-findings').getByRole('checkbox').all())
      await box.check();
    await page.getByTestId('review-pass').click();
    await stands('待付款');
  });

  await step('finance records the payment in two parts', async () => {
    const page = await as('财务');
    await openOrder(page);
    await expect(page.getByTestId('release-order')).toHaveCount(0);
    const card = page.getByTestId('money-card');
    await page.getByTestId('record-payment').click();
    await page.getByTestId('payment-amount').fill('20');
    await dialogOf(page).getByRole('checkbox').check();
    await done(page);
    await expect(card).toContainText('20.00');
    await stands('待付款');
    await page.getByTestId('record-payment').click();
    // What is still due stands in the field.
    await expect(page.getByTestId('payment-amount')).toHaveValue('30.00');
    await see(page, 'payment');
    await done(page);
    await stands('已付款');
  });

  const receive = async (page: Page, goods: readonly (readonly [string, number])[]): Promise<void> => {
    await goTo(page, 'stock');
    await page.getByTestId('stock-receive').click();
    for (const [sku, qty] of goods) {
      await dialogOf(page).locator('input').nth(0).fill(sku);
      await dialogOf(page).locator('input').nth(1).fill(String(qty));
      await done(page);
      await expect(dialogOf(page).locator('input').nth(0)).toHaveValue('');
    }
    await see(page, 'receive');
    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toHaveCount(0);
  };
  await step('the lead receives the goods and releases the order', async () => {
    const packer = await as('打包员');
    await openOrder(packer);
    for (const button of ['release-order', 'record-payment', 'review-pass', 'alter-cancel'])
      await expect(packer.getByTestId(button)).toHaveCount(0);
    const page = await as('仓库主管');
    await openOrder(page);
    await page.getByTestId('release-order').click();
    // Nothing lies there yet.
    await expect(page.getByText('库存不足').first()).toBeVisible();
    await see(page, 'release');
    await receive(page, [
      ['MUG', 2],
      ['TEA', 1],
    ]);
    await openOrder(page);
    await page.getByTestId('release-order').click();
    await stands('待发货');
  });

  /** Takes so many units from the shelves, as the page tells. */
  const fetch = async (page: Page, units: number): Promise<void> => {
    const gun = await wedgeGun(page);
    await goTo(page, 'picking');
    await page.getByTestId('pick-take').click();
    await expect(page.getByTestId('pick-take')).toHaveCount(0);
    await expect(page.locator('.pick-begin')).toContainText('1');
    await gun.scan(NO);
    await expect(page.getByTestId('pick-current')).toBeVisible();
    for (let left = units; left > 0; left -= 1) {
      const sku = (await page.locator('.pick-current .mono').textContent())?.trim() ?? '';
      const seen = await page.locator('.pick-list').textContent();
      await gun.scan(EAN[sku] ?? sku);
      if (left > 1) await expect(page.locator('.pick-list')).not.toHaveText(seen ?? '');
    }
  };
  await step('the picker finds one mug too few', async () => {
    const page = await as('拣货员');
    await fetch(page, 2);
    await expect(page.getByTestId('pick-left')).toHaveText('1');
    await see(page, 'short');
    await page.getByTestId('pick-short').click();
    await done(page);
    await expect(page.locator('.pick-ended')).toBeVisible();
    await see(page, 'picked-short');
  });

  await step('the bench does not pack it', async () => {
    const page = await as('打包员');
    await takeBench(page);
    const gun = await wedgeGun(page);
    await gun.scan(NO);
    const { stop } = await until(page, 'the stop', (s) => s.stop?.kind === 'not_packable');
    expect(stop?.text).toContain('MUG 缺 1 件');
    // What is picked short is not called picked.
    await stands('待发货');
    await see(page, 'not-packable');
    await gun.scan('CMD:OK');
    await until(page, 'the bench', (s) => s.stop === null && s.idle);
  });

  await step('the customer waits', async () => {
    const page = await as('客服');
    await page.getByTestId('alter-backorder').click();
    await dialogOf(page)
      .locator('input[type=datetime-local]')
      .fill(localTime(Date.now() + DAY_MS));
    await see(page, 'backorder');
    await done(page);
    await stands('缺货待处理');
    await page.getByTestId('alter-wait').click();
    await dialogOf(page)
      .locator('input[type=datetime-local]')
      .fill(localTime(Date.now() + 3 * DAY_MS));
    await dialogOf(page).locator('textarea').fill('愿意等');
    await done(page);
    await expect(dialogOf(page)).toHaveCount(0);
    await see(page, 'waits');
  });

  await step('the goods come, and the customer is asked again', async () => {
    await receive(await as('仓库主管'), [['MUG', 2]]);
    const page = await as('客服');
    await page.getByTestId('alter-restock').click();
    await done(page);
    await stands('待发货');
  });

  await step('the picker fetches what is missing', async () => {
    const page = await as('拣货员');
    await fetch(page, 1);
    await expect(page.locator('.pick-ended')).toBeVisible();
    await see(page, 'picked');
    await stands('已拣货');
    await endOfDay('拣货员', '仓库主管');
  });

  let number = '';
  await step('the packer packs it by gun', async () => {
    const page = await as('打包员');
    await takeBench(page);
    const gun = await wedgeGun(page);
    await gun.scan(NO);
    await until(page, 'the order', (s) => s.order === NO);
    for (const [at, sku] of ['MUG', 'MUG', 'TEA'].entries()) {
      await gun.scan(EAN[sku] ?? '');
      if (at < 2) await until(page, `${String(at + 1)} units`, (s) => s.checked === at + 1);
    }
    await until(page, 'the label', (s) => s.label === 'sent' || s.label === 'confirmed');
    await expect.poll(() => printers.tspl.labels.length).toBe(1);
    const [paper] = printers.tspl.labels;
    if (!paper) throw new Error('no label');
    // What a reader finds on the paper is scanned back; the waybill's bar code is the longest.
    [number = ''] = (await reader.codes(paper)).sort((a, b) => b.length - a.length);
    expect((await until(page, 'its number', (s) => s.waybill !== null)).waybill).toBe(number);
    await see(page, 'label');
    await gun.scan(number);
    await until(page, 'the bench', (s) => s.idle && s.verdict?.kind === 'closed');
    await see(page, 'packed');
    await endOfDay('打包员');
  });

  await step('the shipper hands it over, and both sign', async () => {
    const page = await as('发货员');
    await takeBench(page);
    const gun = await wedgeGun(page);
    await goTo(page, 'handover');
    await page.getByLabel('快递员').fill('老王');
    await see(page, 'handover');
    await page.keyboard.press('Enter');
    await until(page, 'the pickup', (s) => s.mode === 'handover');
    await gun.scan(number);
    await until(page, 'the parcel', (s) => s.handover?.scanned === 1);
    await gun.scan('CMD:FINISH');
    await until(page, 'the bench', (s) => s.mode === 'pack');
    await stands('已发货');
    await goTo(page, 'handover');
    await page.locator('[data-testid^="sign-MF-"]').click();
    for (const left of [2, 1]) {
      await expect(page.getByTestId('signature-pad')).toHaveCount(left);
      await sign(page);
    }
    await expect(page.getByTestId('signature-pad')).toHaveCount(0);
    await see(page, 'signed');
    await page.keyboard.press('Escape');
    const lists = async (): Promise<string[]> =>
      (await Promise.all(printers.paper.labels.map((paper) => reader.codes(paper)))).flat();
    await expect.poll(lists).toContainEqual(expect.stringMatching(/^MF-/));
    await endOfDay('发货员');
  });

  await step("logistics takes the carrier's file in", async () => {
    const page = await as('物流');
    await goTo(page, 'shipped');
    const at = new Date().toISOString();
    const rows = [`${number},派件,${at},深圳`, `${number},签收,${at},本人`];
    await page.locator('input[type=file]').setInputFiles({
      name: 'tracking.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['运单号,物流状态,轨迹时间,轨迹描述', ...rows].join('\n'), 'utf8'),
    });
    await stands('已交付');
    await see(page, 'shipped');
    await endOfDay('物流');
  });

  await step('it is completed, settled and archived', async () => {
    const page = await as('客服');
    await expect(page.getByTestId('order-archive')).toHaveCount(0);
    await page.getByTestId('order-complete').click();
    await stands('已完成');
    await see(page, 'completed');
    const finance = await as('财务');
    await openOrder(finance);
    await finance.getByTestId('order-settle').click();
    await expect(finance.getByTestId('order-settle')).toHaveCount(0);
    const reviewer = await as('审核员');
    await openOrder(reviewer);
    await reviewer.getByTestId('order-archive').click();
    // A closed file opens for those who asked for it only.
    await expect(page.getByTestId('order-status')).toHaveCount(0);
    await see(page, 'locked');
  });

  await step('whoever asks, and is allowed to, reads who did what', async () => {
    const page = await as('客服');
    await page.getByRole('button', { name: '申请查阅' }).click();
    await dialogOf(page).locator('textarea, input').first().fill('客户来电询问');
    await done(page);
    const boss = await as(BOSS);
    await goTo(boss, 'archive');
    await see(boss, 'request');
    await boss.getByRole('button', { name: '批准' }).click();
    await stands('已归档');
    const timeline = page.getByTestId('order-timeline');
    const all = timeline.getByRole('button', { name: /全部/ });
    if (await all.isVisible()) await all.click();
    await see(page, 'timeline');
    await expect(page.locator('.page-head')).toContainText('手工录入 · 录单员');
    const told = (
      await timeline
        .locator('li strong + span')
        .evaluateAll((all) =>
          all.map((each) => `${each.previousElementSibling?.textContent ?? ''} ${each.textContent ?? ''}`),
        )
    )
      .map((line) => line.replace(/ · /g, ' ').trim().split(/\s+/).slice(0, 2).join(' '))
      .reverse();
    expect(told.filter((line) => LIFE.includes(line))).toEqual(LIFE);
    expect(await timeline.innerText()).not.toMatch(/[a-z]+_[a-z]+|\{\{/);
  });
  await endOfDay();
  reader.dispose();
  await printers.close();
});
