/** What became of one parcel that a carrier took. */
export interface Carried {
  /** From handover to the reported delivery; missing: not delivered yet. */
  readonly hours?: number;
  /** Days that the agreement promises. */
  readonly promisedDays?: number;
  /** 疑难, 拒签, 退回 was reported. */
  readonly problem: boolean;
}

export interface CarrierScore {
  readonly parcels: number;
  readonly delivered: number;
  /** Share of those delivered with a promised time that kept it, 0…1; missing: too few. */
  readonly onTime?: number;
  /** Share of all that had a problem, 0…1; missing: too few. */
  readonly problems?: number;
  /** Hours from handover to delivery, the middle one; missing: too few. */
  readonly medianHours?: number;
  /** 0…100; missing: too few to say. */
  readonly score?: number;
}

/** Fewer than this say nothing. */
export const LEAST_FOR_SCORE = 20;

/**
 * How well a carrier kept its word, by our own parcels (CAR-04): 70 points for time kept, 30 for parcels without a problem.
 * Where nothing was promised, problems alone count. Reports come when they come: parcels still on their way are not judged.
 */
export function scoreOf(carried: readonly Carried[]): CarrierScore {
  const delivered = carried.filter(({ hours }) => hours !== undefined);
  const promised = delivered.filter(({ promisedDays }) => promisedDays !== undefined);
  const judged = carried.filter(({ hours, problem }) => hours !== undefined || problem);
  const base = { parcels: carried.length, delivered: delivered.length };
  if (judged.length < LEAST_FOR_SCORE) return base;
  const problems = judged.filter(({ problem }) => problem).length / judged.length;
  const sorted = delivered.map(({ hours }) => hours ?? 0).toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const kept = promised.filter(({ hours, promisedDays }) => (hours ?? 0) <= (promisedDays ?? 0) * 24);
  const onTime = promised.length < LEAST_FOR_SCORE ? undefined : kept.length / promised.length;
  const score = onTime === undefined ? 100 * (1 - problems) : 70 * onTime + 30 * (1 - problems);
  return {
    ...base,
    problems,
    ...(onTime === undefined ? {} : { onTime }),
    ...(middle === undefined ? {} : { medianHours: Math.round(middle) }),
    score: Math.round(score),
  };
}
