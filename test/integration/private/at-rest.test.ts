import { afterEach, describe, expect, it } from 'vitest';
import { demoSite } from '../../../shared/demo/index.ts';
import type { OrderDraft } from '../../../shared/intake/index.ts';
import { SENDER, startBench, type TestBench } from '../station/harness.ts';
import { createSearch, filesOf, type Found, type Secret } from './search.ts';
import { untilSo } from '../../lib/until.ts';

/** The demo's receivers do not depend on the time. */
const site = demoSite(1, 1_790_000_000_000);
const PUBLIC = JSON.stringify([site.products, site.carriers, site.pictures.map((picture) => picture.key)]);

const secrets: readonly Secret[] = secretsOf(site.orders);
const search = createSearch(secrets);
/** ~200 names, 300 phones, 300 addresses and their streets, the remarks, the sender: in every writing. */
function secretsOf(orders: readonly OrderDraft[]): Secret[] {
  const found = new Map<string, Secret>();
  const add = (what: Secret['what'], text: string | undefined): void => {
    if (text !== undefined && !text.includes('*') && text.length > 1 && !PUBLIC.includes(text))
      found.set(text, { what, text });
  };
  for (const { receiver, remark } of orders.map((order) => order.private)) {
    add('remark', remark);
    add('name', receiver?.name);
    if ((receiver?.phone.length ?? 0) > 6) add('phone', receiver?.phone);
    if ((receiver?.detail.length ?? 0) > 5) add('address', receiver?.detail);
    add('address', /^.+?号/.exec(receiver?.detail ?? '')?.[0]);
  }
  add('phone', SENDER.phone);
  add('address', SENDER.detail);
  add('name', SENDER.name);
  return [...found.values()];
}

/** What of the secrets stands in the folder. The key file holds no words; it is searched like the rest. */
function foundIn(dir: string): string[] {
  const found: Found[] = filesOf(dir).flatMap(({ name, content }) => search(name, content));
  return found.map((each) => `${each.file} @${each.offset}: ${each.secret.text} (${each.writing})`);
}

let bench: TestBench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

/** Packs orders of the queue by the screen, as a packer would. */
async function pack(b: TestBench, parcels: number): Promise<void> {
  for (let closed = 0, steps = 0; closed < parcels && steps < 400; steps += 1) {
    const { stop, session } = await b.view();
    if (stop) {
      await (stop.kind === 'print_unknown' ? b.command('NO') : b.ok());
      continue;
    }
    if (!session) {
      await b.command('NEXT');
      continue;
    }
    const line = session.lines.find((each) => each.checked < each.qty);
    if (session.step === 'checking' && line) {
      await b.scan(line.sku);
      continue;
    }
    await b.until(
      (view) =>
        view.stop !== null || !['queued', 'sending', 'none'].includes(view.session?.label.state ?? ''),
    );
    const number = session.waybill?.number ?? `77712${String(1_000_000_000 + closed)}`;
    const verdict = await b.scan(number);
    if (verdict.kind === 'closed' || verdict.kind === 'label_bound') closed += 1;
    else await b.command('HOLD', 'OTHER');
  }
}

/** Everything of a day that touches receivers: packing, papers, handover, exports, decisions, reveals. */
async function work(b: TestBench): Promise<void> {
  await pack(b, 6);
  const { rows } = await b.call('queue.list', { status: 'open', limit: 50 });
  const { operator } = b;
  const order = (at: number): string => rows[at]?.order ?? '';
  const shipment = rows[1]?.shipment ?? '';
  for (const kind of ['label', 'slip', 'driver_sheet'] as const)
    await b.call('label.preview', { shipment, kind });
  await b.call('prints.driverSheet', { shipment, operator });
  await b.call('orders.reveal', {
    order: order(2),
    operator,
    reason: `${site.orders[0]?.private.receiver?.name} 来电`,
  });
  await b.act(order(3), 'cancel', { reason: 'asked', refundStarted: true });
  await b.act(order(4), 'request_cancel', { reason: 'asked' });
  const receiver = site.orders[5]?.private.receiver;
  if (receiver) await b.act(order(5), 'change_receiver', { receiver: receiver as never, reason: 'moved' });
  for (const carrier of ['TC', 'OWN', 'ZTO']) {
    await b.command('HANDOVER', carrier);
    if ((await b.view()).stop) await b.ok();
    await b.command('ALL');
    await b.command('FINISH');
    if ((await b.view()).stop) await b.ok();
    await b.command('CANCEL');
    if ((await b.view()).stop) await b.ok();
    await b.call('export.carrier', { carrier, operator });
  }
  await deskWork(b, [order(6), order(7)]);
}

/** Work lists: their index, what was typed into a search, a saved filter and the reason of an act on many. */
async function deskWork(b: TestBench, orders: string[]): Promise<void> {
  const { operator } = b;
  const name = site.orders[0]?.private.receiver?.name ?? '';
  await untilSo(async () => (await b.call('work.lists', {})).index.state === 'ready', 'the index');
  const found = await b.call('work.search', { text: name });
  expect(found.ok && found.value.hits.some((hit) => hit.by === 'name')).toBe(true);
  const filter = { name, list: 'all' as const, filter: { text: name }, sort: 'due' as const, reverse: false };
  await b.call('work.saveFilter', { ...filter, operator });
  const act = { action: 'hold' as const, selection: { orders }, reason: `${name} 来电`, operator };
  expect((await b.call('work.bulk', act)).ok).toBe(true);
  await untilSo(async () => (await b.call('work.bulks', {}))[0]?.state !== 'running', 'the end of the act');
}

/** The demo's orders as a file, with rows in which receivers stand in the wrong columns. */
function orderFile(): string {
  const head =
    'order_no,sku,qty,name,carrier,ordered_at,receiver_name,receiver_phone,province,city,address,remark';
  const rows = site.orders.map(({ base, private: { receiver, remark } }, at) => {
    const { name = '', phone = '', province = '', city = '', detail = '' } = receiver ?? {};
    const wrong = at % 5;
    return [
      `F-${at}`,
      base.lines[0]?.sku ?? 'X',
      wrong === 1 ? phone : '1',
      '商品',
      wrong === 2 ? name : 'OWN',
      wrong === 3 ? detail : '2026-11-20 09:00',
      name,
      wrong === 4 ? `${phone}${name}` : phone,
      province,
      city,
      detail,
      remark ?? '',
    ].join(',');
  });
  return [head, ...rows, ''].join('\n');
}

async function* inPieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 16_384) yield bytes.subarray(at, at + 16_384);
}

describe('receivers at rest', () => {
  it('knows what to look for', () => {
    for (const what of ['name', 'phone', 'address', 'remark'] as const)
      expect(secrets.filter((secret) => secret.what === what).length, what).toBeGreaterThan(5);
    expect(secrets.length).toBeGreaterThan(700);
  });

  it('a day of work leaves no name, phone or address in any file, while the station runs and after its end', async () => {
    bench = await startBench();
    const b = bench;
    expect((await b.demo()).accepted).toBe(300);
    await work(b);
    expect(b.printer.labels.length).toBeGreaterThan(5);
    expect((await b.call('handover.list', {})).total).toBeGreaterThan(0);

    // A file that a page sent lies here while it is imported.
    const upload = await b.station?.acceptUpload('orders.csv', inPieces(orderFile()));
    await b.call('import.preview', { token: upload?.token ?? '' });
    expect(filesOf(b.dir).some((file) => file.name.startsWith('uploads'))).toBe(true);
    expect(foundIn(b.dir)).toEqual([]);
    const started = await b.call('import.start', {
      token: upload?.token ?? '',
      preset: 'packline-orders',
      mapping: {},
      operator: b.operator,
    });
    if (!started.ok) throw new Error(started.code);
    const report = await b.ended(started.value.id);
    expect(report.refused).toBeGreaterThan(50);
    // The report still says what stood in the wrong place, also after a restart.
    const phone = site.orders[1]?.private.receiver?.phone ?? '';
    expect(JSON.stringify(report.lines)).toContain(phone);
    const shipped = await b.call('export.shipped', {
      layout: 'packline',
      again: false,
      encoding: 'gb18030',
      operator: b.operator,
    });
    if (!shipped.ok) throw new Error(shipped.code);
    const chunks: Uint8Array[] = [];
    for await (const chunk of b.station?.openDownload(shipped.value.token)?.stream ?? []) chunks.push(chunk);
    expect(search('the default export', Buffer.concat(chunks))).toEqual([]);
    expect(search('the log', Buffer.from(b.log.join('\n')))).toEqual([]);

    expect(await b.call('backups.start', {})).toMatchObject({ ok: true });
    for (let tries = 0; tries < 600; tries += 1) {
      const { running, backups } = await b.call('backups.view', {});
      if (!running && backups.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(filesOf(b.dir).some((file) => file.name.startsWith('backups'))).toBe(true);
    expect(foundIn(b.dir)).toEqual([]);
    await b.stop();
    expect(foundIn(b.dir)).toEqual([]);
    await b.start();
    expect(JSON.stringify(await b.call('import.report', { id: report.id }))).toContain(phone);
  }, 120_000);

  it('nor does a killed station, before and after the next start', async () => {
    bench = await startBench({ child: true });
    const b = bench;
    await b.demo();
    await work(b);
    await b.kill(() => {
      // The write-ahead log holds what was written last.
      expect(filesOf(b.dir).some((file) => file.name.endsWith('-wal') && file.content.length > 0)).toBe(true);
      expect(foundIn(b.dir)).toEqual([]);
    });
    expect(search('the log', Buffer.from(b.log.join('\n')))).toEqual([]);
    await b.stop();
    expect(foundIn(b.dir)).toEqual([]);
  }, 120_000);
});
