import type { CaseDepartment, CaseKind } from './types.ts';

/** Which department a case goes to by what it is about (ALC-06), and whom it is raised to when that does not help. */
export const CASE_ROUTES: Readonly<
  Record<CaseKind, { readonly department: CaseDepartment; readonly above: CaseDepartment }>
> = {
  shortage: { department: 'CS', above: 'MGR' },
  delivery: { department: 'LOG', above: 'MGR' },
  payment: { department: 'FIN', above: 'MGR' },
  wrong_information: { department: 'CS', above: 'REV' },
  complaint: { department: 'CS', above: 'MGR' },
  damage: { department: 'CS', above: 'WHL' },
  returned_parcel: { department: 'CS', above: 'WHL' },
  stock_discrepancy: { department: 'WHL', above: 'MGR' },
  archive_access: { department: 'MGR', above: 'ADM' },
  incident: { department: 'WHL', above: 'MGR' },
  violation: { department: 'MGR', above: 'ADM' },
  other: { department: 'WHL', above: 'MGR' },
};

/** What came of it, by kind; screens offer these and reports count them. */
export const CASE_OUTCOMES: Readonly<Record<CaseKind, readonly [string, ...string[]]>> = {
  shortage: ['waited', 'partial', 'substituted', 'line_cancelled', 'order_cancelled', 'found'],
  delivery: ['delivered', 'new_date', 'returned', 'lost', 'address_corrected'],
  payment: ['received', 'refunded', 'corrected', 'cancelled'],
  wrong_information: ['corrected', 'confirmed_as_is', 'cancelled'],
  complaint: ['apologised', 'compensated', 'resent', 'returned', 'unfounded'],
  damage: ['packing_improved', 'carrier_claimed', 'replaced', 'written_off'],
  returned_parcel: ['sent_again', 'put_to_stock', 'refunded', 'after_sales'],
  stock_discrepancy: ['corrected', 'found', 'written_off'],
  archive_access: ['granted', 'refused'],
  incident: ['solved', 'handed_on', 'false_alarm'],
  violation: ['warned', 'trained', 'sanctioned', 'unfounded'],
  other: ['solved', 'handed_on', 'no_action'],
};

/** Why it came so (SHO-05, EXC-06): counted to improve stock, packing and transport. */
export const CASE_CAUSES = [
  'stock_wrong',
  'supplier_late',
  'sold_out',
  'misplaced',
  'packing',
  'transport',
  'goods_defect',
  'typed_wrong',
  'customer',
  'process',
  'unknown',
] as const;
export type CaseCause = (typeof CASE_CAUSES)[number];
