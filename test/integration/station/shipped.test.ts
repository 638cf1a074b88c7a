import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportReport, MethodInput } from '../../../shared/contract/index.ts';
import { keyFileOf, startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { orderOf, packWhole, saveOrders, savePool, saveProducts } from './shop.ts';

const run = promisify(execFile);
const CLI = join(import.meta.dirname, '../../../electron/serve/cli.ts');
const LAYOUTS = ['packline', 'taobao', 'shopify'] as const;
type Layout = (typeof LAYOUTS)[number];
/** Looks like a number that a spreadsheet has rounded; EMS numbers of a pool may be anything. */
const ROUND = '105000000000000000';

describe('a shipped file that comes back', () => {
  let bench: TestBench;
  let files: string;
  let numbers: Record<string, string>;
  beforeEach(async () => {
    files = mkdtempSync(join(tmpdir(), 'packline-shipped-'));
    bench = await startBench();
    await saveProducts(bench);
    await saveOrders(bench, [
      { no: 'A-1', lines: { MUG: 1 } },
      { no: '9900112233445566778', lines: { MUG: 1 } },
      { no: 'E-1', lines: { MUG: 1 }, carrier: 'EMS' },
      { no: 'E-2', lines: { MUG: 1 }, carrier: 'EMS' },
      { no: 'Q-1', lines: { MUG: 1 } },
    ]);
    const ems = (await bench.call('app.hello', {})).carriers.find(({ code }) => code === 'EMS');
    if (ems) await bench.call('carriers.save', { ...ems, sources: ['pool'] });
    await savePool(bench, 'EMS', ['1050000000001']);
    await bench.importText(`carrier,number\nEMS,"=""${ROUND}"""\n`, 'pool-numbers');
    numbers = {};
    for (const no of ['A-1', '9900112233445566778', 'E-1', 'E-2']) numbers[no] = await packWhole(bench, no);
    for (const carrier of ['OWN', 'EMS']) {
      await bench.scan(`CMD:HANDOVER:${carrier}`);
      await bench.scan('CMD:ALL');
      expect((await bench.scan('CMD:FINISH')).kind).toBe('handover_finished');
    }
  });
  afterEach(async () => {
    const { problems } = bench;
    await bench.close();
    rmSync(files, { recursive: true, force: true });
    expect(problems).toEqual([]);
  });

  async function exported(layout: Layout, encoding: 'utf-8' | 'gb18030' = 'utf-8'): Promise<Buffer> {
    const wanted = { layout, encoding, again: true, operator: bench.operator };
    const made = await bench.call('export.shipped', wanted);
    if (!made.ok) throw new Error(made.code);
    const chunks: Uint8Array[] = [];
    for await (const chunk of bench.station?.openDownload(made.value.token)?.stream ?? []) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** As the screen does it: looked at, and started with the preset that fits best. */
  async function back(
    bytes: Buffer | string,
    more: Partial<MethodInput<'import.start'>> = {},
  ): Promise<ImportReport & { readonly preset: string }> {
    const path = join(files, 'shipped.csv');
    writeFileSync(path, bytes);
    const token = (await bench.station?.acceptPath(path))?.token ?? '';
    const preview = await bench.call('import.preview', { token });
    const preset = preview.ok ? (preview.value.presets[0]?.id ?? '') : preview.code;
    return { ...(await bench.importFile(path, preset, more)), preset };
  }

  /** Everything that an import could change. */
  async function everything(): Promise<unknown> {
    const orders = await bench.call('orders.list', { offset: 0, limit: 500 });
    const seen = await Promise.all(orders.rows.map((row) => bench.order(row.order)));
    const { rows } = await bench.call('queue.list', { status: 'open', offset: 0, limit: 500 });
    const { carriers, products } = await bench.call('app.hello', {});
    return { seen, rows, carriers, products };
  }
  const told = (report: ImportReport) =>
    report.lines.map(({ line, outcome, code }) => [line, outcome, code] as const);

  it.each([
    ['packline', 'utf-8'],
    ['taobao', 'gb18030'],
    ['shopify', 'utf-8'],
  ] as const)('%s: every row is there already, nothing is new', async (layout, encoding) => {
    const before = await everything();
    const report = await back(await exported(layout, encoding));
    expect(report).toMatchObject({
      preset: `${layout}-shipped`,
      kind: 'shipped',
      state: 'done',
      rowsRead: 4,
      accepted: 0,
      packable: 0,
      already: 4,
      refused: 0,
    });
    expect(told(report)).toEqual([2, 3, 4, 5].map((line) => [line, 'already', null]));
    expect(await everything()).toEqual(before);
  });

  it('what differs is named, and nothing is changed by it', async () => {
    const before = await everything();
    const head = 'order_no,channel,carrier,number,shipped_at';
    const own = numbers['A-1'] ?? '';
    const report = await back(
      [
        head,
        `A-1,csv,OWN,${own},`,
        'A-1,csv,OWN,PLX0000009,',
        `A-1,csv,中通快递,${own},`,
        `A-1,csv,OWN,${own},2001-01-01T00:00:00Z`,
        'A-1,csv,OWN,105000000000010000,',
        `X-1,csv,OWN,${own},`,
        `A-1,taobao,OWN,${own},`,
        'Q-1,csv,OWN,78012345678901,',
        'A-1,csv,OWN,=1+1,',
        '',
      ].join('\r\n'),
    );
    expect(report).toMatchObject({ preset: 'packline-shipped', accepted: 0, already: 1, refused: 8 });
    expect(told(report).sort(([a], [b]) => a - b)).toEqual([
      [2, 'already', null],
      [3, 'refused', 'other_number'],
      [4, 'refused', 'other_carrier'],
      [5, 'refused', 'duplicate_line'],
      [6, 'refused', 'ruined_number'],
      [7, 'refused', 'order_not_here'],
      [8, 'refused', 'duplicate_line'],
      [9, 'refused', 'not_shipped'],
      [10, 'refused', 'formula'],
    ]);
    expect(report.lines.find(({ code }) => code === 'other_number')?.data).toMatchObject({ here: own });
    expect(await everything()).toEqual(before);
    const late = await back(`${head}\r\nA-1,csv,OWN,${own},2001-01-01T00:00:00Z\r\n`);
    expect(told(late)).toEqual([[2, 'refused', 'other_time']]);
    const elsewhere = await back(`${head}\r\nA-1,taobao,OWN,${own},\r\n`);
    expect(told(elsewhere)).toEqual([[2, 'refused', 'order_not_here']]);
    expect(await everything()).toEqual(before);
    expect((await bench.order(orderOf('Q-1'))).shipments).toEqual([
      expect.objectContaining({ number: null, status: 'QUEUED' }),
    ]);
  });

  it('a parcel with two orders stands in the file once for each', async () => {
    const number = numbers['A-1'] ?? '';
    const report = await back(
      `Name,Tracking Company,Tracking Number\r\nA-1,OWN,${number}\r\nE-1,OWN,${number}\r\n`,
    );
    expect(told(report)).toEqual([
      [2, 'already', null],
      [3, 'refused', 'other_number'],
    ]);
  });

  it('the script gives the same report', { timeout: 90_000 }, async () => {
    const paths = new Map<Layout, string>();
    for (const layout of LAYOUTS) {
      paths.set(layout, join(files, `${layout}.csv`));
      writeFileSync(paths.get(layout) ?? '', await exported(layout));
    }
    await bench.stop();
    for (const [layout, path] of paths) {
      const options = ['--data', bench.dir, '--key-file', keyFileOf(bench.dir), '--json'];
      const { stdout, stderr } = await run(process.execPath, [CLI, 'import', path, ...options]);
      expect(stderr).toContain(`preset: ${layout}-shipped`);
      const report = JSON.parse(stdout) as ImportReport;
      expect(report).toMatchObject({ state: 'done', accepted: 0, already: 4, refused: 0 });
      expect(told(report).every(([, outcome]) => outcome === 'already')).toBe(true);
    }
  });
});
