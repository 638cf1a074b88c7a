import { z } from 'zod';

/** What the screen is told of the station's hub. Times are epoch ms. */

export const syncError = z.object({
  code: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const syncView = z.object({
  /**
   * `alone`: no hub was joined. `connecting`: joined, and not one exchange since the start. `online`, `offline`: the last
   * exchange succeeded or failed. `barred`: the hub refuses this station (token revoked, other site, other version); work
   * goes on and stays here.
   */
  state: z.enum(['alone', 'connecting', 'online', 'offline', 'barred']),
  /** In this state since. */
  since: z.number(),
  hub: z.object({ url: z.string(), name: z.string(), site: z.string() }).nullable(),
  /** When station and hub had the same, and nothing waited, for the last time; null: never. */
  agreedAt: z.number().nullable(),
  /** Documents that the hub does not have yet. */
  pushing: z.number().int(),
  /** The first pull of everything, where it is under way. */
  pulling: z.object({ documents: z.number().int() }).nullable(),
  /** Documents that the hub refused. */
  refused: z.number().int(),
  /** Our clock minus the hub's, ms; null: not measured. */
  skewMs: z.number().nullable(),
  /** Why it is `offline` or `barred`. */
  error: syncError.nullable(),
  /** Carriers of whose pool hardly a number is left here, and how many. */
  low: z.array(z.object({ carrier: z.string(), left: z.number().int() })).optional(),
  /** When the hub turned out to be restored from an older backup, so that everything was exchanged anew. */
  anewAt: z.number().optional(),
  /** This machine runs the hub, and stations can join it under these addresses. */
  serving: z.object({ urls: z.array(z.string()), stations: z.number().int() }).nullable(),
  /** This machine should run the hub, and cannot at the moment; it is tried again by itself. */
  trouble: syncError.nullable().optional(),
});
export type SyncView = z.infer<typeof syncView>;

/** A document that the hub did not take; it stays here, and its work goes on. */
export const refusedDocument = z.object({
  collection: z.string(),
  id: z.string(),
  /** What people call it: order number, waybill number, name. */
  label: z.string(),
  code: z.string(),
  data: syncError.shape.data,
  at: z.number(),
  tries: z.number().int(),
});
export type RefusedDocument = z.infer<typeof refusedDocument>;

/** A hub that answers in the local network. */
export const foundHub = z.object({ name: z.string(), url: z.string() });
export type FoundHub = z.infer<typeof foundHub>;

/** One station as its hub knows it. */
export const hubStation = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['active', 'revoked']),
  enrolledAt: z.number(),
  seenAt: z.number().nullable(),
});
export type HubStation = z.infer<typeof hubStation>;
