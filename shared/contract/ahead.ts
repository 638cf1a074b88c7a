/** What the hub puts aside for a station, so that it works on without the network. */
export interface Ahead {
  /** Waybill numbers that should lie here for each carrier. */
  readonly numbers: number;
  /** Parcels that should be put aside for this station. */
  readonly claims: number;
}
/** A bench packs some 500 parcels in a shift; ten are about as many as lie on a trolley. */
export const DEFAULT_AHEAD: Ahead = { numbers: 500, claims: 10 };
/** More would only keep them from others. */
export const MOST_AHEAD: Ahead = { numbers: 5_000, claims: 100 };
/** Below this share of what should lie here a person is told: more could not be had. */
export const LOW_BELOW = 0.1;
/** More is asked for below this share. */
export const REFILL_BELOW = 0.5;
