import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { OrderView, Settings, VerdictView } from '../../../shared/contract/index.ts';
import type { LabelData } from '../../../shared/label/index.ts';
import { createPtyGun } from '../../fakes/gun.ts';
import type { PrintedLabel } from '../../fakes/printer/index.ts';
import type { StationClient } from './client.ts';
import { demoGoods } from './goods.ts';
import type { PaperOrder } from './goods.ts';
import { serialGun } from './guns.ts';
import { copyFolder, openProduct, scratch } from './host.ts';
import type { HostKind, Product } from './host.ts';
import { createReader } from './paper.ts';
import { BOSS, crewOf, hire, signInClient } from './people.ts';
import type { Crew, Posts } from './people.ts';
import { goTo, until } from './screen.ts';
import type { Screen } from './screen.ts';
import { applySite, labelFaults, siteSettings, startPrinters } from './site.ts';

/** Own delivery: the station gives its numbers itself, a new one for every label. */
export const CARRIER = 'OWN';

/** A label in somebody's hand, and the number that a gun reads on it. */
export interface Stuck {
  readonly label: PrintedLabel;
  readonly number: string;
}

/** The demo site with people of all posts, each at a window of the own, a gun on a line and a label printer. */
export interface Desk {
  readonly product: Product;
  readonly crew: Crew;
  /** A released order of our own delivery that no other story has taken. */
  take(fits?: (order: PaperOrder) => boolean): PaperOrder;
  view(order: string): Promise<OrderView>;
  /** Puts the person at the bench, as whoever works there. */
  atBench(name: string): Promise<Page>;
  /** The gun of the bench; waits for what the station says to it. */
  scan(code: string): Promise<VerdictView>;
  /** Scans what must stop the bench with one of these, looks at the stop, and acknowledges it. @returns what stood on it */
  stopped(page: Page, code: string, ...kinds: string[]): Promise<string>;
  /** Every unit, then the label that comes out. */
  check(page: Page, units: readonly string[]): Promise<Stuck>;
  /** The label that comes out after so many others. */
  labelOf(page: Page, before: number): Promise<Stuck>;
  /** The stuck label is scanned back, and the parcel is closed. */
  stick(page: Page, stuck: Stuck): Promise<void>;
  /** From the order's code to the stuck label. */
  pack(page: Page, order: PaperOrder): Promise<Stuck>;
  /** Labels that have come out whole. */
  labels(): readonly PrintedLabel[];
  /** What is wrong on the label, against what the order says. */
  faults(stuck: Stuck, order: PaperOrder, receiver?: LabelData['receiver']): Promise<string[]>;
  /** The pickup of our own driver: begins it on its page. */
  startHandover(name: string): Promise<Page>;
  /** Scans these parcels and signs the pickup off. */
  handOver(name: string, numbers: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export const goods = demoGoods();
export const unitsOf = (order: PaperOrder): string[] =>
  order.lines.flatMap(({ product, qty }) => Array.from({ length: qty }, () => goods.codeOf(product)));
export const orderCode = (order: PaperOrder): string => `OD-${order.draft.id.toUpperCase()}`;

/** Opens the page of an order by the list of all orders. */
export async function openOrder(page: Page, no: string): Promise<void> {
  await goTo(page, 'orders');
  await page.getByTestId('order-search').fill(no);
  await page
    .locator('.grid-row button.link')
    .filter({ hasText: new RegExp(`^${no}$`) })
    .click();
  await expect(page.getByTestId('order-status')).toBeVisible();
}

export const dialogOf = (page: Page): Locator => page.getByRole('dialog');

/** The button that ends a dialog. */
export async function done(page: Page): Promise<void> {
  await dialogOf(page).getByRole('button').last().click();
  await expect(dialogOf(page)).toHaveCount(0);
}

export async function openDesk(
  host: HostKind,
  demo: string,
  posts: Posts,
  prepare: (client: StationClient) => Promise<void>,
): Promise<Desk> {
  const place = scratch();
  const dataDir = join(place.path, 'data');
  copyFolder(demo, dataDir);
  const pty = await createPtyGun(join(place.path, 'ttyGun'));
  const printers = await startPrinters();
  await hire(dataDir, { [BOSS]: ['CS'], ...posts });
  const product = await openProduct(host, {
    dataDir,
    viewport: { width: 1366, height: 768 },
    before: async (client) => {
      await signInClient(client);
      await applySite(client, siteSettings(printers, pty.path, 'zh'));
      await prepare(client);
    },
  });
  const { client } = product;
  const crew = await crewOf(product);
  const gun = serialGun(pty);
  const reader = createReader();
  const taken = new Set<string>();
  const bench = (await client.call('app.hello', {})).benches[0] ?? '';
  const labels = (): PrintedLabel[] => printers.tspl.labels.filter((label) => label.complete);

  async function scan(code: string): Promise<VerdictView> {
    const seq = (await client.call('bench.view', { bench })).seq;
    await gun.scan(code);
    return client.verdict(seq, ({ kind }) => kind !== 'label_sent');
  }
  async function atBench(name: string): Promise<Page> {
    const page = await crew.as(name);
    await goTo(page, 'bench');
    const take = page.getByTestId('bench-take');
    await expect(async () => {
      if (await take.isVisible()) await take.click({ timeout: 1_000 });
      expect((await client.call('bench.view', { bench })).operator?.id).toBe(crew.id(name));
    }).toPass();
    return page;
  }
  async function stopped(page: Page, code: string, ...kinds: string[]): Promise<string> {
    const verdict = await scan(code);
    expect(kinds, `${code}: ${verdict.kind} ${JSON.stringify(verdict.data)}`).toContain(verdict.kind);
    const { stop } = await until(page, `a stop (${kinds.join()})`, (s) => s.stop?.kind === verdict.kind);
    expect((await scan('CMD:OK')).kind).toBe('acknowledged');
    await until(page, 'no stop', (s) => s.stop === null);
    return stop?.text ?? '';
  }
  async function check(page: Page, units: readonly string[]): Promise<Stuck> {
    const before = labels().length;
    for (const [at, unit] of units.entries())
      expect((await scan(unit)).kind).toBe(at === units.length - 1 ? 'order_complete' : 'unit_ok');
    return labelOf(page, before);
  }
  async function labelOf(page: Page, before: number): Promise<Stuck> {
    const printed = (s: Screen): boolean => s.label === 'sent' || s.label === 'confirmed';
    const { waybill } = await until(page, 'the label', printed);
    await expect.poll(() => labels().length).toBe(before + 1);
    const label = labels()[before];
    if (!label) throw new Error('no label');
    const number = waybill ?? '';
    expect(await reader.codes(label)).toContain(number);
    return { label, number };
  }
  async function stick(page: Page, { number }: Stuck): Promise<void> {
    expect((await scan(number)).kind).toBe('closed');
    await until(page, 'the bench idle', (s) => s.idle);
  }
  async function startHandover(name: string): Promise<Page> {
    const page = await atBench(name);
    await goTo(page, 'handover');
    await page.getByLabel('快递员姓名').fill('老王');
    await page.getByRole('button', { name: '开始扫描' }).click();
    await until(page, 'the handover', (s) => s.handover !== null);
    return page;
  }

  return {
    product,
    crew,
    take(fits = () => true) {
      const found = [...goods.orders.values()].find(
        (order) =>
          !taken.has(order.no) &&
          order.carrier === CARRIER &&
          order.draft.channelState === 'open' &&
          (order.draft.base.flags ?? []).every((flag) => flag !== 'urgent') &&
          order.units < 6 &&
          fits(order),
      );
      if (!found) throw new Error('no such order is left');
      taken.add(found.no);
      return found;
    },
    async view(order) {
      const found = await client.call('orders.get', { order });
      if (!found.ok) throw new Error(found.code);
      return found.value;
    },
    atBench,
    scan,
    stopped,
    check,
    labelOf,
    stick,
    async pack(page, order) {
      expect((await scan(orderCode(order))).kind).toBe('opened');
      const stuck = await check(page, unitsOf(order));
      await stick(page, stuck);
      return stuck;
    },
    labels,
    async faults({ label, number }, order, receiver) {
      const { settings, carriers, station } = await client.call('app.hello', {});
      const carrier = carriers.find(({ code }) => code === order.carrier);
      const wrong = labelFaults(label, {
        ...{ order, number, copy: 1, station, settings: settings as Settings },
        carrier: { zh: carrier?.zh ?? '', routed: carrier?.routed ?? true },
        ...(receiver === undefined ? {} : { receiver }),
      });
      return wrong.map(({ zone, why }) => `${zone}: ${why}`);
    },
    startHandover,
    async handOver(name, numbers) {
      const page = await startHandover(name);
      for (const number of numbers) expect((await scan(number)).kind).toBe('handed_over');
      expect(await scan('CMD:FINISH')).toMatchObject({
        kind: 'handover_finished',
        data: { parcels: numbers.length },
      });
      await until(page, 'the bench', (s) => s.mode === 'pack');
    },
    async close() {
      await product.close();
      await printers.close();
      await pty.close();
      reader.dispose();
      place.dispose();
    },
  };
}
