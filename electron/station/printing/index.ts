export * from './transports/index.ts';
export * from './queue/index.ts';
