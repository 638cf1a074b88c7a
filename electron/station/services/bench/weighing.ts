import { currentBase, expectedWeight, sideOf } from '../../../../shared/domain/index.ts';
import type { ExpectedWeight, GateWait } from '../../../../shared/domain/index.ts';
import type { WeighView, WeightAct } from '../../../../shared/contract/index.ts';
import { DONE, refused, type Outcome } from '../context.ts';
import { carrierOf } from '../parcels.ts';
import type { Bench } from './bench.ts';
import { stopOf } from './refusals.ts';
import type { Live, Say } from './types.ts';

/**
 * The weight of the open parcel, between its last unit and its closing. It runs beside the label unless the label waits for
 * it. Readings are looked at where they come in; the bench's queue is entered only when there is a weight to take.
 */
export interface WeighStep {
  readonly rule: 'ask' | 'required';
  readonly beforeLabel: boolean;
  /** Steady ms: when its last unit was scanned. */
  since: number;
  state: WeighView['state'];
  expected: ExpectedWeight | undefined;
  grams?: number;
  source?: 'scale' | 'manual';
  side?: 'heavy' | 'light';
  slow: boolean;
  /** The label was scanned: it closes as soon as it is weighed. */
  closing?: string;
  /** A weight is being taken. */
  busy: boolean;
  timer?: NodeJS.Timeout;
}

/** Two weights of one parcel that nobody has touched. */
const SAME_GRAMS = 5;

/** Said when the scale gave no weight in time. */
const MUST_WEIGH = {
  silent: 'weigh_silent',
  overload: 'weigh_overload',
  negative: 'weigh_negative',
  not_empty: 'weigh_not_empty',
  empty: 'weigh_empty',
  moving: 'weigh_moving',
} as const satisfies Record<GateWait, string>;
const MAY_GO_WITHOUT = {
  silent: 'unweighed_silent',
  overload: 'unweighed_overload',
  negative: 'unweighed_negative',
  not_empty: 'unweighed_not_empty',
  empty: 'unweighed_empty',
  moving: 'unweighed_moving',
} as const satisfies Record<GateWait, string>;

/** What goes on once the weight is there; labelling knows. */
type Onward = (bench: Bench, say: Say, live: Live) => Promise<void>;

/**
 * Begins the weighing where the rule wants it, once for a session.
 * @returns true while the label (or the closing without one) has to wait for the weight
 */
export function beginWeighing(bench: Bench, live: Live, onward: Onward, labelled: boolean): boolean {
  const { scales, ctx } = bench.deps;
  const rule = scales.rule(bench.id, carrierOf(live.parcel));
  if (live.weigh) return isAwaited(live.weigh, labelled);
  if (rule === 'off' || live.parcel.state.weighed) return false;
  const { beforeLabel, tolerance, patienceSeconds } = scales.rules();
  const step: WeighStep = {
    rule,
    beforeLabel,
    since: performance.now(),
    state: 'wanted',
    expected: expectedWeight(
      currentBase(live.parcel.doc).lines,
      (sku) => live.products.get(sku)?.weightGrams,
      tolerance,
    ),
    slow: false,
    busy: false,
  };
  live.weigh = step;
  bench.onWeight = () => lookForWeight(bench, live, onward);
  // Not to be told when the parcel has left by then.
  step.timer = setTimeout(() => {
    if (bench.live !== live || step.state !== 'wanted' || ctx.failed()) return;
    bench.later((say) => outOfPatience(bench, say, live, onward));
  }, patienceSeconds * 1000).unref();
  bench.onWeight();
  return isAwaited(step, labelled);
}

const isAwaited = ({ state, rule, slow, beforeLabel }: WeighStep, labelled: boolean): boolean =>
  (state === 'out' || (state === 'wanted' && !(slow && rule === 'ask'))) && (beforeLabel || labelled);

/** After every reading: is there a weight to take? */
function lookForWeight(bench: Bench, live: Live, onward: Onward): void {
  const step = live.weigh;
  if (!step || bench.live !== live || step.busy || bench.stop) return;
  if (step.state !== 'wanted' && step.state !== 'out') return;
  const offer = bench.deps.scales.offer(bench.id, { by: live.session, since: step.since });
  if (offer?.kind !== 'weight') return;
  // It is out of its bounds and nothing has changed: it was said.
  if (step.state === 'out' && Math.abs((step.grams ?? 0) - offer.grams) <= SAME_GRAMS) return;
  step.busy = true;
  bench.later(async (say) => {
    try {
      if (bench.live !== live || bench.stop) return;
      const now = bench.deps.scales.offer(bench.id, { by: live.session, since: step.since });
      if (now?.kind === 'weight') await takeWeight(bench, say, live, now.grams, 'scale', onward);
    } finally {
      step.busy = false;
    }
  });
}

async function takeWeight(
  bench: Bench,
  say: Say,
  live: Live,
  grams: number,
  source: 'scale' | 'manual',
  onward: Onward,
  reason?: string,
): Promise<void> {
  const step = live.weigh;
  if (!step) return;
  const side = sideOf(grams, step.expected);
  step.grams = grams;
  step.source = source;
  delete step.side;
  if (source === 'scale') bench.deps.scales.taken(bench.id, live.session);
  if (side && step.expected) {
    step.state = 'out';
    step.side = side;
    const { goods, low, high } = step.expected;
    return bench.raise(say, side === 'heavy' ? 'too_heavy' : 'too_light', {
      data: { weighedGrams: grams, goodsGrams: goods, leastGrams: low, mostGrams: high, source },
    });
  }
  await record(bench, say, live, { grams, source, inTolerance: true, reason }, onward);
}

/** Writes the weight as an event of the shipment. The verdict does not wait for the disk. */
async function record(
  bench: Bench,
  say: Say,
  live: Live,
  weight: {
    readonly grams: number;
    readonly source: 'scale' | 'manual';
    readonly inTolerance: boolean;
    readonly reason: string | undefined;
  },
  onward: Onward,
): Promise<void> {
  const { deps } = bench;
  const step = live.weigh;
  if (!step) return;
  const { grams, source, inTolerance, reason } = weight;
  const scale = source === 'scale' ? deps.scales.scaleOf(bench.id) : undefined;
  const parcel = (await deps.parcels.load(live.parcel.doc.id)) ?? live.parcel;
  const before = parcel.doc.events.filter((event) => event.type === 'weighed').length;
  const packed = {
    type: 'packed' as const,
    data: { skipped: 'rule' as const },
    id: `packed:${live.session}`,
  };
  const weighed = {
    type: 'weighed' as const,
    data: {
      grams,
      source,
      ...(scale === undefined ? {} : { scale }),
      ...(step.expected ? { expected: step.expected.goods } : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(inTolerance ? {} : { override: true as const }),
    },
    id: `weighed:${live.session}:${String(before)}`,
  };
  const planned = await deps.shipments.plan(
    parcel,
    [...(parcel.state.status === 'CHECKED' ? [packed] : []), weighed],
    bench.actor(),
    { weight: { stable: true, inTolerance } },
  );
  if (!planned.ok) {
    live.parcel = parcel;
    const { kind, data } = stopOf(planned);
    return bench.raise(say, kind, { data });
  }
  step.state = 'done';
  clearTimeout(step.timer);
  say('weighed', { weighedGrams: grams, source });
  const written = await deps.shipments.write(planned.value);
  if (!written.ok) {
    const { kind, data } = stopOf(written);
    return bench.raise(say, kind, { data });
  }
  live.parcel = written.value;
  await onward(bench, say, live);
}

/** The scale does not come to rest, or nobody put the parcel on it. */
async function outOfPatience(bench: Bench, say: Say, live: Live, onward: Onward): Promise<void> {
  const step = live.weigh;
  if (!step || bench.live !== live || step.state !== 'wanted' || step.busy) return;
  step.slow = true;
  const offer = bench.deps.scales.offer(bench.id, { by: live.session, since: step.since });
  const why = offer?.kind === 'wait' ? offer.why : 'moving';
  if (step.rule === 'required') return say('info', { reason: MUST_WEIGH[why] });
  // It may go without: what waited for it goes on. Until the parcel is closed its weight is still taken.
  say('info', { reason: MAY_GO_WITHOUT[why] });
  await onward(bench, say, live);
}

/** Must the parcel be weighed before it closes? Where not, it goes without. */
export async function mayClose(bench: Bench, say: Say, live: Live, number: string): Promise<boolean> {
  const step = live.weigh;
  if (!step || step.state === 'done' || step.state === 'skipped') return true;
  if (step.state === 'out' && step.side && step.expected) {
    const { goods, low, high } = step.expected;
    await bench.raise(say, step.side === 'heavy' ? 'too_heavy' : 'too_light', {
      data: {
        weighedGrams: step.grams ?? 0,
        goodsGrams: goods,
        leastGrams: low,
        mostGrams: high,
        source: step.source ?? 'scale',
      },
    });
    return false;
  }
  if (step.rule === 'ask') {
    step.state = 'skipped';
    clearTimeout(step.timer);
    return true;
  }
  if (step.closing === number) await bench.raise(say, 'weight_missing', { data: { number } });
  else say('info', { reason: 'weigh_first' });
  step.closing = number;
  return false;
}

/** WEIGH: the weight so far does not count; the parcel is weighed as it stands now. */
export async function weighAgain(bench: Bench, say: Say, onward: Onward): Promise<void> {
  const { live } = bench;
  const refuse = (reason: string): Promise<void> => bench.raise(say, 'not_allowed', { data: { reason } });
  if (!live || live.step !== 'label') return refuse('not_complete');
  if (bench.deps.scales.scaleOf(bench.id) === undefined) return refuse('no_scale');
  const step = live.weigh;
  if (!step) return refuse('not_weighed_here');
  step.state = 'wanted';
  step.since = performance.now();
  step.slow = false;
  delete step.grams;
  delete step.side;
  say('info', { reason: 'weighing_again' });
  bench.onWeight = () => lookForWeight(bench, live, onward);
  bench.onWeight();
}

/** Typed weight, or a lead's word for one that is out of its bounds. */
export async function weightAct(
  bench: Bench,
  say: Say,
  act: WeightAct,
  onward: Onward,
): Promise<Outcome<null>> {
  const { live } = bench;
  const step = live?.weigh;
  if (!live || !step || live.step !== 'label') return refused('not_weighed_here');
  if (step.state === 'done' || step.state === 'skipped') return refused('already_weighed');
  if (act.act === 'manual') {
    if (bench.stop) return refused('stop_first');
    await takeWeight(bench, say, live, act.grams, 'manual', onward, act.reason);
    return DONE;
  }
  if (step.state !== 'out' || step.grams === undefined) return refused('nothing_to_override');
  if (!bench.actor().roles.includes('WHL')) return refused('role_not_allowed', { row: 'F7 weighed' });
  const { stop } = bench;
  if (stop && stop.record.kind !== 'too_heavy' && stop.record.kind !== 'too_light')
    return refused('stop_first');
  if (stop) {
    bench.stop = undefined;
    await bench.journal.ack(bench.sessionKey(), stop.entry, bench.actor());
  }
  const { grams, source = 'scale' } = step;
  await record(bench, say, live, { grams, source, inTolerance: false, reason: act.reason }, onward);
  return DONE;
}

/** For the screen. */
export function weighView(step: WeighStep): WeighView {
  return {
    rule: step.rule,
    state: step.state,
    grams: step.grams ?? null,
    source: step.source ?? null,
    expected: step.expected ?? null,
    side: step.side ?? null,
    slow: step.slow,
    beforeLabel: step.beforeLabel,
  };
}
