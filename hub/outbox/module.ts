import { hostname } from 'node:os';
import { retryTracking } from '../intake/index.ts';
import type { HubModule } from '../server/deps.ts';
import { createOutboxHook } from './deliveries.ts';
import { createDeliverer, type DelivererDeps } from './deliverer.ts';
import type { Post } from './post.ts';
import { createWebhookSender } from './webhook.ts';

export interface OutboxOptions {
  /** Beside webhooks. */
  readonly senders: Omit<DelivererDeps['senders'], 'webhook'>;
  readonly post: Post;
}

/** Writes deliveries with what they tell of, and brings them out for as long as the hub runs. */
export const outboxModule =
  (options: OutboxOptions): HubModule =>
  (app, deps) => {
    const { store, clock } = deps;
    const webhook = createWebhookSender({ store, clock, post: options.post });
    const deliverer = createDeliverer({
      store,
      clock,
      random: Math.random,
      hub: `${hostname()}:${process.pid}`,
      senders: { ...options.senders, webhook },
      log: (line) => app.log.warn(line),
      chores: [() => retryTracking(deps)],
    });
    deps.hooks.push(createOutboxHook({ clock }));
    app.addHook('onReady', async () => deliverer.start());
    app.addHook('onClose', () => deliverer.stop());
  };
