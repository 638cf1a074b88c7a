import { afterEach, describe, expect, it } from 'vitest';
import type { MethodInput } from '../../../shared/contract/index.ts';
import { startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { EAN, packWhole, saveOrders, saveProducts } from './shop.ts';

let bench: TestBench;
afterEach(async () => {
  const { problems } = bench;
  await bench.close();
  expect(problems).toEqual([]);
});

async function open(options: Parameters<typeof startBench>[0] = {}): Promise<void> {
  bench = await startBench(options);
  await saveProducts(bench);
  await saveOrders(bench, [
    { no: 'A-1', lines: { MUG: 1 } },
    { no: 'A-2', lines: { TEA: 1 } },
  ]);
}
const list = (filter: NonNullable<MethodInput<'prints.list'>['filter']> = {}, openOnly = false) =>
  bench.call('prints.list', { open: openOnly, filter, offset: 0, limit: 100 });

describe('a printer that says what it lacks', () => {
  it('no paper: said at the bench before a byte is sent; the label goes out by itself when there is paper, once', async () => {
    await open({ faults: { condition: 'paper_out' } });
    const { settings } = await bench.call('app.hello', {});
    const printers = settings.printers.map((printer) => ({ ...printer, statusQuery: true }));
    await bench.call('settings.save', { printers });
    await bench.until((view) => view.devices.some(({ code }) => code === 'paper_out'));
    await bench.scan('A-1');
    await bench.scan(EAN.MUG);
    const view = await bench.until(({ stop }) => stop !== null);
    expect(view.stop).toMatchObject({ kind: 'printer_not_ready', data: { reason: 'paper_out' } });
    expect(view.session?.label).toMatchObject({ state: 'queued', code: 'paper_out' });
    expect(bench.printer.received.filter((bytes) => bytes.length > 100)).toEqual([]);
    expect((await list()).rows).toMatchObject([{ state: 'queued', outcome: 'not_sent', attempts: 0 }]);
    await bench.printer.setFaults({});
    await bench.printer.waitForLabels(1, 60_000);
    const after = await bench.until(({ session }) => session?.label.state === 'sent');
    expect(after.session?.label.code).toBeNull();
    await bench.ok();
    expect((await bench.scan(after.session?.waybill?.number ?? '')).kind).toBe('closed');
    expect(bench.printer.labels).toHaveLength(1);
    expect((await list()).rows).toMatchObject([{ outcome: 'confirmed', proof: 'scan_back' }]);
  }, 90_000);

  it('is asked on the spot, and tells its state in a word', async () => {
    await open({ faults: { condition: 'head_open' } });
    const { settings } = await bench.call('app.hello', {});
    const [printer] = settings.printers;
    if (!printer) throw new Error('no printer');
    expect(await bench.call('printer.ask', { printer })).toMatchObject({
      state: 'head_open',
      reach: 'answered',
    });
    const transport = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const;
    expect(await bench.call('printer.ask', { printer: { ...printer, transport } })).toMatchObject({
      state: 'unknown',
      reach: 'unreachable',
      code: 'refused',
    });
  });
});

describe('the ledger page', () => {
  it('reprints with a reason, counted; voids; finds by number, kind and state; exports', async () => {
    await open();
    const first = await packWhole(bench, 'A-1');
    const second = await packWhole(bench, 'A-2');
    const [, job] = (await list()).rows;
    if (!job) throw new Error('no job');
    expect(job).toMatchObject({ number: first, copy: 1, outcome: 'confirmed', order: 'A-1' });

    const operator = bench.operator;
    const slip = await bench.call('prints.reprint', { job: job.id, reason: '面单刮花', operator });
    expect(slip).toMatchObject({ ok: true });
    await bench.printer.waitForLabels(3);
    const found = await list({ number: first });
    expect(found).toMatchObject({ total: 2, more: false });
    expect(found.rows.map(({ copy, reason, number }) => [copy, reason, number])).toEqual([
      [2, '面单刮花', first],
      [1, null, first],
    ]);
    expect((await list({ number: second })).total).toBe(1);
    expect((await list({ number: 'A-2' })).total).toBe(1);
    expect((await list({ kind: 'slip' })).total).toBe(0);
    expect((await list({ state: 'confirmed' })).total).toBe(2);
    expect((await list({ printer: 'nobody' })).total).toBe(0);
    expect((await list({ until: 1000 })).total).toBe(0);
    expect((await list({ from: 1000, number: first.slice(2) })).total).toBe(2);

    // A job that is still going out cannot be taken back: the printer has its label a moment before the ledger says so.
    const [copy] = found.rows;
    await expect.poll(async () => (await list({ number: first })).rows[0]?.state).not.toBe('sending');
    const voided = await bench.call('prints.void', { job: copy?.id ?? '', reason: '贴错', operator });
    expect(voided).toMatchObject({ ok: true });
    expect((await list({ state: 'voided' })).rows).toMatchObject([{ copy: 2, reason: '贴错' }]);
    expect(await bench.call('prints.void', { job: 'nobody', reason: 'x', operator })).toMatchObject({
      ok: false,
      code: 'not_found',
    });

    const file = await bench.call('prints.export', { filter: { kind: 'label' }, operator });
    if (!file.ok) throw new Error(file.code);
    expect(file.value.rows).toBe(3);
    expect(file.value.fileName).toMatch(/^prints-\d{8}-\d{4}\.csv$/);
    const made = bench.station?.openDownload(file.value.token);
    const parts: Uint8Array[] = [];
    for await (const part of made?.stream ?? []) parts.push(part as Uint8Array);
    const lines = Buffer.concat(parts).toString('utf8').split('\r\n');
    expect(lines[0]).toContain('运单号');
    expect(lines.filter((line) => line.includes(first))).toHaveLength(2);
    expect(lines.join('\n')).not.toContain('李晓梅');
    const none = await bench.call('prints.export', { filter: { kind: 'manifest' }, operator });
    expect(none).toMatchObject({ ok: false, code: 'no_prints' });
  });

  it('a self-test page has its row; the answer closes it', async () => {
    await open();
    const { settings } = await bench.call('app.hello', {});
    const [printer] = settings.printers;
    if (!printer) throw new Error('no printer');
    const sent = await bench.call('printer.test', { printer });
    if (!sent.ok) throw new Error(sent.code);
    expect(sent.value).toMatchObject({ outcome: 'delivered', code: null });
    const [row] = (await list({ kind: 'test' })).rows;
    expect(row).toMatchObject({ id: sent.value.job, state: 'sent', kind: 'test' });
    const answer = { job: row?.id ?? '', came: true, operator: bench.operator };
    expect(await bench.call('prints.answer', answer)).toMatchObject({ ok: true });
    expect((await list({ kind: 'test' })).rows).toMatchObject([{ state: 'confirmed', proof: 'packer' }]);
    const again = { job: row?.id ?? '', reason: 'x', operator: bench.operator };
    expect(await bench.call('prints.reprint', again)).toMatchObject({ ok: false, code: 'not_reprintable' });

    const nowhere = { ...printer, transport: { kind: 'tcp', host: '127.0.0.1', port: 1 } as const };
    expect(await bench.call('printer.test', { printer: nowhere })).toMatchObject({
      ok: true,
      value: { outcome: 'not_sent', code: 'refused' },
    });
    expect((await list({ state: 'failed' })).rows).toMatchObject([{ kind: 'test', outcome: 'not_sent' }]);
  });
});
