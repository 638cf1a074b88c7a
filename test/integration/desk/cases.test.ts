import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, orderOf, packWhole, saveOrders, saveProducts } from '../station/shop.ts';
import { casesOf, handOver } from './shop.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
  await saveProducts(bench);
  await saveOrders(bench, [
    { no: 'K1', lines: { MUG: 2, TEA: 1 } },
    { no: 'K2', lines: { PEN: 1 } },
    { no: 'K3', lines: { SOCK: 1 } },
    { no: 'K4', lines: { SOCK: 1 } },
    { no: 'K5', lines: { SOCK: 1 } },
  ]);
});
afterAll(() => bench.close());

const list = (more: Parameters<TestBench['call']>[1] = {}) => bench.call('cases.list', more as never);
const act = (id: string, what: object, note?: string) =>
  bench.call('cases.act', {
    id,
    operator: bench.operator,
    act: what as never,
    ...(note === undefined ? {} : { note }),
  });

describe('cases', () => {
  it('a bench that finds goods missing reports article, number and place, and the order waits (SHO-01, EXC-03)', async () => {
    await bench.scan('K1');
    await bench.scan(EAN.MUG);
    expect(await bench.command('HOLD', 'SHORT')).toMatchObject({ kind: 'held' });
    const [one, ...more] = await casesOf(bench, 'K1');
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      kind: 'shortage',
      code: 'not_found',
      sku: 'MUG',
      department: 'CS',
      status: 'OPEN',
    });
    const view = await bench.call('cases.get', { id: one?.id ?? '' });
    expect(view).toMatchObject({ ok: true, value: { facts: { qty: 1, place: 'A-02-01', bench: 'B1' } } });
    expect((await bench.order(orderOf('K1'))).flags).toContain('hold');
  });

  it('one key calls the supervisor, also while a stop stands, and the work goes on (EXC-09)', async () => {
    await bench.scan('K2');
    await bench.scan(EAN.LAMP);
    expect(await bench.command('HELP')).toMatchObject({ kind: 'info', data: { reason: 'help_called' } });
    expect(await bench.command('HELP')).toMatchObject({ kind: 'info' });
    const calls = (await casesOf(bench, 'K2')).filter((one) => one.kind === 'incident');
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ priority: 'high', department: 'WHL' });
    await bench.ok();
    await bench.command('CANCEL');
  });

  it('goes from department to department with a hand-over note, and everybody reads the record (EXC-11, COM-04)', async () => {
    const opened = await bench.call('cases.open', {
      operator: bench.operator,
      kind: 'complaint',
      order: orderOf('K3'),
      note: '客户王女士说包装破了',
    });
    if (!opened.ok) throw new Error(opened.code);
    const { id } = opened.value;
    expect(await act(id, { type: 'note', to: 'WHL' }, '请看打包录像')).toMatchObject({ ok: true });
    expect(await act(id, { type: 'note' })).toMatchObject({ ok: false, code: 'note_required' });
    expect(await act(id, { type: 'assign', department: 'WHL' })).toMatchObject({ ok: true });
    expect(await act(id, { type: 'contact', with: 'customer' }, '已致歉，明天答复')).toMatchObject({
      ok: true,
    });
    expect(await act(id, { type: 'solve', outcome: 'apologised' })).toMatchObject({ ok: true });
    expect(await act(id, { type: 'close' })).toMatchObject({ ok: true });
    const view = await bench.call('cases.get', { id });
    if (!view.ok) throw new Error(view.code);
    expect(view.value).toMatchObject({ status: 'CLOSED', department: 'WHL', outcome: 'apologised' });
    expect(view.value.thread.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['opened', 'noted', 'assigned', 'contacted', 'solved', 'closed']),
    );
    expect(view.value.thread.some(({ note }) => note === '请看打包录像')).toBe(true);
  });

  it('lists by department, mine and overdue, with counts, the most urgent first', async () => {
    const all = await list();
    expect(all.counts.open).toBe(all.total);
    expect(all.rows[0]).toMatchObject({ priority: 'high' });
    expect((await list({ department: 'CS' })).rows.every((row) => row.department === 'CS')).toBe(true);
    expect((await list({ who: 'mine' })).total).toBe(0);
    const [first] = (await list({ kind: 'shortage' })).rows;
    await act(first?.id ?? '', { type: 'assign', person: bench.operator });
    expect((await list({ who: 'mine' })).rows.map(({ id }) => id)).toEqual([first?.id]);
    expect((await list({ search: 'K1' })).rows.map(({ channelOrderNo }) => channelOrderNo)).toEqual(['K1']);
    expect((await list({ overdue: true })).total).toBe(0);
    expect((await list({ lane: 'done' })).rows.map(({ kind }) => kind)).toEqual(['complaint']);
  });

  it('a parcel that came back is linked to its order by its waybill, an unknown one later by hand (EXC-12)', async () => {
    const number = await packWhole(bench, 'K4');
    await handOver(bench);
    expect(await bench.command('RETURN')).toMatchObject({ data: { reason: 'scan_returned' } });
    expect(await bench.scan(number)).toMatchObject({
      kind: 'info',
      data: { reason: 'returned_taken', order: 'K4' },
    });
    expect(await casesOf(bench, 'K4')).toMatchObject([
      { kind: 'returned_parcel', code: 'returned_to_sender' },
    ]);
    await bench.command('RETURN');
    expect(await bench.scan('ZZ999')).toMatchObject({ data: { reason: 'returned_unknown' } });
    const [unknown] = (await list({ search: 'ZZ999' })).rows;
    expect(unknown).toMatchObject({ code: 'unknown_return', order: null });
    expect(await act(unknown?.id ?? '', { type: 'link', order: 'K3' })).toMatchObject({ ok: true });
    expect((await casesOf(bench, 'K3')).map(({ kind }) => kind).sort()).toEqual([
      'complaint',
      'returned_parcel',
    ]);
  });

  it('nothing that somebody typed lies in clear on the disk', async () => {
    const { readFileSync } = await import('node:fs');
    const { join } = await import('node:path');
    const bytes = ['', '-wal'].flatMap((ending) => {
      try {
        return [readFileSync(join(bench.dir, `packline.sqlite${ending}`))];
      } catch {
        return [];
      }
    });
    expect(bytes.length).toBeGreaterThan(0);
    for (const text of ['王女士', '请看打包录像', '已致歉'])
      expect(bytes.some((file) => file.includes(Buffer.from(text)))).toBe(false);
  });

  it('damage: what the warehouse found is its cause, and what came of it ends the case (EXC-06)', async () => {
    const opened = await bench.call('cases.open', {
      ...{ kind: 'damage', order: orderOf('K5'), operator: bench.operator, note: '外箱压扁' },
    });
    const id = opened.ok ? opened.value.id : '';
    const of = async () => {
      const view = await bench.call('cases.get', { id });
      return view.ok ? view.value : undefined;
    };
    expect(await of()).toMatchObject({ kind: 'damage', department: 'CS', facts: {} });
    expect(await act(id, { type: 'escalate', priority: 'high' }, '请查原因')).toMatchObject({ ok: true });
    // Whom it is raised to when customer service cannot say: the warehouse, which packed it.
    expect(await of()).toMatchObject({ escalatedTo: 'WHL', priority: 'high' });
    expect(await act(id, { type: 'detail', cause: 'transport' })).toMatchObject({ ok: true });
    expect(await act(id, { type: 'solve', outcome: 'carrier_claimed' })).toMatchObject({ ok: true });
    expect(await of()).toMatchObject({
      status: 'SOLVED',
      facts: { cause: 'transport' },
      outcome: 'carrier_claimed',
    });
  });
});
