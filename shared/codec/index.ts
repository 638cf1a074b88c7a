export * from './check-digit.ts';
export * from './gs1/index.ts';
export * from './waybill/index.ts';
export * from './scan/index.ts';
export * from './printer/index.ts';
export * from './scale/index.ts';
