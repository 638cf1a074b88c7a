export * from './result.ts';
export * from './clock.ts';
export * from './hlc.ts';
export * from './disposable.ts';
export * from './bitmap.ts';
