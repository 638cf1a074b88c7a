import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { inRoot } from '../../build/lib/paths.ts';
import { writePalettePng } from './harness/picture.ts';
import {
  applySite,
  demoGoods,
  expect,
  LANGUAGES,
  readScreen,
  serialGun,
  siteSettings,
  startPrinters,
  test,
  until,
} from './harness/index.ts';
import type { PaperOrder, Product } from './harness/index.ts';

/**
 * Every state of the bench and every step of the first start, reached as a packer reaches it, in both languages and both
 * sizes: readable from 1.5 m, told by word and shape, inside the window. `PACKLINE_SHOTS=1` keeps the pictures in
 * docs/screens; those of the office are kept by test/gallery/keep.ts.
 */
test.use({ trace: 'off' });

const SIZES = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const;
type Language = 'zh' | 'en';
const SHOTS = process.env['PACKLINE_SHOTS'] === '1';
const FOLDER = inRoot('docs/screens');
const MAX_BYTES = 150 * 1024;

/** What of a screen would not be readable: outside the window, cut off, without word or shape, too small. */
function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const { innerWidth: width, innerHeight: height } = window;
    const root = document.documentElement;
    if (root.scrollWidth > width) faults.push(`the page is ${String(root.scrollWidth)} wide`);
    if (root.scrollHeight > height) faults.push(`the page is ${String(root.scrollHeight)} high`);
    const keys = [
      'remaining',
      'item-name',
      'item-variant',
      'item-picture',
      'units',
      'idle-title',
      'lamp',
      'verdict',
      'hint',
      'stop',
      'stop-title',
      'label-state',
      'label-preview',
      'waybill-number',
      'handover-count',
    ];
    for (const id of keys) {
      for (const each of document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)) {
        const box = each.getBoundingClientRect();
        if (box.width === 0) faults.push(`${id} has no size`);
        if (box.left < -1 || box.top < -1 || box.right > width + 1 || box.bottom > height + 1)
          faults.push(`${id} leaves the window`);
        if (
          id !== 'verdict' &&
          id !== 'stop' &&
          each.scrollWidth > each.clientWidth + 2 &&
          each.clientWidth > 0
        )
          faults.push(`${id} is cut off`);
      }
    }
    for (const each of document.querySelectorAll<HTMLElement>(
      '.compare-item figcaption, .compare-item strong, .stop-what, .stop-todo',
    ))
      if (each.scrollWidth > each.clientWidth + 2) faults.push(`"${each.innerText}" is cut off`);
    // Codes are for programs: what nobody put into words would stand here as it is.
    const code = /\b([a-z]+_[a-z_]+|[A-Z]+_[A-Z_]+)\b/.exec(
      document.querySelector<HTMLElement>('.workbench-main')?.innerText ?? '',
    );
    if (code) faults.push(`the code ${code[0]} stands on the screen`);
    const body = document.querySelector('.stop-body');
    if (body && body.scrollHeight > body.clientHeight + 1) faults.push('the stop is cut off');
    const verdict = document.querySelector('[data-testid="verdict"]');
    if (verdict && verdict.getAttribute('data-kind') !== 'none') {
      if (!verdict.querySelector('.verdict-word')?.textContent?.trim())
        faults.push('a verdict without a word');
      if (!verdict.querySelector('svg')) faults.push('a verdict without a shape');
    }
    const stop = document.querySelector('[data-testid="stop"]');
    if (stop) {
      if (!stop.querySelector('[data-testid="stop-title"]')?.textContent?.trim())
        faults.push('a stop without a word');
      if (!stop.querySelector('.stop-shape svg')) faults.push('a stop without a shape');
    }
    if (height === 1080) {
      const font = (id: string): number | undefined => {
        const found = document.querySelector(`[data-testid="${id}"]`);
        return found ? Number.parseFloat(getComputedStyle(found).fontSize) : undefined;
      };
      if ((font('remaining') ?? 96) < 96) faults.push(`remaining count of ${String(font('remaining'))} px`);
      for (const id of ['item-name', 'item-variant'])
        if ((font(id) ?? 32) < 32) faults.push(`${id} of ${String(font(id))} px`);
      const picture = document.querySelector('[data-testid="item-picture"]')?.getBoundingClientRect();
      if (picture && Math.min(picture.width, picture.height) < 320)
        faults.push(`picture of ${String(picture.width)} × ${String(picture.height)} px`);
    }
    return faults;
  });
}

/** Looks at the state in both sizes, and keeps its picture. */
async function look(page: Page, name: string, language: Language): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    // Pulses and the first paint of pictures; what is looked at is the state that stands.
    await page.evaluate(async () => {
      for (const animation of document.getAnimations())
        if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      await Promise.all(
        [...document.images]
          .filter((image) => !image.complete)
          .map((image) => image.decode().catch(() => undefined)),
      );
    });
    expect.soft(await faultsOf(page), `${name} ${language} ${String(size.width)}`).toEqual([]);
    if (!SHOTS) continue;
    mkdirSync(FOLDER, { recursive: true });
    const path = join(FOLDER, `${name}-${language}-${String(size.width)}.png`);
    await page.waitForTimeout(400);
    const bytes = await writePalettePng(path, await page.screenshot({ animations: 'disabled' }));
    expect.soft(bytes, path).toBeLessThanOrEqual(MAX_BYTES);
  }
}

const goods = demoGoods();
const all = [...goods.orders.values()].filter((order) => order.draft.channelState === 'open');
const code = (order: PaperOrder): string => `OD-${order.draft.id.toUpperCase()}`;
function pick(fits: (order: PaperOrder) => boolean, skip = 0): PaperOrder {
  const found = all.filter(fits)[skip];
  if (!found) throw new Error('no such order in the demo site');
  return found;
}
const routed = (order: PaperOrder): boolean => ['ZTO', 'YTO', 'SF'].includes(order.carrier);
const whole = (order: PaperOrder): boolean =>
  (order.draft.private.receiver?.phone ?? '') !== '' && (order.draft.private.receiver?.detail ?? '') !== '';
const paid = (order: PaperOrder): boolean => order.draft.base.payment !== 'UNPAID';
const packable = (order: PaperOrder): boolean =>
  routed(order) && whole(order) && paid(order) && order.routing !== undefined;
const MIXED = pick(
  (order) => packable(order) && order.lines.length >= 3 && order.units < 9 && order.lines[0]?.qty === 1,
);
const SINGLE = (skip: number): PaperOrder => pick((order) => packable(order) && order.units === 1, skip);

for (const language of ['zh', 'en'] as const) {
  test(`the bench in every state (${language})`, async ({ open, pty }) => {
    test.setTimeout(240_000);
    const printers = await startPrinters();
    const product = await open({
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
      before: (client) => applySite(client, siteSettings(printers, pty.path, language)),
    });
    await bench(product, serialGun(pty), printers, language);
    await printers.close();
  });
}

async function bench(
  { page, client }: Product,
  gun: ReturnType<typeof serialGun>,
  printers: Awaited<ReturnType<typeof startPrinters>>,
  language: Language,
): Promise<void> {
  const see = (name: string): Promise<void> => look(page, name, language);
  const printer = printers[LANGUAGES[0]];

  async function stop(kind: string, scanned: string | Uint8Array, keep = false): Promise<void> {
    if (typeof scanned === 'string') await gun.scan(scanned);
    else await gun.raw(scanned);
    await until(page, `the stop ${kind}`, (s) => s.stop?.kind === kind);
    await see(`stop-${kind}`);
    if (keep) return;
    await gun.scan('CMD:OK');
    await until(page, 'no stop', (s) => s.stop === null);
  }
  async function units(order: PaperOrder): Promise<void> {
    let checked = (await readScreen(page)).checked ?? 0;
    for (const { product, qty } of order.lines) {
      for (let n = 0; n < qty; n++) {
        await gun.scan(goods.codeOf(product));
        checked += 1;
        const now = checked;
        if (now < order.units) await until(page, `${now} units`, (s) => s.checked === now);
      }
    }
  }
  async function openOrder(order: PaperOrder): Promise<void> {
    await gun.scan(code(order));
    await until(page, order.no, (s) => s.order === order.no);
  }
  async function close(order: PaperOrder): Promise<void> {
    await gun.scan(order.waybill ?? '');
    await until(page, 'idle', (s) => s.idle);
  }

  await until(page, 'the bench', (s) => s.idle);
  await see('bench-idle');

  // Nothing is open yet.
  await stop('unknown_code', 'QX-00417');
  await stop('unreadable', Uint8Array.of(0xff, 0xfe, 0xc3, 0x28, 0x0d));
  await stop('not_here', 'SF1999999999999');
  await stop(
    'missing_routing',
    code(pick((o) => routed(o) && whole(o) && paid(o) && o.waybill !== undefined && !o.routing)),
  );
  await stop(
    'no_waybill',
    code(
      pick(
        (o) => routed(o) && whole(o) && paid(o) && o.waybill === undefined && o.draft.base.kind === 'goods',
      ),
    ),
  );
  await stop('not_packable', code(pick((o) => !paid(o))));

  // One order of several lines.
  await openOrder(MIXED);
  await gun.scan(goods.codeOf(MIXED.lines[0]?.product ?? goods.stranger(MIXED.no, 0)));
  await until(page, 'one unit', (s) => s.checked === 1);
  await see('bench-checking');
  await stop('wrong_item', goods.codeOf(goods.stranger(MIXED.no, 4)));
  await stop('surplus', goods.codeOf(MIXED.lines[0]?.product ?? goods.stranger(MIXED.no, 0)));
  await stop('not_allowed', code(SINGLE(0)));
  await gun.scan('CMD:HOLD:DAMAGED');
  await until(page, 'held', (s) => s.idle);
  await see('bench-held');
  await stop('blocked', code(MIXED));

  // Label printed, wrong and forgotten.
  const [first, second, third] = [SINGLE(1), SINGLE(2), SINGLE(3)];
  await openOrder(first);
  await units(first);
  await until(page, 'the label', (s) => s.label === 'sent');
  await expect(page.getByTestId('label-preview')).toBeVisible();
  await see('bench-label');
  await stop('label_not_scanned', code(second));
  await close(first);
  await see('bench-closed');
  await stop('already_done', code(first));

  // The printer refuses; then its line breaks.
  await openOrder(second);
  await printer.setFaults({ refuse: true });
  await units(second);
  await until(page, 'printer not ready', (s) => s.stop?.kind === 'printer_not_ready');
  await see('stop-printer_not_ready');
  await printer.setFaults({});
  await gun.scan('CMD:OK');
  await until(page, 'no stop', (s) => s.stop === null);
  await gun.scan('CMD:PRINT');
  await until(page, 'the label', (s) => s.label === 'sent');
  if ((await readScreen(page)).stop) await gun.scan('CMD:OK');
  await stop('wrong_label', first.waybill ?? '');
  await close(second);
  await openOrder(third);
  await printer.setFaults({ resetAtEnd: true });
  await units(third);
  await until(page, 'the question', (s) => s.stop?.kind === 'print_unknown');
  await see('stop-print_unknown');
  await printer.setFaults({});
  await gun.scan('CMD:YES');
  await until(page, 'the label', (s) => s.stop === null && s.label !== null);
  await close(third);

  // A label printed elsewhere that is another parcel's.
  const loose = pick(
    (o) =>
      o.carrier === 'STO' &&
      o.waybill === undefined &&
      !o.draft.base.receiverMasked &&
      paid(o) &&
      o.units === 1,
  );
  await openOrder(loose);
  await units(loose);
  await until(page, 'the wait for a label', (s) => s.label === 'external');
  await see('bench-label-external');
  await gun.scan('CMD:CANCEL');
  await until(page, 'idle', (s) => s.idle);

  // Pickup.
  const carrier = first.carrier;
  const started = await client.call('handover.start', {
    bench: 'B1',
    carrier,
    courier: language === 'zh' ? '王师傅' : 'Mr Wang',
  });
  expect(started.kind).toBe('handover_started');
  await gun.scan(first.waybill ?? '');
  await until(page, 'one parcel', (s) => s.handover?.scanned === 1);
  await stop('foreign_parcel', 'ZZ999999999999');
  await see('bench-handover');
}

for (const language of ['zh', 'en'] as const) {
  test(`the first start, to a demo site (${language})`, async ({ open }) => {
    const { page } = await open({ empty: true, locale: language === 'zh' ? 'zh-CN' : 'en-US' });
    const printers = await startPrinters();
    const see = (name: string): Promise<void> => look(page, `setup-${name}`, language);
    const step = (name: string) => expect(page.getByTestId('first-start')).toHaveAttribute('data-step', name);
    await step('language');
    await see('language');
    await page.getByTestId(`choose-${language}`).click();
    await step('site');
    await page.getByTestId('site-name').fill(language === 'zh' ? '杭州一号仓' : 'Warehouse One');
    const party = language === 'zh' ? SENDER_ZH : SENDER_EN;
    for (const [at, value] of Object.values(party).entries())
      await page.locator('.party-fields input').nth(at).fill(value);
    await see('site');
    await page.getByTestId('next').click();
    await step('printer');
    await see('printer');
    await page.getByTestId('skip').click();
    await step('gun');
    await see('gun');
    await page.getByTestId('next').click();
    await expect(page.getByTestId('data-demo')).toBeVisible();
    await see('data');
    await page.getByTestId('data-demo').click();
    await expect(page.getByTestId('to-bench')).toBeEnabled({ timeout: 30_000 });
    await page.getByTestId('to-bench').click();
    const bench = await until(page, 'the bench', (s) => s.idle);
    expect(bench.language).toBe(language === 'zh' ? 'zh-CN' : 'en');
    await expect(page.locator('[data-tile="ready"] b')).not.toHaveText('0');
    await printers.close();
  });
}

const SENDER_ZH = {
  name: '演示商家',
  phone: '0571-80000000',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  detail: '示例路1号1幢101室',
};
const SENDER_EN = {
  ...SENDER_ZH,
  name: 'Demo Shop',
  province: 'Zhejiang',
  city: 'Hangzhou',
  district: 'Yuhang',
  detail: '1 Sample Road',
};
