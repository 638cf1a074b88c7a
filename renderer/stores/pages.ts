import type { AccountView, MethodName } from '../../shared/contract/index.ts';
import { mayCall, METHOD_RIGHTS } from '../../shared/contract/rights.ts';

/** All pages, by the part of the house in which they are used. The order is that of the bar and of the list behind F1. */
export const AREAS = {
  bench: ['bench', 'queue', 'blocked', 'picking', 'handover'],
  desk: ['work', 'review', 'orders', 'intake', 'import', 'customers', 'cases', 'payments', 'notices'],
  warehouse: ['stock', 'prints'],
  after: ['shipped', 'export', 'archive'],
  setup: ['carriers', 'templates', 'devices', 'siteRules', 'settings'],
} as const;
export type AreaName = keyof typeof AREAS;
export type PageName = (typeof AREAS)[AreaName][number];

export const AREA_NAMES = Object.keys(AREAS) as readonly AreaName[];
export const PAGES: readonly PageName[] = AREA_NAMES.flatMap((area): readonly PageName[] => AREAS[area]);

export const areaOf = (page: PageName): AreaName =>
  AREA_NAMES.find((area) => (AREAS[area] as readonly PageName[]).includes(page)) ?? 'bench';

/** What a page reads first: whoever may not call it has no such page. Null: everybody has it. */
const READS: Readonly<Record<PageName, MethodName | null>> = {
  bench: null,
  queue: 'queue.list',
  blocked: 'orders.blocked',
  picking: 'pick.waves',
  handover: 'handover.list',
  work: 'work.lists',
  review: 'review.queue',
  payments: 'payments.unpaid',
  notices: 'notices.inbox',
  orders: 'orders.list',
  intake: 'changes.list',
  import: 'import.list',
  customers: 'customers.list',
  cases: 'cases.list',
  stock: 'stock.levels',
  prints: 'prints.list',
  shipped: 'after.board',
  export: 'export.shipped',
  archive: 'archive.search',
  carriers: 'agreements.list',
  templates: 'templates.draw',
  devices: 'devices.ports',
  siteRules: 'siteRules.save',
  settings: null,
};

/**
 * Has the person at this window the right to call the method? Only decides what is shown: the station asks again, with
 * what it knows itself. Where nobody signs in, everybody has every right.
 */
export function mayAsk(session: AccountView | null, method: MethodName): boolean {
  if (session?.mode !== 'closed') return true;
  const { person, by } = session;
  const who = person === null ? undefined : { roles: person.roles, by: by ?? 'pin' };
  return mayCall(METHOD_RIGHTS[method], who) === 'yes';
}

export const mayOpen = (session: AccountView | null, page: PageName): boolean => {
  const read = READS[page];
  return read === null || mayAsk(session, read);
};

export interface Area {
  readonly area: AreaName;
  readonly pages: readonly PageName[];
}

/** What the person at this window has, areas without a page left out. */
export const areasFor = (session: AccountView | null): readonly Area[] =>
  AREA_NAMES.map((area): Area => ({
    area,
    pages: AREAS[area].filter((page) => mayOpen(session, page)),
  })).filter(({ pages }) => pages.length > 0);

/** Posts that begin their day with a list of what waits for them; all others begin it at the bench. */
const DESK_POSTS: readonly string[] = ['CLK', 'REV', 'CS', 'WHL', 'LOG', 'FIN', 'MGR', 'ADM'];

/** Where a person begins after signing in: by password at the own work list, by PIN at the bench. */
export function homeOf(session: AccountView | null): PageName {
  const desk =
    session?.by === 'password' && session.person?.roles.some((role) => DESK_POSTS.includes(role)) === true;
  return desk && mayOpen(session, 'work') ? 'work' : 'bench';
}
