import { unwrapKey, wrapKey } from './cipher.ts';
import { createKeyring } from './keyring.ts';
import type { FileKeyring } from './keyring.ts';

/**
 * Rows of `storage_meta` that hold keys. `wrapped_key` is the current data key, wrapped by the owner's key, and
 * `key_number` its number (1 where the row is missing). The `before` rows are there while a rotation is not finished, the
 * `next` rows while the owner puts a new key in the place of the old one: until then either opens the file.
 */
export const KEY_ROWS = {
  wrapped: 'wrapped_key',
  number: 'key_number',
  wrappedBefore: 'wrapped_key_before',
  numberBefore: 'key_number_before',
  wrappedNext: 'wrapped_key_next',
  wrappedBeforeNext: 'wrapped_key_before_next',
  /** Where the rotation stands: JSON, see rotation.ts. */
  rotation: 'key_rotation',
} as const;

/** Rows under the key that the owner had, and the same under the one that he is about to have. */
const NEXT_OF = {
  [KEY_ROWS.wrapped]: KEY_ROWS.wrappedNext,
  [KEY_ROWS.wrappedBefore]: KEY_ROWS.wrappedBeforeNext,
} as const;

/** Reads a row of `storage_meta`. */
type Meta = (row: string) => unknown;

/** The keys of a file, and whether it was the owner's next key that opened them. */
export interface OpenedKeys {
  readonly ring: FileKeyring;
  readonly byNext: boolean;
}

/**
 * The keys of a file that was written before.
 * @returns undefined where nothing is encrypted; `missing` and `wrong` speak of the owner's key
 */
export function openKeys(
  meta: Meta,
  ownerKey: Uint8Array | undefined,
): OpenedKeys | 'missing' | 'wrong' | undefined {
  if (!(meta(KEY_ROWS.wrapped) instanceof Uint8Array)) return undefined;
  if (!ownerKey) return 'missing';
  const ring = ringOf(meta, ownerKey, KEY_ROWS.wrapped, KEY_ROWS.wrappedBefore);
  if (ring) return { ring, byNext: false };
  const next = ringOf(meta, ownerKey, KEY_ROWS.wrappedNext, KEY_ROWS.wrappedBeforeNext);
  return next ? { ring: next, byNext: true } : 'wrong';
}

/** {@link openKeys} for those who only read. */
export function readKeyring(
  meta: Meta,
  ownerKey: Uint8Array | undefined,
): FileKeyring | 'missing' | 'wrong' | undefined {
  const opened = openKeys(meta, ownerKey);
  return typeof opened === 'object' ? opened.ring : opened;
}

function ringOf(meta: Meta, ownerKey: Uint8Array, row: string, rowBefore: string): FileKeyring | undefined {
  const unwrapped = (name: string): Uint8Array | undefined => {
    const wrapped = meta(name);
    return wrapped instanceof Uint8Array ? unwrapKey(ownerKey, wrapped) : undefined;
  };
  const dataKey = unwrapped(row);
  if (!dataKey) return undefined;
  const number = Number(meta(KEY_ROWS.number) ?? 1);
  if (!(meta(KEY_ROWS.wrappedBefore) instanceof Uint8Array)) return createKeyring(dataKey, number);
  const before = unwrapped(rowBefore);
  if (!before) return undefined;
  const ring = createKeyring(before, Number(meta(KEY_ROWS.numberBefore)));
  ring.add(number, dataKey);
  return ring;
}

/** Writes rows of `storage_meta`; to be called in a transaction. */
export interface MetaRows {
  readonly get: Meta;
  put(row: string, value: Uint8Array): void;
  drop(row: string): void;
}

/** The same keys under the owner's next key, beside the present ones. */
export function offerNext(rows: MetaRows, ownerKey: Uint8Array, nextKey: Uint8Array): void {
  for (const [row, next] of Object.entries(NEXT_OF)) {
    const wrapped = rows.get(row);
    if (!(wrapped instanceof Uint8Array)) continue;
    const dataKey = unwrapKey(ownerKey, wrapped);
    if (!dataKey) throw new Error('the key of an open file does not open its data key');
    rows.put(next, wrapKey(nextKey, dataKey));
  }
}

/** From now on the next key is the owner's. */
export function takeNext(rows: MetaRows): void {
  for (const [row, next] of Object.entries(NEXT_OF)) {
    const wrapped = rows.get(next);
    if (wrapped instanceof Uint8Array) rows.put(row, wrapped);
  }
  dropNext(rows);
}

/** The owner kept his key. */
export function dropNext(rows: MetaRows): void {
  for (const next of Object.values(NEXT_OF)) rows.drop(next);
}
