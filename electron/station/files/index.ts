export * from './errors.ts';
export * from './table.ts';
export * from './input.ts';
export * from './open.ts';
export * from './write.ts';
