import { leaseRoutes } from '../../leases/routes.ts';
import { olderRoutes } from '../../older/index.ts';
import type { HubModule } from '../deps.ts';
import { enrolRoutes } from './enrol.ts';
import { healthRoutes } from './health.ts';
import { replicationRoutes } from './replication.ts';

/** Everything that this hub serves. A module of its own adds itself here. */
export const MODULES: readonly HubModule[] = [
  healthRoutes,
  enrolRoutes,
  replicationRoutes,
  leaseRoutes,
  olderRoutes,
];
