import { z } from 'zod';

/**
 * What crosses between a station and its hub, over HTTPS with JSON bodies (gzip allowed both ways). Both sides validate what
 * they receive. Every request but `enrol` carries `Authorization: Bearer TOKEN`. Errors are `{ code, data }` with a 4xx or
 * 5xx status; 5xx, 408, 425 and 429 may be tried again, with the same body, at any time: every call repeats without harm.
 */
export const PROTOCOL = 1;

/** Documents in one pull, and rows in one push, at most. */
export const MAX_BATCH = 500;
/** Bytes of one request's body after unpacking. */
export const MAX_BODY_BYTES = 8 * 2 ** 20;
/** Bytes of one document as JSON. */
export const MAX_DOCUMENT_BYTES = 1 * 2 ** 20;
/** Events in one document. */
export const MAX_EVENTS = 2_000;
/** How far the stamp of an event may be ahead of the hub's clock, ms. */
export const MAX_AHEAD_MS = 10 * 60_000;

export const REPLICATED = [
  'orders',
  'shipments',
  'waybills',
  'cases',
  'stock',
  'products',
  'people',
  'config',
  'journal',
  'files',
] as const;
export type ReplicatedName = (typeof REPLICATED)[number];

const id = z.string().min(1).max(200);
const document = z.record(z.string(), z.unknown());
const data = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const hubError = z.object({ code: z.string().max(60), data: data.default({}) });

export const checkpoint = z.object({ seq: z.number().int().min(0) });
export type HubCheckpoint = z.infer<typeof checkpoint>;

/** `POST /v1/enrol`, without a token. */
export const enrolRequest = z
  .object({
    /** As given out by the hub: `XXXX-XXXX-XXXX`, case and dashes do not matter. */
    code: z.string().min(8).max(40),
    station: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    name: z.string().trim().min(1).max(60),
  })
  .strict();
/** Key of the site's receiver hashes (32 bytes, base64), the same at all stations of the site; an older hub gives none. */
const siteKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .optional();
export const enrolAnswer = z.object({
  token: z.string().min(32).max(200),
  site: id,
  siteName: z.string(),
  hub: z.string(),
  siteKey,
});

/**
 * `POST /v1/enrol/proof`, without a token and before the code is said: is this certificate the hub's own? `code` is the first
 * group of the one-time code, which says which is meant. The proof is HMAC-SHA256 of `proofText`, its key the scrypt hash of
 * the code's secret with `salt` (`CODE_COST`). Refused (`no_certificate`) where TLS is not the hub's own.
 */
export const proofRequest = z
  .object({ code: z.string().regex(/^[0-9A-Z]{4}$/), nonce: z.string().regex(/^[0-9a-f]{32,128}$/) })
  .strict();
export const proofAnswer = z.object({
  salt: z.string().regex(/^[0-9a-f]{32,128}$/),
  proof: z.string().regex(/^[0-9a-f]{64}$/),
});

/** `POST /v1/token`: a new token; the old one is good until the new one was used once. */
export const tokenAnswer = z.object({ token: z.string().min(32).max(200), siteKey });

/** `GET /v1/hello?epoch=…&seq=…`: what the station was told and has seen last (hub/epochs). */
export const helloQuery = z
  .object({
    epoch: z
      .string()
      .regex(/^[0-9a-f-]{1,64}$/)
      .optional(),
    seq: z.coerce.number().int().min(0).optional(),
  })
  .strict();
export const helloAnswer = z.object({
  hub: z.string(),
  version: z.string(),
  protocol: z.number().int(),
  site: id,
  station: id,
  /** The hub's clock, epoch ms. */
  now: z.number(),
  /** The epoch of the site's history and its last commit; an older hub says nothing of it. */
  epoch: z.string().max(64).optional(),
  head: z.number().int().min(0).optional(),
  /** Is what the station has seen part of it? If not, the hub was restored from a backup: all must be exchanged anew. */
  known: z.boolean().optional(),
});

/** `POST /v1/pull`. */
export const pullRequest = z
  .object({
    collection: z.enum(REPLICATED),
    after: checkpoint.nullable(),
    limit: z.number().int().min(1).max(MAX_BATCH),
    /** Window: documents that are done and were not written since then are left out. Epoch ms, 0 for all. */
    since: z.number().int().min(0).default(0),
  })
  .strict();
export const pullAnswer = z.object({ documents: z.array(document), checkpoint });

/** `POST /v1/push`. Rows are taken or refused one by one. */
export const pushRequest = z
  .object({
    collection: z.enum(REPLICATED),
    rows: z
      .array(
        z
          .object({
            document,
            /** `fingerprintOf` what the station believes the hub to have; null where it knows of nothing. */
            assumed: z.string().max(100).nullable(),
          })
          .strict(),
      )
      .min(1)
      .max(MAX_BATCH),
  })
  .strict();
export const refusedRow = z.object({ id, code: z.string().max(60), data: data.default({}) });
export const pushAnswer = z.object({
  /** The hub's state where it is another than assumed: to be merged and pushed again. */
  conflicts: z.array(document),
  /** Not taken, and why. What was refused stays at the station. */
  refused: z.array(refusedRow),
});
export type RefusedRow = z.infer<typeof refusedRow>;

/**
 * `GET /v1/stream`: server-sent events of all collections. `event: change` with `streamChange` as data; `event: ping`
 * every 15 s with `streamPing`; `event: resync` (no data) where the hub cannot say what was missed: pull again.
 */
export const streamChange = z.object({
  collection: z.enum(REPLICATED),
  documents: z.array(document),
  /**
   * What the station has written itself is not sent back, only named: one that lost it since (power went after the push had
   * left) must pull.
   */
  own: z.array(z.object({ id, fingerprint: z.string().max(100) })).default([]),
  checkpoint,
});
export const streamPing = z.object({ now: z.number() });

/**
 * `POST /v1/leases`: numbers for offline work, from the free pool or the station's own series. Asking again with the same
 * `request` gives the same numbers.
 */
export const leaseRequest = z
  .object({
    carrier: z.string().min(1).max(20),
    count: z.number().int().min(1).max(1_000),
    request: id,
    source: z.enum(['pool', 'own']).default('pool'),
    /** The station's own series: what it will use next where it must go on alone; the hub leases from there on. */
    series: z.number().int().min(1).max(9_999_999).default(1),
  })
  .strict();
export type LeaseRequest = z.infer<typeof leaseRequest>;
export const leaseAnswer = z.object({
  carrier: z.string(),
  /** Fewer than asked for, or none, where the pool has no more. */
  numbers: z.array(z.string().min(1).max(60)),
  /** Free numbers that the pool has left; of own series 0. */
  left: z.number().int().default(0),
});
export type LeaseAnswer = z.infer<typeof leaseAnswer>;
/**
 * `GET /v1/leases`: every number that the hub has leased to the station and knows of no use of. A station that joins anew takes
 * it for its own: what it had may have been freed, and what it forgot is still put aside.
 */
export const heldAnswer = z.object({
  numbers: z.array(
    z.object({
      carrier: z.string().min(1).max(20),
      number: z.string().min(1).max(60),
      source: z.enum(['pool', 'own']),
    }),
  ),
  /** First number of the station's own series that the hub has never given out. */
  series: z.number().int().min(1),
});
/** `POST /v1/leases/return`: numbers that the station has not used and will not use. Answered with `{}`. */
export const leaseReturn = z
  .object({
    carrier: z.string().min(1).max(20),
    numbers: z.array(z.string().min(1).max(60)).max(1_000),
    /** A return that a proxy sends once more must not take what was leased to the same station since. */
    request: id.optional(),
  })
  .strict();
export type LeaseReturn = z.infer<typeof leaseReturn>;

/**
 * `POST /v1/claims`: shipments that the station wants to pack next (认领). The hub writes the claims, so that no two
 * stations get one; they arrive by replication too.
 */
export const claimRequest = z
  .object({
    /** In the order in which the station would like them. */
    shipments: z.array(id).min(1).max(200),
    /** No more of them than this. */
    count: z.number().int().min(1).max(200).default(200),
    bench: z.string().min(1).max(20).optional(),
  })
  .strict();
export type ClaimRequest = z.infer<typeof claimRequest>;
/** Those that the station holds now, of the ones it asked for. */
export const claimAnswer = z.object({ claimed: z.array(id) });
