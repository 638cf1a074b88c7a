import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

/**
 * AES-256-GCM (NIST SP 800-38D) over the private part of a document or record: 12 random bytes of nonce, 16 bytes of tag.
 * Stored form: number of the key, `:`, base64 of nonce, tag, ciphertext. The additional data names the place (site,
 * collection or kind, id), so that a value moved to another row does not open.
 */
const ALGORITHM = 'aes-256-gcm';
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^(\d{1,9}):/;
/** The only key there is until keys can be changed; what is stored names it already. */
const KEY_NUMBER = 1;

/** A sealed value that does not open: damaged, moved, or of another key. Its content is never part of the message. */
export class SealError extends Error {
  readonly code = 'seal_broken';
}

export type Place = readonly string[];

export interface Sealer {
  /** @param value anything that JSON can say */
  seal(value: unknown, place: Place): string;
  /** @throws SealError */
  open(sealed: string, place: Place): unknown;
  /** The same as the JSON that it was sealed as. @throws SealError */
  openText(sealed: string, place: Place): string;
}

/** @throws RangeError where the key is not 32 bytes long */
export function createSealer(key: Uint8Array): Sealer {
  if (key.length !== KEY_BYTES) throw new RangeError(`the hub's key must have ${KEY_BYTES} bytes`);
  const secret = createSecretKey(key);
  return {
    seal(value, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, secret, nonce);
      cipher.setAAD(associated(place));
      const body = cipher.update(JSON.stringify(value), 'utf8');
      // GCM is a stream: `final` adds no bytes, it makes the tag.
      cipher.final();
      return `${KEY_NUMBER}:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
    },
    open: (sealed, place) => JSON.parse(openText(sealed, place)),
    openText,
  };

  function openText(sealed: string, place: Place): string {
    const head = SEALED.exec(sealed);
    if (!head) throw new SealError(`not a sealed value: ${place.join('/')}`);
    if (Number(head[1]) !== KEY_NUMBER) throw new SealError(`sealed with key ${head[1]}, which is not here`);
    const bytes = Buffer.from(sealed.slice(head[0].length), 'base64');
    try {
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(ALGORITHM, secret, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(associated(place));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const plain = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
      decipher.final();
      return plain.toString('utf8');
    } catch (cause) {
      throw new SealError(`a sealed value does not open: ${place.join('/')}`, { cause });
    }
  }
}

const associated = (place: Place): Buffer => Buffer.from(JSON.stringify(place), 'utf8');

const CHECK_PLACE = ['packline hub', 'key check'];
const CHECK_VALUE = 'packline';

/** What a store keeps to know its key again. */
export const keyCheck = (sealer: Sealer): string => sealer.seal(CHECK_VALUE, CHECK_PLACE);

export function opensWith(sealer: Sealer, check: string): boolean {
  try {
    return sealer.open(check, CHECK_PLACE) === CHECK_VALUE;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}
