import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, orderOf, packWhole, saveOrders, saveProducts } from '../station/shop.ts';
import { alter, altered, casesOf } from './shop.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
  await saveProducts(bench);
  await saveOrders(
    bench,
    ['H1', 'H2', 'H3', 'H4', 'H5'].map((no) => ({ no, lines: { MUG: 2, TEA: 1 } })),
  );
});
afterAll(() => bench.close());

const DAY = 86_400_000;
const short = async (no: string): Promise<void> => {
  expect(
    await alter(bench, no, { type: 'report_short', sku: 'MUG', qty: 1, place: 'A-02-01' }),
  ).toMatchObject({
    ok: true,
  });
  expect(
    await alter(bench, no, { type: 'backorder', sku: 'MUG', qty: 1, expected: Date.now() + 3 * DAY }),
  ).toMatchObject({
    ok: true,
  });
};
const skus = async (no: string) => (await altered(bench, no)).lines.map(({ sku, qty }) => `${sku}×${qty}`);

describe('shortage', () => {
  it('is raised by whoever finds it and set by the desk; the bench passes the order over meanwhile (SHO-01, SHO-02)', async () => {
    await short('H1');
    const order = await bench.order(orderOf('H1'));
    expect(order.status).toBe('BACKORDERED');
    expect(order.holds).toEqual([]);
    expect(await bench.scan('H1')).toMatchObject({ kind: 'not_packable' });
    await bench.ok();
    expect(await bench.command('NEXT')).toMatchObject({ kind: 'opened', data: { order: 'H2' } });
    await bench.command('CANCEL');
    const [one] = await casesOf(bench, 'H1');
    const view = await bench.call('cases.get', { id: one?.id ?? '' });
    expect(view).toMatchObject({ ok: true, value: { facts: { qty: 1, place: 'A-02-01' } } });
    if (view.ok) expect(Number(view.value.facts['expected'])).toBeGreaterThan(Date.now());
  });

  it('the customer waits: his word, the date and the next call are on the list, then it goes (SHO-03, SHO-04)', async () => {
    const until = Date.now() + 5 * DAY;
    expect(await alter(bench, 'H1', { type: 'wait', until, consent: 'phone' }, '愿意等到周五')).toMatchObject(
      { ok: true },
    );
    const { rows } = await bench.call('cases.list', { kind: 'shortage' });
    const row = rows.find(({ channelOrderNo }) => channelOrderNo === 'H1');
    expect(row?.due).toBeLessThanOrEqual(Date.now() + 3 * DAY + 60_000);
    expect(await alter(bench, 'H1', { type: 'restock', consent: 'phone' })).toMatchObject({ ok: true });
    expect(await casesOf(bench, 'H1')).toMatchObject([{ status: 'SOLVED', outcome: 'waited' }]);
    expect(await packWhole(bench, 'H1')).not.toBe('');
  });

  it('another article instead is what is packed, and the difference is finance’s task (SHO-03)', async () => {
    await short('H2');
    const refused = await alter(bench, 'H2', {
      type: 'substitute',
      line: 1,
      sku: 'NONE',
      qty: 2,
      consent: 'chat',
    });
    expect(refused).toMatchObject({ ok: false, code: 'unknown_sku' });
    const done = await alter(bench, 'H2', {
      type: 'substitute',
      line: 1,
      sku: 'LAMP',
      qty: 1,
      difference: { minor: 500, currency: 'CNY' },
      consent: 'chat',
    });
    expect(done).toMatchObject({ ok: true });
    expect(await skus('H2')).toEqual(['LAMP×1', 'TEA×1']);
    expect((await altered(bench, 'H2')).lines[0]?.ordered).toMatchObject({ sku: 'MUG', qty: 2 });
    await alter(bench, 'H2', { type: 'restock', consent: 'chat' });
    await bench.scan('H2');
    expect(await bench.scan(EAN.MUG)).toMatchObject({ stop: true });
    await bench.ok();
    expect(await bench.scan(EAN.LAMP)).toMatchObject({ kind: 'unit_ok' });
    expect(await bench.scan(EAN.TEA)).toMatchObject({ kind: 'order_complete' });
    const found = await casesOf(bench, 'H2');
    expect(found.find(({ kind }) => kind === 'payment')).toMatchObject({
      code: 'difference_due',
      department: 'FIN',
    });
    expect(found.find(({ kind }) => kind === 'shortage')).toMatchObject({ outcome: 'substituted' });
    const labelled = await bench.until(
      (view) => view.session?.label.state === 'confirmed' || view.session?.label.state === 'sent',
      'the label',
    );
    await bench.scan(labelled.session?.waybill?.number ?? '');
  });

  it('less is sent where an item is cancelled, what is left cannot be nothing (SHO-03)', async () => {
    await short('H3');
    const all = [
      { no: 1, qty: 2 },
      { no: 2, qty: 1 },
    ];
    expect(await alter(bench, 'H3', { type: 'cancel_lines', lines: all, consent: 'phone' })).toMatchObject({
      ok: false,
      code: 'nothing_left',
    });
    const refund = { minor: 1_000, currency: 'CNY' };
    expect(
      await alter(bench, 'H3', {
        type: 'cancel_lines',
        lines: [{ no: 1, qty: 1 }],
        refund,
        consent: 'phone',
      }),
    ).toMatchObject({ ok: true });
    expect(await skus('H3')).toEqual(['MUG×1', 'TEA×1']);
    await alter(bench, 'H3', { type: 'restock', consent: 'phone' });
    expect(await packWhole(bench, 'H3')).not.toBe('');
    expect((await casesOf(bench, 'H3')).find(({ kind }) => kind === 'payment')).toMatchObject({
      code: 'refund_due',
    });
  });

  it('two people change the same line in the same second: one is refused, nothing is lost', async () => {
    await short('H4');
    const change = (sku: string) =>
      alter(bench, 'H4', { type: 'substitute', line: 1, sku, qty: 1, consent: 'phone' });
    const both = await Promise.all([change('LAMP'), change('PEN')]);
    // The second desk was looking at a line that was MUG then; it is told what the line is now.
    expect(both.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(1);
    const order = await bench.order(orderOf('H4'));
    expect(order.exceptions).toEqual([]);
    await alter(bench, 'H4', { type: 'restock', consent: 'phone' });
    expect(order.shipments.filter(({ status }) => status !== 'VOIDED').length).toBeLessThanOrEqual(1);
    expect(await packWhole(bench, 'H4')).not.toBe('');
  });

  it('a parcel on the bench is stopped when the desk finds its goods short', async () => {
    await bench.scan('H5');
    await bench.scan(EAN.MUG);
    expect(await alter(bench, 'H5', { type: 'backorder', sku: 'TEA', qty: 1 })).toMatchObject({ ok: true });
    const stopped = await bench.until((view) => view.stop !== null, 'the stop');
    expect(stopped.stop?.kind).toBe('not_packable');
    await bench.ok();
    expect(
      await alter(bench, 'H5', { type: 'cancel_lines', lines: [{ no: 2, qty: 1 }], consent: 'phone' }),
    ).toMatchObject({
      ok: false,
      code: 'order_on_bench',
    });
    await bench.command('CANCEL');
    expect(
      await alter(bench, 'H5', { type: 'cancel_lines', lines: [{ no: 2, qty: 1 }], consent: 'phone' }),
    ).toMatchObject({
      ok: true,
    });
  });
});
