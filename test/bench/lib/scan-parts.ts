import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askOf, ready } from './desk-ask.ts';
import { figure } from './figures.ts';
import type { Figure } from './figures.ts';
import { bigFolder, copyOf } from './folder.ts';
import type { BenchFolder } from './folder.ts';
import { benchGun, rawSerial } from './gun.ts';
import type { BenchGun } from './gun.ts';
import { rawFsync } from './raw-fsync.ts';
import { connectRaw, startBuiltHost } from './host.ts';
import type { RawClient } from './host.ts';
import { clockOffset, emptyFrames, LAMP, openBrowser, readMarks } from './page.ts';
import { packOrders } from './shift.ts';
import type { Shot } from './shift.ts';
import { rawFirstBytes, startSink } from './sink.ts';
import type { Sink } from './sink.ts';
import { measureStarts } from './start.ts';

export interface ScanOptions {
  /** Orders packed in each part. */
  readonly orders: number;
  /** Starts measured. */
  readonly starts: number;
  /** Flags for the host's Node, e.g. `--cpu-prof`. */
  readonly node: readonly string[];
  readonly say: (line: string) => void;
  readonly parts: readonly ('station' | 'page' | 'start')[];
}

export const VERDICT = { of: 'p99', value: 5 } as const;
const PAUSE = [40, 160] as const;

/** Issue 2, "Speed": with 100,000 orders and 50,000 products in the database. */
export async function benchScan(options: ScanOptions): Promise<Figure[]> {
  const { say, parts } = options;
  const folder = copyOf(await bigFolder(say));
  const scratch = mkdtempSync(join(tmpdir(), 'packline-bench-gun-'));
  const sink = await startSink();
  const gun = await benchGun(join(scratch, 'gun'));
  const figures: Figure[] = [];
  try {
    await configure(folder, gun, sink);
    await settle(folder, say);
    if (parts.includes('station')) figures.push(...(await stationAlone(options, folder, gun, sink, scratch)));
    if (parts.includes('page')) figures.push(...(await withPage(options, folder, gun, sink, scratch)));
    if (parts.includes('start')) figures.push(...(await measureStarts(folder, scratch, options.starts, say)));
    return figures;
  } finally {
    await gun.close();
    sink.close();
    folder.dispose();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The index of the work lists is made once in the life of a folder, not while somebody packs. */
async function settle(folder: BenchFolder, say: (line: string) => void): Promise<void> {
  const host = await startBuiltHost(folder);
  const client = await connectRaw(host);
  try {
    await ready(askOf(client), say);
  } finally {
    client.close();
    await host.stop();
  }
}

/** Gun and printer are set up by the contract, in a run of their own. */
export async function configure(folder: BenchFolder, gun: BenchGun, sink: Sink): Promise<void> {
  const host = await startBuiltHost(folder);
  const client = await connectRaw(host);
  await client.call('settings.save', {
    guns: [
      { id: 'gun', path: gun.path, baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, bench: 'B1' },
    ],
    printers: [
      {
        id: 'label',
        name: 'sink',
        language: 'tspl',
        dpi: 203,
        paper: '100x150',
        polarity: 'normal',
        statusQuery: false,
        transport: { kind: 'tcp', host: '127.0.0.1', port: sink.port },
      },
    ],
    labelPrinter: 'label',
  });
  client.close();
  await host.stop();
}

async function stationAlone(
  { orders, node, say }: ScanOptions,
  folder: BenchFolder,
  gun: BenchGun,
  sink: Sink,
  scratch: string,
): Promise<Figure[]> {
  say('serial line alone …');
  const serial = await rawSerial(scratch, 200, 20);
  const line = await rawFirstBytes(sink, 50);
  say('disk alone …');
  const disk = await rawFsync(folder.dataDir, orders, PAUSE);
  say(`station: packing ${orders} orders …`);
  const host = await startBuiltHost(folder, { node });
  const client = await connectRaw(host);
  try {
    await gunReady(client);
    const { shots, paper } = await packOrders({ gun, client, sink, orders, pause: PAUSE, from: 1_000 });
    const peer = { name: 'serialport alone', of: 'p99', values: serial } as const;
    const stops = ['wrong_item', 'unknown_code', 'acknowledged'];
    const closed = ['closed'];
    const of = (...kinds: string[]) =>
      shots.filter(({ verdict }) => kinds.includes(verdict.kind)).map(decided);
    return [
      figure('gun byte → verdict in the station, all scans', shots.map(decided), { limit: VERDICT, peer }),
      figure(
        '  all that wait for no disk (design 4)',
        shots.filter(({ verdict }) => !closed.includes(verdict.kind)).map(decided),
        { limit: VERDICT, peer },
      ),
      figure('  first scan after the start', shots.slice(0, 1).map(decided)),
      figure('  right unit', of('unit_ok', 'order_complete'), { limit: VERDICT, peer }),
      figure('  stops and their OK', of(...stops), { limit: VERDICT, peer }),
      figure('  order opened', of('opened'), { limit: VERDICT, peer }),
      figure('  parcel closed (on disk)', of(...closed), {
        limit: VERDICT,
        peer: { name: 'one write + fdatasync alone', of: 'p99', values: disk },
      }),
      figure(
        'gun byte → verdict at a page’s socket',
        shots.map((shot) => shot.receivedAt - shot.shotAt),
      ),
      figure('last scan → first byte at the printer', paper, {
        limit: { of: 'p95', value: 60 },
        peer: { name: 'TCP connect + first byte', of: 'p95', values: line },
      }),
    ];
  } finally {
    client.close();
    await host.stop();
  }
}

async function withPage(
  { orders, node, say }: ScanOptions,
  folder: BenchFolder,
  gun: BenchGun,
  sink: Sink,
  scratch: string,
): Promise<Figure[]> {
  say(`page: packing ${orders} orders …`);
  const host = await startBuiltHost(folder, { node });
  const client = await connectRaw(host);
  const browser = await openBrowser(join(scratch, 'profile'));
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(host.windowUrl);
    await page.waitForSelector(LAMP, { timeout: 30_000 });
    await gunReady(client);
    const frames = await emptyFrames(page, 150);
    const { offset, within } = await clockOffset(page);
    say(`page: its clock is ${offset.toFixed(2)} ms from ours, known within ${within.toFixed(2)} ms`);
    const { shots, paper } = await packOrders({ gun, client, sink, orders, pause: PAUSE, from: 20_000 });
    await sleep(500);
    const marks = await readMarks(page);
    const empty = { name: 'two empty frames', of: 'p99', values: frames } as const;
    const after = (found: readonly { at: number; seq: number }[], seq: number) =>
      found.find((mark) => mark.seq === seq)?.at ?? Number.NaN;
    const known = (values: readonly number[]) => values.filter((value) => !Number.isNaN(value));
    const painted = known(shots.map((shot) => after(marks.painted, shot.verdict.seq) - shot.shotAt));
    const sounds = known(
      shots.map((shot) => {
        const received = after(marks.received, shot.verdict.seq);
        return (marks.sound.find((at) => at >= received) ?? Number.NaN) - shot.shotAt;
      }),
    );
    const heard = known(shots.map((shot) => after(marks.received, shot.verdict.seq) - shot.shotAt));
    return [
      figure('with a page: gun byte → verdict in the station', shots.map(decided), { limit: VERDICT }),
      figure('gun byte → verdict in the page', heard),
      figure('gun byte → verdict painted', painted, { limit: { of: 'p99', value: 33 }, peer: empty }),
      figure('gun byte → sound started', sounds, {
        limit: { of: 'p95', value: 50 },
        peer: { name: 'two empty frames', of: 'p95', values: frames },
      }),
      figure('with a page: last scan → first byte at the printer', paper, {
        limit: { of: 'p95', value: 60 },
      }),
    ];
  } finally {
    await browser.close();
    client.close();
    await host.stop();
  }
}

export const decided = ({ shotAt, verdict }: Shot): number => verdict.decidedAt - shotAt;

/** The station opens the gun beside its start; what is typed before is lost, as with a real gun. */
export async function gunReady(client: RawClient): Promise<void> {
  for (let i = 0; i < 100; i += 1) {
    const view = (await client.call('bench.view', { bench: 'B1' })) as {
      devices: { kind: string; state: string }[];
    };
    if (view.devices.some(({ kind, state }) => kind === 'gun' && state === 'ready')) return;
    await sleep(50);
  }
  throw new Error('the gun was not opened');
}
