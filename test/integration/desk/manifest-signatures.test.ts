import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, packWhole, saveOrders, scanAll, shipmentOf } from '../station/shop.ts';
import { download, shipAll } from './after.ts';
import { openDesk } from './people.ts';
import { waitFor } from '../../lib/until.ts';

const STROKES = [
  [
    [50, 150],
    [300, 40],
    [520, 260],
    [900, 100],
  ],
  [[950, 280]],
] satisfies [number, number][][];

describe('signatures of a handover, ship vouchers', () => {
  let bench: TestBench;
  let id = '';

  beforeAll(async () => {
    bench = await startBench();
    await shipAll(bench, [
      { no: 'S-1', lines: { MUG: 2 } },
      { no: 'S-2', lines: { TEA: 1 } },
    ]);
    id = (await bench.call('handover.list', {})).rows[0]?.id ?? '';
  });
  afterAll(async () => {
    const { problems } = bench;
    await bench.close();
    expect(problems).toEqual([]);
  });

  const sign = (party: 'shipper' | 'courier', more: object) =>
    bench.call('handover.sign', { id, operator: bench.operator, party, ...more } as never);
  const pages = (pdf: Buffer): Buffer => {
    const dir = mkdtempSync(join(tmpdir(), 'packline-pdf-'));
    try {
      writeFileSync(join(dir, 'a.pdf'), pdf);
      execFileSync('pdftoppm', ['-r', '100', '-gray', join(dir, 'a.pdf'), join(dir, 'p')], { stdio: 'pipe' });
      return readFileSync(join(dir, 'p-1.pgm'));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
  /** Dots of a picture (PGM) that are black. */
  const black = (pgm: Buffer): number =>
    pgm.subarray(-Math.floor(pgm.length * 0.99)).filter((dot) => dot < 128).length;
  const pdfOf = async (): Promise<Buffer> => {
    const made = await bench.call('handover.pdf', { id });
    if (!made.ok) throw new Error(made.code);
    return download(bench, made.value.token);
  };

  it('both sides sign once; what lies in the database is sealed; the rule asks for both (SHP-04)', async () => {
    await bench.call('siteRules.save', { key: 'handover.signatures', value: 'both' });
    expect((await bench.call('after.board', {})).unsigned).toBe(1);
    const bare = await pdfOf();
    expect(await sign('courier', { name: '老王' })).toMatchObject({ ok: false, code: 'signature_missing' });
    expect(await sign('courier', { name: '老王', pin: '740193' })).toMatchObject({
      code: 'signature_missing',
    });
    // Nobody has a PIN here yet.
    expect((await sign('shipper', { name: '小张', pin: '740193' })).ok).toBe(false);
    expect((await sign('courier', { name: '老王', strokes: STROKES })).ok).toBe(true);
    expect(await sign('courier', { name: '别人', strokes: STROKES })).toMatchObject({
      code: 'already_signed',
    });
    expect((await bench.call('after.board', {})).unsigned).toBe(1);
    expect((await sign('shipper', { name: '小张', strokes: STROKES })).ok).toBe(true);
    expect((await bench.call('after.board', {})).unsigned).toBe(0);
    expect((await bench.call('handover.list', {})).rows[0]).toMatchObject({ id, signed: 2 });
    await bench.restart();
    const view = await bench.call('handover.get', { id });
    expect(view).toMatchObject({
      value: {
        signatures: [
          { party: 'courier', name: '老王', way: 'drawn', strokes: STROKES },
          { party: 'shipper', name: '小张', way: 'drawn' },
        ],
        parcels: [{ channelOrderNo: 'S-1' }, { channelOrderNo: 'S-2' }],
      },
    });
    const signed = await pdfOf();
    expect(signed.subarray(0, 5).toString()).toBe('%PDF-');
    if (existsSync('/usr/bin/pdftoppm')) {
      // Read back by another program: the pen's lines are on the paper.
      expect(black(pages(signed))).toBeGreaterThan(black(pages(bare)) + 200);
    }
    await bench.stop();
    const { withFolder } = await import('../station/folder.ts');
    const doc = await withFolder(bench.dir, (db) => db.files.get(id));
    expect(JSON.stringify(doc?.data['signatures'])).not.toMatch(/小张|520/);
    await bench.start();
  });

  it('nothing can be signed that is no list, is still open, or is drawn beyond its frame', async () => {
    const wild = { id: 'MF-NONE', operator: bench.operator, party: 'courier' as const, name: 'x' };
    expect(await bench.call('handover.sign', { ...wild, strokes: STROKES })).toMatchObject({
      code: 'not_here',
    });
    const far = [[[5_000, 1]]] as [number, number][][];
    await expect(bench.call('handover.sign', { ...wild, id, strokes: far })).rejects.toThrow();
    const many = Array.from({ length: 100 }, () =>
      Array.from({ length: 100 }, (): [number, number] => [1, 1]),
    );
    await expect(bench.call('handover.sign', { ...wild, id, strokes: many })).rejects.toThrow();
  });

  it('what was not confirmed does not leave: no label scanned back, on hold, cancel asked for (SHP-06)', async () => {
    await saveOrders(
      bench,
      ['H-1', 'H-2', 'H-3'].map((no) => ({ no, lines: { MUG: 1 } })),
    );
    // Its label came out and nobody has stuck it.
    await bench.scan('H-1');
    await scanAll(bench);
    const printed = await bench.until((view) => view.session?.label.state === 'sent', 'the label');
    const loose = printed.session?.waybill?.number ?? '';
    await bench.command('CANCEL');
    const asked = await packWhole(bench, 'H-2');
    const free = await packWhole(bench, 'H-3');
    await bench.act(orderOf('H-2'), 'request_cancel', { reason: 'buyer' });
    await bench.call('handover.start', { bench: 'B1', carrier: 'OWN', courier: '老王' });
    expect(await bench.scan(loose)).toMatchObject({ kind: 'foreign_parcel', data: { reason: 'not_closed' } });
    await bench.ok();
    expect(await bench.scan(asked)).toMatchObject({ kind: 'blocked', data: { reason: 'cancel_requested' } });
    await bench.ok();
    await bench.scan('CMD:ALL');
    expect(await bench.scan('CMD:FINISH')).toMatchObject({
      kind: 'handover_finished',
      data: { parcels: 1, missing: 1 },
    });
    expect((await bench.order(orderOf('H-3'))).shipments).toMatchObject([
      { number: free, status: 'HANDED_OVER' },
    ]);
    for (const no of ['H-1', 'H-2']) expect((await bench.order(orderOf(no))).status).toBe('READY_TO_SHIP');
  });

  it('the ship voucher of a parcel: printed, printed again with its number, as a PDF (SHP-02, SHP-07)', async () => {
    const shipment = shipmentOf('S-1');
    const print = () => bench.call('voucher.print', { shipment, operator: bench.operator });
    const vouchers = async () =>
      (await bench.call('prints.list', { open: false, limit: 500 })).rows.filter(
        ({ kind }) => kind === 'voucher',
      );
    expect((await print()).ok).toBe(true);
    await waitFor(async () => expect((await vouchers())[0]?.state).toBe('sent'));
    expect((await print()).ok).toBe(true);
    const jobs = await vouchers();
    expect(jobs.map(({ copy }) => copy).sort()).toEqual([1, 2]);
    const made = await bench.call('voucher.pdf', { shipment });
    if (!made.ok) throw new Error(made.code);
    expect((await download(bench, made.value.token)).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await bench.order(orderOf('S-1'))).toMatchObject({ status: 'SHIPPED' });
  });

  it('the shipper proves it by the own PIN; a packer signs for nobody (SHP-04)', async () => {
    const [list] = (await bench.call('handover.list', {})).rows;
    expect(list?.signed).toBe(0);
    const desk = await openDesk(bench, { shi: ['SHP'], pak: ['PKR'] });
    try {
      const password = 'Lantern-7-river-shi';
      const set = await desk.window('shi').call('session.secret', { current: password, pin: '740193' });
      expect(set.ok).toBe(true);
      const given = { id: list?.id ?? '', party: 'shipper' as const, name: '小史' };
      expect(await desk.code('pak', 'handover.sign', { ...given, strokes: STROKES })).toBe(
        'role_not_allowed',
      );
      expect(await desk.code('shi', 'handover.sign', { ...given, pin: '111222' })).not.toBe('ok');
      expect(await desk.code('shi', 'handover.sign', { ...given, pin: '740193' })).toBe('ok');
      expect(await desk.window('shi').call('handover.get', { id: given.id })).toMatchObject({
        value: { signatures: [{ party: 'shipper', name: '小史', way: 'pin', strokes: null }] },
      });
      expect(await desk.code('shi', 'handover.pdf', { id: given.id } as never)).not.toBe('role_not_allowed');
    } finally {
      desk.close();
    }
  });
});
