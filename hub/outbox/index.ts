export type { Change, CommitHook } from './changes.ts';
export { WEBHOOK_EVENTS, webhookEventsOf, type WebhookEvent, type WebhookEventType } from './events.ts';
export { createOutboxHook, listDeliveries, resend, type Delivery } from './deliveries.ts';
export { createDeliverer, BACK_OFF_MS, type Deliverer, type DelivererDeps } from './deliverer.ts';
export {
  VIA,
  endpoint,
  endpointSettings,
  listEndpoints,
  makeEndpoint,
  removeEndpoint,
  withoutSecret,
  type Endpoint,
  type EndpointSettings,
} from './endpoints.ts';
export { createPost, type Post, type PostAnswer, type PostFault } from './post.ts';
export { createWebhookSender, type Sender, type Sent } from './webhook.ts';
export { noticeTextOf } from './notice-text.ts';
export { messageOf, receiverNow, type Message } from './payload.ts';
export { isPublic, urlFault } from './target.ts';
export { outboxModule, type OutboxOptions } from './module.ts';
export { adminRoutes } from './admin/routes.ts';
