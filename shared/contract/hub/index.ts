export * from './older.ts';
export * from './wire.ts';
export { fingerprintOf } from './fingerprint.ts';
