export { createStations } from './stations.ts';
export type { Enrolled, EnrolRefusal, Site, Stations, TokenRefusal } from './stations.ts';
export { formatCode, readCode } from '../../shared/contract/hub/index.ts';
