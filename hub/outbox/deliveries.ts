import type { Clock } from '../../shared/base/index.ts';
import type { HubRecord, HubStore, SiteTransaction } from '../store/port.ts';
import type { CommitHook } from './changes.ts';
import { listEndpoints, type Endpoint } from './endpoints.ts';
import { webhookEventsOf, type WebhookEvent } from './events.ts';
import { noticeRulesOf } from './notice-text.ts';

/** One event on its way to one endpoint. */
export interface Delivery {
  /** Event and endpoint; also its idempotency key, the same at every try. */
  readonly id: string;
  readonly site: string;
  readonly state: 'waiting' | 'done' | 'dead';
  /** Next try, epoch ms; of a finished one when it is forgotten. */
  readonly due: number;
  readonly endpoint: string;
  readonly event: WebhookEvent;
  readonly attempts: number;
  /** The last few tries, the latest first. */
  readonly log: readonly Attempt[];
  /** Whoever tries it now; another may after `due`. */
  readonly lease?: string;
}

export interface Attempt {
  readonly at: number;
  readonly ms: number;
  /** HTTP status or a code. */
  readonly told: string | number;
}

const KIND = 'delivery';
export const KEPT_ATTEMPTS = 5;
/** Finished deliveries are kept so long, ms: a month. */
export const KEPT_MS = 30 * 86_400_000;

export function toRecord(delivery: Delivery): HubRecord {
  const { id, site, state, due, ...body } = delivery;
  return { kind: KIND, id, site, state, due, body };
}

export function fromRecord(record: HubRecord): Delivery {
  const { id, site, due } = record;
  const body = record.body as unknown as Omit<Delivery, 'id' | 'site' | 'state' | 'due'>;
  return { ...body, id, site, due, state: record.state as Delivery['state'] };
}

/** Which endpoints of these want to hear of it. */
const listening = (endpoints: readonly Endpoint[], event: WebhookEvent): Endpoint[] =>
  endpoints.filter(
    (each) => each.events.includes(event.type) && (each.channel === '' || each.channel === event.channel),
  );

/**
 * The hook that writes deliveries with the change that they tell of, in one transaction: neither is there without the
 * other. An event that comes twice (a push repeated, two stations that both know of it) makes none.
 */
export const createOutboxHook =
  (deps: { readonly clock: Clock }): CommitHook =>
  async (tx, site, changes) => {
    const now = deps.clock.now();
    const events = await wanted(
      tx,
      changes.flatMap((change) => webhookEventsOf(change, now)),
    );
    if (events.length === 0) return;
    const endpoints = await listEndpoints(tx, site);
    for (const event of events) {
      for (const { id } of listening(endpoints, event)) {
        const fresh = { endpoint: id, event, attempts: 0, log: [] };
        await tx.insertRecord(
          toRecord({ id: `${event.id}.${id}`, site, state: 'waiting', due: now, ...fresh }),
        );
      }
    }
  };

/** Notices to customers go out from here only where the site's rule says so; else somebody sends them by hand. */
async function wanted(
  tx: SiteTransaction,
  events: readonly WebhookEvent[],
): Promise<readonly WebhookEvent[]> {
  if (!events.some(({ type }) => type === 'order.notice')) return events;
  const rules = await noticeRulesOf(tx);
  return events.filter(({ type, data }) => type !== 'order.notice' || rules.sends(data));
}

/** Sends it again, at once: a dead letter, or one that the receiver has lost. @returns false where there is none */
export async function resend(
  deps: { readonly store: HubStore; readonly clock: Clock },
  id: string,
): Promise<boolean> {
  const record = await deps.store.record(KIND, id);
  if (!record) return false;
  return deps.store.transaction(record.site, async (tx) => {
    const now = await tx.record(KIND, id);
    if (!now) return false;
    const { lease: _lease, ...delivery } = fromRecord(now);
    const due = Math.max(1, deps.clock.now());
    await tx.putRecord(toRecord({ ...delivery, state: 'waiting', due, attempts: 0 }));
    return true;
  });
}

export interface DeliveriesQuery {
  readonly site?: string;
  readonly state?: Delivery['state'];
  readonly after?: string;
  readonly limit: number;
}

export async function listDeliveries(store: HubStore, query: DeliveriesQuery): Promise<Delivery[]> {
  return (await store.records({ kind: KIND, ...query })).map(fromRecord);
}
