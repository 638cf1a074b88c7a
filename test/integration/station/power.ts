import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { BenchView } from '../../../shared/contract/index.ts';
import { createRandom } from '../../../shared/demo/random.ts';
import {
  FATES,
  createDisk,
  readFolder,
  readLog,
  recordedEnv,
  writeFolder,
} from '../../fakes/power-loss/index.ts';
import type { LogRecord } from '../../fakes/power-loss/index.ts';
import { withFolder } from './folder.ts';
import { startBench } from './harness.ts';
import type { TestBench } from './harness.ts';
import { nextStep, settled } from './kills.ts';
import { halves } from './whole.ts';

export interface PowerCuts {
  readonly cuts: number;
  /** Parcels that were closed while it was recorded, and the labels that came out. */
  readonly closed: number;
  readonly labels: number;
  readonly records: number;
}

/** ms on the monotonic clock of the machine, as in the log. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;
/**
 * What the bench showed so long before the cut must still be so. The storage's own bound is half a second and is measured in its
 * own tests; here a busy machine must not decide.
 */
const OLD_MS = 3_000;

interface Seen {
  readonly ms: number;
  readonly shipment: string;
  readonly checked: number;
}
interface Closed {
  readonly ms: number;
  readonly shipment: string;
  readonly number: string;
}

/**
 * Packs the demo's orders at a recorded station, then cuts the power at random moments of the record and starts a station on
 * what is left. A parcel that was closed is staged, its number bound and used, its label confirmed; one that was not goes
 * on where it was; the ledger knows every label that came out; no act is half done.
 */
export async function packAndCut(options: {
  readonly library: string;
  readonly parcels: number;
  readonly cuts: number;
  readonly seed: number;
}): Promise<PowerCuts> {
  const random = createRandom(options.seed);
  const root = mkdtempSync(join(tmpdir(), 'packline-power-'));
  const log = join(root, 'log');
  let recording: NodeJS.ProcessEnv | undefined;
  const bench = await startBench({ child: true, childEnv: () => recording });
  try {
    await bench.demo();
    await bench.stop();
    const base = readFolder(bench.dir);
    recording = recordedEnv({ library: options.library, directory: bench.dir, log, syncMs: 3 });
    await bench.start();
    const { seen, closed, labels } = await pack(bench, options.parcels);
    await bench.stop();
    const records = readLog(log);

    const disk = createDisk(base);
    const folder = join(root, 'data');
    const points = cutPoints(records, options.cuts, random, [
      ...closed.map(({ ms }) => ms),
      ...seen.filter((each, n) => each.shipment !== seen[n - 1]?.shipment).map(({ ms }) => ms),
    ]);
    let at = 0;
    for (const point of points) {
      for (; at < point; at += 1) {
        const record = records[at];
        if (record) disk.apply(record);
      }
      const cutMs = (records[point] ?? records.at(-1))?.ms ?? 0;
      const how = {
        fate: random.pick(FATES),
        names: random.chance(0.5) ? ('journal' as const) : ('each' as const),
        seed: random.int(0, 1e9),
      };
      const left = disk.cut(how);
      const known = labels.filter((ms) => ms < cutMs).length;
      try {
        // Before a station prints what waited.
        writeFolder(folder, left);
        const jobs = await withFolder(folder, (db) => db.prints.find({ selector: {} }));
        expect(jobs.filter(({ state }) => state !== 'queued').length).toBeGreaterThanOrEqual(known);
        // An act is one transaction: nothing has to be completed by a start.
        expect(await withFolder(folder, halves), 'before a start').toEqual([]);
        writeFolder(folder, left);
        await expectWhole(folder, {
          seen: seen.filter(({ ms }) => ms < cutMs - OLD_MS).at(-1),
          closed: closed.filter(({ ms }) => ms < cutMs),
        });
      } catch (error) {
        const where = `power cut before record ${point} of ${records.length}, ${JSON.stringify(how)}`;
        throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
    return { cuts: points.length, closed: closed.length, labels: labels.length, records: records.length };
  } finally {
    await bench.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Half of them anywhere, half in the middle of an act: shortly before a parcel was seen open or closed. */
function cutPoints(
  records: readonly LogRecord[],
  amount: number,
  random: ReturnType<typeof createRandom>,
  acts: readonly number[],
): number[] {
  const during = records.flatMap(({ ms }, n) => (acts.some((act) => ms < act && ms > act - 60) ? [n] : []));
  return Array.from({ length: amount }, (_, n) =>
    n % 2 === 0 || during.length === 0 ? random.int(1, records.length) : random.pick(during),
  ).sort((a, b) => a - b);
}

/** What a packer knows: when he saw what. */
async function pack(
  bench: TestBench,
  parcels: number,
): Promise<{ seen: Seen[]; closed: Closed[]; labels: number[] }> {
  const seen: Seen[] = [];
  const closed: Closed[] = [];
  const labels: number[] = [];
  let known: BenchView = await bench.view();
  while (closed.length < parcels) {
    const shipment = known.session?.shipment;
    const sent = nextStep(known);
    const verdict = sent.startsWith('CMD:NO') ? await bench.command('NO') : await bench.scan(sent);
    if (verdict.kind === 'closed' || verdict.kind === 'label_bound')
      closed.push({ ms: now(), shipment: shipment ?? '', number: String(verdict.data['number']) });
    known = await bench.view();
    if (known.session) {
      seen.push({ ms: now(), shipment: known.session.shipment, checked: known.session.units.checked });
      if (known.session.step === 'label' && !known.stop) known = await settled(bench);
    }
    while (labels.length < bench.printer.labels.filter((label) => label.complete).length) labels.push(now());
  }
  return { seen, closed, labels };
}

async function expectWhole(
  folder: string,
  must: {
    readonly seen: Seen | undefined;
    readonly closed: readonly Closed[];
  },
): Promise<void> {
  const bench = await startBench({ dataDir: folder });
  let session: BenchView['session'];
  try {
    session = (await bench.view()).session;
    // It is a bench that works: what lies on it is packed to its end, and then another one.
    await pack(bench, 1);
  } finally {
    await bench.close();
  }
  await withFolder(folder, async (db) => {
    for (const { shipment, number } of must.closed) {
      const doc = await db.shipments.get(shipment);
      expect([shipment, doc?.lane, doc?.waybill]).toEqual([shipment, 'staged', number]);
    }
    if (must.seen) {
      const doc = await db.shipments.get(must.seen.shipment);
      if (session?.shipment === must.seen.shipment)
        expect(session.units.checked).toBeGreaterThanOrEqual(must.seen.checked);
      else expect([must.seen.shipment, doc?.lane]).toEqual([must.seen.shipment, 'staged']);
    }
    expect(await halves(db)).toEqual([]);
  });
}
