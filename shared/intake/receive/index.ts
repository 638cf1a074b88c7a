export * from './order.ts';
export * from './later.ts';
export * from './shipment.ts';
export * from './blocks.ts';
export * from './receiver.ts';
export * from './products.ts';
