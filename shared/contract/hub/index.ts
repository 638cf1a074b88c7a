export * from './wire.ts';
export { fingerprintOf } from './fingerprint.ts';
