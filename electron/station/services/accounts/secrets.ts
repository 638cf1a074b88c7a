import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { SecretHash } from '../../../../shared/domain/rights/index.ts';
import { createInTurn } from '../mutex.ts';

/** What a hash costs; stored with it, so that it may be raised for new ones. */
export interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and about a quarter of a second of one core (OWASP's table of scrypt costs: N 2^15, r 8, p 3). */
export const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** Beyond this a stored cost is no cost of ours: a hash from elsewhere must not stop the station. */
const MOST: Cost = { N: 2 ** 17, r: 16, p: 4 };
/** Tries that may wait for their turn: each takes memory and a thread. */
const MAX_WAITING = 8;

export interface Secrets {
  make(secret: string, now: number): Promise<SecretHash>;
  /** @returns undefined where too many tries wait already */
  verify(secret: string, known: SecretHash | undefined): Promise<boolean | undefined>;
}

/**
 * Hashes in node's threads, one at a time: the loop goes on, and whoever tries many waits for himself. Where nobody is meant
 * a hash is made all the same, so that the time tells nothing about who exists.
 */
export function createSecrets(cost: Cost = COST): Secrets {
  const queue = createInTurn();
  let waiting = 0;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    waiting += 1;
    return queue(work).finally(() => {
      waiting -= 1;
    });
  }

  return {
    async make(secret, now) {
      const salt = randomBytes(SALT_BYTES);
      const hash = await inTurn(() => derive(secret, salt, HASH_BYTES, cost));
      const { N, r, p } = cost;
      return {
        kind: 'scrypt',
        ...{ N, r, p },
        salt: salt.toString('base64'),
        hash: hash.toString('base64'),
        at: now,
      };
    },
    async verify(secret, known) {
      if (waiting >= MAX_WAITING) return undefined;
      const usable = known !== undefined && isUsable(known) ? known : undefined;
      const salt = usable ? Buffer.from(usable.salt, 'base64') : randomBytes(SALT_BYTES);
      const wanted = usable ? Buffer.from(usable.hash, 'base64') : randomBytes(HASH_BYTES);
      const hash = await inTurn(() => derive(secret, salt, wanted.length, usable ?? cost));
      return timingSafeEqual(hash, wanted) && usable !== undefined;
    },
  };
}

const isUsable = ({ kind, N, r, p, salt, hash }: SecretHash): boolean =>
  kind === 'scrypt' &&
  [N, r, p].every((each) => Number.isSafeInteger(each) && each >= 1) &&
  (N & (N - 1)) === 0 &&
  N > 1 &&
  N <= MOST.N &&
  r <= MOST.r &&
  p <= MOST.p &&
  typeof salt === 'string' &&
  typeof hash === 'string' &&
  Buffer.from(hash, 'base64').length >= 16;

function derive(secret: string, salt: Uint8Array, bytes: number, { N, r, p }: Cost): Promise<Buffer> {
  // One text has several forms in Unicode; keyboards differ in which they give (RFC 8265 asks for one).
  const plain = secret.normalize('NFC');
  const maxmem = 128 * N * r + 64 * 2 ** 20;
  return new Promise((resolve, reject) => {
    scrypt(plain, salt, bytes, { N, r, p, maxmem }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Shortest password, in characters. */
export const MIN_PASSWORD = 8;

/** Why a new password is none; undefined where it is one. */
export function passwordFault(
  password: string,
  name: string,
): 'password_short' | 'password_simple' | undefined {
  const characters = [...password];
  if (characters.length < MIN_PASSWORD) return 'password_short';
  const one = new Set(characters).size < 4;
  return one || password.toLowerCase() === name.toLowerCase() || isRun(password)
    ? 'password_simple'
    : undefined;
}

/** PINs that everybody tries first: 1111, 1234, 4321. */
export const pinFault = (pin: string): 'pin_simple' | undefined =>
  new Set(pin).size === 1 || isRun(pin) ? 'pin_simple' : undefined;

/** Characters that follow each other, up or down. */
function isRun(text: string): boolean {
  const steps = new Set<number>();
  for (let at = 1; at < text.length; at += 1) steps.add(text.charCodeAt(at) - text.charCodeAt(at - 1));
  const [step] = steps;
  return steps.size === 1 && (step === 1 || step === -1);
}
