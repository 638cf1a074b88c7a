import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A station's token: its id, a dot, and 32 random bytes in base64url. Only the SHA-256 of the whole is kept. */
const TOKEN = /^([A-Za-z0-9_-]{1,64})\.[A-Za-z0-9_-]{43}$/;

export interface NewToken {
  readonly token: string;
  readonly hash: string;
}

export function makeToken(station: string): NewToken {
  const token = `${station}.${randomBytes(32).toString('base64url')}`;
  return { token, hash: hashToken(token) };
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Station that the token names; undefined where it is no token at all. */
export const stationOfToken = (token: string): string | undefined => TOKEN.exec(token)?.[1];

/** In a time that does not depend on what is the same. */
export function hashFits(token: string, hash: string | undefined): boolean {
  const given = Buffer.from(hashToken(token), 'hex');
  const expected = Buffer.from(hash ?? '', 'hex');
  // A missing hash takes as long as a wrong one.
  return timingSafeEqual(given, expected.length === given.length ? expected : Buffer.alloc(given.length));
}
