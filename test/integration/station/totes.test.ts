import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { saveOrders, saveProducts, shipmentOf } from './shop.ts';

describe('totes', () => {
  let bench: TestBench;
  beforeEach(async () => {
    bench = await startBench();
    await saveProducts(bench);
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 1 } },
      { no: 'A-2', lines: { TEA: 1 } },
    ]);
  });
  afterEach(async () => {
    await bench.close();
  });

  it('an empty tote takes the next order that is scanned; scanning the tote then opens it', async () => {
    expect(await bench.scan('TT-7')).toMatchObject({ kind: 'info', data: { reason: 'tote_waiting' } });
    expect(await bench.scan('A-2')).toMatchObject({
      kind: 'info',
      data: { reason: 'tote_filled', tote: '7' },
    });
    expect((await bench.view()).session).toBeNull();
    expect(await bench.scan('TT-7')).toMatchObject({ kind: 'opened', data: { via: 'tote' } });
    expect((await bench.view()).session?.shipment).toBe(shipmentOf('A-2'));
  });

  it('put away, the tote takes nothing; an order in work cannot be moved into one', async () => {
    await bench.scan('TT-7');
    expect(await bench.command('CANCEL')).toMatchObject({ kind: 'info', data: { reason: 'tote_put_away' } });
    expect((await bench.scan('A-1')).kind).toBe('opened');
    expect(await bench.scan('TT-8')).toMatchObject({ kind: 'unknown_code' });
  });
});
