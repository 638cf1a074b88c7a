export * from './older.ts';
export * from './wire.ts';
export * from './code.ts';
export { fingerprintOf } from './fingerprint.ts';
