import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import {
  CODE_ALPHABET,
  CODE_COST,
  CODE_GROUP,
  CODE_HASH_BYTES,
  CODE_LENGTH,
  proofText,
  type Code,
} from '../../shared/contract/hub/index.ts';

const derive = promisify<string, Buffer, number, typeof CODE_COST, Buffer>(scrypt);

export function makeCode(): Code {
  // 256 is a multiple of 32, so every character is as likely as any other.
  const text = [...randomBytes(CODE_LENGTH)]
    .map((byte) => CODE_ALPHABET[byte % CODE_ALPHABET.length])
    .join('');
  return { id: text.slice(0, CODE_GROUP), secret: text.slice(CODE_GROUP) };
}

/** `SALT:HASH` in hex. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${(await derive(secret, salt, CODE_HASH_BYTES, CODE_COST)).toString('hex')}`;
}

export async function secretFits(secret: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split(':');
  const expected = Buffer.from(hash, 'hex');
  const given = await derive(secret, Buffer.from(salt, 'hex'), CODE_HASH_BYTES, CODE_COST);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** What only somebody who has the code or its hash can say of a certificate; and the salt with which to check it. */
export function proofOf(
  stored: string,
  nonce: string,
  fingerprint: string,
): { readonly salt: string; readonly proof: string } {
  const [salt = '', hash = ''] = stored.split(':');
  const proof = createHmac('sha256', Buffer.from(hash, 'hex')).update(proofText(nonce, fingerprint));
  return { salt, proof: proof.digest('hex') };
}

/** As of a code that nobody gave out: it fits nothing. */
export const noProof = (): { readonly salt: string; readonly proof: string } => ({
  salt: randomBytes(16).toString('hex'),
  proof: randomBytes(CODE_HASH_BYTES).toString('hex'),
});
