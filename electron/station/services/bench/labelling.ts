import { normaliseWaybill, type Classified } from '../../../../shared/codec/index.ts';
import {
  closeParcel as decideClose,
  remainingBySku,
  tracedUnits,
  currentBase,
  divisionOf,
} from '../../../../shared/domain/index.ts';
import type { PrintJob } from '../../../../shared/domain/print-job/index.ts';
import type { Change } from '../../database/index.ts';
import { DONE, refused, type Refused } from '../context.ts';
import { carrierOf } from '../parcels.ts';
import type { Bench } from './bench.ts';
import { keepSerials } from './traces.ts';
import { lostTo, stopOf } from './refusals.ts';
import type { Live, Say } from './types.ts';
import { beginWeighing, mayClose } from './weighing.ts';

type Readable = Exclude<Classified, { kind: 'invalid' }>;

/** All units are there: CHECKED, then the label. */
export async function complete(bench: Bench, say: Say, live: Live): Promise<void> {
  const { deps } = bench;
  const fresh = (await deps.parcels.load(live.parcel.doc.id)) ?? live.parcel;
  const lost = lostTo({ ...live, parcel: fresh });
  if (lost) {
    live.parcel = fresh;
    const { kind, data } = stopOf(lost);
    return bench.raise(say, kind, { data });
  }
  const units = tracedUnits(currentBase(fresh.doc).lines, live.tally);
  await keepSerials(bench, live, units);
  const data = { units: live.tally.total, ...(units.length === 0 ? {} : { traced: units }) };
  const checked = await deps.shipments.command(
    fresh,
    [{ type: 'checked', data, id: `checked:${live.session}` }],
    bench.actor(),
    { unitsComplete: true },
  );
  if (!checked.ok) {
    live.parcel = fresh;
    const { kind, data } = stopOf(checked);
    return bench.raise(say, kind, { data });
  }
  live.parcel = checked.value;
  live.step = 'label';
  await startLabel(bench, say, live);
}

/** The label step begins: close at once, print, wait for a label printed elsewhere, or ask what came out. */
export async function startLabel(
  bench: Bench,
  say: Say,
  live: Live,
  options: { resumed?: boolean } = {},
): Promise<void> {
  live.labelSource = bench.deps.prints.labelSource(live.parcel);
  const scanned = scannedAtOpening(live);
  if (beginWeighing(bench, live, afterWeight, scanned !== undefined)) return;
  if (scanned !== undefined) return closeParcel(bench, say, live, scanned);
  if (live.labelSource === 'external') return;
  live.job = await bench.deps.prints.lastLabel(live.parcel);
  if (!live.job) return printLabel(bench, say, live);
  if (live.job.state === 'unknown' && !bench.stop) return askPrint(bench, say, live.job);
  if (options.resumed !== true) say('info', { reason: 'label_is_out' });
}

/** The parcel is weighed, or goes on without: what waited for that. */
export async function afterWeight(bench: Bench, say: Say, live: Live): Promise<void> {
  const { weigh } = live;
  if (bench.live !== live || bench.stop) return;
  if (weigh?.closing !== undefined) return closeParcel(bench, say, live, weigh.closing);
  if (weigh?.beforeLabel === true || scannedAtOpening(live) !== undefined) await startLabel(bench, say, live);
}

/** The number whose scan opened the parcel (先打单), as long as it is still the parcel's own. */
function scannedAtOpening({ parcel, session }: Live): string | undefined {
  if (parcel.state.mode !== 'label_first') return undefined;
  const opened = parcel.doc.events.find((event) => event.id === session);
  const bound = parcel.doc.events.findLast(
    (event) => event.type === 'waybill_bound' && event.at < (opened?.at ?? ''),
  );
  const number = bound?.type === 'waybill_bound' ? bound.data.number : undefined;
  return number === parcel.state.waybill?.number ? number : undefined;
}

/** Prints the label; where the old number was voided meanwhile, the parcel gets a new one first. */
export async function printLabel(bench: Bench, say: Say, live: Live, reason?: string): Promise<void> {
  if (!live.parcel.state.waybill) {
    const numbered = await bench.deps.numbers.ensure(live.parcel, bench.actor());
    if (!numbered.ok) return stopAt(bench, say, numbered);
    live.parcel = numbered.value;
    live.labelSource = bench.deps.prints.labelSource(live.parcel);
    if (live.labelSource === 'external') return;
  }
  const printed = await bench.deps.prints.printLabel(live.parcel, {
    bench: bench.id,
    actor: bench.actor(),
    ...(reason === undefined ? {} : { reason }),
  });
  if (printed.ok) {
    live.job =
      live.job && live.job.id === printed.value.id && live.job.updatedAt > printed.value.updatedAt
        ? live.job
        : printed.value;
    return;
  }
  await stopAt(bench, say, printed);
}

export const askPrint = (bench: Bench, say: Say, job: PrintJob): Promise<void> =>
  bench.raise(say, 'print_unknown', { data: { job: job.id, copy: job.copy, number: job.waybill ?? '' } });

/** Known before a byte is sent, and somebody has to do something about it. */
const SAID_BEFORE: ReadonlySet<string> = new Set([
  ...['paper_out', 'head_open', 'paused', 'error', 'no_answer'],
  ...['unreachable', 'refused', 'connect_timeout', 'name_not_found', 'device_absent', 'no_rights'],
  ...['no_such_queue', 'no_spooler', 'not_accepting'],
]);

/** What the printer did. The verdict follows the scans before it. */
export function watchPrinting(bench: Bench, job: PrintJob): void {
  const open = bench.live;
  if (job.kind !== 'label' || !open || open.parcel.doc.id !== job.shipment) return;
  const before = open.job;
  if (before && before.copy > job.copy) return;
  open.job = job;
  if (job.state === 'sending' && open.completedAt !== undefined) {
    bench.deps.printMeter.add(performance.timeOrigin + performance.now() - open.completedAt);
    open.completedAt = undefined;
  }
  if (before?.id === job.id && before.state === job.state && before.attempts.length === job.attempts.length)
    return;
  bench.later(async (say) => {
    const { live } = bench;
    if (live?.job?.id !== job.id || live.step !== 'label') return;
    if (job.state === 'sent') return say('label_sent', { copy: job.copy, number: job.waybill ?? '' });
    if (bench.stop) return;
    if (job.state === 'unknown') return askPrint(bench, say, job);
    const last = job.attempts.at(-1);
    const waits = job.state === 'queued' && job.attempts.length === 1;
    const line = bench.deps.prints.line(job.printer);
    // Another station has the printer just now: the label step says so, nobody has to do anything.
    if (waits && line.state === 'waiting') return;
    // No paper, head open, …: known before a byte left. It goes out by itself once the printer says that it is ready.
    const reason = line.state === 'not_ready' ? (line.code ?? '') : '';
    if (job.state === 'queued' && job.attempts.length === 0 && SAID_BEFORE.has(reason)) {
      const data = { reason, printer: job.printer };
      return bench.raise(say, 'printer_not_ready', { data });
    }
    if ((waits || job.state === 'failed') && last?.outcome === 'not_sent') {
      const data = { reason: last.code ?? '', printer: job.printer };
      return bench.raise(say, 'printer_not_ready', { data });
    }
  });
}

/** A scan while the parcel waits for its label. */
export async function labelScan(bench: Bench, say: Say, live: Live, scan: Readable): Promise<void> {
  const { deps } = bench;
  const bound = live.parcel.state.waybill;
  const got = { code: scan.text };
  if (bound && scan.waybill === bound.number) return closeParcel(bench, say, live, bound.number);
  const { closing } = live.weigh ?? {};
  if (closing !== undefined) return bench.raise(say, 'weight_missing', { got, data: { number: closing } });
  const target = await deps.lookup.target(scan);
  // Another parcel's, or this one's from before its number was voided.
  if (
    target?.kind === 'shipment' &&
    target.via === 'waybill' &&
    (bound || target.id !== live.parcel.doc.id)
  ) {
    return bench.raise(say, 'wrong_label', { got, data: { expected: bound?.number ?? '' } });
  }
  if (scan.kind === 'order' || scan.kind === 'shipment' || scan.kind === 'tote') {
    return bench.raise(say, 'label_not_scanned', { got, data: { expected: bound?.number ?? '' } });
  }
  const product = await deps.lookup.product(scan);
  if (product) {
    const inOrder = currentBase(live.parcel.doc).lines.some((line) => line.sku === product.sku);
    const expected = remainingBySku(currentBase(live.parcel.doc).lines, live.tally);
    return bench.raise(say, inOrder ? 'surplus' : 'wrong_item', {
      expected,
      got: { ...got, sku: product.sku },
      data: { n: product.n, remaining: 0 },
    });
  }
  if (target?.kind === 'shipment' || target?.kind === 'order') {
    return bench.raise(say, 'label_not_scanned', { got, data: { expected: bound?.number ?? '' } });
  }
  if (!bound && live.labelSource === 'external' && plausibleWaybill(scan, carrierOf(live.parcel))) {
    return bindAndClose(bench, say, live, normaliseWaybill(scan.text));
  }
  if (bound && scan.waybills.length > 0) {
    return bench.raise(say, 'wrong_label', { got, data: { expected: bound.number } });
  }
  return bench.raise(say, 'unknown_code', { got });
}

/**
 * A number that no carrier's pattern knows is taken too: patterns change, the scan of a real label does not lie. A bar
 * code that reads as a trade item is taken only where this carrier has such numbers: it may be a product nobody knows.
 */
function plausibleWaybill(scan: Readable, carrier: string): boolean {
  if (scan.kind === 'gtin' || scan.kind === 'gs1')
    return scan.waybills.some((candidate) => candidate.carrier === carrier);
  return scan.waybills.length > 0 || /^[A-Z0-9-]{8,40}$/.test(scan.waybill);
}

async function bindAndClose(bench: Bench, say: Say, live: Live, number: string): Promise<void> {
  const bound = await bench.deps.numbers.bindExternal(live.parcel, number, bench.actor());
  if (!bound.ok) return stopAt(bench, say, bound, number);
  live.parcel = bound.value;
  await closeParcel(bench, say, live, number, 'label_bound');
}

async function stopAt(bench: Bench, say: Say, refusal: Refused, code?: string): Promise<void> {
  const { kind, data } = stopOf(refusal);
  await bench.raise(say, kind, { ...(code === undefined ? {} : { got: { code } }), data });
}

/**
 * The stuck label was scanned: PACKED, WEIGHED, LABELED, HANDOVER_PENDING in one go. The verdict waits until that is on
 * disk, and only this one does.
 */
export async function closeParcel(
  bench: Bench,
  say: Say,
  live: Live,
  number: string,
  verdict: 'closed' | 'label_bound' = 'closed',
): Promise<void> {
  if (!(await mayClose(bench, say, live, number))) return;
  const { deps } = bench;
  const actor = bench.actor();
  const fresh = (await deps.parcels.load(live.parcel.doc.id)) ?? live.parcel;
  const job =
    live.labelSource === 'external' ? undefined : (live.job ?? (await deps.prints.lastLabel(fresh)));
  // The label is in hand before the transport has finished waiting: the paper itself is the proof.
  const proven = job && job.state !== 'queued' && fresh.state.printedJobs.length === 0;
  const printed = await deps.shipments.noted(
    fresh,
    proven ? [{ type: 'label_printed', data: { job: job.id, number }, id: `label_printed:${job.id}` }] : [],
    actor,
  );
  const { parcel } = printed;
  const decided = decideClose(
    parcel.state,
    currentBase(parcel.doc),
    { number },
    {
      actor,
      orders: parcel.orders.map(({ doc, state }) => ({ id: doc.id, state })),
    },
  );
  if (!decided.ok) {
    await deps.shipments.write(printed);
    live.parcel = parcel;
    return stopAt(bench, say, refused(decided.error.code, { ...decided.error.data }), number);
  }
  const closing = await deps.shipments.noted(
    parcel,
    decided.value.map((draft) => ({ ...draft, id: `${draft.type}:${live.session}:${number}` })),
    actor,
  );
  const bound = parcel.state.waybill;
  const onPaper = { type: 'printed', data: { job: job?.id ?? 'elsewhere' }, id: `printed:${number}` };
  const today = bench.today();
  today.parcels += 1;
  // Parcel, number, label and the bench's count are one transaction and one fsync: closed is closed, whatever crashes.
  const act = [
    deps.shipments.writing({ parcel: closing.parcel, events: [...printed.events, ...closing.events] }),
    ...(bound ? [deps.waybills.noting(bound.carrier, number, onPaper, actor)] : []),
    bench.state(),
  ];
  const write = async (label: readonly Change[]) => {
    const { done } = await deps.ctx.db.together([...act, ...label], { durable: true });
    return done ? DONE : refused('not_here', { shipment: parcel.doc.id });
  };
  const written = await (job ? deps.prints.confirmWith(job, actor, write) : write([])).catch(
    (error: unknown) => {
      today.parcels -= 1;
      throw error;
    },
  );
  if (!written.ok) {
    today.parcels -= 1;
    return stopAt(bench, say, written, number);
  }
  // Only now is the bench free: a screen that showed that before would have to take it back.
  const channelOrderNo = parcel.orders[0]?.doc.channelOrderNo ?? '';
  bench.live = undefined;
  bench.rest = divisionOf(parcel.doc)?.data.rest;
  bench.closed = { order: parcel.doc.order, channelOrderNo, number, at: deps.ctx.clock.now() };
  say(verdict, { number, order: channelOrderNo });
  deps.queue.touch();
}
