export { encodeEscpos, encodeForPrinter } from './languages/index.ts';
export * from './transports/index.ts';
export * from './queue/index.ts';
