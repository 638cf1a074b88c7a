import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The data keys of one file by their numbers. Values are written with the current one and read with any of them. */
export interface Keyring {
  readonly current: number;
  key(number: number): KeyObject | undefined;
}

/** A keyring that grows by one key at each rotation. Keys stay for as long as a read may still meet their values. */
export interface FileKeyring extends Keyring {
  add(number: number, dataKey: Uint8Array): void;
}

export function createKeyring(dataKey: Uint8Array, number = 1): FileKeyring {
  const keys = new Map<number, KeyObject>();
  let current = number;
  const add = (at: number, bytes: Uint8Array): void => {
    // A `KeyObject` rather than bytes: making a cipher from bytes costs 18 µs instead of 3.
    keys.set(at, createSecretKey(bytes));
    current = at;
  };
  add(number, dataKey);
  return {
    get current() {
      return current;
    },
    key: (at) => keys.get(at),
    add,
  };
}
