export * from './filter.ts';
export * from './lists.ts';
