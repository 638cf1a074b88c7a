import { freeNumbersOf, type LeaseDeps } from '../leases/index.ts';
import type { Stations } from '../stations/index.ts';
import type { Admin } from './admin.ts';

/** The keeper's way to a store that this process holds. */
export const adminOver = (stations: Stations, deps: LeaseDeps): Admin => ({
  newCode: (site) => stations.newCode(site),
  list: (site) => stations.list(site),
  revoke: (station) => stations.revoke(station),
  sites: () => stations.sites(),
  addSite: (site) => stations.addSite(site),
  async freeNumbers(station) {
    const known = (await stations.list()).find(({ id }) => id === station);
    // A station that may still work may still use them.
    return known?.state === 'revoked' ? freeNumbersOf(deps, { site: known.site, station }) : null;
  },
});
