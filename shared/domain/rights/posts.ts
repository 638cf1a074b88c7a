import type { Role } from '../event.ts';
import { ROLES } from '../event.ts';

/** Roles that people hold; SYS and CAR are nobody's (requirements 3). */
export type Post = Exclude<Role, 'SYS' | 'CAR'>;

/** All posts in the order in which screens list them. */
export const POSTS: readonly Post[] = ROLES.filter((role): role is Post => role !== 'SYS' && role !== 'CAR');

export const isPost = (role: string): role is Post => (POSTS as readonly string[]).includes(role);

/**
 * Posts by the departments of the rule books (USR-07, USR-08); screens offer them together. A person may hold several; the
 * transition tables say what each of them may do.
 */
export const DEPARTMENTS = {
  orders: ['CLK', 'REV', 'CS'],
  warehouse: ['WHL', 'PIK', 'PKR', 'SHP'],
  logistics: ['LOG'],
  finance: ['FIN'],
  purchasing: ['PUR', 'RPR'],
  management: ['MGR', 'ADM'],
} as const satisfies Record<string, readonly Post[]>;

/** Posts of those who look at orders at all (USR-10): purchasing and repair see no receiver. */
export const ORDER_POSTS: readonly Post[] = POSTS.filter((post) => post !== 'PUR' && post !== 'RPR');

/** Whoever is responsible for a station's shift: may let it go on after an emergency stop (AUD-03). */
export const SUPERVISORS: readonly Post[] = ['WHL', 'MGR', 'ADM'];
