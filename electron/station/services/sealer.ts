import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Encrypts what may hold private data outside an encrypted field: a cell of a file that stands in its report, a reason
 * that somebody typed. The key is derived from the site's key, which lies encrypted in the database.
 */
export interface Sealer {
  /** @param place binds the text to the document that holds it */
  seal(value: unknown, place: string): string;
  /** @returns undefined where the text was altered, moved, or sealed by another site */
  open(text: unknown, place: string): unknown;
}

const NONCE = 12;
const TAG = 16;

/** @param siteKeys newest first: the first seals, all open */
export function createSealer(siteKeys: () => readonly Uint8Array[]): Sealer {
  const derived = new Map<Uint8Array, Uint8Array>();
  function keyOf(siteKey: Uint8Array): Uint8Array {
    const known = derived.get(siteKey);
    if (known) return known;
    const key = new Uint8Array(hkdfSync('sha256', siteKey, new Uint8Array(0), 'packline sealed text', 32));
    derived.set(siteKey, key);
    return key;
  }
  return {
    seal(value, place) {
      const nonce = randomBytes(NONCE);
      const [siteKey] = siteKeys();
      if (siteKey === undefined) throw new Error('no key to seal with');
      const cipher = createCipheriv('aes-256-gcm', keyOf(siteKey), nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(JSON.stringify(value ?? null), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open(text, place) {
      if (typeof text !== 'string') return undefined;
      const bytes = Buffer.from(text, 'base64');
      for (const siteKey of siteKeys()) {
        const opened = openWith(keyOf(siteKey), bytes, place);
        if (opened !== undefined) return opened.value;
      }
      return undefined;
    },
  };
}

function openWith(key: Uint8Array, bytes: Buffer, place: string): { readonly value: unknown } | undefined {
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG });
    cipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    const body = Buffer.concat([cipher.update(bytes.subarray(NONCE + TAG)), cipher.final()]);
    return { value: JSON.parse(body.toString('utf8')) };
  } catch {
    return undefined;
  }
}
