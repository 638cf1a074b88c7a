import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z, type ZodType } from 'zod';
import { describe } from '../server/openapi.ts';
import { channelOf, type Channel, type Scope } from './channels.ts';
import type { Answer } from './once.ts';
import { receiveOrders, requestCancel, requestChange } from './orders.ts';
import { putProducts } from './products.ts';
import {
  MAX_ORDERS,
  cancelShape,
  changeShape,
  orderShape,
  productShape,
  read,
  trackingShape,
} from './shape.ts';
import { takeTracking } from './tracking.ts';
import type { UnitDeps } from './unit.ts';
import { orderView } from './view.ts';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,100}$/;
const BODY_BYTES = 8 * 2 ** 20;

/** For the OpenAPI document; what comes is read one by one, so that a fault in one stops only that one. */
const ordersBody = z.union([z.strictObject({ orders: z.array(orderShape).max(MAX_ORDERS) }), orderShape]);
const productsBody = z.union([
  z.strictObject({ products: z.array(productShape).max(MAX_ORDERS) }),
  productShape,
]);

const refusal = (status: number, code: string): Answer => ({ status, body: { code, data: {} } });

/**
 * The API for shops, ERPs and carriers' platforms (docs/hub/intake.md). Every call carries a channel's key and can be
 * repeated without harm.
 */
export function intakeRoutes(app: FastifyInstance, deps: UnitDeps): void {
  const send = (reply: FastifyReply, { status, body }: Answer) => reply.code(status).send(body);

  /** The channel of the request's key, where it may do this. */
  async function allowed(request: FastifyRequest, scope: Scope): Promise<Channel | Answer> {
    const bearer = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) return refusal(401, 'key_missing');
    const channel = await channelOf(deps.store, bearer);
    if (!channel) return refusal(401, 'key_wrong');
    return channel.scopes.includes(scope) ? channel : refusal(403, 'not_allowed');
  }

  function keyOf(request: FastifyRequest): string | undefined | Answer {
    const key = request.headers['idempotency-key'];
    if (key === undefined) return undefined;
    return typeof key === 'string' && IDEMPOTENCY_KEY.test(key)
      ? key
      : refusal(422, 'idempotency_key_invalid');
  }

  /** A route that needs a key: its errors come before anything of the body is looked at. */
  const route = (
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    scope: Scope,
    told: { readonly summary: string; readonly body?: ZodType },
    work: (channel: Channel, request: FastifyRequest, key: string | undefined) => Promise<Answer>,
  ) =>
    app.route({
      method,
      url,
      bodyLimit: BODY_BYTES,
      schema: describe(told),
      handler: async (request, reply) => {
        const channel = await allowed(request, scope);
        if (!('channel' in channel)) return send(reply, channel);
        const key = keyOf(request);
        if (typeof key === 'object') return send(reply, key);
        return send(reply, await work(channel, request, key));
      },
    });

  const orders = { summary: 'Orders of a channel, each taken whole or refused', body: ordersBody };
  route('POST', '/v1/orders', 'orders', orders, async (channel, request, key) => {
    const list = listOf(request.body, 'orders');
    if (!list) return refusal(422, 'request_invalid');
    if (list.values.length > MAX_ORDERS) return refusal(413, 'too_many_orders');
    const answer = await receiveOrders(deps, channel, list.values, key);
    return list.single ? singleAnswer(answer, 'orders') : answer;
  });
  const products = { summary: 'Products, each replaced as a whole', body: productsBody };
  route('PUT', '/v1/products', 'products', products, async (channel, request, key) => {
    const list = listOf(request.body, 'products');
    if (!list) return refusal(422, 'request_invalid');
    if (list.values.length > MAX_ORDERS) return refusal(413, 'too_many_products');
    const answer = await putProducts(deps, channel, list.values, key);
    return list.single ? singleAnswer(answer, 'products') : answer;
  });
  route('GET', '/v1/orders/:no', 'orders', { summary: 'Where an order stands' }, async (channel, request) => {
    const view = await orderView(deps.store, channel, noOf(request));
    return view ? { status: 200, body: view } : refusal(404, 'unknown_order');
  });
  const cancel = { summary: 'Asks for a cancel', body: cancelShape };
  route('POST', '/v1/orders/:no/cancel', 'orders', cancel, async (channel, request) => {
    const given = read(cancelShape, request.body ?? {});
    return given.ok ? requestCancel(deps, channel, noOf(request), given.value) : invalid(given.faults);
  });
  const change = { summary: 'Another receiver', body: changeShape };
  route('POST', '/v1/orders/:no/changes', 'orders', change, async (channel, request) => {
    const given = read(changeShape, request.body);
    return given.ok ? requestChange(deps, channel, noOf(request), given.value) : invalid(given.faults);
  });
  const tracking = { summary: 'What a carrier says of a parcel', body: trackingShape };
  route('POST', '/v1/tracking', 'tracking', tracking, async (channel, request) => {
    const given = read(trackingShape, request.body);
    return given.ok ? takeTracking(deps, channel.site, given.value) : invalid(given.faults);
  });
}

/** What can be no order's number finds none. */
function noOf(request: FastifyRequest): string {
  const no = String((request.params as { no?: unknown }).no ?? '');
  return /^[\x21-\x7e]{1,64}$/.test(no) ? no : '';
}

const invalid = (faults: readonly object[]): Answer => ({
  status: 422,
  body: { code: 'request_invalid', data: {}, faults },
});

/** A list under its name, or one object by itself. */
function listOf(
  body: unknown,
  name: 'orders' | 'products',
): { readonly values: readonly unknown[]; readonly single: boolean } | undefined {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return undefined;
  if (!(name in body)) return { values: [body], single: true };
  const values = (body as Record<string, unknown>)[name];
  if (!Array.isArray(values) || values.length === 0 || Object.keys(body).length > 1) return undefined;
  return { values, single: false };
}

/** The report of one: 201 where it is new, 422 where it was refused. */
function singleAnswer(answer: Answer, name: 'orders' | 'products'): Answer {
  const lines = (answer.body as Record<string, unknown>)[name];
  if (!Array.isArray(lines)) return answer;
  const [{ index: _index, ...line }] = lines as [{ index: number; outcome: string }];
  const status = line.outcome === 'accepted' ? 201 : line.outcome === 'refused' ? 422 : 200;
  return { status, body: line };
}
