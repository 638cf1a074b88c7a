import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_AHEAD } from '../../../shared/contract/index.ts';
import { hasRole, type Actor, type ShipmentEventDraft } from '../../../shared/domain/index.ts';
import { claimKey, type ShipmentDoc } from '../../../shared/schema/index.ts';
import { createHubClient, HubError } from '../sync/index.ts';
import { DONE, nameOf, refused, type Context, type Outcome } from './context.ts';
import type { HubAddress } from './leases.ts';
import { isAtStation, type ParcelsService } from './parcels.ts';
import { SYSTEM } from './people.ts';
import type { QueueService } from './queue.ts';
import type { SettingsService } from './settings.ts';
import type { ShipmentsService } from './shipments.ts';

/**
 * 认领: parcels that the hub has put aside for this station, so that two benches do not open one while the network is gone.
 * A station holds a few while somebody works at it, and gives them back when nobody does. A claim never ends by itself while
 * its holder is away: a lead may take it over.
 */
export interface ClaimsService {
  /** Shipments of the queue that this station holds, first of the queue first. */
  held(): Promise<ShipmentDoc[]>;
  /** Holds at least so many, where the hub answers in time (ms); work never waits for it longer than that. */
  reserve(count: number, patienceMs?: number): Promise<void>;
  /** Holds as many as should be, in the background. */
  refill(): void;
  /** A lead takes the parcel from the station that has it: its claim, or the session that it has open. */
  takeOver(shipment: string, actor: Actor, reason: string): Promise<Outcome<null>>;
  /**
   * Gives back what nobody has opened, and lets the hub hear of it, where it answers.
   * @param waits documents that the hub does not have yet
   */
  giveUp(waits: () => number, reason?: 'not_needed' | 'leaving'): Promise<void>;
  close(): Promise<void>;
}

/** More is claimed when less than this share is left. */
const REFILL_BELOW = 0.5;
/** A bench at which nothing happened for so long needs no parcels. */
const IDLE_MS = 30 * 60_000;
const LOOK_MS = 60_000;
/** Longest that a wave waits for the hub. */
const PATIENCE_MS = 1_500;
/** Longest that the end of the station waits for the hub to hear what it gives back. */
const FAREWELL_MS = 2_000;
/** Offered to the hub beyond what is wanted: others may have some of them in the same moment. */
const SPARE = 30;
const MOST = 200;

export function createClaims(deps: {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly queue: QueueService;
  readonly parcels: ParcelsService;
  readonly shipments: ShipmentsService;
  readonly hub: HubAddress;
  /** Of this station, for people who look for the parcel. */
  readonly bench: string;
  readonly skewMs: () => number;
}): ClaimsService {
  const { ctx, queue, shipments } = deps;
  const ending = new AbortController();
  /** Given by the hub; the documents that say so are on their way. */
  const granted = new Set<string>();
  let activeAt = -IDLE_MS;
  let asking: Promise<void> | undefined;

  const wanted = (): number => (deps.settings.get().ahead ?? DEFAULT_AHEAD).claims;
  const isOnline = (): boolean => deps.hub()?.online === true && !ending.signal.aborted;

  async function held(): Promise<ShipmentDoc[]> {
    const key = claimKey(ctx.station);
    const [told, coming] = await Promise.all([
      ctx.db.shipments.find({ selector: { bench: key, lane: 'queue' } }),
      ctx.db.shipments.getMany([...granted]),
    ]);
    for (const doc of coming.values()) if (doc.bench !== '' || doc.lane !== 'queue') granted.delete(doc.id);
    const mine = new Map([...told, ...coming.values()].map((doc) => [doc.id, doc]));
    return [...mine.values()]
      .filter((doc) => doc.lane === 'queue' && (doc.bench === key || granted.has(doc.id)))
      .sort((a, b) => (a.priority < b.priority ? -1 : 1));
  }

  async function claim(count: number): Promise<void> {
    const hub = deps.hub();
    if (!hub || !isOnline() || ctx.failed() || ctx.paused()) return;
    const own = await held();
    if (own.length >= count) return;
    const free = await queue.unclaimed(count - own.length + SPARE);
    const wishes = [...own, ...free].map((doc) => doc.id).slice(0, MOST);
    if (free.length === 0) return;
    const client = createHubClient({
      url: hub.url,
      token: hub.token,
      fetch: hub.fetch,
      signal: ending.signal,
    });
    const claimed = await client.claim({
      shipments: wishes,
      count: Math.min(count, MOST),
      bench: deps.bench,
    });
    for (const id of claimed) granted.add(id);
    queue.touch();
  }

  const careful = (work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => {
      if (!(error instanceof HubError)) ctx.log(`hub: nothing claimed, ${nameOf(error)}`);
    });
  /** One question at a time; what is asked meanwhile follows. */
  function ask(count: number): Promise<void> {
    const after = asking ?? Promise.resolve();
    const now = after.then(() => careful(() => claim(count)));
    asking = now;
    return now.finally(() => {
      if (asking === now) asking = undefined;
    });
  }

  async function release(docs: readonly ShipmentDoc[], reason: Reason): Promise<void> {
    for (const doc of docs) {
      const parcel = await deps.parcels.from(doc);
      const { claim: standing, printedJobs, wave, tote } = parcel.state;
      granted.delete(doc.id);
      // Its papers or its goods are here already.
      if (printedJobs.length > 0 || wave !== undefined || tote !== undefined) continue;
      if (standing?.station !== ctx.station) continue;
      const data = { claim: standing.id, reason };
      await shipments.command(parcel, [{ type: 'claim_released', data }], SYSTEM);
    }
    if (docs.length > 0) queue.touch();
  }

  async function look(): Promise<void> {
    if (ctx.failed() || ctx.paused()) return;
    const key = claimKey(ctx.station);
    // A stopped parcel is not packed next.
    await release(await ctx.db.shipments.find({ selector: { bench: key, lane: 'held' } }), 'not_needed');
    const idle = ctx.clock.now() - activeAt > IDLE_MS;
    const own = await ctx.db.shipments.find({ selector: { bench: key, lane: 'queue' } });
    if (idle) return release(own, 'not_needed');
    // By the hub's clock, and only while it hears of it.
    if (isOnline()) await release(own.filter(isOver), 'expired');
    service.refill();
  }

  function isOver(doc: ShipmentDoc): boolean {
    const hubNow = ctx.clock.now() - deps.skewMs();
    return doc.events.some(
      (event) =>
        event.type === 'claimed' &&
        event.data.station === ctx.station &&
        event.data.until !== undefined &&
        event.data.until < hubNow,
    );
  }

  const service: ClaimsService = {
    held,
    async reserve(count, patienceMs = PATIENCE_MS) {
      if (!isOnline()) return;
      activeAt = ctx.clock.now();
      if (count === 1 && (await held()).length > 0) return;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)));
      await Promise.race([ask(Math.min(count, MOST)), late]);
      clearTimeout(timer);
    },
    refill() {
      if (!isOnline() || asking !== undefined || ctx.clock.now() - activeAt > IDLE_MS) return;
      void held()
        .then((own) => (own.length > wanted() * REFILL_BELOW ? undefined : ask(wanted())))
        .catch((error: unknown) => ctx.log(`claims not counted: ${nameOf(error)}`));
    },
    async takeOver(shipment, actor, reason) {
      if (!hasRole(actor, ['WHL'])) return refused('role_not_allowed');
      const parcel = await deps.parcels.load(shipment);
      if (!parcel) return refused('not_here', { shipment });
      const { session, status } = parcel.state;
      const back: ShipmentEventDraft[] = [];
      if (session !== undefined && parcel.doc.lane === 'work') {
        if (isAtStation(parcel.state, ctx.station)) return refused('order_on_bench');
        if (status !== 'CHECKING') back.push({ type: 'reopened', data: { reason } });
        back.push({ type: 'aborted', data: { reason, session } });
      }
      const freed = await shipments.plan(parcel, back, actor);
      if (!freed.ok) return freed;
      // What lay on a bench there was claimed there, and still is.
      const { claim: standing } = freed.value.parcel.state;
      const data = { station: ctx.station, takes: standing?.id ?? '', reason };
      const isTheirs = standing !== undefined && standing.station !== ctx.station;
      if (!isTheirs && back.length === 0) return refused('claim_not_open');
      const taken = await shipments.plan(freed.value, isTheirs ? [{ type: 'claimed', data }] : [], actor);
      if (!taken.ok) return taken;
      const written = await shipments.write(taken.value);
      if (!written.ok) return written;
      await ctx.db.barrier();
      queue.touch();
      return DONE;
    },
    async giveUp(waits, reason = 'not_needed') {
      if (!isOnline() || ctx.failed() || ctx.paused()) return;
      activeAt = -IDLE_MS;
      await asking;
      const own = await ctx.db.shipments.find({ selector: { bench: claimKey(ctx.station) } });
      if (own.length === 0) return;
      await release(own, reason);
      const until = performance.now() + FAREWELL_MS;
      while (waits() > 0 && performance.now() < until && isOnline()) await sleep(FAREWELL_MS / 40);
    },
    async close() {
      clearInterval(timer);
      void watching.dispose();
      ending.abort();
      await asking;
    },
  };

  const watching = ctx.push.on(({ event }) => {
    if (event !== 'verdict') return;
    activeAt = ctx.clock.now();
    service.refill();
  });
  const timer = setInterval(() => void careful(look), LOOK_MS).unref();
  return service;
}

type Reason = 'not_needed' | 'expired' | 'leaving';
