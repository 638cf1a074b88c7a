export { startServe } from './serve.ts';
export type { ServeOptions, Serving } from './serve.ts';
export { makeToken } from './guard.ts';
