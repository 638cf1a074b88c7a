import { createRandom, type Random } from './random.ts';

/**
 * A bench with a scale, as people use it: parcels are put on, lowered slowly, pushed, swapped without a moment of empty
 * scale, left lying while the next order is scanned, taken away unweighed. It says what truly lay on the scale at every ms.
 */
export interface Moment {
  readonly at: number;
  /** Parcel on the scale; 0 = none. */
  readonly parcel: number;
  /** What the load cell feels. */
  readonly grams: number;
  readonly moving: boolean;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly parcel: number;
  readonly start: number;
  readonly end: number;
}

export interface Order {
  readonly parcel: number;
  readonly grams: number;
  /** Its last unit is scanned: its weight is asked for. */
  readonly asked: number;
  /** It leaves the bench. */
  readonly left: number;
}

export interface Day {
  readonly orders: readonly Order[];
  readonly until: number;
  at(ms: number): Moment;
}

/** The scale's own motion detector lets go this long after the last change. */
const QUIET_MS = 300;

export function createDay(seed: number, until: number, most = 30_000): Day {
  const random = createRandom(seed);
  const pieces: Piece[] = [];
  const orders: Order[] = [];
  let now = 0;
  let grams = 0;
  const go = (ms: number, parcel: number, end = grams): void => {
    pieces.push({ from: now, to: now + ms, parcel, start: grams, end });
    now += ms;
    grams = end;
  };
  go(random.int(300, 2000), 0);
  for (let parcel = 1; now < until; parcel += 1) {
    const weight = weightOf(random, most);
    const before = random.chance(0.2);
    const askedBefore = now;
    // The next order is begun while the parcel before may still lie there.
    if (parcel > 1 && random.chance(0.3)) go(random.int(200, 1500), parcel - 1);
    if (grams > 0) {
      if (random.chance(0.75)) {
        go(random.int(80, 400), parcel - 1, 0);
        go(random.int(60, 2500), 0);
      }
    } else go(random.int(100, 1500), 0);
    // Put on in one or two goes; the last unit may come later.
    const half = random.chance(0.3) ? Math.round(weight * (0.3 + 0.6 * random.next())) : undefined;
    if (half !== undefined) {
      go(random.int(100, 700), parcel, half);
      go(random.int(100, 1200), parcel);
    }
    go(random.int(100, 900), parcel, weight);
    const asked = before ? askedBefore : Math.max(askedBefore, now - random.int(0, 1200));
    go(random.int(150, 3500), parcel);
    orders.push({ parcel, grams: weight, asked, left: now });
    if (random.chance(0.15)) {
      go(random.int(80, 400), parcel, 0);
      go(random.int(100, 800), 0);
    }
  }
  return { orders, until: now, at: (ms) => momentOf(pieces, ms) };
}

const weightOf = (random: Random, most: number): number =>
  random.chance(0.5) ? random.int(40, 2000) : random.int(2000, most);

function momentOf(pieces: readonly Piece[], ms: number): Moment {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.from ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  if (!piece) return { at: ms, parcel: 0, grams: 0, moving: false };
  const changes = piece.start !== piece.end;
  const share = Math.min(1, (ms - piece.from) / (piece.to - piece.from));
  const before = pieces[low - 1];
  const wasMoving = before !== undefined && before.start !== before.end && ms - piece.from < QUIET_MS;
  // Lowered by a hand: it swings around the way.
  const swing = changes && share < 1 ? Math.round(Math.sin(ms / 7) * Math.min(60, piece.end / 10 + 5)) : 0;
  return {
    at: ms,
    parcel: piece.parcel,
    grams: Math.max(0, Math.round(piece.start + (piece.end - piece.start) * share) + swing),
    moving: changes || wasMoving,
  };
}
