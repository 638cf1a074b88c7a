export * from './types.ts';
export { foldCase } from './fold.ts';
export { decideCase } from './decide.ts';
export * from './transitions.ts';
export * from './routes.ts';
