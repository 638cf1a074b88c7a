import { currentBase } from '../../../../shared/domain/index.ts';
import type { StopRecord } from '../../../../shared/domain/index.ts';
import type { PrintJob } from '../../../../shared/domain/print-job/index.ts';
import type { Change } from '../../database/index.ts';
import { refused, type Outcome, type Refused } from '../context.ts';
import type { NumberPlan } from '../numbers.ts';
import type { Found, Parcel } from '../parcels.ts';
import type { Bench } from './bench.ts';
import { startLabel } from './labelling.ts';
import { blockOf, busyElsewhere, stopOf } from './refusals.ts';
import { enter, isOnBench } from './resume.ts';
import type { Say } from './types.ts';

type Via = 'order' | 'waybill' | 'tote' | 'queue';

/** What the scan that opens it brought. */
interface Scanned {
  readonly number?: string;
  readonly found?: Found;
}

/** From a list on the screen: as scanning it would. */
export async function openShipment(bench: Bench, say: Say, shipment: string): Promise<void> {
  if (bench.stop) return bench.repeat(say);
  if (bench.mode === 'handover')
    return bench.raise(say, 'not_allowed', { data: { reason: 'handover_open' } });
  if (!bench.live) return openParcel(bench, say, shipment, 'order');
  const kind = bench.live.step === 'label' ? 'label_not_scanned' : 'not_allowed';
  return bench.raise(say, kind, { data: { reason: 'order_open' } });
}

/** Opens the shipment for checking, or stops and says why not. */
export async function openParcel(
  bench: Bench,
  say: Say,
  shipment: string,
  via: Via,
  scanned: Scanned = {},
): Promise<void> {
  const refusal = await tryOpen(bench, say, shipment, via, scanned);
  if (!refusal) return;
  const { number } = scanned;
  const { kind, data } = stopOf(refusal);
  const detail: Partial<StopRecord> = {
    data: { ...data, shipment },
    ...(number === undefined ? {} : { got: { code: number } }),
  };
  await bench.raise(say, kind, detail);
}

/** @returns why it cannot be opened; undefined where it is open now. */
async function tryOpen(
  bench: Bench,
  say: Say,
  shipment: string,
  via: Via,
  { number, found }: Scanned = {},
): Promise<Refused | undefined> {
  const { deps } = bench;
  const actor = bench.actor();
  const parcel = await deps.parcels.load(shipment, found);
  if (!parcel) return refused('not_here', { shipment });
  if (number !== undefined && parcel.state.voidedNumbers.includes(number))
    return refused('label_voided', { number });
  const { lane } = parcel.doc;
  if (lane === 'work') {
    return isOnBench(bench, parcel) ? labelAgain(bench, say, parcel, via) : busyElsewhere(parcel);
  }
  if (lane === 'staged' || lane === 'gone' || lane === 'void') {
    const { status, waybill } = parcel.state;
    return refused('already_done', { status, number: waybill?.number ?? '' });
  }
  const { picking } = parcel.state;
  if (picking) return refused('being_picked', { bench: picking.bench ?? '', station: picking.station });
  const opened = (mode: 'label_first' | 'label_last') => ({
    type: 'opened' as const,
    data: { bench: bench.id, mode },
  });
  // Before a number is looked for: a parcel that may not be opened takes none.
  const asked = deps.shipments.may(parcel, opened('label_last'), actor);
  if (!asked.ok) return asked;
  const numbered = await deps.numbers.plan(parcel, actor, number);
  if (!numbered.ok) return numbered;
  const { planned, giveBack } = numbered.value;
  const printable = deps.numbers.printable(planned.parcel);
  if (!printable.ok) return (await keepNumber(numbered.value)) ?? printable;
  const labelled = via === 'waybill' ? await ownLabel(bench, planned.parcel, number) : undefined;
  const session = deps.ctx.ids.next();
  const draft = { ...opened(labelled ? 'label_first' : 'label_last'), id: session };
  const opening = await deps.shipments.plan(planned, [draft], actor);
  if (!opening.ok) {
    giveBack();
    return opening;
  }
  const units = currentBase(parcel.doc).lines.reduce((sum, line) => sum + line.qty, 0);
  // Decided: the verdict does not wait for the disk. A write that fails stops the bench after it.
  say('opened', { order: parcel.orders[0]?.doc.channelOrderNo ?? '', units, via });
  const written = await record(bench, labelled?.job, (also) => numbered.value.write(opening.value, also));
  if (!written.ok) return written;
  const live = await enter(bench, written.value, session, false);
  // While the packer picks up the first unit; a single unit leaves no later moment.
  if (live.tally.total <= 2) deps.prints.prepareLabel(live.parcel);
  deps.queue.notWaiting(shipment);
  deps.queue.touch();
  return undefined;
}

/** It is not opened now, but the number that it took is its own. */
async function keepNumber({ planned, write }: NumberPlan): Promise<Refused | undefined> {
  const written = await write(planned);
  return written.ok ? undefined : written;
}

/**
 * 先打单: the scan of the parcel's own label opens it, proves the paper, and counts as the scan-back.
 * @returns the job that it proves, if it is one of ours; undefined where the parcel has no label yet
 */
async function ownLabel(
  bench: Bench,
  parcel: Parcel,
  scanned: string | undefined,
): Promise<{ job?: PrintJob } | undefined> {
  const bound = parcel.state.waybill;
  if (bound === undefined || bound.number !== scanned) return undefined;
  if (bound.source === 'external' || parcel.state.printedJobs.length > 0) return {};
  const job = await bench.deps.prints.lastLabel(parcel);
  return job && job.state !== 'queued' ? { job } : undefined;
}

/** Writes an act, and with it that its label came out, where there is one. */
const record = <T>(
  { deps, actor }: Bench,
  job: PrintJob | undefined,
  write: (also: readonly Change[]) => Promise<Outcome<T>>,
): Promise<Outcome<T>> => (job ? deps.prints.confirmWith(job, actor(), write) : write([]));

/** It is checked already; its label was voided: it comes back to the bench for a new one. */
async function labelAgain(bench: Bench, say: Say, parcel: Parcel, via: Via): Promise<Refused | undefined> {
  const { session } = parcel.state;
  if (session === undefined) return busyElsewhere(parcel);
  const blocked = blockOf(parcel);
  if (blocked) return blocked;
  const numbered = await bench.deps.numbers.ensure(parcel, bench.actor());
  if (!numbered.ok) return numbered;
  const printable = bench.deps.numbers.printable(numbered.value);
  if (!printable.ok) return printable;
  const live = await enter(bench, numbered.value, session);
  say('opened', { order: live.parcel.orders[0]?.doc.channelOrderNo ?? '', units: live.tally.total, via });
  if (live.step === 'label') await startLabel(bench, say, live);
  return undefined;
}

/** What somebody must bring before this parcel can be packed: it is passed over, and listed. */
const WAITS_FOR = new Set([
  'picked_short',
  'no_waybill',
  'missing_routing',
  'receiver_masked',
  'number_used',
]);

/** Another station has it, somebody picks it, or took it in this moment: the next one is as good. */
const TAKEN = new Set(['being_picked', 'allocated_to_other_bench', 'busy_elsewhere']);

/** A station that holds nothing yet asks the hub first; after this many ms it goes on without. */
const HUB_PATIENCE_MS = 400;

/** Orders looked at by one NEXT; where so many wait for something, a person should see why. */
const LOOKED_AT = 200;

/** The next order of the queue that can be packed; those that wait for something are passed over and listed. */
export async function openNext(bench: Bench, say: Say): Promise<void> {
  const { queue, claims } = bench.deps;
  let first: Refused | undefined;
  let skipped = 0;
  await claims.reserve(1, HUB_PATIENCE_MS);
  for (const next of await queue.next(LOOKED_AT, bench.id)) {
    const refusal = await tryOpen(bench, say, next.id, 'queue');
    if (!refusal) return;
    if (TAKEN.has(refusal.code)) continue;
    if (!WAITS_FOR.has(refusal.code)) {
      const { kind, data } = stopOf(refusal);
      return bench.raise(say, kind, { data: { ...data, shipment: next.id, skipped } });
    }
    first ??= refusal;
    skipped += 1;
    queue.notReady(next.id, refusal.code);
    queue.touch();
  }
  if (!first) return say('info', { reason: 'queue_empty', waiting: queue.waiting().size });
  const { kind, data } = stopOf(first);
  await bench.raise(say, kind, { data: { ...data, skipped } });
}
