import { z } from 'zod';
import { POSTS } from '../domain/rights/index.ts';

/** Who is signed in, who works here, and what was done by whom. Times are epoch ms. */

const text = z.string();
const post = z.enum(POSTS as unknown as readonly [(typeof POSTS)[number], ...(typeof POSTS)[number][]]);
export const posts = z.array(post).max(POSTS.length);

/** New secrets: a password opens the office, a PIN the bench. */
export const password = z.string().min(1).max(200);
export const pin = z.string().regex(/^\d{4,12}$/);

/** Rules of signing in; whoever sees no reason leaves them as they are. */
export const securityRules = z.object({
  /** Minutes without an act after which a window, and a bench, ask who is there. */
  idleMinutes: z.number().int().min(1).max(480),
  benchIdleMinutes: z.number().int().min(1).max(480),
  /** Days after which a password must be changed (USR-03); 0: never. */
  passwordDays: z.number().int().min(0).max(3_650),
  /** Wrong tries in a row after which an account is locked, and for how many minutes. */
  attempts: z.number().int().min(3).max(20),
  lockMinutes: z.number().int().min(1).max(1_440),
});
export type SecurityRules = z.infer<typeof securityRules>;

export const SECURITY_DEFAULTS: SecurityRules = {
  idleMinutes: 10,
  benchIdleMinutes: 15,
  passwordDays: 180,
  attempts: 5,
  lockMinutes: 10,
};

/** What one window knows of itself. */
export const accountView = z.object({
  /** `open`: no administrator has a password yet, nobody is asked who he is. */
  mode: z.enum(['open', 'closed']),
  person: z.object({ id: text, name: text, roles: z.array(text), badge: text }).nullable(),
  /** How the person has signed in. */
  by: z.enum(['pin', 'password']).nullable(),
  /** Nothing but the own password may be changed: it was given by somebody else, or is too old. */
  mustChange: z.enum(['given', 'expired']).nullable(),
  /** Somebody has scanned a badge at a bench; the PIN is awaited. */
  asked: z.array(z.object({ bench: text, name: text })),
  /** Emergency stop that stands (AUD-03). */
  stop: z.object({ at: z.number(), by: text, reason: text }).nullable(),
});
/** Given to the window that signed in, to come back with after a broken connection. */
export const signedIn = z.object({ token: z.string() });

export type AccountView = z.infer<typeof accountView>;

export const personView = z.object({
  id: text,
  name: text,
  badge: text,
  roles: z.array(text),
  active: z.boolean(),
  /** Which secrets there are; never what they are. */
  password: z.enum(['none', 'set', 'given', 'expired']),
  pin: z.boolean(),
  /** Too many wrong tries; until then. */
  lockedUntil: z.number().nullable(),
});
export type PersonView = z.infer<typeof personView>;

export const personInput = z.object({
  /** Missing: somebody new. */
  id: z.string().min(1).max(200).optional(),
  name: z.string().trim().min(1).max(40),
  roles: posts,
});

/** One line of the record of who did what. */
export const auditRow = z.object({
  id: text,
  at: z.number(),
  /** Actor id; '' where nobody was signed in. */
  by: text,
  station: text,
  /** `order:…` and `shipment:…` are events of those; all else acts of their own. */
  what: text,
  /** What it was done to: order number, name of a person, setting. */
  on: text,
  order: text.nullable(),
  old: text.nullable(),
  new: text.nullable(),
  reason: text.nullable(),
});
export type AuditRow = z.infer<typeof auditRow>;

export const auditQuery = z.object({
  from: z.number(),
  to: z.number(),
  by: z.string().max(200).optional(),
  /** `acts`: sign-in, settings, reveals, …; `steps`: events of orders and parcels. */
  kind: z.enum(['all', 'acts', 'steps']).default('all'),
  /** Order number, name, setting or kind of act. */
  search: z.string().max(100).default(''),
});
