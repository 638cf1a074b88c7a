export * from './facts.ts';
export * from './filter.ts';
export * from './lists.ts';
export * from './words.ts';
