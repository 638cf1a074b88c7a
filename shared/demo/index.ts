export * from './site.ts';
export type { DemoPicture, DemoProduct } from './products.ts';
