export * from './documents.ts';
export * from './schemas.ts';
export * from './migrations.ts';
export * from './replication.ts';
export * from './derive.ts';
