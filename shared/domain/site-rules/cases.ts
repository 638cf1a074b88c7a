import type { SiteRuleDefinition } from './types.ts';

const hours = (given: number) =>
  ({ kind: 'number', unit: 'hours', default: given, min: 1, max: 2_160 }) as const;

/** How long a case of each kind may wait before whoever stands above is told (EXC-08, COM-06). */
export const CASE_RULES = {
  'cases.shortageHours': hours(24),
  'cases.deliveryHours': hours(24),
  'cases.paymentHours': hours(24),
  'cases.wrong_informationHours': hours(8),
  'cases.complaintHours': hours(24),
  'cases.damageHours': hours(48),
  'cases.returned_parcelHours': hours(48),
  'cases.stock_discrepancyHours': hours(24),
  'cases.archive_accessHours': hours(48),
  'cases.incidentHours': hours(1),
  'cases.violationHours': hours(72),
  'cases.otherHours': hours(24),
  /** SHO-04: a customer who waits hears from us this often. */
  'cases.followUpHours': hours(72),
  /** MRG-01: packers and leads may put orders of one customer into one parcel by themselves. */
  'merge.packers': { kind: 'flag', default: false },
  /** MRG-01: a common parcel needs the customer's word. */
  'merge.consent': { kind: 'flag', default: false },
} as const satisfies Readonly<Record<string, SiteRuleDefinition>>;
