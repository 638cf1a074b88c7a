export * from './channel.ts';
export * from './contract.ts';
export type * from './frames.ts';
export * from './server.ts';
export * from './client.ts';
