import { unwrapKey, wrapKey } from './cipher.ts';
import { createKeyring } from './keyring.ts';
import type { FileKeyring } from './keyring.ts';

/**
 * Rows of `storage_meta` that hold keys. `wrapped_key` is the current data key, wrapped by the owner's key, and
 * `key_number` its number (1 where the row is missing). The other two are there while a rotation is not finished.
 */
export const KEY_ROWS = {
  wrapped: 'wrapped_key',
  number: 'key_number',
  wrappedBefore: 'wrapped_key_before',
  numberBefore: 'key_number_before',
  /** Where the rotation stands: JSON, see rotation.ts. */
  rotation: 'key_rotation',
} as const;

/**
 * The keys of a file that was written before.
 * @param meta reads a row of `storage_meta`
 * @returns undefined where nothing is encrypted; `missing` and `wrong` speak of the owner's key
 */
export function readKeyring(
  meta: (row: string) => unknown,
  ownerKey: Uint8Array | undefined,
): FileKeyring | 'missing' | 'wrong' | undefined {
  const wrapped = meta(KEY_ROWS.wrapped);
  if (!(wrapped instanceof Uint8Array)) return undefined;
  if (!ownerKey) return 'missing';
  const dataKey = unwrapKey(ownerKey, wrapped);
  if (!dataKey) return 'wrong';
  const number = Number(meta(KEY_ROWS.number) ?? 1);
  const wrappedBefore = meta(KEY_ROWS.wrappedBefore);
  if (!(wrappedBefore instanceof Uint8Array)) return createKeyring(dataKey, number);
  const before = unwrapKey(ownerKey, wrappedBefore);
  if (!before) return 'wrong';
  const ring = createKeyring(before, Number(meta(KEY_ROWS.numberBefore)));
  ring.add(number, dataKey);
  return ring;
}

/** The rows as they are under another owner's key. */
export function rewrapRows(
  meta: (row: string) => unknown,
  oldKey: Uint8Array,
  newKey: Uint8Array,
): Map<string, Uint8Array> {
  const rows = new Map<string, Uint8Array>();
  for (const row of [KEY_ROWS.wrapped, KEY_ROWS.wrappedBefore]) {
    const wrapped = meta(row);
    if (!(wrapped instanceof Uint8Array)) continue;
    const dataKey = unwrapKey(oldKey, wrapped);
    if (!dataKey) throw new Error('the key of an open file does not open its data key');
    rows.set(row, wrapKey(newKey, dataKey));
  }
  return rows;
}
