import type { SiteRuleDefinition } from './types.ts';

export const ARCHIVE_RULES = {
  /** O18 by itself, so long after completion, where nothing is missing; 0: only by a person. */
  'archive.days': { kind: 'number', unit: 'days', default: 0, min: 0, max: 365 },
  /** CMP-08: an order whose customer was not asked is not complete on paper. */
  'archive.feedback': { kind: 'flag', default: false },
  /** CMP-06: whoever wants to look into the archive asks for it first. */
  'archive.approval': { kind: 'flag', default: true },
  /** An approved request opens the order for so long. */
  'archive.accessHours': { kind: 'number', unit: 'hours', default: 24, min: 1, max: 720 },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
