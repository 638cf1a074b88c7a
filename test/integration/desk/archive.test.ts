import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { orderOf, RECEIVER } from '../station/shop.ts';
import { download, shipAll, unzip } from './after.ts';
import { openDesk, type Desk } from './people.ts';

describe('archive', () => {
  let bench: TestBench;
  let desk: Desk;
  let numbers: Record<string, string>;
  const now = Date.now.bind(Date);
  const archived = orderOf('Z-1');

  beforeAll(async () => {
    bench = await startBench();
    numbers = await shipAll(bench, [
      { no: 'Z-1', lines: { MUG: 1 }, remark: '<img src=x onerror=alert(1)> 送到门卫 13900001111' },
      { no: 'Z-2', lines: { MUG: 1 } },
    ]);
    for (const what of ['delivered', 'completed', 'settled', 'archived'] as const) {
      const act = what === 'delivered' ? { type: what, at: now() } : { type: what };
      const done = await bench.call('after.act', { order: archived, operator: bench.operator, act });
      if (!done.ok) throw new Error(`${what}: ${done.code}`);
    }
    desk = await openDesk(bench, { mei: ['CS'], tao: ['CS'], lei: ['REV', 'MGR'], pia: ['PKR'] });
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    desk.close();
    await bench.close();
  });

  const looks = async () => {
    const found = await desk
      .window('boss')
      .call('audit.list', { from: 0, to: 9_000_000_000_000, limit: 500 });
    return found.rows.filter(({ what }) => what === 'archive_opened' || what === 'order_file_export');
  };

  it('is found by number, waybill and time, and says whether it may be opened (CMP-05)', async () => {
    for (const search of ['Z-1', 'Z', numbers['Z-1'] ?? ''])
      expect(await desk.as('mei', 'archive.search', { search })).toMatchObject({
        more: false,
        rows: [{ channelOrderNo: 'Z-1', access: 'none' }],
      });
    expect((await desk.as('mei', 'archive.search', {})).rows).toHaveLength(1);
    expect((await desk.as('mei', 'archive.search', { sort: 'number' })).rows).toHaveLength(1);
    expect((await desk.as('mei', 'archive.search', { to: 1_000 })).rows).toEqual([]);
    // A PIN would be enough for the bench, and the packer may not search here at all without a password; with one he may.
    expect(await desk.code('pia', 'archive.decide', { case: 'x', granted: true, note: '' })).toBe(
      'role_not_allowed',
    );
  });

  it('opens with an approved request only, for its time, by somebody else’s word; every look is recorded (CMP-06, AUD-04)', async () => {
    const get = (name: string) => desk.code(name, 'orders.get', { order: archived } as never);
    expect(await get('mei')).toBe('archive_locked');
    for (const method of ['tracking.of', 'completion.of'] as const)
      expect(await desk.code('mei', method, { order: archived } as never)).toBe('archive_locked');
    expect(await desk.code('mei', 'archive.export', { order: archived })).toBe('archive_locked');
    expect(await desk.code('mei', 'orders.reveal', { order: archived, reason: 'x' })).toBe('archive_locked');
    expect(await desk.code('mei', 'archive.ask', { order: orderOf('Z-2'), reason: 'x' })).toBe(
      'wrong_status',
    );
    const asked = await desk.as('mei', 'archive.ask', { order: archived, reason: '客户要发票' });
    if (!asked.ok) throw new Error(asked.code);
    const id = asked.value.case;
    // Asking again while nobody has decided is the same request.
    expect(await desk.as('mei', 'archive.ask', { order: archived, reason: '再问一次' })).toEqual(asked);
    expect(await desk.window('boss').call('archive.requests', {})).toMatchObject([
      { case: id, state: 'asked', reason: '客户要发票', applicant: desk.id('mei') },
    ]);
    expect(await desk.code('mei', 'archive.decide', { case: id, granted: true, note: '' })).toBe(
      'role_not_allowed',
    );
    expect((await looks()).length).toBe(0);
    expect(await desk.code('lei', 'archive.decide', { case: id, granted: true, note: '' })).toBe('ok');
    expect(await get('mei')).toBe('ok');
    // What was granted to one is not granted to another.
    expect(await get('tao')).toBe('archive_locked');
    expect(await get('mei')).toBe('ok');
    // The record is written beside the answer.
    await expect.poll(looks).toMatchObject([{ what: 'archive_opened', by: desk.id('mei'), order: archived }]);
    const [row] = (await desk.as('mei', 'archive.search', { search: 'Z-1' })).rows;
    expect(row).toMatchObject({ access: 'granted' });
    expect((row?.until ?? 0) - now()).toBeGreaterThan(23 * 3_600_000);

    const own = await desk.as('lei', 'archive.ask', { order: archived, reason: '自己批' });
    if (!own.ok) throw new Error(own.code);
    expect(await desk.code('lei', 'archive.decide', { case: own.value.case, granted: true, note: '' })).toBe(
      'same_person',
    );
    expect(
      await desk.code('boss', 'archive.decide', { case: own.value.case, granted: false, note: '不需要' }),
    ).toBe('ok');
    expect(await get('lei')).toBe('archive_locked');
  });

  it('the whole file: masked by default, in clear with right and reason, HTML harmless, recorded (CMP-04, CMP-07)', async () => {
    const made = await desk.as('mei', 'archive.export', { order: archived });
    if (!made.ok) throw new Error(made.code);
    const files = unzip(await download(bench, made.value.token));
    expect([...files.keys()].sort()).toEqual(
      expect.arrayContaining(['label-1.png', 'order.html', 'order.json', 'voucher-1.pdf']),
    );
    expect([...files.keys()].filter((name) => /^MF-.*\.pdf$/.test(name))).toHaveLength(1);
    const page = files.get('order.html')?.toString('utf8') ?? '';
    const json = files.get('order.json')?.toString('utf8') ?? '';
    expect(page).toContain(numbers['Z-1']);
    expect(page).not.toMatch(/<img|<script/);
    for (const secret of [RECEIVER.name, RECEIVER.phone, '3幢502', '13900001111']) {
      expect(page).not.toContain(secret);
      expect(json).not.toContain(secret);
    }
    expect(JSON.parse(json)).toMatchObject({
      format: 'packline-order-file/1',
      order: { channelOrderNo: 'Z-1' },
    });

    expect(await desk.code('mei', 'archive.export', { order: archived, clear: true })).toBe(
      'reason_required',
    );
    const clear = await desk.as('mei', 'archive.export', {
      order: archived,
      clear: true,
      reason: '法院调取',
    });
    if (!clear.ok) throw new Error(clear.code);
    const whole = unzip(await download(bench, clear.value.token));
    expect(whole.get('order.json')?.toString('utf8')).toContain(RECEIVER.phone);
    expect(whole.get('order.html')?.toString('utf8')).toContain(RECEIVER.name);
    expect(
      (await looks())
        .filter(({ what }) => what === 'order_file_export')
        .map(({ new: how }) => how)
        .sort(),
    ).toEqual(['clear', 'masked']);
  });

  it('a request is worth its time only, and none is needed where the site says so', async () => {
    await desk.as('boss', 'siteRules.save', { key: 'archive.accessHours', value: 1 } as never);
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 2 * 3_600_000);
    const code = await desk.code('mei', 'orders.get', { order: archived } as never);
    // The window may have been locked meanwhile; either way nothing is shown.
    expect(['archive_locked', 'sign_in']).toContain(code);
    vi.restoreAllMocks();
    await desk.window('boss').signIn('boss', 'Lantern-7-river');
    await desk.as('boss', 'siteRules.save', { key: 'archive.approval', value: false } as never);
    await desk.window('tao').signIn('tao', 'Lantern-7-river-tao');
    expect(await desk.code('tao', 'orders.get', { order: archived } as never)).toBe('ok');
    expect((await looks()).some(({ by }) => by === desk.id('tao'))).toBe(true);
  });
});
