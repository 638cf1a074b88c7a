import { repeated } from '../repeated.ts';
import type { Clock } from '../../shared/base/index.ts';
import { StoreUnavailableError, type HubStore } from '../store/port.ts';
import { KEPT_ATTEMPTS, KEPT_MS, fromRecord, toRecord, type Delivery } from './deliveries.ts';
import { endpoint as endpointById, type EndpointSettings } from './endpoints.ts';
import type { Sender, Sent } from './webhook.ts';

/** Waits between tries, ms: twelve tries within about 24 hours. */
export const BACK_OFF_MS: readonly number[] = [
  5_000, 30_000, 120_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000,
  36_000_000,
];
/** Longer than any sender's deadline: after it another hub takes over what this one had begun. */
const LEASE_MS = 60_000;
const FEW = 20;
const TICK_MS = 2_000;
/** How long all of an endpoint rests that was not reached, ms; it doubles with each failure. */
const REST_MS = 5_000;
const MAX_REST_MS = 300_000;

export interface DelivererDeps {
  readonly store: HubStore;
  readonly clock: Clock;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
  /** Names this hub in leases. */
  readonly hub: string;
  readonly senders: Readonly<Record<EndpointSettings['via'], Sender>>;
  /** One line for the log, never with private data. */
  readonly log: (line: string) => void;
  /** Other work that comes due with the clock. */
  readonly chores?: readonly (() => Promise<unknown>)[];
}

export interface Deliverer {
  /** Tries what is due, a few. @returns how many were due; nothing is left to do at 0 */
  runOnce(): Promise<number>;
  /** Goes on by itself until `stop`. */
  start(): void;
  /** Waits for the tries under way. */
  stop(): Promise<void>;
}

/**
 * Brings deliveries to their endpoints. Several hubs may run one each on the same store: each takes what is due by a lease,
 * so that a delivery is tried by one at a time, and by another should the first die. A try may thus come twice; it carries the
 * same idempotency key.
 */
export function createDeliverer(deps: DelivererDeps): Deliverer {
  const { store, clock } = deps;
  const resting = new Map<string, { readonly until: number; readonly failures: number }>();
  let run = 0;

  /** Of those due in one site, the ones that are this hub's to try now. */
  function claim(site: string, ids: readonly string[], lease: string): Promise<Delivery[]> {
    return store.transaction(site, async (tx) => {
      const mine: Delivery[] = [];
      const now = clock.now();
      for (const id of ids) {
        const record = await tx.record('delivery', id);
        if (!record || record.state !== 'waiting' || record.due > now) continue;
        const delivery = fromRecord(record);
        const rest = resting.get(delivery.endpoint);
        if (rest && rest.until > now) await tx.putRecord({ ...record, due: rest.until });
        else {
          const taken = { ...delivery, due: now + LEASE_MS, lease };
          await tx.putRecord(toRecord(taken));
          mine.push(taken);
        }
      }
      return mine;
    });
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const started = clock.now();
    const target = await endpointById(store, delivery.endpoint);
    const sent: Sent = target
      ? await deps.senders[target.via].send(target, delivery)
      : { ok: false, told: 'endpoint_removed', final: true };
    rest(delivery.endpoint, sent);
    await store.transaction(delivery.site, async (tx) => {
      const record = await tx.record('delivery', delivery.id);
      // Another hub has it, because this one took too long; or somebody sends it anew.
      if (!record || fromRecord(record).lease !== delivery.lease) return;
      await tx.putRecord(toRecord(after(delivery, sent, started)));
    });
  }

  function rest(id: string, sent: Sent): void {
    if (sent.ok || sent.unreachable !== true) return void resting.delete(id);
    const failures = (resting.get(id)?.failures ?? 0) + 1;
    const ms = Math.min(MAX_REST_MS, REST_MS * 2 ** Math.min(failures - 1, 10));
    resting.set(id, { until: clock.now() + ms, failures });
  }

  function after(delivery: Delivery, sent: Sent, started: number): Delivery {
    const now = clock.now();
    const { lease: _lease, ...rest } = delivery;
    const attempts = delivery.attempts + 1;
    const told = { at: started, ms: now - started, told: sent.told };
    const log = [told, ...delivery.log].slice(0, KEPT_ATTEMPTS);
    const next = { ...rest, attempts, log };
    if (sent.ok) return { ...next, state: 'done', due: now + KEPT_MS };
    const wait = BACK_OFF_MS[attempts - 1];
    if (sent.final === true || wait === undefined) return { ...next, state: 'dead', due: now + KEPT_MS };
    // Between a half and the whole, so that what failed together does not come back together.
    const jittered = wait * (0.5 + deps.random() / 2);
    return { ...next, due: Math.ceil(now + Math.max(jittered, sent.waitMs ?? 0)) };
  }

  async function forget(): Promise<void> {
    for (const [kind, state] of [
      ['delivery', 'done'],
      ['delivery', 'dead'],
      ['idempotency', ''],
    ] as const) {
      const old = await store.records({ kind, state, dueBefore: clock.now(), limit: 100 });
      for (const { id, site } of old) await store.transaction(site, (tx) => tx.removeRecord(kind, id));
    }
  }

  async function runOnce(): Promise<number> {
    const due = await store.records({
      kind: 'delivery',
      state: 'waiting',
      dueBefore: clock.now(),
      limit: FEW,
    });
    const bySite = Map.groupBy(due, (record) => record.site);
    for (const [site, records] of bySite) {
      const lease = `${deps.hub}:${(run += 1)}`;
      const mine = await claim(
        site,
        records.map((record) => record.id),
        lease,
      );
      const results = await Promise.allSettled(mine.map(attempt));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    }
    return due.length;
  }

  let lastChores = 0;

  async function turn(): Promise<void> {
    try {
      // What comes due in one go is worked off before the next look.
      while (!turns.stopped() && (await runOnce()) > 0);
      if (clock.now() - lastChores >= 60_000) {
        lastChores = clock.now();
        await forget();
        for (const chore of deps.chores ?? []) await chore();
      }
    } catch (error) {
      // The next turn tries again; what was begun comes back with its lease.
      const name =
        error instanceof StoreUnavailableError ? error.code : error instanceof Error ? error.name : '';
      deps.log(`outbox: ${name}`);
    }
  }
  const turns = repeated(turn, TICK_MS);
  return { runOnce, start: turns.start, stop: turns.stop };
}
