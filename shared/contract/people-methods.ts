import { z } from 'zod';
import * as p from './people-views.ts';
import { bench, done, id, method, none, outcome, page } from './method.ts';

/** Sign-in, people, the record, the emergency stop. */
export const peopleMethods = {
  'session.view': method(none, p.accountView),
  /** @param who name or badge number */
  'session.signIn': method(
    z.object({ who: z.string().trim().min(1).max(80), password: p.password }),
    outcome(p.signedIn),
  ),
  /** The PIN of whoever has scanned a badge at the bench. */
  'session.pin': method(z.object({ bench, pin: z.string().max(12) }), outcome(p.signedIn)),
  /** After the connection broke, or the page was loaded anew. */
  'session.resume': method(z.object({ token: z.string().max(100) }), done),
  /** Ends the session of this window, and of its person at the benches. */
  'session.lock': method(none, done),
  /** Somebody is there: keys or pointer. */
  'session.touch': method(none, done),
  /** The own password or PIN. */
  'session.secret': method(
    z.object({ current: p.password, password: p.password.optional(), pin: p.pin.optional() }),
    done,
  ),
  /** Makes the first administrator; from then on everybody signs in. @param works also packs and handles orders */
  'people.first': method(
    z.object({
      name: z.string().trim().min(1).max(40),
      password: p.password,
      pin: p.pin.optional(),
      works: z.boolean(),
    }),
    outcome(p.signedIn),
  ),
  'people.list': method(none, z.array(p.personView)),
  'people.save': method(p.personInput, outcome(p.personView)),
  /** Gives a password (to be changed at the first sign-in) or a PIN. */
  'people.secret': method(z.object({ id, password: p.password.optional(), pin: p.pin.optional() }), done),
  'people.active': method(z.object({ id, active: z.boolean() }), done),
  /** Lets somebody try again before the time is over. */
  'people.unlock': method(z.object({ id }), done),
  /** Newest first. `more`: there is more in this span than was looked at. */
  'audit.list': method(
    p.auditQuery.extend(page),
    z.object({ total: z.number().int(), more: z.boolean(), rows: z.array(p.auditRow) }),
  ),
  /** The same lines as a CSV file; the export is itself in the record. */
  'audit.export': method(
    p.auditQuery.extend({ operator: id }),
    outcome(z.object({ token: z.string(), fileName: z.string(), rows: z.number().int() })),
  ),
  /** Nothing more is written at this station until a supervisor lets it go on (AUD-03). */
  'stop.press': method(z.object({ operator: id, reason: z.string().trim().min(1).max(200) }), done),
  'stop.lift': method(z.object({ operator: id, note: z.string().trim().min(1).max(200) }), done),
};
