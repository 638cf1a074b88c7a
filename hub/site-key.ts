import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyedHash } from '../shared/domain/finding/index.ts';
import type { HubRecord, HubStore } from './store/port.ts';

const KIND = 'site-key';
/** Hex digits of a hash: 128 bits of the HMAC are enough to tell two receivers apart. */
const HASH_LENGTH = 32;

const idOf = (site: string): string => `receivers:${site}`;

function keyIn(record: HubRecord | undefined): Uint8Array | undefined {
  const key = (record?.body['private'] as { key?: unknown } | undefined)?.key;
  return typeof key === 'string' ? new Uint8Array(Buffer.from(key, 'base64')) : undefined;
}

/** Key of the site's receiver hashes, which the hub and all stations of the site share; made when it is first needed. */
export async function siteKeyOf(store: HubStore, site: string): Promise<Uint8Array> {
  const known = keyIn(await store.record(KIND, idOf(site)));
  if (known) return known;
  return store.transaction(site, async (tx) => {
    const body = { private: { key: randomBytes(32).toString('base64') } };
    await tx.insertRecord({ kind: KIND, id: idOf(site), site, state: '', due: 0, body });
    const made = keyIn(await tx.record(KIND, idOf(site)));
    if (!made) throw new Error('the key of a site is not there after it was made');
    return made;
  });
}

/** HMAC-SHA-256 with the site's key. @param length hex digits that stay */
export function keyedHash(key: Uint8Array, length: number = HASH_LENGTH): KeyedHash {
  const secret = createSecretKey(key);
  return (text) => createHmac('sha256', secret).update(text).digest('hex').slice(0, length);
}
