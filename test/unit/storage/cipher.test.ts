import { describe, expect, it } from 'vitest';

import { createFieldCipher, newWrappedKey, unwrapKey } from '../../../electron/station/storage/cipher.ts';
import { StorageDecryptError } from '../../../electron/station/storage/errors.ts';

const key = new Uint8Array(32).fill(9);
const cipher = createFieldCipher(key, 'orders', ['private', 'a.b']);
const document = { id: 'o1', private: { name: '甲\ud800' }, a: { b: null, c: 1 }, open: 'x' };

describe('field cipher', () => {
  it('encrypts the named fields only, with another nonce each time, and leaves the document alone', () => {
    const sealed = cipher.encrypt(document, 'o1');
    expect(sealed).toMatchObject({ id: 'o1', open: 'x', a: { c: 1 } });
    expect(JSON.stringify(sealed)).not.toContain('甲');
    expect(sealed['private']).not.toBe(cipher.encrypt(document, 'o1')['private']);
    expect(document.private).toEqual({ name: '甲\ud800' });
    expect(cipher.decrypt(sealed, 'o1')).toEqual(document);
    expect(cipher.encrypt({ id: 'o2', open: 1 }, 'o2')).toEqual({ id: 'o2', open: 1 });
  });

  it('does not open a value that was moved or altered, or that is not encrypted at all', () => {
    const sealed = cipher.encrypt(document, 'o1');
    const value = String(sealed['private']);
    const flipped = value.slice(0, -3) + (value.at(-3) === 'A' ? 'B' : 'A') + value.slice(-2);
    expect(() => cipher.decrypt(sealed, 'o2')).toThrow(StorageDecryptError);
    expect(() => createFieldCipher(key, 'cases', ['private']).decrypt(sealed, 'o1')).toThrow(
      StorageDecryptError,
    );
    expect(() => cipher.decrypt({ ...sealed, private: flipped }, 'o1')).toThrow(StorageDecryptError);
    expect(() => cipher.decrypt({ ...sealed, private: { name: 'plain' } }, 'o1')).toThrow(
      StorageDecryptError,
    );
    expect(() => cipher.decrypt({ ...sealed, private: '1:' }, 'o1')).toThrow(StorageDecryptError);
  });

  it('tells a wrong owner’s key from the right one', () => {
    const { dataKey, wrapped } = newWrappedKey(key);
    expect(Buffer.from(unwrapKey(key, wrapped) ?? [])).toEqual(Buffer.from(dataKey));
    expect(unwrapKey(new Uint8Array(32), wrapped)).toBeUndefined();
    expect(() => newWrappedKey(new Uint8Array(16))).toThrow(RangeError);
  });
});
