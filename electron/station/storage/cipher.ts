import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, randomFillSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { StorageDecryptError } from './errors.ts';
import { createKeyring } from './keyring.ts';
import type { Keyring } from './keyring.ts';

/**
 * AES-256-GCM over single fields (NIST SP 800-38D): 12 random bytes of nonce, 16 bytes of tag. The additional data names
 * collection, document and field, so that a value moved to another place does not open.
 * Stored form: number of the data key, `:`, base64 of nonce, tag, ciphertext.
 */
const ALGORITHM = 'aes-256-gcm';
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const STORED = /^(\d{1,9}):/;
const TAG = { authTagLength: TAG_BYTES };

/** Nonces are drawn from the system's generator so many at a time: a call costs more than its bytes. */
const NONCES_AT_ONCE = 512;

function createNonces(): () => Buffer {
  const pool = Buffer.alloc(NONCES_AT_ONCE * NONCE_BYTES);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    return pool.subarray(used, (used += NONCE_BYTES));
  };
}

function seal(key: KeyObject, nonce: Uint8Array, plain: Uint8Array | string, context: string): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  // GCM is a stream: `final` adds no bytes, it makes the tag.
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws where key, context or any byte is not the one of {@link seal}. */
function unseal(key: KeyObject, sealed: Uint8Array, context: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), TAG);
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  decipher.final();
  return plain;
}

const WRAP_CONTEXT = 'rxstorage-node-sqlite data key';

/**
 * The data are encrypted with a random key of the file, which is stored wrapped by the owner's key: a wrong owner's key
 * is noticed before any data are read, and changing it rewrites one row.
 */
export function newWrappedKey(ownerKey: Uint8Array): { dataKey: Uint8Array; wrapped: Uint8Array } {
  const dataKey = randomBytes(KEY_BYTES);
  return { dataKey, wrapped: wrapKey(ownerKey, dataKey) };
}

export function wrapKey(ownerKey: Uint8Array, dataKey: Uint8Array): Uint8Array {
  assertKey(ownerKey);
  return seal(createSecretKey(ownerKey), randomBytes(NONCE_BYTES), dataKey, WRAP_CONTEXT);
}

/** @returns the data key, or undefined where the owner's key is the wrong one. */
export function unwrapKey(ownerKey: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  assertKey(ownerKey);
  try {
    return unseal(createSecretKey(ownerKey), wrapped, WRAP_CONTEXT);
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

/** Encrypts and decrypts single values of one collection. */
export interface ValueCipher {
  seal(value: unknown, id: string, path: string): string;
  /** @throws StorageDecryptError */
  open(stored: unknown, id: string, path: string): unknown;
}

/** @param collection name that binds the values to their place */
export function createValueCipher(keys: Keyring, collection: string): ValueCipher {
  const nextNonce = createNonces();
  const contextOf = (id: string, path: string) => JSON.stringify([collection, id, path]);
  return {
    seal(value, id, path) {
      const number = keys.current;
      const key = keys.key(number);
      if (!key) throw new Error(`no data key ${number}`);
      const sealed = seal(key, nextNonce(), JSON.stringify(value), contextOf(id, path));
      return `${number}:${sealed.toString('base64')}`;
    },
    open(stored, id, path) {
      const prefix = typeof stored === 'string' ? STORED.exec(stored) : null;
      const key = prefix ? keys.key(Number(prefix[1])) : undefined;
      if (!key || !prefix) throw new StorageDecryptError(collection, path);
      try {
        const sealed = Buffer.from(String(stored).slice(prefix[0].length), 'base64');
        return JSON.parse(unseal(key, sealed, contextOf(id, path)).toString('utf8'));
      } catch (cause) {
        throw new StorageDecryptError(collection, path, { cause });
      }
    },
  };
}

/**
 * @param keys the file's keys, or its only one
 * @param collection name that binds the values to their place
 * @param paths dotted paths of the schema's `encrypted` fields
 */
export function createFieldCipher(
  keys: Keyring | Uint8Array,
  collection: string,
  paths: readonly string[],
): FieldCipher {
  const values = createValueCipher(keys instanceof Uint8Array ? createKeyring(keys) : keys, collection);
  const fields = paths.map((path) => ({ path, segments: path.split('.') }));
  const over = (document: Json, change: (value: unknown, path: string) => unknown): Json => {
    let result = document;
    for (const { path, segments } of fields)
      result = changeAt(result, segments, (value) => change(value, path));
    return result;
  };
  return {
    encrypt: (document, id) => over(document, (value, path) => values.seal(value, id, path)),
    decrypt: (document, id) => over(document, (value, path) => values.open(value, id, path)),
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
