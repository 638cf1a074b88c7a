export * from './types.ts';
export * from './render.ts';
export * from './built-in.ts';
export * from './of-order.ts';
export * from './values.ts';
