import type { Clock, EpochMs } from './clock.ts';

/**
 * Hybrid logical clock stamp: 15 digits of epoch milliseconds, `-`, 5 digits of counter, `-`, station id.
 * Fixed width up to the station, so that plain string comparison is the order of events.
 * Source: Kulkarni et al., "Logical Physical Clocks" (2014).
 */
export type Hlc = string;

const MS_DIGITS = 15;
const COUNTER_DIGITS = 5;
const MAX_COUNTER = 10 ** COUNTER_DIGITS - 1;
const PATTERN = /^(\d{15})-(\d{5})-(.+)$/;

export interface HlcParts {
  readonly ms: EpochMs;
  readonly counter: number;
  readonly station: string;
}

export function formatHlc(parts: HlcParts): Hlc {
  const ms = String(parts.ms).padStart(MS_DIGITS, '0');
  const counter = String(parts.counter).padStart(COUNTER_DIGITS, '0');
  return `${ms}-${counter}-${parts.station}`;
}

/** @returns the parts, or undefined where the text is no stamp. */
export function parseHlc(text: string): HlcParts | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  return { ms: Number(match[1]), counter: Number(match[2]), station: match[3] ?? '' };
}

/** Epoch milliseconds of a stamp (0 where it is malformed), for display. */
export const hlcMs = (stamp: Hlc): EpochMs => parseHlc(stamp)?.ms ?? 0;

export interface HlcClock {
  /** A stamp greater than every stamp given or received before, whatever the wall clock does. */
  next(): Hlc;
  /** Takes note of a stamp from elsewhere, so that what follows sorts after it. */
  receive(stamp: Hlc): void;
}

export function createHlc(options: { clock: Clock; station: string; last?: Hlc }): HlcClock {
  const seen = options.last === undefined ? undefined : parseHlc(options.last);
  let ms = seen?.ms ?? 0;
  let counter = seen?.counter ?? 0;
  return {
    next() {
      const now = Math.max(0, Math.trunc(options.clock.now()));
      if (now > ms) {
        ms = now;
        counter = 0;
      } else if (counter < MAX_COUNTER) {
        counter += 1;
      } else {
        ms += 1;
        counter = 0;
      }
      return formatHlc({ ms, counter, station: options.station });
    },
    receive(stamp) {
      const other = parseHlc(stamp);
      if (!other) return;
      if (other.ms > ms || (other.ms === ms && other.counter > counter)) {
        ms = other.ms;
        counter = other.counter;
      }
    },
  };
}
