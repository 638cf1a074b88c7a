/** Names of the performance entries that the latency meter and the tests read. */
export const MARKS = {
  received: 'packline:verdict-received',
  sound: 'packline:sound',
  /** Second animation frame after the verdict came: drawn in the first, it is on the glass. */
  painted: 'packline:painted',
  /** The same of the lamp "ready to scan". */
  ready: 'packline:ready',
} as const;

type MarkName = (typeof MARKS)[keyof typeof MARKS];

export interface LatencyMarks {
  mark(name: MarkName, detail: object): void;
}

/** Marks are cleared now and then: a shift has tens of thousands of scans, and entries are kept for ever. */
const KEEP = 2_000;

export function createMarks(clock: Performance): LatencyMarks {
  let made = 0;
  return {
    mark(name, detail) {
      made += 1;
      if (made > KEEP) {
        made = 0;
        for (const each of Object.values(MARKS)) clock.clearMarks(each);
      }
      clock.mark(name, { detail });
    },
  };
}
