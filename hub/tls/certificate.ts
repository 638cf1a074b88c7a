import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import {
  bits,
  generalizedTime,
  integer,
  octets,
  oid,
  sequence,
  set,
  tagged,
  utcTime,
  utf8,
  yes,
} from './der.ts';

/** PEM. */
export interface OwnCertificate {
  readonly cert: string;
  readonly key: string;
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const KEY_USAGE = '2.5.29.15';
const ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** Stations know the certificate itself, whatever the hub's address is. */
const NAME = 'packline-hub';
/**
 * A station's clock may be wrong by years and must reach the hub all the same; "no well-defined expiration date" is
 * RFC 5280 4.1.2.5. What ends it is another certificate.
 */
const FROM = '000101000000Z';
const UNTIL = '99991231235959Z';

/**
 * A self-signed certificate (X.509 v3, P-256, ECDSA with SHA-256; RFC 5280) for a server that others know by its
 * fingerprint. Node can read certificates and not make them.
 */
export function makeCertificate(): OwnCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const name = sequence(set(sequence(oid(COMMON_NAME), utf8(NAME))));
  const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
    sequence(oid(id), ...(critical ? [yes()] : []), octets(value));
  const extensions = sequence(
    // No authority: with its key nothing else can be vouched for.
    extension(BASIC_CONSTRAINTS, true, sequence()),
    // digitalSignature, the first of the bits.
    extension(KEY_USAGE, true, bits(Buffer.from([0x80]), 7)),
    extension(EXTENDED_KEY_USAGE, false, sequence(oid(SERVER_AUTH))),
    extension(ALT_NAME, false, sequence(tagged(2, Buffer.from(NAME, 'latin1'), false))),
  );
  // Positive, and 20 bytes at most.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const content = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name,
    sequence(utcTime(FROM), generalizedTime(UNTIL)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, extensions),
  );
  const signed = sequence(content, algorithm, bits(sign('sha256', content, privateKey)));
  return {
    cert: pem('CERTIFICATE', signed),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;

/** SHA-256 of the first certificate of the PEM, in hex: what stations compare. */
export const fingerprintOf = (cert: string | Buffer): string =>
  createHash('sha256').update(new X509Certificate(cert).raw).digest('hex');
