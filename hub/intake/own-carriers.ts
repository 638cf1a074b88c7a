import { createCarrierLookup, type CarrierNames } from '../../shared/intake/index.ts';
import type { HubStore } from '../store/port.ts';

/** Documents read at a time; a site has some dozens. */
const PAGE = 500;

interface Known {
  readonly upTo: number;
  readonly carriers: ReadonlyMap<string, CarrierNames>;
}
/** What has been read of each site's carriers, so that only changes are read. */
const known = new WeakMap<object, Map<string, Known>>();

/** Carriers that the site's stations have set up themselves: they reach the hub as `config` documents. */
export async function ownCarriers(
  store: Pick<HubStore, 'changes'>,
  site: string,
): Promise<readonly CarrierNames[]> {
  const sites = known.get(store) ?? new Map<string, Known>();
  known.set(store, sites);
  let { upTo, carriers } = sites.get(site) ?? { upTo: 0, carriers: new Map<string, CarrierNames>() };
  for (;;) {
    const page = await store.changes(site, { collection: 'config', after: upTo, limit: PAGE });
    const read = page.documents.flatMap(({ document }) => {
      const { kind, value } = document as { readonly kind?: unknown; readonly value?: Partial<CarrierNames> };
      const { code, zh, en } = value ?? {};
      return kind === 'carrier' && code !== undefined && zh !== undefined && en !== undefined
        ? [[code, { code, zh, en }] as const]
        : [];
    });
    carriers = new Map([...carriers, ...read]);
    upTo = page.upTo;
    if (page.documents.length < PAGE) break;
  }
  sites.set(site, { upTo, carriers });
  return [...carriers.values()];
}

/** Code of the carrier that a text names, of the site's own or of the usual ones. */
export const carrierLookupOf = async (
  store: Pick<HubStore, 'changes'>,
  site: string,
): Promise<(text: string) => string | undefined> => createCarrierLookup(await ownCarriers(store, site));
