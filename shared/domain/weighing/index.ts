export * from './gate.ts';
export * from './tolerance.ts';
