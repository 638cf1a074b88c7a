import type { SiteRuleDefinition } from './types.ts';

/** After the handover (TRK, DLV, SHP). 0 hours: that rule does not look. */
export const TRACKING_RULES = {
  /** TRK-03: the carrier has said nothing new of a parcel for so long. */
  'tracking.idleHours': { kind: 'number', unit: 'hours', default: 72, min: 0, max: 2_160 },
  /** TRK-03: the carrier has not said anything at all of a parcel that it took. */
  'tracking.pickupHours': { kind: 'number', unit: 'hours', default: 24, min: 0, max: 720 },
  /** TRK-03: past the expected arrival by so long. */
  'tracking.lateHours': { kind: 'number', unit: 'hours', default: 24, min: 0, max: 720 },
  /** A report may be so far ahead of this station's clock; carriers' clocks differ. */
  'tracking.aheadMinutes': { kind: 'number', unit: 'minutes', default: 30, min: 0, max: 1_440 },
  /** NTF-02: carrier, province, days; `*` is any. The most exact entry counts. */
  'tracking.transitDays': { kind: 'list', default: ['*,*,5'], maxItems: 400, maxLength: 60 },
  /** Own status words of carriers' files: `word=STATUS`. */
  'tracking.words': { kind: 'list', default: [], maxItems: 200, maxLength: 80 },
  /** SHP-04: a handover is complete on paper, or with both signatures kept here. */
  'handover.signatures': { kind: 'choice', default: 'paper', choices: ['paper', 'both'] },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
