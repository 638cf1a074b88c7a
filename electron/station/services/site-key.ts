import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { receiverText } from '../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../shared/schema/index.ts';
import type { Database } from '../database/index.ts';
import { createPace } from '../pace.ts';

/**
 * The key with which receivers are hashed (`receiverHash`), so that they can be compared and found without being read. A station
 * draws its own at its first start; at a hub all stations of a site share one, which the hub gives when a station joins. Both
 * stay here, encrypted, also after the station has left: what was made with either must be understood.
 */
export interface SiteKey {
  /** HMAC-SHA-256, hex. */
  hash(text: string): string;
  /** Does it have the key that the hub and the other stations of its site use? */
  shared(): boolean;
  /** Newest first: the first seals, all open. */
  all(): readonly Uint8Array[];
  /**
   * The key that a hub gave (base64).
   * @param anew derive the hashes of the orders here with it; only before the hub has seen them
   */
  take(key: string, anew: boolean): Promise<void>;
  /** Resolves when the hashes of all orders are of the key; goes on where a stop cut it off. */
  settled(goOn: () => boolean): Promise<void>;
}

/** Who this station is, and its keys: one document. */
export const STATION_ID = 'station';
const FEW = 100;
/** Hex digits of an order's receiver hash (shared/intake). */
const HASH_LENGTH = 32;

interface Keys {
  readonly own: Uint8Array;
  readonly shared: Uint8Array | undefined;
  /** Orders may carry hashes of another key. */
  readonly stale: boolean;
}

export async function openSiteKey(db: Pick<Database, 'config' | 'orders' | 'barrier'>): Promise<SiteKey> {
  const stored = await db.config.get(STATION_ID);
  const bytes = (hex: unknown): Uint8Array | undefined =>
    typeof hex === 'string' ? Buffer.from(hex, 'hex') : undefined;
  let keys: Keys = {
    own: bytes(stored?.private['siteKey']) ?? randomBytes(32),
    shared: bytes(stored?.private['sharedKey']),
    stale: stored?.value['hashesStale'] === true,
  };
  /** Made ready once: from plain bytes that is most of the time of a hash, and an order has several. */
  let made: { readonly of: Uint8Array; readonly key: KeyObject } | undefined;
  function hash(text: string): string {
    const of = keys.shared ?? keys.own;
    if (made?.of !== of) made = { of, key: createSecretKey(of) };
    return createHmac('sha256', made.key).update(text).digest('hex');
  }

  async function keep(next: Keys): Promise<void> {
    await db.config.update(STATION_ID, (doc) => {
      const { hashesStale, ...value } = doc.value;
      void hashesStale;
      return {
        ...doc,
        value: next.stale ? { ...value, hashesStale: true } : value,
        private: {
          ...doc.private,
          ...(next.shared === undefined ? {} : { sharedKey: Buffer.from(next.shared).toString('hex') }),
        },
      };
    });
    await db.barrier();
    keys = next;
  }

  /** An order whose receiver was erased keeps the hash that it has: nobody can make another. */
  function withHash(doc: OrderDoc): OrderDoc {
    const receiver = doc.private.base?.receiver;
    if (receiver === undefined || doc.base.receiverHash === undefined) return doc;
    const receiverHash = hash(receiverText(receiver)).slice(0, HASH_LENGTH);
    return receiverHash === doc.base.receiverHash ? doc : { ...doc, base: { ...doc.base, receiverHash } };
  }

  return {
    hash,
    shared: () => keys.shared !== undefined,
    all: () => (keys.shared === undefined ? [keys.own] : [keys.shared, keys.own]),
    async take(given, anew) {
      const shared = Buffer.from(given, 'base64');
      if (keys.shared !== undefined && shared.equals(keys.shared)) return;
      await keep({ ...keys, shared, stale: anew });
    },
    async settled(goOn) {
      if (!keys.stale) return;
      const pace = createPace();
      for (let from = ''; ;) {
        const docs = await db.orders.find({
          selector: { code: { $gt: from } },
          sort: [{ code: 'asc' }],
          limit: FEW,
        });
        const last = docs.at(-1);
        if (!last) break;
        from = last.code;
        for (const doc of docs) {
          if (!goOn()) return;
          if (withHash(doc) !== doc) await db.orders.update(doc.id, withHash);
          await pace.step();
        }
      }
      await keep({ ...keys, stale: false });
    },
  };
}
