export { componentDocument, encodeTask, readDocument, type ComponentDocument } from './protocol.ts';
export { componentPrinters, createComponentTransport, type ComponentOptions } from './transport.ts';
