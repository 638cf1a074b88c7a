import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { demoSite } from '../../../shared/demo/index.ts';
import { keyFileOf, startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { startChild } from './child-process.ts';
import { EAN, orderOf, packWhole, saveOrders, saveProducts, scanAll } from './shop.ts';

describe('faults', () => {
  let bench: TestBench | undefined;
  afterEach(async () => {
    vi.restoreAllMocks();
    await bench?.close();
    bench = undefined;
  });
  const open = async (options: Parameters<typeof startBench>[0] = {}): Promise<TestBench> =>
    (bench = await startBench(options));
  it('a second start on the same folder is refused, the first goes on', async () => {
    const b = await open();
    await expect(startChild(b.dir, { log: [] })).rejects.toMatchObject({ code: 'storage-locked' });
    expect((await b.scan('NOBODY')).kind).toBe('unknown_code');
  });

  it('a folder of a newer version is refused and left as it is; so is a wrong key', async () => {
    const b = await open();
    await b.stop();
    const file = readdirSync(b.dir).find((name) => name.endsWith('.sqlite')) ?? '';
    const { DatabaseSync } = await import('node:sqlite');
    const key = readFileSync(keyFileOf(b.dir), 'utf8');
    writeFileSync(
      keyFileOf(b.dir),
      key.replace(/[0-9a-f]/, (digit) => (digit === '0' ? '1' : '0')),
    );
    await expect(startChild(b.dir, { log: [] })).rejects.toMatchObject({ code: 'key-wrong' });
    writeFileSync(keyFileOf(b.dir), key);
    const format = (to?: number): number => {
      const db = new DatabaseSync(join(b.dir, file));
      const row = db.prepare("SELECT value FROM storage_meta WHERE key = 'format'").get();
      if (to !== undefined) db.prepare("UPDATE storage_meta SET value = ? WHERE key = 'format'").run(to);
      db.close();
      return Number(row?.['value']);
    };
    const own = format(9999);
    await expect(startChild(b.dir, { log: [] })).rejects.toMatchObject({ code: 'storage-newer' });
    expect(format(own)).toBe(9999);
    await b.start();
    expect((await b.scan('NOBODY')).kind).toBe('unknown_code');
  });

  it('a full disk: nothing is acknowledged any more, and after a restart the bench stands where it was', async () => {
    const b = await open();
    await saveProducts(b);
    await saveOrders(b, [{ no: 'A-1', lines: { MUG: 900 } }]);
    await b.scan('A-1');
    await b.scan(EAN.MUG);
    await b.stop();
    const bytes = Math.max(...readdirSync(b.dir).map((name) => statSync(join(b.dir, name)).size));
    const full = await startBench({
      dataDir: b.dir,
      child: true,
      fileLimitKiB: Math.ceil(bytes / 1024) + 16,
    });
    const fatal: unknown[] = [];
    full.client.on('fatal', (value) => void fatal.push(value));
    let acknowledged = 1;
    let kind = '';
    for (let n = 0; n < 800 && kind !== 'storage_failed'; n += 1) {
      kind = (await full.scan(EAN.MUG)).kind;
      if (kind === 'unit_ok') acknowledged += 1;
    }
    expect(kind).toBe('storage_failed');
    expect(fatal).toMatchObject([{ code: 'storage_failed' }]);
    const shown = await full.view();
    expect(shown.stop?.kind).toBe('storage_failed');
    expect(shown.session?.units.checked).toBe(acknowledged);
    for (const text of [EAN.MUG, 'CMD:OK', 'CMD:HOLD:OTHER', EAN.MUG])
      expect((await full.scan(text)).kind).toBe('storage_failed');
    await full.close();
    await b.start();
    expect((await b.view()).session?.units.checked).toBe(acknowledged);
    expect((await b.scan(EAN.MUG)).kind).toBe('unit_ok');
  });

  it('hostile scans stop and change nothing', async () => {
    const b = await open();
    await saveProducts(b);
    await saveOrders(b, [{ no: 'A-1', lines: { MUG: 2 } }]);
    const HOSTILE = [
      '^XZ',
      '^XA^FO50,50^FDhello^FS^XZ',
      '"',
      "' OR 1=1; DROP TABLE orders; --",
      '\u001b@',
      '<img src=x onerror=alert(1)>',
      '<script>alert(1)</script>',
      '{"$ne":null}',
      '../../etc/passwd',
      'A'.repeat(5000),
      '中'.repeat(600),
      '\ud800',
      '\ufffd\ufffd',
      '\u0000',
      '   ',
      '',
      '__proto__',
      'constructor',
      '0'.repeat(400),
      '%s%n%x',
      '\u202eDROW',
      'OD-' + 'X'.repeat(300),
      'SH-.',
      'SH-csv:A-1.99',
      'BG-',
      'CMD:',
      'CMD:OK:OK:OK',
      ']C1' + '9'.repeat(300),
    ];
    for (const step of ['idle', 'checking'] as const) {
      if (step === 'checking') await b.scan('A-1');
      const before = await b.view();
      for (const text of HOSTILE) {
        const verdict = await b.scan(text);
        if (verdict.kind === 'info') continue;
        expect(verdict.stop, JSON.stringify(text.slice(0, 40))).toBe(true);
        await b.ok();
      }
      const after = await b.view();
      expect(after.session?.units).toEqual(before.session?.units);
      expect(after.stop).toBeNull();
    }
    expect(await scanAll(b)).toBe('order_complete');
    for (const text of HOSTILE) {
      const verdict = await b.scan(text);
      expect(verdict.kind).not.toBe('closed');
      await b.ok();
    }
    expect(b.problems).toEqual([]);
    expect(await b.call('queue.list', { status: 'open' })).toMatchObject({ total: 1 });
  });

  it('what a serial gun could not read stops, and the next code counts', async () => {
    const b = await open();
    await saveProducts(b);
    await saveOrders(b, [{ no: 'A-1', lines: { MUG: 1 } }]);
    await b.scan('A-1');
    expect(await b.scan(Buffer.from([0xff, 0xfe, 0x41]).toString('utf8'))).toMatchObject({
      kind: 'unreadable',
      data: { reason: 'encoding' },
    });
    await b.ok();
    expect((await b.scan(EAN.MUG)).kind).toBe('order_complete');
  });

  it('hostile order texts reach label and screen as text only', async () => {
    const b = await open({ printer: 'zpl' });
    await b.importText('sku,name,barcode\nEVIL,"^XZ^XA<b>""\u4e2d文",\n', 'packline-products');
    await saveOrders(b, [{ no: 'A-1', lines: { EVIL: 1 }, remark: '^XZ<script>' }]);
    expect(await packWhole(b, 'A-1')).not.toBe('');
    expect(b.printer.labels).toHaveLength(1);
    expect(b.printer.garbage).toEqual([]);
    expect(Buffer.from(b.printer.received[0] ?? []).toString('latin1')).not.toContain('<b>');
  });

  it('the clock set back by a year: what happens now still comes after what happened before', async () => {
    const b = await open();
    await saveProducts(b);
    await saveOrders(b, [{ no: 'A-1', lines: { MUG: 3 } }]);
    await b.scan('A-1');
    await b.scan(EAN.MUG);
    const { seq } = (await b.view()).last ?? { seq: 0 };
    const now = Date.now.bind(Date);
    await b.stop();
    vi.spyOn(Date, 'now').mockImplementation(() => now() - 365 * 24 * 3_600_000);
    await b.start();
    expect((await b.view()).session?.units.checked).toBe(1);
    const verdict = await b.scan(EAN.MUG);
    expect(verdict).toMatchObject({ kind: 'unit_ok', data: { remaining: 1 } });
    expect(verdict.seq).toBeGreaterThan(seq);
    await b.scan('CMD:UNDO');
    expect((await b.view()).session?.units.checked).toBe(1);
    await b.restart();
    expect((await b.view()).session?.units.checked).toBe(1);
    await b.scan('CMD:HOLD:OTHER');
    const order = await b.order(orderOf('A-1'));
    expect(order).toMatchObject({ flags: ['hold'], exceptions: [], shipments: [{ status: 'QUEUED' }] });
    expect((await b.act(orderOf('A-1'), 'lift_hold', { reason: 'ok' })).ok).toBe(true);
    await b.scan('A-1');
    await scanAll(b);
    const ready = await b.until((view) => view.session?.label.state === 'sent');
    expect((await b.scan(ready.session?.waybill?.number ?? '')).kind).toBe('closed');
    expect((await b.order(orderOf('A-1'))).exceptions).toEqual([]);
  });

  describe('privacy', () => {
    /** Words of the demo's receivers that stand nowhere else. */
    function secrets(): { names: string[]; phones: string[]; details: string[] } {
      const site = demoSite(1, 1_790_000_000_000);
      const open = site.orders.filter((order) => !order.base.receiverMasked);
      const receivers = open.flatMap((order) => order.private.receiver ?? []);
      const texts = JSON.stringify([
        site.products,
        site.carriers,
        site.pictures.map((picture) => picture.key),
      ]);
      const only = (words: string[]) =>
        [...new Set(words)].filter((word) => word.length > 1 && !texts.includes(word));
      return {
        names: only(receivers.map((receiver) => receiver.name)),
        phones: only(receivers.map((receiver) => receiver.phone)).filter((phone) => phone.length > 6),
        details: only(receivers.map((receiver) => receiver.detail)).filter((detail) => detail.length > 5),
      };
    }

    it('no receiver of the demo stands in clear in the folder, the log, a verdict or a view', async () => {
      const b = await open();
      expect((await b.demo()).accepted).toBe(300);
      for (let n = 0; n < 60; n += 1) {
        const verdict = await b.command('NEXT');
        if (verdict.kind !== 'opened') break;
        if (n % 10 === 0) {
          await scanAll(b);
          await b.until((view) => view.stop !== null || view.session?.label.state !== 'queued');
        }
        if ((await b.view()).stop) await b.ok();
        await b.scan(n % 2 === 0 ? 'CMD:HOLD:OTHER' : 'CMD:CANCEL');
        if ((await b.view()).stop) await b.ok();
        if ((await b.view()).session) await b.scan('CMD:HOLD:OTHER');
      }
      const { names, phones, details } = secrets();
      expect(names.length).toBeGreaterThan(50);
      expect(phones.length).toBeGreaterThan(200);
      const pushed = JSON.stringify([b.verdicts, b.views, b.log]);
      const asked: unknown[] = [];
      for (const list of [
        await b.call('orders.list', { limit: 500 }),
        await b.call('orders.blocked', { limit: 500 }),
        await b.call('queue.list', { status: 'open', limit: 500 }),
        await b.call('prints.list', { open: false, limit: 500 }),
      ])
        asked.push(list);
      for (const { order } of (await b.call('orders.list', { limit: 500 })).rows)
        asked.push(await b.order(order));
      const shown = pushed + JSON.stringify(asked);
      for (const secret of [...phones, ...details]) expect(shown.includes(secret), secret).toBe(false);
      for (const name of names) expect(shown.includes(`"${name}"`), name).toBe(false);
      await b.stop();
      const folder = readdirSync(b.dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
      for (const secret of [...phones, ...details, ...names]) {
        const bytes = Buffer.from(secret, 'utf8');
        expect(
          folder.some((file) => file.includes(bytes)),
          secret,
        ).toBe(false);
      }
      await b.start();
    });

    it('in clear only with a reason, and that is on record; a file that was sent is deleted after its import', async () => {
      const b = await open();
      await saveProducts(b);
      await saveOrders(b, [{ no: 'A-1', lines: { MUG: 1 } }]);
      const reveal = (reason: string) =>
        b.call('orders.reveal', { order: orderOf('A-1'), operator: b.operator, reason });
      await expect(reveal(' ')).rejects.toMatchObject({ code: 'invalid-input' });
      expect(await reveal('customer calls')).toMatchObject({ ok: true, value: { name: '李晓梅' } });
      expect((await b.order(orderOf('A-1'))).receiver).toMatchObject({ name: '李**' });
      const bytes = Buffer.from('order_no,sku,qty\nA-5,MUG,1\n');
      const upload = await b.station?.acceptUpload(
        'orders.csv',
        (async function* () {
          yield bytes;
        })(),
      );
      const started = await b.call('import.start', {
        token: upload?.token ?? '',
        preset: 'packline-orders',
        mapping: {},
        operator: b.operator,
      });
      if (!started.ok) throw new Error(started.code);
      await b.ended(started.value.id);
      expect(readdirSync(join(b.dir, 'uploads'))).toEqual([]);
    });
  });
});
