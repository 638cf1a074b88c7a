export { createAgreements } from './agreements.ts';
export type { AgreementsService } from './agreements.ts';
export { createCarriers } from './carriers.ts';
export type { CarriersService } from './carriers.ts';
export { createChoosing } from './choosing.ts';
export type { Choosing } from './choosing.ts';
export { createFreight } from './freight.ts';
export type { FreightService } from './freight.ts';
