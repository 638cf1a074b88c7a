import type { Page } from '@playwright/test';
import { startBenchHub } from '../bench/lib/sync-hub.ts';
import { startChaosProxy } from '../lib/chaos-proxy.ts';
import {
  applySite,
  demoGoods,
  expect,
  siteSettings,
  startPrinters,
  test,
  until,
  wedgeGun,
} from './harness/index.ts';
import type { PaperOrder, Product, StationClient } from './harness/index.ts';

/**
 * A hub and two stations on one machine, a window at each: what was imported at one is packed at the other, over a bad line
 * and through a time without any; afterwards both say the same, and say so.
 */

const goods = demoGoods();
const AGREED = '已一致';
const BAD_LINE = { drop: 0.05, truncate: 0.03, duplicate: 0.1, delayMs: 40 };
const LONG_MS = 90_000;

const lamp = (page: Page) => page.getByTestId('lamp-hub');

async function join(client: StationClient, url: string, code: string, name: string): Promise<void> {
  const joined = await client.call('sync.join', { url, code, name });
  expect(joined.ok, JSON.stringify(joined)).toBe(true);
}

const inStep = (client: StationClient): Promise<void> =>
  expect
    .poll(
      async () => {
        const { state, pushing, refused, pulling, agreedAt, since } = await client.call('sync.view', {});
        const agreed = agreedAt !== null && agreedAt >= since;
        return { state, pushing, refused, pulling, agreed };
      },
      { timeout: LONG_MS },
    )
    .toEqual({ state: 'online', pushing: 0, refused: 0, pulling: null, agreed: true });

/** Packs by gun alone, until the stuck label is scanned. */
async function pack({ page, client }: Product, order: PaperOrder): Promise<void> {
  const gun = await wedgeGun(page);
  const { benches } = await client.call('app.hello', {});
  const bench = benches[0] ?? '';
  await gun.scan(`OD-${order.draft.id.toUpperCase()}`);
  await until(page, `order ${order.no}`, (s) => s.order === order.no);
  let checked = 0;
  for (const { product, qty } of order.lines)
    for (let n = 0; n < qty; n += 1) {
      await gun.scan(goods.codeOf(product));
      checked += 1;
      const now = checked;
      if (now < order.units) await until(page, `${now} units`, (s) => s.checked === now);
    }
  await until(page, 'the label', (s) => s.label === 'sent' || s.label === 'confirmed');
  const screen = await until(page, 'its number', (s) => s.waybill !== null);
  const seq = (await client.call('bench.view', { bench })).seq;
  await gun.scan(screen.waybill ?? '');
  await client.verdict(seq, ({ kind }) => kind === 'closed');
}

/** What a station tells of an order, as far as it is the same everywhere. */
async function told(client: StationClient, order: PaperOrder) {
  const answer = await client.call('orders.get', { order: order.draft.id });
  if (!answer.ok) throw new Error(`${order.no}: ${answer.code}`);
  const { status, timeline, shipments } = answer.value;
  // A bench of the own station is named without it.
  const steps = timeline.map(({ type, at, by, data }) => ({ type, at, by, data }));
  return { status, steps, parcels: shipments.map(({ id, status: of }) => [id, of]) };
}

test('two stations and a hub work through a time without the network and agree afterwards', async ({
  open,
}) => {
  test.setTimeout(400_000);
  const printers = await startPrinters();
  const hub = await startBenchHub({});
  const line = await startChaosProxy({ target: () => ({ host: '127.0.0.1', port: hub.port }), seed: 7 });
  const settings = siteSettings(printers, undefined, 'zh');
  const office = await open({ before: (client) => applySite(client, settings) });
  const { sender } = (await office.client.call('app.hello', {})).settings;

  const bench = await open({
    empty: true,
    before: (client) => applySite(client, { ...settings, sender }),
  });
  try {
    // Nothing is said of a hub where there is none.
    await expect(lamp(office.page)).toHaveCount(0);
    await join(office.client, hub.url, hub.code(), '办公室');
    await join(bench.client, line.url, hub.code(), '打包台');
    await inStep(office.client);
    await inStep(bench.client);
    await expect(lamp(office.page)).toContainText(AGREED);
    await expect(lamp(bench.page)).toContainText(AGREED);

    // Imported there, packed here.
    const { rows } = await bench.client.call('queue.list', {
      status: 'queued',
      search: '',
      offset: 0,
      limit: 500,
    });
    const small = rows
      .map((row) => goods.order(row.channelOrderNo))
      .filter((order) => order.routing && !order.draft.base.receiverMasked && order.units <= 3);
    const [first, second, cancelled] = small;
    if (!first || !second || !cancelled) throw new Error('the demo site has too few small orders');
    line.plan(BAD_LINE);
    await pack(bench, first);
    await expect
      .poll(async () => (await told(office.client, first)).parcels[0]?.[1], { timeout: LONG_MS })
      .toBe('HANDOVER_PENDING');

    // A shift without the network: both go on, and both say what they know.
    line.cut();
    await expect(lamp(bench.page)).toContainText('离线', { timeout: LONG_MS });
    await pack(bench, second);
    await expect(lamp(bench.page)).toContainText('待上传');
    const { operators } = await office.client.call('app.hello', {});
    const operator = operators[0]?.id ?? '';
    for (const order of [second, cancelled]) {
      const asked = {
        order: order.draft.id,
        operator,
        action: 'request_cancel' as const,
        reason: '客户取消',
      };
      expect((await office.client.call('orders.act', asked)).ok).toBe(true);
    }
    expect((await told(bench.client, cancelled)).steps.some(({ type }) => type === 'cancel_requested')).toBe(
      false,
    );

    line.heal();
    await expect(lamp(bench.page)).toContainText(AGREED, { timeout: LONG_MS });
    line.plan({ drop: 0, truncate: 0, duplicate: 0, delayMs: 0 });
    await inStep(bench.client);
    await inStep(office.client);
    await expect(lamp(office.page)).toContainText(AGREED);
    for (const order of [first, second, cancelled])
      await expect
        .poll(
          async () =>
            JSON.stringify(await told(bench.client, order)) ===
            JSON.stringify(await told(office.client, order)),
          {
            timeout: LONG_MS,
          },
        )
        .toBe(true);
    // Packed here while it was cancelled there: both facts stand, and the parcel does not go out.
    const both = await told(office.client, second);
    expect(both.steps.map(({ type }) => type)).toContain('cancel_requested');
    expect(both.parcels[0]?.[1]).toBe('HANDOVER_PENDING');
  } finally {
    await line.close();
    await hub.end();
    await printers.close();
  }
});
