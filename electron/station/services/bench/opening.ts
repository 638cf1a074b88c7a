import { EMPTY_TALLY, foldSession, type StopRecord } from '../../../../shared/domain/index.ts';
import { refused, type Refused } from '../context.ts';
import type { Parcel } from '../parcels.ts';
import type { Bench } from './bench.ts';
import { codesOf } from './codes.ts';
import { stopOf } from './refusals.ts';
import type { Live, Say } from './types.ts';

/** Opens the shipment for checking, or stops and says why not. */
export async function openParcel(
  bench: Bench,
  say: Say,
  shipment: string,
  via: 'order' | 'waybill' | 'tote' | 'queue',
  number?: string,
): Promise<void> {
  const refusal = await tryOpen(bench, say, shipment, via, number);
  if (!refusal) return;
  const { kind, data } = stopOf(refusal);
  const detail: Partial<StopRecord> = {
    data: { ...data, shipment },
    ...(number === undefined ? {} : { got: { code: number } }),
  };
  await bench.raise(say, kind, detail);
}

/** @returns why it cannot be opened; undefined where it is open now. */
export async function tryOpen(
  bench: Bench,
  say: Say,
  shipment: string,
  via: 'order' | 'waybill' | 'tote' | 'queue',
  number?: string,
): Promise<Refused | undefined> {
  const { deps } = bench;
  const actor = bench.actor();
  const parcel = await deps.parcels.load(shipment);
  if (!parcel) return refused('not_here', { shipment });
  const { lane } = parcel.doc;
  if (lane === 'work') return refused('busy_elsewhere', { bench: parcel.state.bench ?? '' });
  if (lane === 'staged' || lane === 'gone' || lane === 'void') {
    return refused('already_done', {
      status: parcel.state.status,
      number: parcel.state.waybill?.number ?? '',
    });
  }
  const asked = deps.shipments.may(
    parcel,
    { type: 'opened', data: { bench: bench.id, mode: 'label_last' } },
    actor,
  );
  if (!asked.ok) return asked;
  const numbered = await deps.numbers.ensure(parcel, actor, number);
  if (!numbered.ok) return numbered;
  const printable = deps.numbers.printable(numbered.value);
  if (!printable.ok) return printable;
  const mode = openedByLabel(numbered.value, via, number) ? 'label_first' : 'label_last';
  const session = deps.ctx.ids.next();
  const opened = await deps.shipments.command(
    numbered.value,
    [{ type: 'opened', data: { bench: bench.id, mode }, id: session }],
    actor,
  );
  if (!opened.ok) return opened;
  const live = await enter(bench, opened.value, session);
  say('opened', { order: live.parcel.orders[0]?.doc.channelOrderNo ?? '', units: live.tally.total, via });
  // While the packer picks up the first unit; a single unit leaves no later moment.
  if (live.tally.total <= 2) deps.prints.prepareLabel(live.parcel);
  deps.queue.touch();
  return undefined;
}

/** 先打单: the scan of the parcel's own label opens it, and counts as the scan-back. */
function openedByLabel(parcel: Parcel, via: string, number: string | undefined): boolean {
  const bound = parcel.state.waybill;
  if (via !== 'waybill' || bound === undefined || bound.number !== number) return false;
  return bound.source === 'external' || parcel.state.printedJobs.length > 0;
}

async function enter(bench: Bench, parcel: Parcel, session: string): Promise<Live> {
  const { lines } = parcel.doc.base;
  const products = await bench.deps.catalogue.products(lines.map((line) => line.sku));
  const live: Live = {
    parcel,
    session,
    openedAt: bench.deps.ctx.clock.now(),
    products,
    codes: codesOf(products),
    tally: lines.length === 0 ? EMPTY_TALLY : foldSession(lines, []),
    step: 'checking',
    labelSource: bench.deps.prints.labelSource(parcel),
    line: null,
    job: undefined,
  };
  bench.live = live;
  bench.multiplier = 1;
  bench.closed = null;
  return live;
}

/** The next order of the queue that can be packed; those that cannot are counted, their reasons stand in the queue. */
export async function openNext(bench: Bench, say: Say): Promise<void> {
  const rows = await bench.deps.queue.next(25);
  let skipped = 0;
  let first: Refused | undefined;
  for (const row of rows) {
    const refusal = await tryOpen(bench, say, row.id, 'queue');
    if (!refusal) return;
    first ??= refusal;
    bench.deps.queue.notReady(row.id, refusal.code);
    skipped += 1;
  }
  if (!first) return say('info', { reason: 'queue_empty' });
  const { kind, data } = stopOf(first);
  await bench.raise(say, kind, { data: { ...data, skipped } });
}
