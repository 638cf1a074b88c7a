import { createHlc, type HlcClock } from '../../shared/base/index.ts';
import { foldShipment, ownNumber, type Carrier, type ShipmentAggregate } from '../../shared/domain/index.ts';
import { waybillDoc, type WaybillDoc } from '../../shared/schema/index.ts';
import { accepted, type Context } from '../../electron/station/services/context.ts';
import {
  createLeases,
  type LeasesService,
  type LeaseSource,
} from '../../electron/station/services/leases.ts';
import type { SettingsService } from '../../electron/station/services/settings.ts';
import { isTaken } from '../../electron/station/services/waybills.ts';
import { createHubClient, HubError } from '../../electron/station/sync/index.ts';
import type { LeaseHub } from './lease-hub.ts';
import { SITE } from './lease-hub.ts';
import { printOf, REAL_RULES } from './rules.ts';
import type { Doc, EventDoc } from './types.ts';

export const POOL = 'EMS';
export const OWN = 'OWN';
const base = { zh: '', en: '', routed: false } as const;
const CARRIERS: readonly Carrier[] = [
  { ...base, code: POOL, sources: ['pool'], freePool: true },
  { ...base, code: OWN, sources: ['own'], freePool: false },
];
type Collection = 'waybills' | 'shipments';
type Config = Map<string, { id: string; kind: string; value: Record<string, unknown> }>;

/** What is on the disk; everything else is gone with a crash. */
interface Disk {
  config: Config;
  docs: Record<Collection, Map<string, Doc>>;
  seriesNext: number;
}

/**
 * A station as far as numbers and claims go: the real service of leases (`electron/station/services/leases.ts`) on a disk in
 * memory; what lies around it (binding, replication, claims) as the station does it, in a few lines.
 */
export interface LeaseStation {
  readonly id: string;
  readonly leases: LeasesService;
  readonly joined: boolean;
  /** The hub has said which numbers are its own. */
  readonly checked: boolean;
  /** Numbers that it would put on a label now. */
  usable(): { carrier: string; number: string }[];
  /** Numbers that its parcels have. */
  bound(): string[];
  /** Shipments that it believes to have claimed. */
  claims(): string[];
  bind(source: LeaseSource): Promise<void>;
  voidOne(pick: (n: number) => number): Promise<void>;
  refill(): Promise<void>;
  claim(count: number): Promise<void>;
  release(pick: (n: number) => number): Promise<void>;
  /** @returns documents that wait still */
  exchange(): Promise<number>;
  /** @returns whether it has left: whatever waits, if `anyway` */
  leave(anyway: boolean): Promise<boolean>;
  join(): Promise<void>;
  crash(): Promise<void>;
  doc(collection: Collection, id: string): Doc | undefined;
  end(): Promise<void>;
}

export async function createLeaseStation(options: {
  readonly id: string;
  readonly hub: LeaseHub;
  readonly clock: { now(): number };
  readonly nextId: () => string;
  /** Planted: used numbers are given back too; a station that joins anew believes its own stock. */
  readonly bug?: 'returns_used' | 'keeps_stock' | undefined;
}): Promise<LeaseStation> {
  const { id, hub, clock, nextId, bug } = options;
  const fetch = hub.fetchAs(id);
  const disk: Disk = {
    config: new Map(),
    docs: { waybills: new Map(), shipments: new Map() },
    seriesNext: 1,
  };
  let written: Config = new Map();
  /** What the hub is known to have. */
  const known = new Map<string, string>();
  let seq = { waybills: 0, shipments: 0 };
  let joined = true;
  let parcels = 0;
  const granted = new Set<string>();
  const hlc: HlcClock = createHlc({ clock, station: id });

  const ctx = {
    station: id,
    clock,
    ids: { next: nextId },
    failed: () => false,
    paused: () => false,
    log: () => undefined,
    db: {
      config: {
        find: async () => structuredClone([...written.values()]),
        get: async (key: string) => structuredClone(written.get(key)),
        put: async (doc: { id: string; kind: string; value: Record<string, unknown> }) =>
          void written.set(doc.id, structuredClone(doc)),
        purge: async (keys: readonly string[]) => keys.forEach((key) => written.delete(key)),
      },
      waybills: {
        getMany: async (ids: readonly string[]) =>
          new Map(
            bug === 'returns_used'
              ? []
              : ids.flatMap((each) => {
                  const doc = disk.docs.waybills.get(each);
                  return doc ? [[each, doc as unknown as WaybillDoc] as const] : [];
                }),
          ),
      },
      barrier: async () => void (disk.config = new Map(written)),
    },
  } as unknown as Context;
  const settings = {
    get: () => ({ ahead: { numbers: 4, claims: 2 } }),
    carriers: () => CARRIERS,
  } as unknown as SettingsService;
  const open = (): Promise<LeasesService> =>
    createLeases({
      ctx,
      settings,
      hub: () => (joined ? { url: 'https://hub', token: `${id}.token`, fetch, online: true } : undefined),
      seriesNext: async () => disk.seriesNext,
    });
  let leases = await open();
  const client = createHubClient({ url: 'https://hub', token: `${id}.token`, fetch });
  const careful = async (work: () => Promise<void>): Promise<void> => {
    await work().catch((error: unknown) => {
      if (!(error instanceof HubError)) throw error;
    });
  };

  const at = (collection: Collection, doc: string) => `${collection}/${doc}`;
  const docOf = (collection: Collection, doc: string) => disk.docs[collection].get(doc);
  const isDirty = (collection: Collection, doc: Doc) => known.get(at(collection, doc.id)) !== printOf(doc);
  const eventOf = (type: string, data: object) => ({
    ...{ id: `${type}:${nextId()}`, type, at: hlc.next(), by: 'SYS', station: id, data },
  });
  function append(collection: Collection, doc: Doc, type: string, data: object): void {
    for (const event of (doc as EventDoc).events) hlc.receive(event.at);
    const next = { ...doc, events: [...(doc as EventDoc).events, eventOf(type, data)] };
    disk.docs[collection].set(doc.id, REAL_RULES.merge(collection, next, next));
  }
  const stateOf = (doc: Doc | undefined) => (doc as unknown as WaybillDoc | undefined)?.state;

  /** As the station's waybills take from the leases. */
  function offer(carrier: string, source: LeaseSource): string | undefined {
    for (const number of leases.stock(carrier, source)) {
      const doc = docOf('waybills', `${carrier}:${number}`) as unknown as WaybillDoc | undefined;
      if (doc ? source === 'pool' && leases.isOurs(doc) : source === 'own') return number;
      if (doc && isTaken(doc)) leases.spent(carrier, source, number);
    }
    return undefined;
  }

  function ownSeries(): string {
    for (;;) {
      const n = Math.max(disk.seriesNext, leases.seriesFrom());
      disk.seriesNext = n + 1;
      if (!docOf('waybills', `${OWN}:${ownNumber(id, n)}`)) return ownNumber(id, n);
    }
  }

  const claimOf = (doc: Doc) => foldShipment(doc as unknown as ShipmentAggregate).claim;

  async function pull(collection: Collection): Promise<void> {
    for (;;) {
      const { documents, checkpoint } = await client.pull({
        ...{ collection, after: { seq: seq[collection] }, limit: 50 },
      });
      for (const came of documents as Doc[]) {
        const ours = docOf(collection, came.id);
        known.set(at(collection, came.id), printOf(came));
        disk.docs[collection].set(came.id, ours ? REAL_RULES.merge(collection, ours, came) : came);
      }
      seq = { ...seq, [collection]: checkpoint.seq };
      if (documents.length === 0) return;
    }
  }

  async function push(collection: Collection): Promise<void> {
    const dirty = [...disk.docs[collection].values()].filter((doc) => isDirty(collection, doc));
    if (dirty.length === 0) return;
    const { conflicts, refused } = await client.push({
      collection,
      rows: dirty.map((doc) => ({ document: doc, assumed: known.get(at(collection, doc.id)) ?? null })),
    });
    const theirs = new Map((conflicts as Doc[]).map((doc) => [doc.id, doc]));
    const said = refused.map(({ id: which, code }) => `${which} ${code}`);
    if (said.length > 0) throw new Error(`the hub refused ${said.join(', ')}`);
    for (const doc of dirty) {
      const other = theirs.get(doc.id);
      known.set(at(collection, doc.id), printOf(other ?? doc));
      const ours = docOf(collection, doc.id);
      if (other && ours) disk.docs[collection].set(doc.id, REAL_RULES.merge(collection, ours, other));
    }
  }

  const waits = (): number =>
    (['waybills', 'shipments'] as const).reduce(
      (sum, name) => sum + [...disk.docs[name].values()].filter((doc) => isDirty(name, doc)).length,
      0,
    );

  return {
    id,
    get leases() {
      return leases;
    },
    get checked() {
      return joined && !written.has('lease-check');
    },
    get joined() {
      return joined;
    },
    usable: () =>
      [
        ...leases.stock(POOL, 'pool').map((number) => ({ carrier: POOL, number })),
        ...leases.stock(OWN, 'own').map((number) => ({ carrier: OWN, number })),
      ].filter(({ carrier, number }) => {
        const doc = docOf('waybills', `${carrier}:${number}`) as unknown as WaybillDoc | undefined;
        // A number of the pool is used when its document says that it is ours.
        return doc ? leases.isOurs(doc) : carrier === OWN;
      }),
    bound: () =>
      [...disk.docs.waybills.values()]
        .filter((doc) => (doc as EventDoc).events.some((e) => e.type === 'bound' && e.station === id))
        .map((doc) => doc.id),
    claims: () =>
      [...disk.docs.shipments.values()]
        .filter((doc) => claimOf(doc)?.station === id || (granted.has(doc.id) && claimOf(doc) === undefined))
        .map((doc) => doc.id),
    async bind(source) {
      const carrier = source === 'pool' ? POOL : OWN;
      const number = offer(carrier, source) ?? (source === 'own' ? ownSeries() : undefined);
      if (number === undefined) return;
      const key = `${carrier}:${number}`;
      const fresh = { id: key, site: SITE, base: { carrier, number, source }, events: [] };
      const doc = docOf('waybills', key) ?? (waybillDoc(fresh as never) as unknown as Doc);
      parcels += 1;
      append('waybills', doc, 'bound', { shipment: `${id}-${String(parcels)}` });
      leases.spent(carrier, source, number);
    },
    async voidOne(pick) {
      const mine = [...disk.docs.waybills.values()].filter(
        (doc) => stateOf(doc) === 'BOUND' && (doc as EventDoc).events.some((e) => e.station === id),
      );
      const doc = mine[pick(mine.length)];
      if (doc) append('waybills', doc, 'voided', { reason: 'torn' });
    },
    async refill() {
      leases.refill();
      // Waits for what is under way, and does nothing else: nobody has left.
      await leases.settled();
    },
    async claim(count) {
      if (!joined) return;
      const free = [...disk.docs.shipments.values()].filter((doc) => claimOf(doc) === undefined);
      const wishes = [...granted, ...free.map((doc) => doc.id)].slice(0, 20);
      if (wishes.length === 0) return;
      await careful(async () => {
        for (const each of await client.claim({ shipments: wishes, count, bench: id })) granted.add(each);
      });
    },
    async release(pick) {
      const mine = [...disk.docs.shipments.values()].filter((doc) => claimOf(doc)?.station === id);
      const doc = mine[pick(mine.length)];
      const claim = doc && claimOf(doc);
      if (!doc || !claim) return;
      granted.delete(doc.id);
      append('shipments', doc, 'claim_released', { claim: claim.id, reason: 'expired' });
    },
    async exchange() {
      if (joined)
        await careful(async () => {
          for (const name of ['waybills', 'shipments'] as const) {
            await pull(name);
            await push(name);
            await pull(name);
          }
          // The document says it from here on.
          granted.clear();
        });
      return waits();
    },
    async leave(anyway) {
      if (!joined) return true;
      await careful(async () => void (await leases.returnAll()));
      if (!anyway && waits() > 0) return false;
      joined = false;
      return true;
    },
    async join() {
      if (joined) return;
      hub.admit(id);
      const enter = async () => {
        joined = true;
        return accepted(null);
      };
      await (bug === 'keeps_stock' ? enter() : leases.joining(enter));
    },
    async crash() {
      await leases.close();
      written = new Map(disk.config);
      granted.clear();
      leases = await open();
    },
    doc: docOf,
    end: () => leases.close(),
  };
}
