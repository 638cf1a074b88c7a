import { gunzipSync } from 'node:zlib';
import { createHlc } from '../../shared/base/index.ts';
import {
  claimRequest,
  leaseRequest,
  leaseReturn,
  pullRequest,
  pushRequest,
} from '../../shared/contract/hub/index.ts';
import {
  claimShipments,
  freeNumbersOf,
  heldNumbers,
  leaseNumbers,
  returnNumbers,
} from '../../hub/leases/index.ts';
import { HUB_WRITER, pullDocuments, pushDocuments } from '../../hub/replication/index.ts';
import { StoreUnavailableError } from '../../hub/store/index.ts';
import type { Fetch } from '../../electron/station/sync/index.ts';
import { createMemoryStore, type MemoryStore } from '../fakes/hub/memory-store.ts';
import type { Random } from '../integration/storage/fuzz/random.ts';

export const SITE = 'main';

/** What becomes of a request on its way. */
export type Fate = 'fine' | 'lost' | 'answer_lost' | 'twice' | 'later_again';

export interface LeaseHub {
  readonly store: MemoryStore;
  /** As station `who`; refused where it was revoked. */
  fetchAs(who: string): Fetch;
  revoke(who: string): Promise<void>;
  isRevoked(who: string): boolean;
  admit(who: string): void;
  /** Requests that a proxy kept come once more. */
  replay(): Promise<void>;
  readonly counts: Record<string, number>;
}

const answer = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** The real leases, claims and replication over a store in memory, behind a network that loses and repeats. */
export async function createLeaseHub(options: {
  readonly random: Random;
  readonly clock: { now(): number };
  readonly cut: (who: string) => boolean;
  readonly fate: (who: string) => Fate;
  /** Planted: the hub forgets what it has answered. */
  readonly forgets?: boolean;
}): Promise<LeaseHub> {
  const { clock } = options;
  const store = createMemoryStore(clock);
  await store.createSite(SITE);
  const deps = { store, clock, hlc: createHlc({ clock, station: HUB_WRITER }) };
  const revoked = new Set<string>();
  /** Joining anew gives a new token, and the old one is void. */
  const tokens = new Map<string, number>();
  const kept: (() => Promise<Response>)[] = [];
  const counts: Record<string, number> = {};
  const count = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);

  async function work(station: string, path: string, method: string, body: unknown): Promise<unknown> {
    const who = { station, site: SITE };
    if (path === '/v1/leases' && method === 'GET') return heldNumbers(deps, who);
    switch (path) {
      case '/v1/leases': {
        const asked = leaseRequest.parse(body);
        if (options.forgets === true)
          await store.transaction(SITE, (tx) =>
            tx.removeRecord('lease', `${SITE}/${station}/${asked.request}`),
          );
        return leaseNumbers(deps, who, asked);
      }
      case '/v1/leases/return':
        await returnNumbers(deps, who, leaseReturn.parse(body));
        return {};
      case '/v1/claims':
        return { claimed: await claimShipments(deps, who, claimRequest.parse(body)) };
      case '/v1/push':
        return pushDocuments(deps, who, pushRequest.parse(body));
      case '/v1/pull':
        return pullDocuments(deps, who, pullRequest.parse(body));
      default:
        throw new Error(`no such path: ${path}`);
    }
  }

  return {
    store,
    counts,
    fetchAs: (who) => async (url, init) => {
      if (options.cut(who)) throw new TypeError('fetch failed');
      const fate = options.fate(who);
      count(fate);
      if (fate === 'lost') throw new TypeError('fetch failed');
      const { body, headers = {} } = init;
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      const text = bytes && (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      const given: unknown = text === undefined ? undefined : JSON.parse(text);
      const token = tokens.get(who) ?? 0;
      const run = async (): Promise<Response> => {
        if (revoked.has(who) || token !== (tokens.get(who) ?? 0))
          return answer(401, { code: 'token_revoked', data: {} });
        try {
          return answer(200, await work(who, new URL(url).pathname, init.method ?? 'GET', given));
        } catch (error) {
          if (!(error instanceof StoreUnavailableError)) throw error;
          count('hub_died');
          return answer(503, { code: 'store_unavailable', data: {} });
        }
      };
      const first = await run();
      if (fate === 'later_again') kept.push(run);
      if (fate === 'answer_lost') throw new TypeError('fetch failed');
      return fate === 'twice' ? run() : first;
    },
    async revoke(station) {
      revoked.add(station);
      await freeNumbersOf(deps, { station, site: SITE });
    },
    isRevoked: (station) => revoked.has(station),
    admit(station) {
      revoked.delete(station);
      tokens.set(station, (tokens.get(station) ?? 0) + 1);
    },
    async replay() {
      for (const again of kept.splice(0)) await again();
    },
  };
}
