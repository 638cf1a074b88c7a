/**
 * Which reading of a scale may become the weight of a parcel. Three rules, whatever the protocol:
 * 1. Only what stands still: by the scale's own flag twice running, or, where it has none, by equal readings for long enough.
 * 2. Only what was put on after the scale was empty, and after the parcel before has left the bench. A *load* is what
 *    lies on the scale between two times that it was empty; one load belongs to one parcel.
 * 3. Only what is fresh: the scale must still be saying it.
 * All times are steady ms. Weights are whole grams.
 */
export interface GateRules {
  /** What the scale shows with nothing but its tray on it (grams): "empty" is here. */
  readonly restGrams: number;
  /** As far from there it still counts as empty. */
  readonly zeroGrams: number;
  /** Less than this is no parcel. */
  readonly minGrams: number;
}

export const GATE_RULES: GateRules = { restGrams: 0, zeroGrams: 4, minGrams: 10 };

/** The part of a scale's reading that counts here; the codec's readings fit. */
export interface Weighed {
  readonly grams: number | null;
  readonly stepGrams: number;
  readonly stable: boolean | null;
  readonly overload: boolean;
  readonly negative: boolean;
}

/** Readings that agree, the last of them just now. */
interface Run {
  readonly grams: number;
  readonly min: number;
  readonly max: number;
  readonly since: number;
  readonly count: number;
  /** How many at the end are equal, and since when. */
  readonly same: number;
  readonly sameSince: number;
  readonly stable: boolean | null;
  readonly stepGrams: number;
}

export interface GateState {
  /** `unknown`: it has not been seen empty yet. */
  readonly phase: 'unknown' | 'empty' | 'loaded';
  readonly load: number;
  /** When the load was put on. */
  readonly loadAt: number;
  /** The newest load that may not be taken any more. */
  readonly spent: number;
  /** Whose weight the load has become. */
  readonly taken: { readonly load: number; readonly by: string } | undefined;
  readonly zeros: number;
  readonly run: Run | undefined;
  readonly last: { readonly reading: Weighed; readonly at: number } | undefined;
}

export const NEW_GATE: GateState = {
  phase: 'unknown',
  load: 0,
  loadAt: 0,
  spent: 0,
  taken: undefined,
  zeros: 0,
  run: undefined,
  last: undefined,
};

/** Twice running: one frame alone may be noise that looks like a frame. */
const CONFIRM = 2;
/** Scales without a flag: so many equal readings, over so many ms; a fast line sends five in 60 ms. */
const EQUAL = 5;
const EQUAL_MS = 400;
/** Or within one step of the last place for so long: the last digit of some scales never rests. */
const SPREAD_MS = 600;
const MOST_SPREAD = 20;
/** The scale must have said it so many ms ago or less. Asked ones say it four times a second. */
export const MAX_AGE_MS = 1000;
/** What stood on the scale already when its weight was asked for may still get its last item. */
export const STANDING_MS = 1500;

/** The next reading. */
export function gateReading(state: GateState, reading: Weighed, at: number, rules: GateRules): GateState {
  const fresh = state.last !== undefined && at - state.last.at <= MAX_AGE_MS;
  const run = nextRun(fresh ? state.run : undefined, reading, at);
  const next: GateState = { ...state, run, last: { reading, at } };
  if (reading.grams === null || reading.overload) return { ...next, zeros: 0 };
  const net = reading.grams - rules.restGrams;
  if (Math.abs(net) <= rules.zeroGrams && reading.stable !== false) {
    const zeros = (fresh ? state.zeros : 0) + 1;
    return zeros >= CONFIRM ? { ...next, zeros, phase: 'empty' } : { ...next, zeros };
  }
  if (net >= rules.minGrams && state.phase === 'empty')
    return { ...next, zeros: 0, phase: 'loaded', load: state.load + 1, loadAt: at };
  return { ...next, zeros: 0 };
}

function nextRun(run: Run | undefined, reading: Weighed, at: number): Run | undefined {
  const { grams, stable, overload, stepGrams } = reading;
  if (grams === null || overload || stable === false) return undefined;
  const begun: Run = {
    grams,
    min: grams,
    max: grams,
    since: at,
    count: 1,
    same: 1,
    sameSince: at,
    stable,
    stepGrams,
  };
  // A figure with other places behind the point is another figure, or none.
  if (!run || run.stable !== stable || run.stepGrams !== stepGrams) return begun;
  const min = Math.min(run.min, grams);
  const max = Math.max(run.max, grams);
  if (max - min > (stable === null ? Math.min(stepGrams, MOST_SPREAD) : 0)) return begun;
  const same = grams === run.grams;
  return {
    ...run,
    grams,
    min,
    max,
    count: run.count + 1,
    same: same ? run.same + 1 : 1,
    sameSince: same ? run.sameSince : at,
  };
}

const isSettled = (run: Run, at: number): boolean =>
  run.stable === true
    ? run.same >= CONFIRM
    : (run.same >= EQUAL && at - run.sameSince >= EQUAL_MS) ||
      (run.count >= EQUAL && run.same >= CONFIRM && at - run.since >= SPREAD_MS);

/** Why there is no weight to take yet. */
export type GateWait =
  /** The scale says nothing (any more). */
  | 'silent'
  | 'overload'
  /** Under its zero: somebody pressed zero with something on it, or the tray is off. */
  | 'negative'
  /** Something from before is still on it, or it was never seen empty: take everything off first. */
  | 'not_empty'
  /** Put the parcel on. */
  | 'empty'
  | 'moving';

export type Offer =
  | { readonly kind: 'weight'; readonly grams: number; readonly load: number }
  | { readonly kind: 'wait'; readonly why: GateWait };

const wait = (why: GateWait): Offer => ({ kind: 'wait', why });

/**
 * Is there a weight for this parcel now?
 * @param ask.by whose: the parcel's session
 * @param ask.since when its weight began to be asked for, that is when its last unit was scanned
 */
export function gateOffer(
  state: GateState,
  now: number,
  ask: { readonly by: string; readonly since: number },
  rules: GateRules,
): Offer {
  const { last, run } = state;
  if (!last || now - last.at > MAX_AGE_MS) return wait('silent');
  const { reading } = last;
  if (reading.overload) return wait('overload');
  if (reading.negative && (reading.grams === null || reading.grams - rules.restGrams < -rules.zeroGrams))
    return wait('negative');
  if (state.phase === 'empty') return wait('empty');
  const own = state.taken?.load === state.load && state.taken.by === ask.by;
  const others = state.taken?.load === state.load && !own;
  if (state.phase === 'unknown' || state.load <= state.spent || others) return wait('not_empty');
  if (!run || !isSettled(run, last.at)) return wait('moving');
  const net = run.grams - rules.restGrams;
  if (net < rules.minGrams) return wait('moving');
  if (last.at < ask.since) return wait('moving');
  if (run.since < ask.since && last.at - ask.since < STANDING_MS) return wait('moving');
  return { kind: 'weight', grams: net, load: state.load };
}

/** The load has become the weight of this parcel: no other may have it. */
export const gateTaken = (state: GateState, by: string): GateState => ({
  ...state,
  taken: { load: state.load, by },
});

/**
 * The parcel has left the bench: what lies on the scale now is not the next one. Where the scale does not say just now that
 * it is empty, it must be seen empty first.
 */
export const gateLeft = (state: GateState, now: number): GateState => {
  const isEmpty = state.phase === 'empty' && state.last !== undefined && now - state.last.at <= MAX_AGE_MS;
  return isEmpty ? state : { ...state, phase: 'unknown', spent: state.load, zeros: 0 };
};
