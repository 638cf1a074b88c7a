import { hlcMs } from '../../../../shared/base/index.ts';
import { currentBase, foldSession } from '../../../../shared/domain/index.ts';
import { isAtStation, type Parcel } from '../parcels.ts';
import type { Bench } from './bench.ts';
import { codesOf } from './codes.ts';
import { complete, startLabel } from './labelling.ts';
import { blockOf, lostTo, stopOf } from './refusals.ts';
import type { Live, Say } from './types.ts';

/**
 * After a restart: the session stands where its last journal entry was.
 * @param options.quiet only what the screen shows; nothing goes on by itself
 */
export async function restore(bench: Bench, options: { readonly quiet?: boolean } = {}): Promise<void> {
  const { ctx, parcels, handover } = bench.deps;
  const docs = await ctx.db.shipments.find({ selector: { bench: bench.id, lane: 'work' } });
  const open = (await Promise.all(docs.map((doc) => parcels.from(doc))))
    .filter((parcel) => isOnBench(bench, parcel) && parcel.state.session !== undefined && !wasClosed(parcel))
    .sort((a, b) => (openedAt(b) < openedAt(a) ? -1 : 1))[0];
  if (open?.state.session !== undefined) {
    const live = await enter(bench, open, open.state.session);
    if (options.quiet !== true) goOn(bench, live);
  } else {
    const stop = await bench.journal.lastStop(bench.sessionKey());
    if (stop) bench.stop = { number: ++bench.stops, entry: stop.id, record: stop.record, repeats: 0 };
  }
  if (await handover.resume(bench)) bench.mode = 'handover';
}

/** Is it this very bench that has it? Every station calls its first one the same. */
export const isOnBench = (bench: Bench, { state }: Parcel): boolean =>
  state.bench === bench.id && isAtStation(state, bench.deps.ctx.station);

/** Its label was on once and was voided from the desk: it waits on a shelf until somebody scans it. */
const wasClosed = (parcel: Parcel): boolean =>
  parcel.doc.events.some((event) => event.type === 'labelled' && event.at > openedAt(parcel));

const openedAt = (parcel: Parcel): string =>
  parcel.doc.events.find((event) => event.id === parcel.state.session)?.at ?? '';

/**
 * Puts a parcel on the bench whose session runs already.
 * @param begun false where the session is new, so that nothing of it lies in the journal
 */
export async function enter(bench: Bench, parcel: Parcel, session: string, begun = true): Promise<Live> {
  const { deps } = bench;
  const { lines } = currentBase(parcel.doc);
  const products = await deps.catalogue.products(lines.map((line) => line.sku));
  const tally = foldSession(lines, begun ? await bench.journal.read(session) : []);
  const opened = parcel.doc.events.find((event) => event.id === session);
  const live: Live = {
    parcel,
    session,
    openedAt: opened ? hlcMs(opened.at) : deps.ctx.clock.now(),
    products,
    codes: codesOf(products),
    tally,
    step: parcel.state.status === 'CHECKING' ? 'checking' : 'label',
    labelSource: deps.prints.labelSource(parcel),
    line: null,
    job: await deps.prints.lastLabel(parcel),
  };
  bench.live = live;
  bench.multiplier = 1;
  bench.closed = null;
  if (tally.stop)
    bench.stop = { number: ++bench.stops, entry: tally.stop.id, record: tally.stop.record, repeats: 0 };
  return live;
}

function goOn(bench: Bench, live: Live): void {
  if (live.step === 'label') bench.later((say) => startLabel(bench, say, live, { resumed: true }));
  else if (live.tally.complete && live.tally.total > 0) bench.later((say) => complete(bench, say, live));
}

/** Something changed under the parcel on the bench: a block stops it at once, and its end lets it go on. */
export async function orderChanged(bench: Bench, say: Say, order: string): Promise<void> {
  const { live, deps } = bench;
  if (!live?.parcel.doc.base.orders.includes(order)) return;
  const before = live.parcel;
  live.parcel = (await deps.parcels.load(before.doc.id)) ?? before;
  live.labelSource = deps.prints.labelSource(live.parcel);
  if (bench.stop) return;
  const lost = lostTo(live);
  if (lost) {
    // Two stations opened it without the network between them: the goods go together to one.
    if (lostTo({ ...live, parcel: before })) return;
    const { kind, data } = stopOf(lost);
    return bench.raise(say, kind, { data });
  }
  const blocked = blockOf(live.parcel);
  if (blocked) {
    // It was said once already; the next step says it again.
    if (blockOf(before)) return;
    const { kind, data } = stopOf(blocked);
    return bench.raise(say, kind, { data });
  }
  if (live.step === 'checking') {
    if (live.tally.complete && live.tally.total > 0) await complete(bench, say, live);
    return;
  }
  if (before.state.waybill && live.parcel.state.waybill?.number !== before.state.waybill.number) {
    live.job = undefined;
    await bench.raise(say, 'wrong_label', {
      data: { reason: 'label_voided', number: before.state.waybill.number },
    });
  }
}
