/**
 * One-time codes: 12 characters of Crockford's base32 in three groups. The first group says which code is meant, so that
 * wrong tries count against it; the other two are the secret (40 bits).
 */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const CODE_GROUP = 4;
export const CODE_LENGTH = 3 * CODE_GROUP;

/**
 * scrypt of a code's secret, by which the hub proves a certificate: 16 MB and some 40 ms for one guess, 1,400 years of one
 * core for all 2^40. Whoever stands between has the seconds of one joining.
 */
export const CODE_COST = { N: 2 ** 14, r: 8, p: 1 };
export const CODE_HASH_BYTES = 32;

export interface Code {
  readonly id: string;
  readonly secret: string;
}

export const formatCode = ({ id, secret }: Code): string =>
  `${id}-${secret.slice(0, CODE_GROUP)}-${secret.slice(CODE_GROUP)}`;

/** Case, dashes and blanks do not matter; O is read as 0, I and L as 1. @returns undefined where it is no code */
export function readCode(text: string): Code | undefined {
  const plain = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (plain.length !== CODE_LENGTH || [...plain].some((char) => !CODE_ALPHABET.includes(char)))
    return undefined;
  return { id: plain.slice(0, CODE_GROUP), secret: plain.slice(CODE_GROUP) };
}

/** What the hub signs with the code's hash: that this certificate (SHA-256, hex) is its own, for this one question. */
export const proofText = (nonce: string, fingerprint: string): string =>
  `packline hub certificate 1\n${nonce}\n${fingerprint}`;
