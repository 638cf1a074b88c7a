import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { BenchView } from '../../../shared/contract/index.ts';
import { createRandom } from '../../../shared/demo/random.ts';
import { createReaders } from '../label/readers.ts';
import { withFolder } from './folder.ts';
import { sleep, startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { halves } from './whole.ts';

export interface Killed {
  readonly kills: number;
  readonly scans: number;
  readonly closed: number;
  /** Kills after which the bench asked whether the label came out. */
  readonly asked: number;
  readonly labels: number;
}

/**
 * Packs the demo's orders and kills the station at random moments, in the middle of calls. After each start: at least
 * what was acknowledged, at most what was sent; nothing printed that nobody asked for.
 */
export async function packAndKill(options: {
  readonly kills: number;
  readonly seed: number;
}): Promise<Killed> {
  const random = createRandom(options.seed);
  const bench = await startBench({ child: true });
  let kills = 0;
  let scans = 0;
  let closed = 0;
  let asked = 0;
  try {
    await bench.demo();
    while (kills < options.kills) {
      // What the packer knows: the view of the last call that was answered, and what was under way.
      let known: BenchView = await bench.view();
      // A number of answered calls and a little more: on a busy machine a time alone would fall before the first one.
      let left = random.int(0, 12);
      const more = random.int(0, 60);
      let doomed: Promise<void> | undefined;
      const killSoon = (): Promise<void> => sleep(more).then(() => void bench.child?.kill());
      let sent = '';
      try {
        for (;;) {
          if (left === 0) doomed = killSoon();
          left -= 1;
          sent = nextStep(known);
          const verdict = sent.startsWith('CMD:NO') ? await bench.command('NO') : await bench.scan(sent);
          scans += 1;
          if (verdict.kind === 'closed' || verdict.kind === 'label_bound') closed += 1;
          known = await bench.view();
          sent = '';
          if (known.session?.step === 'label' && !known.stop) known = await settled(bench);
        }
      } catch (error) {
        // The connection broke; anything else is a fault of the test or of the station.
        if ((error as { code?: string }).code !== 'closed' && !/not running|waited for/.test(String(error)))
          throw error;
      }
      await doomed;
      kills += 1;
      const before = complete(bench);
      await bench.stop();
      await expectWholeActs(bench.dir);
      await bench.start();
      const after = await bench.view();
      expectContinued(known, sent, after);
      await expectPrintedOnce(bench, before);
      // The question follows the start: the bench stands first.
      if ((await bench.view()).stop?.kind === 'print_unknown') asked += 1;
      if (kills % 5 === 0) await expectWhole(bench);
    }
    return { kills, scans, closed, asked, labels: await expectLedgerCoversPaper(bench) };
  } finally {
    await bench.close();
  }
}

/** No act is half done, of all that the kills before left and the starts after them carried out. */
async function expectWhole(bench: TestBench): Promise<void> {
  await bench.stop();
  expect(await withFolder(bench.dir, halves)).toEqual([]);
  await bench.start();
}

/** An act is one transaction: nothing has to be completed by a start. Looked at in a copy, so that the start finds what was left. */
async function expectWholeActs(dir: string): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'packline-killed-'));
  try {
    cpSync(dir, copy, { recursive: true, filter: (path) => !path.endsWith('.lock') });
    expect(await withFolder(copy, halves), 'before a start').toEqual([]);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const complete = (bench: TestBench): number => bench.printer.labels.filter((label) => label.complete).length;

/** What a packer does next, going by the screen. */
export function nextStep({ stop, session }: BenchView): string {
  if (stop) return stop.kind === 'print_unknown' ? 'CMD:NO' : 'CMD:OK';
  if (!session) return 'CMD:NEXT';
  const line = session.lines.find((each) => each.checked < each.qty);
  if (session.step === 'checking' && line) return line.sku;
  if (session.label.state === 'external') return `77712${String(Date.now()).slice(-10)}`;
  return session.waybill?.number ?? 'CMD:CANCEL';
}

export async function settled(bench: TestBench): Promise<BenchView> {
  return bench.until(
    ({ session, stop }) =>
      session === null ||
      stop !== null ||
      session.step !== 'label' ||
      !['queued', 'sending', 'none'].includes(session.label.state),
    'the label',
  );
}

/** At least the acknowledged state, at most one step further: the one that was under way. */
function expectContinued(known: BenchView, sent: string, after: BenchView): void {
  const was = known.session;
  const is = after.session;
  if (was === null) {
    if (is !== null) expect(sent).toBe('CMD:NEXT');
    return;
  }
  if (is === null) {
    // Only the scan that closes a parcel, or the last unit of a label-first one, takes it off the bench.
    const closing = sent !== '' && (was.step === 'label' || was.units.checked + 1 >= was.units.total);
    expect(closing).toBe(true);
    return;
  }
  expect(is.shipment).toBe(was.shipment);
  expect(is.units.checked).toBeGreaterThanOrEqual(was.units.checked);
  expect(is.units.checked).toBeLessThanOrEqual(was.units.checked + (sent === '' ? 0 : 1));
  if (was.waybill) expect(is.waybill?.number).toBe(was.waybill.number);
}

/** No number came out more often than the ledger has copies of it. @returns how many labels came out whole */
async function expectLedgerCoversPaper(bench: TestBench): Promise<number> {
  const copies = new Map<string, number>();
  for (const job of await bench.labels())
    copies.set(job.number ?? '', (copies.get(job.number ?? '') ?? 0) + 1);
  const readers = createReaders();
  const printed = bench.printer.labels.filter((label) => label.complete);
  const out = new Map<string, number>();
  for (const label of printed) {
    const number = readers.zbar(label.png(20)).find((code) => copies.has(code)) ?? 'unreadable';
    out.set(number, (out.get(number) ?? 0) + 1);
  }
  readers.dispose();
  for (const [number, times] of out) expect(times, number).toBeLessThanOrEqual(copies.get(number) ?? 0);
  return printed.length;
}

/** The ledger accounts for every label that came out; none comes out by itself that was sent before. */
async function expectPrintedOnce(bench: TestBench, before: number): Promise<void> {
  const jobs = await bench.labels();
  const sentBefore = jobs.filter((job) =>
    ['sent', 'confirmed', 'unknown', 'failed'].includes(job.state),
  ).length;
  const numbers = jobs.map((job) => `${job.number ?? ''} ${job.copy}`);
  expect(new Set(numbers).size).toBe(numbers.length);
  await sleep(60);
  const later = complete(bench);
  const queued = (await bench.labels()).length - sentBefore;
  // What may still come out by itself are jobs of which certainly no byte had left.
  expect(later - before).toBeLessThanOrEqual(Math.max(0, queued) + 1);
  expect(later).toBeLessThanOrEqual((await bench.labels()).length);
}
