export * from './event.ts';
export * from './order/index.ts';
export * from './shipment/index.ts';
export * from './waybill/index.ts';
export * from './product/types.ts';
export * from './packing/index.ts';
