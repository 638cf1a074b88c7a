import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate, type OwnCertificate } from './certificate.ts';

/** Key and certificate in one file, so that neither is ever there alone. Mode 0600. */
export const TLS_FILE = 'hub.tls.pem';
const KEY = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----\n?/;
const CERT = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/;

/**
 * The hub's own certificate, made at the first start and kept: stations know the hub by it.
 * @throws where the file is there and holds none: a new one would lock every station out without a word
 */
export function ownCertificate(directory: string): OwnCertificate {
  const file = join(directory, TLS_FILE);
  if (existsSync(file)) {
    const text = readFileSync(file, 'utf8');
    const [key] = KEY.exec(text) ?? [];
    const [cert] = CERT.exec(text) ?? [];
    if (key === undefined || cert === undefined) throw new OwnCertificateError(file);
    return { key, cert };
  }
  const made = makeCertificate();
  const part = openSync(`${file}.part`, 'w', 0o600);
  try {
    writeSync(part, made.key + made.cert);
    fsyncSync(part);
  } finally {
    closeSync(part);
  }
  renameSync(`${file}.part`, file);
  return made;
}

/** The message is for whoever starts the hub. */
export class OwnCertificateError extends Error {
  readonly code = 'hub_tls';
  constructor(file: string) {
    super(
      `${file} holds no certificate and key: bring it back, or take it away and let every station join again`,
    );
  }
}
