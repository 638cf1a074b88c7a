import type { Post } from '../../shared/domain/rights/index.ts';

/**
 * Who may make which step, written by hand from the rule books (order and shipment machine, and the house's own rows that stand
 * beside them), not read from the tables of the product: those are what is tested. Posts that may not are all the others.
 *
 * One table for two proofs: a forged call of the contract (`test/integration/desk/role-table.test.ts`) and what the page of an
 * order offers (`test/e2e/roles.spec.ts`).
 */

/** Orders that the pages are looked at with, one of each. */
export const PAGE_STATES = [
  'in_review',
  'needs_fix',
  'rejected',
  'unpaid',
  'approved',
  'backordered',
  'ready',
  'held',
  'unclear',
  'cancel_asked',
  'change_asked',
  'labelled',
  'address_changed',
  'shipped',
  'refused',
  'delivered',
  'completed',
  'cancelled',
] as const;
export type PageState = (typeof PAGE_STATES)[number];

export interface RoleRow {
  readonly may: readonly Post[];
  /** What the page of an order calls it (`data-act`), and the states in which it offers it. */
  readonly page?: { readonly act: string; readonly at: readonly PageState[] };
  /** Where it is made, where that is not the page of an order. */
  readonly elsewhere?: string;
}

const ALL: readonly Post[] = [
  'CLK',
  'REV',
  'CS',
  'WHL',
  'PIK',
  'PKR',
  'SHP',
  'LOG',
  'FIN',
  'PUR',
  'RPR',
  'MGR',
  'ADM',
];
/** Whoever works with orders: purchasing and repair do not. */
const ORDERS = ALL.filter((post) => post !== 'PUR' && post !== 'RPR');
/** The desk: the posts of the floor find and report, they decide nothing. */
const DESK = ALL.filter((post) => post !== 'PIK' && post !== 'PKR' && post !== 'SHP');

const UNSENT: readonly PageState[] = [
  'in_review',
  'needs_fix',
  'rejected',
  'unpaid',
  'approved',
  'backordered',
  'ready',
  'held',
  'unclear',
  'cancel_asked',
  'change_asked',
  'labelled',
  'address_changed',
];
const LEFT: readonly PageState[] = ['shipped', 'refused', 'delivered', 'completed'];
/** Released, and with its parcels not on their way. */
const READY: readonly PageState[] = [
  'ready',
  'held',
  'unclear',
  'cancel_asked',
  'change_asked',
  'labelled',
  'address_changed',
];
/** Other goods or less: before it is released, or while it waits for them. */
const LINES_OPEN: readonly PageState[] = ['in_review', 'needs_fix', 'unpaid', 'approved', 'backordered'];
const except = (states: readonly PageState[], ...not: readonly PageState[]): PageState[] =>
  states.filter((state) => !not.includes(state));

export const ROLE_TABLE = {
  'O1 typed in': { may: ['CLK'], elsewhere: 'order entry' },
  'O2 confirmed by a second person': { may: ['CLK', 'REV'], elsewhere: 'order entry' },
  'O3, O4 an unclear order is clear and goes to the review': {
    may: ['CLK'],
    page: { act: 'clear', at: ['unclear'] },
  },
  'O5 approved': { may: ['REV'], page: { act: 'approve', at: ['in_review'] } },
  'O6 not passed': { may: ['REV'], page: { act: 'needs_fix', at: ['in_review'] } },
  'O7 mended': { may: ['CS', 'CLK'], page: { act: 'change_receiver', at: ['needs_fix'] } },
  'O8 rejected': { may: ['REV'], page: { act: 'reject', at: ['in_review', 'needs_fix'] } },
  'O9 payment awaited': { may: [], elsewhere: 'the system' },
  'O10 paid': { may: ['FIN'], page: { act: 'mark_paid', at: [...UNSENT, ...LEFT] } },
  'O11 released': { may: ['REV', 'WHL'], page: { act: 'release', at: ['approved'] } },
  'O12 shortage reported': { may: ORDERS, page: { act: 'short', at: ['in_review', 'approved', ...READY] } },
  'O12 backordered': {
    may: ['REV', 'CS'],
    page: { act: 'backorder', at: ['in_review', 'approved', ...READY] },
  },
  'O12 the customer waits': { may: ['REV', 'CS', 'MGR'], page: { act: 'wait', at: ['backordered'] } },
  'O13 restocked': { may: ['CS', 'WHL'], page: { act: 'restock', at: ['backordered'] } },
  'O14 split with consent': { may: ['REV', 'CS'], page: { act: 'split', at: ['backordered'] } },
  'O15 shipped': { may: ['SHP'], elsewhere: 'handover at the bench' },
  'O16 delivered': { may: ['LOG'], page: { act: 'deliver', at: ['shipped', 'refused'] } },
  'O17 completed': { may: ['CS'], page: { act: 'complete', at: ['shipped', 'refused', 'delivered'] } },
  'O18 settled': { may: ['FIN'], page: { act: 'settle', at: LEFT } },
  'O18 archived': { may: ['REV'], page: { act: 'archive', at: ['completed'] } },
  'O19 cancelled for the customer': { may: ['CS'], elsewhere: 'one button with the next row' },
  'O19 cancelled by the merchant': { may: ['REV', 'MGR'], elsewhere: 'one button with the row of both' },
  'O19 cancelled, whoever asks': { may: ['CS', 'REV', 'MGR'], page: { act: 'cancel', at: UNSENT } },
  'O20 closed': { may: ['REV'], page: { act: 'close', at: ['rejected'] } },
  'O21 after-sales of what comes back': {
    may: ['LOG', 'CS'],
    page: { act: 'after_sales', at: ['refused'] },
  },
  'O22 after-sales asked for': { may: [], elsewhere: 'a later part of the product: nobody can yet' },
  'O23 merged': { may: ['WHL'], page: { act: 'merge', at: ['ready'] } },
  'O24 split': {
    may: ['REV', 'CS'],
    page: { act: 'split', at: except(READY, 'labelled', 'address_changed') },
  },

  'F1 allocated': { may: ['CLK', 'WHL', 'PKR'], elsewhere: 'queue' },
  'F1 labels first': { may: ['CLK', 'WHL', 'PKR', 'LOG'], elsewhere: 'queue' },
  'F2 picking': { may: ['PIK'], elsewhere: 'picking' },
  'F3 picked': { may: ['PIK'], elsewhere: 'picking' },
  'F3 given back': { may: ['WHL'], elsewhere: 'card of the picking, while somebody picks' },
  'F4 opened': { may: ['PKR'], elsewhere: 'bench' },
  'F4a another box': { may: ['PKR'], elsewhere: 'bench' },
  'F5 checked': { may: ['PKR'], elsewhere: 'bench' },
  'F8 labelled and staged': { may: ['PKR'], elsewhere: 'bench' },
  'F10 handed over': { may: ['SHP'], elsewhere: 'handover at the bench' },
  'B1 put back': { may: ['PKR', 'WHL'], elsewhere: 'bench' },
  'B3 label voided': {
    may: ['WHL', 'MGR'],
    page: { act: 'void_label', at: ['labelled', 'address_changed'] },
  },

  'X cancel asked for': {
    may: ['CLK', 'CS', 'REV', 'MGR'],
    page: { act: 'request_cancel', at: except(UNSENT, 'cancel_asked') },
  },
  'X cancel request denied': {
    may: ['CS', 'REV', 'MGR'],
    page: { act: 'deny_cancel', at: ['cancel_asked'] },
  },
  'X hold lifted': { may: ['REV', 'CS', 'WHL', 'MGR'], page: { act: 'lift_hold', at: ['held'] } },
  'X hold of what was unclear lifted': {
    may: ['REV', 'CS', 'WHL', 'MGR', 'CLK'],
    page: { act: 'lift_hold', at: ['unclear'] },
  },
  'X receiver changed': {
    may: ['CS', 'REV'],
    page: { act: 'address', at: UNSENT },
  },
  'X address settled': {
    may: ['CS', 'REV', 'WHL'],
    page: { act: 'settle_address', at: ['address_changed'] },
  },
  'X other goods': { may: ['CS', 'REV'], page: { act: 'substitute', at: LINES_OPEN } },
  'X less': { may: ['CS', 'REV'], page: { act: 'cancel_lines', at: LINES_OPEN } },
  'X change asked for': {
    may: ['CLK', 'CS', 'REV', 'WHL', 'LOG', 'MGR'],
    page: { act: 'ask_change', at: UNSENT },
  },
  'X change decided': { may: ['CS', 'REV'], page: { act: 'approve_change', at: ['change_asked'] } },
  'X change refused': { may: ['CS', 'REV'], page: { act: 'refuse_change', at: ['change_asked'] } },
  'X talk with the customer': {
    may: ['CLK', 'REV', 'CS', 'LOG', 'FIN', 'MGR'],
    page: { act: 'contact', at: PAGE_STATES },
  },
  'X note': { may: ORDERS, page: { act: 'note', at: PAGE_STATES } },
  'X link': { may: ['CLK', 'REV', 'CS', 'LOG', 'MGR'], page: { act: 'link', at: PAGE_STATES } },
  'X customer asked': { may: ['CS', 'REV', 'CLK'], page: { act: 'asked', at: [...UNSENT, ...LEFT] } },
  'X notice asked for': {
    may: ['CS', 'REV', 'CLK', 'FIN', 'LOG', 'MGR'],
    page: { act: 'notice', at: PAGE_STATES },
  },
  'X notice sent': {
    may: ['CS', 'REV', 'CLK', 'FIN', 'LOG', 'MGR'],
    page: {
      act: 'notice_mark',
      at: ['needs_fix', 'rejected', 'backordered', 'ready', 'address_changed', ...LEFT, 'cancelled'],
    },
  },
  'X reminded': { may: ['CS', 'FIN', 'MGR'], page: { act: 'remind', at: ['unpaid'] } },
  'X allocated': {
    may: ['CLK', 'REV', 'WHL', 'MGR'],
    page: { act: 'allocate', at: except(UNSENT, 'rejected') },
  },
  'X task': {
    may: ['CLK', 'REV', 'CS', 'WHL', 'LOG', 'FIN', 'MGR'],
    page: { act: 'assign', at: PAGE_STATES },
  },
  'X promise': { may: ['REV', 'CS', 'WHL', 'MGR'], page: { act: 'promise', at: except(UNSENT, 'rejected') } },
  'X carrier': {
    may: ['LOG', 'WHL'],
    page: { act: 'carrier', at: ['backordered', ...except(READY, 'labelled', 'address_changed')] },
  },
  'X report of a carrier': { may: ['LOG'], page: { act: 'report', at: LEFT } },
  'X feedback': { may: ['CS', 'LOG', 'MGR'], page: { act: 'feedback', at: LEFT } },
  'X address of what has left': { may: ['LOG', 'CS'], page: { act: 'address_case', at: LEFT } },
  'X voucher': { may: ['SHP', 'WHL', 'LOG', 'MGR'], page: { act: 'voucher', at: LEFT } },
  'X voucher as a file': {
    may: ['SHP', 'WHL', 'LOG', 'CS', 'FIN', 'MGR'],
    page: { act: 'voucher_pdf', at: LEFT },
  },
  'X whole file': { may: ['REV', 'CS', 'FIN', 'LOG', 'MGR'], page: { act: 'export', at: LEFT } },
  'X receiver in clear': {
    may: ['CLK', 'REV', 'CS', 'WHL', 'SHP', 'LOG', 'MGR'],
    page: { act: 'reveal', at: PAGE_STATES },
  },
  'X sheet for the driver': {
    may: ['WHL', 'SHP', 'LOG', 'MGR'],
    page: { act: 'driver_sheet', at: ['backordered', ...READY, ...LEFT] },
  },

  'K1 case opened': { may: ALL, page: { act: 'return_case', at: LEFT } },
  'K2 case given': { may: DESK, elsewhere: 'cases' },
  'K3 note in a case': { may: ALL, elsewhere: 'cases' },
  'K4 talk in a case': { may: [...DESK, 'SHP'], elsewhere: 'cases' },
  'K5 more facts': { may: ALL, elsewhere: 'cases' },
  'K6 case linked': { may: [...DESK, 'PKR', 'SHP'], elsewhere: 'cases' },
  'K7 time limit': { may: DESK, elsewhere: 'cases' },
  'K8 supervisor called': { may: ALL, elsewhere: 'cases' },
  'K9 complaint solved': { may: ['CS', 'MGR'], elsewhere: 'cases' },
  'K10 opened again': { may: DESK, elsewhere: 'cases' },
  'K11 case closed': { may: DESK, elsewhere: 'cases' },
} as const satisfies Readonly<Record<string, RoleRow>>;
export type RoleRowName = keyof typeof ROLE_TABLE;

export const ROLE_ROWS = Object.entries(ROLE_TABLE) as [RoleRowName, RoleRow][];
