import { z } from 'zod';
import * as s from './sync-views.ts';
import { done, id, method, none, outcome, page } from './method.ts';

/** The hub: joining, what was refused, being it, claims. */
export const syncMethods = {
  'sync.view': method(none, s.syncView),
  /** Joins a hub by its address and a one-time code. What this station has is merged with what the hub has. */
  'sync.join': method(
    z.object({
      url: z.string().trim().max(300),
      code: z.string().trim().max(40),
      name: z.string().trim().min(1).max(60),
    }),
    done,
  ),
  /** Forgets the hub; everything stays here. Refused while something waits for it, unless `anyway`. */
  'sync.leave': method(z.object({ anyway: z.boolean() }), done),
  /** Hubs that answer in the local network. */
  'sync.discover': method(none, z.array(s.foundHub)),
  'sync.refused': method(
    z.object({ ...page }),
    z.object({ total: z.number().int(), rows: z.array(s.refusedDocument) }),
  ),
  /** Offers a refused document, or all of them, once more. */
  'sync.retry': method(z.object({ collection: z.string().max(40).optional(), id: id.optional() }), done),
  /** Starts (and keeps) a hub on this machine, or ends it. */
  'hub.serve': method(z.object({ on: z.boolean(), otherPort: z.boolean().optional() }), done),
  /** A one-time code for another station; only where this machine runs the hub. */
  'hub.code': method(
    none,
    outcome(z.object({ code: z.string(), until: z.number(), urls: z.array(z.string()) })),
  ),
  'hub.stations': method(none, outcome(z.array(s.hubStation))),
  'hub.revoke': method(z.object({ station: id }), done),
  /** A lead takes a parcel over from the station that has claimed it or has it open. */
  'claims.take': method(
    z.object({ shipment: id, operator: id, reason: z.string().trim().min(1).max(200) }),
    done,
  ),
};
