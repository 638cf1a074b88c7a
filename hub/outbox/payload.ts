import { receiverOf } from '../../shared/intake/index.ts';
import type { Party } from '../../shared/domain/index.ts';
import type { OrderDoc } from '../../shared/schema/index.ts';
import { maskReceiver } from '../../shared/domain/masking/index.ts';
import type { HubStore } from '../store/port.ts';
import type { Delivery } from './deliveries.ts';
import type { Endpoint } from './endpoints.ts';
import { noticeTextOf } from './notice-text.ts';

export interface Message {
  readonly id: string;
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly site: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * What is sent. Private data is read now, not kept with the delivery: what was erased meanwhile is not sent, and nobody gets
 * more than the endpoint is set to.
 */
export async function messageOf(
  store: Pick<HubStore, 'documents'>,
  endpoint: Pick<Endpoint, 'privacy' | 'language'>,
  { site, event }: Delivery,
): Promise<Message> {
  const receiver = endpoint.privacy === 'none' ? undefined : await receiverNow(store, site, event.order);
  const shown = receiver && (endpoint.privacy === 'full' ? receiver : masked(receiver));
  const notice = event.type === 'order.notice' ? await noticeTextOf(store, site, event, endpoint) : undefined;
  return {
    id: event.id,
    type: event.type,
    at: new Date(event.at).toISOString(),
    site,
    data: { ...event.data, ...(notice ? { notice } : {}), ...(shown ? { receiver: shown } : {}) },
  };
}

/** Undefined where there is none, or it was erased. */
export async function receiverNow(
  store: Pick<HubStore, 'documents'>,
  site: string,
  order: string,
): Promise<Party | undefined> {
  if (order === '') return undefined;
  const found = (await store.documents(site, 'orders', [order])).get(order);
  return found && receiverOf(found.document as unknown as OrderDoc);
}

function masked({ name, phone, province, city, district, detail }: Party) {
  const address = [province, city, district, detail].filter((part) => part !== undefined).join('');
  return maskReceiver({ name, phone, address });
}
