export { fingerprintOf, makeCertificate } from './certificate.ts';
export type { OwnCertificate } from './certificate.ts';
export { ownCertificate, OwnCertificateError, TLS_FILE } from './own.ts';
