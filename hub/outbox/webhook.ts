import type { Clock } from '../../shared/base/index.ts';
import type { HubStore } from '../store/port.ts';
import type { Delivery } from './deliveries.ts';
import type { Endpoint } from './endpoints.ts';
import { messageOf } from './payload.ts';
import type { Post } from './post.ts';
import { signatureOf } from './signature.ts';

/** What came of one try. */
export type Sent =
  | { readonly ok: true; readonly told: string | number }
  | {
      readonly ok: false;
      readonly told: string | number;
      /** It will never be taken: no further try. */
      readonly final?: boolean;
      /** The receiver asks to wait so long, ms. */
      readonly waitMs?: number;
      /** The receiver was not reached: others to it may wait too. */
      readonly unreachable?: boolean;
    };

export interface Sender {
  send(endpoint: Endpoint, delivery: Delivery): Promise<Sent>;
}

/** For the whole exchange, ms. */
const DEADLINE_MS = 10_000;
const MAX_WAIT_MS = 3_600_000;

/** Posts the event as signed JSON. Any 2xx is a success; 410 says that nobody wants to hear of it any more. */
export function createWebhookSender(deps: {
  readonly store: Pick<HubStore, 'documents'>;
  readonly clock: Clock;
  readonly post: Post;
  readonly deadlineMs?: number;
}): Sender {
  return {
    async send(endpoint, delivery) {
      const body = JSON.stringify(await messageOf(deps.store, endpoint, delivery));
      const answer = await deps.post({
        url: endpoint.url,
        internal: endpoint.internal,
        deadlineMs: deps.deadlineMs ?? DEADLINE_MS,
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Packline-Hub',
          'idempotency-key': delivery.id,
          'packline-event': delivery.event.type,
          'packline-signature': signatureOf(endpoint.secret, deps.clock.now(), body),
        },
      });
      if (!answer.ok) return { ok: false, told: answer.error, unreachable: true };
      const { status, headers } = answer.value;
      if (status >= 200 && status < 300) return { ok: true, told: status };
      const wait = Number(headers['retry-after']) * 1000;
      return {
        ok: false,
        told: status >= 300 && status < 400 ? 'redirected' : status,
        ...(status === 410 ? { final: true } : {}),
        ...(wait > 0 ? { waitMs: Math.min(wait, MAX_WAIT_MS) } : {}),
      };
    },
  };
}
