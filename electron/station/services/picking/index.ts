export { createPicking } from './picking.ts';
export { createWaveList } from './wave-list.ts';
export type { WaveList } from './wave-list.ts';
export { createLocations } from './locations.ts';
export type { Locations } from './locations.ts';
export type { PickingService } from './types.ts';
