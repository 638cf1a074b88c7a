import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { StorageDecryptError } from './errors.ts';

/**
 * AES-256-GCM over single fields (NIST SP 800-38D): 12 random bytes of nonce, 16 bytes of tag. The additional data names
 * collection, document and field, so that a value moved to another place does not open.
 * Stored form: `1:` (format and key number) + base64 of nonce, tag, ciphertext.
 */
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = '1:';

function seal(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws where key, context or any byte is not the one of {@link seal}. */
function unseal(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

const WRAP_CONTEXT = 'rxstorage-node-sqlite data key';

/**
 * The data are encrypted with a random key of the file, which is stored wrapped by the owner's key: a wrong owner's key
 * is noticed before any data are read, and changing it rewrites one row.
 */
export function newWrappedKey(ownerKey: Uint8Array): { dataKey: Uint8Array; wrapped: Uint8Array } {
  assertKey(ownerKey);
  const dataKey = randomBytes(KEY_BYTES);
  return { dataKey, wrapped: seal(ownerKey, dataKey, WRAP_CONTEXT) };
}

/** @returns the data key, or undefined where the owner's key is the wrong one. */
export function unwrapKey(ownerKey: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  assertKey(ownerKey);
  try {
    return unseal(ownerKey, wrapped, WRAP_CONTEXT);
  } catch {
    return undefined;
  }
}

function assertKey(key: Uint8Array): void {
  if (key.length !== KEY_BYTES) throw new RangeError(`the encryption key must have ${KEY_BYTES} bytes`);
}

export type Json = Record<string, unknown>;

/** Encrypts and decrypts the named fields of one collection's documents. Documents are never changed in place. */
export interface FieldCipher {
  encrypt(document: Json, id: string): Json;
  /** @throws StorageDecryptError */
  decrypt(document: Json, id: string): Json;
}

/** Of a collection without encrypted fields. */
export const noCipher: FieldCipher = { encrypt: (document) => document, decrypt: (document) => document };

/**
 * @param collection name that binds the values to their place
 * @param paths dotted paths of the schema's `encrypted` fields
 */
export function createFieldCipher(
  dataKey: Uint8Array,
  collection: string,
  paths: readonly string[],
): FieldCipher {
  const fields = paths.map((path) => ({ path, segments: path.split('.') }));
  const contextOf = (id: string, path: string) => JSON.stringify([collection, id, path]);
  const over = (document: Json, change: (value: unknown, path: string) => unknown): Json => {
    let result = document;
    for (const { path, segments } of fields)
      result = changeAt(result, segments, (value) => change(value, path));
    return result;
  };
  return {
    encrypt: (document, id) =>
      over(document, (value, path) => {
        const plain = Buffer.from(JSON.stringify(value), 'utf8');
        return PREFIX + seal(dataKey, plain, contextOf(id, path)).toString('base64');
      }),
    decrypt: (document, id) =>
      over(document, (value, path) => {
        if (typeof value !== 'string' || !value.startsWith(PREFIX))
          throw new StorageDecryptError(collection, path);
        try {
          const sealed = Buffer.from(value.slice(PREFIX.length), 'base64');
          return JSON.parse(unseal(dataKey, sealed, contextOf(id, path)).toString('utf8'));
        } catch (cause) {
          throw new StorageDecryptError(collection, path, { cause });
        }
      }),
  };
}

/** A copy of the document with the value at the path replaced; the document itself where there is no value. */
function changeAt(document: Json, segments: readonly string[], change: (value: unknown) => unknown): Json {
  const [head, ...rest] = segments;
  if (head === undefined || !Object.hasOwn(document, head)) return document;
  const value = document[head];
  if (value === undefined) return document;
  if (rest.length === 0) return { ...document, [head]: change(value) };
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return document;
  return { ...document, [head]: changeAt(value as Json, rest, change) };
}
