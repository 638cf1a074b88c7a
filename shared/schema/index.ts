export * from './documents.ts';
export * from './schemas.ts';
