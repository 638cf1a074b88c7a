import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MethodInput, ScaleSettings, WeighingRules } from '../../../shared/contract/index.ts';
import { WEIGHING_DEFAULTS } from '../../../shared/contract/index.ts';
import { createPtyScale, type PtyScale } from '../../scale/pty.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, orderOf, saveOrders, shipmentOf } from '../station/shop.ts';

const PRODUCTS = `sku,name,barcode,weight_g\nMUG,马克杯,${EAN.MUG},400\nTEA,绿茶,${EAN.TEA},100\nPEN,中性笔,${EAN.PEN},\n`;

const scale = (path: string): ScaleSettings => ({
  id: 'scale-1',
  name: 'Bench scale',
  bench: 'B1',
  kind: 'text',
  path,
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  unit: 'kg',
  restGrams: 0,
  zeroGrams: 4,
  minGrams: 10,
});

describe('weighing at the bench', () => {
  let folder: string;
  let pty: PtyScale;
  let bench: TestBench;

  const rules = (over: Partial<WeighingRules>) =>
    bench.call('settings.save', {
      scales: [scale(pty.path)],
      weighing: { ...WEIGHING_DEFAULTS, rule: 'required', ...over },
    });
  const says = (wait: string) =>
    bench
      .until(() => true)
      .then(async () => {
        for (let i = 0; i < 200; i += 1) {
          const view = await bench.call('scale.view', { bench: 'B1' });
          if (view?.wait === wait) return view;
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
        throw new Error(`the scale did not come to ${wait}`);
      });
  const weighed = (state: string) =>
    bench.until((view) => view.session?.weigh?.state === state, `a parcel ${state}`);
  const label = async (): Promise<string> =>
    (await bench.until((view) => view.session?.label.state === 'sent', 'the label')).session?.waybill
      ?.number ?? '';
  const weighing = async (no: string) =>
    (await bench.order(orderOf(no))).timeline
      .filter(({ type }) => type === 'weighed')
      .map(({ data }) => data);
  const act = (weight: MethodInput<'bench.weight'>['weight']) =>
    bench.call('bench.weight', { bench: 'B1', weight });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packline-scale-'));
    pty = await createPtyScale(join(folder, 'tty'), 'text');
    bench = await startBench();
    await bench.importText(PRODUCTS, 'packline-products');
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 1, TEA: 1 } },
      { no: 'A-2', lines: { MUG: 1 } },
      { no: 'A-3', lines: { PEN: 1 } },
    ]);
  });
  afterEach(async () => {
    await bench.close();
    await pty.close();
    await rm(folder, { recursive: true, force: true });
  });

  const pack = async (no: string, ...codes: string[]): Promise<void> => {
    expect(await bench.scan(no)).toMatchObject({ kind: 'opened' });
    for (const code of codes) await bench.scan(code);
  };

  it('takes the weight beside the label, once it stands still; the next parcel waits for an empty scale', async () => {
    await rules({});
    await says('empty');
    await pack('A-1', EAN.MUG, EAN.TEA);
    const number = await label();
    // The label was scanned first: the parcel closes when it is weighed.
    expect(await bench.scan(number)).toMatchObject({ kind: 'info', data: { reason: 'weigh_first' } });
    expect(await bench.scan('A-2')).toMatchObject({ kind: 'weight_missing' });
    await bench.ok();
    pty.moving = true;
    pty.grams = 300;
    await says('moving');
    pty.grams = 612;
    pty.moving = false;
    const closed = await bench.until((view) => view.closed?.number === number, 'the parcel to close');
    expect(closed.session).toBeNull();
    expect(bench.verdicts.map(({ kind }) => kind)).toContain('weighed');
    // Still on the scale: it is nobody's weight now.
    await pack('A-2', EAN.MUG);
    expect((await says('not_empty')).grams).toBe(612);
    const second = await label();
    await bench.scan(second);
    expect((await bench.view()).session?.weigh?.state).toBe('wanted');
    pty.grams = 0;
    await says('empty');
    pty.grams = 480;
    await bench.until((view) => view.closed?.number === second, 'the second parcel to close');
  });

  it('stops at a parcel that is too light or too heavy; a recount or a lead lets it go on', async () => {
    await rules({});
    await says('empty');
    await pack('A-1', EAN.MUG, EAN.TEA);
    pty.grams = 412;
    await weighed('out');
    const light = await bench.view();
    expect(light.stop).toMatchObject({
      kind: 'too_light',
      data: { weighedGrams: 412, goodsGrams: 500, leastGrams: 480, mostGrams: 1020 },
    });
    await bench.ok();
    // The forgotten tea is put in.
    pty.grams = 515;
    expect((await weighed('done')).session?.weigh).toMatchObject({ grams: 515, source: 'scale' });
    await bench.scan(await label());
    pty.grams = 0;
    await says('empty');

    await pack('A-2', EAN.MUG);
    pty.grams = 5000;
    await weighed('out');
    expect((await bench.view()).stop?.kind).toBe('too_heavy');
    await bench.ok();
    const number = (await bench.view()).session?.waybill?.number ?? '';
    expect(await bench.scan(number)).toMatchObject({ kind: 'too_heavy' });
    expect(await act({ act: 'override', reason: '木箱包装' })).toEqual({ ok: true, value: null });
    expect((await weighed('done')).stop).toBeNull();
    expect(await bench.scan(number)).toMatchObject({ kind: 'closed' });
    expect(await weighing('A-2')).toEqual([
      { grams: 5000, source: 'scale', scale: 'scale-1', expected: 400, reason: '木箱包装', override: true },
    ]);
    expect(await weighing('A-1')).toMatchObject([{ grams: 515, source: 'scale', expected: 500 }]);
  });

  it('lets a parcel go without where the rule only asks, and never waits for ever', async () => {
    await rules({ rule: 'ask', beforeLabel: true, patienceSeconds: 2 });
    await says('empty');
    pty.silent = true;
    await pack('A-3', EAN.PEN);
    // The label waits for the weight, for two seconds.
    expect((await bench.view()).session?.label.state).toBe('none');
    const number = await label();
    expect(bench.verdicts.at(-2)?.data['reason']).toBe('unweighed_silent');
    expect(await bench.scan(number)).toMatchObject({ kind: 'closed' });
  });

  it('takes a typed weight with its reason, and weighs again on command; what was weighed can be put back', async () => {
    await rules({ beforeLabel: true });
    await pack('A-3', EAN.PEN);
    expect(await act({ act: 'manual', grams: 85, reason: 'scale_broken' })).toMatchObject({ ok: true });
    expect((await weighed('done')).session?.weigh).toMatchObject({ grams: 85, source: 'manual' });
    await label();
    expect(await act({ act: 'manual', grams: 90, reason: 'x' })).toMatchObject({ code: 'already_weighed' });
    pty.grams = 0;
    await says('empty');
    expect(await bench.command('WEIGH')).toMatchObject({ kind: 'info', data: { reason: 'weighing_again' } });
    pty.grams = 70;
    await bench.until((view) => view.session?.weigh?.grams === 70, 'the second weight');
    expect(await bench.command('CANCEL')).toMatchObject({ kind: 'put_back' });
    expect((await bench.order(orderOf('A-3'))).shipments).toMatchObject([
      { id: shipmentOf('A-3'), status: 'QUEUED' },
    ]);
  });

  it('comes back after the cable was out', async () => {
    await rules({});
    await says('empty');
    pty.grams = 700;
    await says('ready');
    await pty.unplug();
    await says('silent');
    await pty.plug();
    await says('ready');
    expect((await bench.view()).devices.find(({ kind }) => kind === 'scale')?.state).toBe('ready');
  });

  it('proposes the scale on a port, and reads it in place', async () => {
    await rules({});
    const found = await bench.call('scales.detect', { path: pty.path });
    expect(found).toMatchObject({
      ok: true,
      value: { kind: 'text', baudRate: 9600, dataBits: 8, sample: { grams: 0, stable: true, zero: true } },
    });
    await says('empty');
  });

  it('a bench without a scale weighs nothing', async () => {
    await bench.call('settings.save', { weighing: { ...WEIGHING_DEFAULTS, rule: 'required' } });
    await pack('A-2', EAN.MUG);
    expect((await bench.view()).session?.weigh).toBeUndefined();
    expect(await bench.scan(await label())).toMatchObject({ kind: 'closed' });
    expect(await bench.command('WEIGH')).toMatchObject({ kind: 'not_allowed' });
  });
});
