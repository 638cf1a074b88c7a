import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from './harness.ts';
import { EAN, orderOf, saveOrders, saveProducts, scanAll, shipmentOf } from './shop.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await startBench();
  await saveProducts(bench);
  await saveOrders(bench, [
    { no: 'A-1', lines: { MUG: 2, TEA: 1, PEN: 2 }, payment: 'cod' },
    { no: 'A-2', lines: { SET: 1 } },
    { no: 'A-3', lines: { TEA: 1 } },
  ]);
});
afterEach(async () => {
  const { problems } = bench;
  await bench.close();
  expect(problems).toEqual([]);
});

const session = async () => (await bench.view()).session;
/** The label of the box that is open has come out and is scanned back. @returns its number and what the bench says */
async function stick() {
  const ready = await bench.until(
    (view) => ['sent', 'confirmed'].includes(view.session?.label.state ?? ''),
    'the label',
  );
  const number = ready.session?.waybill?.number ?? '';
  return { number, verdict: await bench.scan(number) };
}
const lines = async () => (await session())?.lines.map(({ sku, qty, checked }) => [sku, qty, checked]);
const kinds = (): string[] => bench.verdicts.map(({ kind }) => kind);

describe('another box (PAK-08)', () => {
  it('holds what is left; the order goes when both have gone, and the cash is collected once', async () => {
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    await bench.scan(EAN.PEN);
    const at = bench.verdicts.length;
    await bench.scan('CMD:BOX');
    expect(bench.verdicts[at]).toMatchObject({
      kind: 'info',
      data: { reason: 'another_box', kept: 2, rest: 3 },
    });
    expect(await session()).toMatchObject({
      shipment: shipmentOf('A-1'),
      step: 'label',
      parcel: { n: 1, m: 2 },
      units: { checked: 2, total: 2 },
      cod: { minor: 8_800 },
    });
    const first = await stick();
    // The box with the rest is on the bench at once.
    expect(kinds().slice(-2)).toEqual(['closed', 'opened']);
    expect(await session()).toMatchObject({ parcel: { n: 2, m: 2 }, cod: null });
    expect(await lines()).toEqual([
      ['MUG', 1, 0],
      ['TEA', 1, 0],
      ['PEN', 1, 0],
    ]);
    expect(await scanAll(bench)).toBe('order_complete');
    const second = await stick();
    expect(second.verdict.kind).toBe('closed');
    expect(second.number).not.toBe(first.number);
    const labels = bench.printer.labels.length;
    expect(labels).toBe(2);

    await bench.call('handover.start', { bench: 'B1', carrier: 'OWN', courier: '老王' });
    await bench.scan(first.number);
    await bench.scan('CMD:FINISH');
    expect((await bench.order(orderOf('A-1'))).status).toBe('READY_TO_SHIP');
    await bench.call('handover.start', { bench: 'B1', carrier: 'OWN', courier: '老王' });
    await bench.scan(second.number);
    await bench.scan('CMD:FINISH');
    const order = await bench.order(orderOf('A-1'));
    expect(order.status).toBe('SHIPPED');
    expect(order.shipments.map(({ number }) => number).sort()).toEqual([first.number, second.number].sort());
    expect(order.timeline.filter(({ type }) => type === 'split')).toHaveLength(1);
    const { operator } = bench;
    expect(
      await bench.call('export.shipped', { layout: 'packline', again: false, encoding: 'utf-8', operator }),
    ).toMatchObject({ ok: true, value: { parcels: 2 } });
  });

  it('may be a third, a kit may lie in two, and a restart leaves nothing behind', async () => {
    await bench.scan('A-2');
    await bench.scan(EAN.TEA);
    await bench.scan('CMD:BOX');
    await bench.restart();
    expect(await session()).toMatchObject({ parcel: { n: 1, m: 2 }, units: { checked: 1, total: 1 } });
    await stick();
    await bench.scan(EAN.MUG);
    await bench.scan('CMD:BOX');
    expect(await session()).toMatchObject({ parcel: { n: 2, m: 3 }, units: { checked: 1, total: 1 } });
    await stick();
    expect(await session()).toMatchObject({ parcel: { n: 3, m: 3 }, units: { checked: 0, total: 1 } });
    await bench.scan(EAN.MUG);
    expect((await stick()).verdict.kind).toBe('closed');
    const order = await bench.order(orderOf('A-2'));
    expect(order.shipments.map(({ status }) => status)).toEqual(Array(3).fill('HANDOVER_PENDING'));
  });

  it('that was put back waits, and the order’s code opens it, not the one that is packed', async () => {
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    await bench.scan('CMD:BOX');
    await stick();
    expect((await bench.command('CANCEL')).kind).toBe('put_back');
    expect(await bench.scan('A-1')).toMatchObject({ kind: 'opened', data: { units: 4 } });
  });

  it('is no box where the first is empty, or has everything', async () => {
    expect(await bench.scan('CMD:BOX')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'no_order_open' },
    });
    await bench.ok();
    await bench.scan('A-1');
    expect(await bench.scan('CMD:BOX')).toMatchObject({ kind: 'not_allowed', data: { reason: 'box_empty' } });
    await bench.ok();
    expect((await session())?.parcel).toEqual({ n: 1, m: 1 });
    await bench.command('CANCEL');
    await bench.scan('A-3');
    await scanAll(bench);
    await bench.until((view) => view.session?.step === 'label', 'the label step');
    expect(await bench.scan('CMD:BOX')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'no_order_open' },
    });
  });

  it('stops with its order: a cancel request stops the box that is still open', async () => {
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    await bench.scan('CMD:BOX');
    const { verdict } = await stick();
    expect(verdict.kind).toBe('opened');
    await bench.act(orderOf('A-1'), 'request_cancel', { reason: 'buyer' });
    await bench.until((view) => view.stop !== null, 'the stop');
    expect(await bench.view()).toMatchObject({
      stop: { kind: 'blocked', data: { reason: 'cancel_requested' } },
    });
  });
});
