import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { replaceFile } from './key-file.ts';

/**
 * scrypt (RFC 7914) with N = 2^17, r = 8, p = 1: what OWASP's Password Storage Cheat Sheet (2023) asks for. 128 · N · r =
 * 128 MiB of memory for each guess; 0.4 s on an idle core of 2020, 1.1 s on the busy machine where it was measured, once
 * a start. The figures stand beside the salt, so that later ones do not lock anybody out.
 */
const COST = { n: 2 ** 17, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** More than this in a file is not ours: it would take all memory. */
const MOST = { n: 2 ** 20, r: 16, p: 4 } as const;
/** NIST SP 800-63B asks for 8 with a limit on tries; somebody who has the file tries without one. */
export const MIN_PASSPHRASE = 12;

/** `wrong`: another passphrase. `short`: too few characters. `file`: the parameters are damaged. */
export class PassphraseError extends Error {
  readonly code: 'passphrase-wrong' | 'passphrase-short' | 'passphrase-file';
  constructor(reason: 'wrong' | 'short' | 'file') {
    super(`the passphrase is refused: ${reason}`);
    this.name = 'PassphraseError';
    this.code = `passphrase-${reason}`;
  }
}

/** What lies on disk: never the passphrase, nor the key. */
interface Stored {
  readonly format: 1;
  readonly kdf: 'scrypt';
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** Hex, as the check. */
  readonly salt: string;
  /** HMAC of a fixed text: tells a wrong passphrase before any data are touched. */
  readonly check: string;
}

/**
 * A key (32 bytes) from a new passphrase.
 * @returns the key, and what puts its parameters in the place of earlier ones (mode 0600, on disk when it returns)
 * @throws PassphraseError `short`
 */
export async function newPassphrase(
  passphrase: string,
): Promise<{ key: Uint8Array; keep(path: string): void }> {
  if ([...passphrase.normalize('NFKC')].length < MIN_PASSPHRASE) throw new PassphraseError('short');
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(passphrase, salt, COST);
  const stored: Stored = {
    format: 1,
    kdf: 'scrypt',
    ...COST,
    salt: salt.toString('hex'),
    check: checkOf(key).toString('hex'),
  };
  return { key, keep: (path) => replaceFile(path, `${JSON.stringify(stored)}\n`) };
}

/** @throws PassphraseError `wrong`, `file`; ENOENT */
export async function openPassphrase(path: string, passphrase: string): Promise<Uint8Array> {
  const { n, r, p, salt, check } = parse(readFileSync(path, 'utf8'));
  const key = await derive(passphrase, Buffer.from(salt, 'hex'), { n, r, p });
  const expected = Buffer.from(check, 'hex');
  const found = checkOf(key);
  if (expected.length !== found.length || !timingSafeEqual(expected, found))
    throw new PassphraseError('wrong');
  return key;
}

function parse(text: string): Stored {
  let stored: Partial<Stored> | null;
  try {
    stored = JSON.parse(text) as Partial<Stored> | null;
  } catch {
    throw new PassphraseError('file');
  }
  const { format, kdf, n = 0, r = 0, p = 0, salt = '', check = '' } = stored ?? {};
  const known =
    format === 1 && kdf === 'scrypt' && /^[0-9a-f]{32,}$/.test(salt) && /^[0-9a-f]{64}$/.test(check);
  const sane = [n, r, p].every((each) => Number.isInteger(each) && each >= 1);
  if (!known || !sane || n > MOST.n || r > MOST.r || p > MOST.p) throw new PassphraseError('file');
  return { format, kdf, n, r, p, salt, check };
}

/** On a thread of libuv. What one keyboard composes and another decomposes is the same passphrase (NFKC). */
function derive(
  passphrase: string,
  salt: Uint8Array,
  { n, r, p }: { readonly n: number; readonly r: number; readonly p: number },
): Promise<Uint8Array> {
  const options = { N: n, r, p, maxmem: 256 * n * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(new Uint8Array(key)),
    );
  });
}

const checkOf = (key: Uint8Array): Buffer =>
  createHmac('sha256', key).update('packline passphrase check').digest();
