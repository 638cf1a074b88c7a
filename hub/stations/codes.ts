import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * One-time codes: 12 characters of Crockford's base32 in three groups. The first group says which code is meant, so that
 * wrong tries count against it; the other two are the secret (40 bits), kept as a scrypt hash only.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 4;
const LENGTH = 3 * GROUP;
const HASH_BYTES = 32;
/** N = 2^12: 4 MB and 10 ms, so all 2^40 secrets take 300 years of one core; a code lives a day and dies after a few tries. */
const COST = { N: 2 ** 12, r: 8, p: 1 };

const derive = promisify<string, Buffer, number, typeof COST, Buffer>(scrypt);

export interface Code {
  readonly id: string;
  readonly secret: string;
}

export function makeCode(): Code {
  // 256 is a multiple of 32, so every character is as likely as any other.
  const text = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return { id: text.slice(0, GROUP), secret: text.slice(GROUP) };
}

export const formatCode = ({ id, secret }: Code): string =>
  `${id}-${secret.slice(0, GROUP)}-${secret.slice(GROUP)}`;

/** Case, dashes and blanks do not matter; O is read as 0, I and L as 1. @returns undefined where it is no code */
export function readCode(text: string): Code | undefined {
  const plain = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (plain.length !== LENGTH || [...plain].some((char) => !ALPHABET.includes(char))) return undefined;
  return { id: plain.slice(0, GROUP), secret: plain.slice(GROUP) };
}

/** `SALT:HASH` in hex. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${(await derive(secret, salt, HASH_BYTES, COST)).toString('hex')}`;
}

export async function secretFits(secret: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split(':');
  const expected = Buffer.from(hash, 'hex');
  const given = await derive(secret, Buffer.from(salt, 'hex'), HASH_BYTES, COST);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
