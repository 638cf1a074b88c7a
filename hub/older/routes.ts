import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  olderOrderAnswer,
  olderOrderRequest,
  olderReceiverAnswer,
  olderReceiverRequest,
  olderSearchAnswer,
  olderSearchRequest,
} from '../../shared/contract/hub/index.ts';
import type { HubModule } from '../server/deps.ts';
import { HubError, parseBody } from '../server/errors.ts';
import { describe } from '../server/openapi.ts';
import { createRateLimit } from '../server/rate-limit.ts';
import { readOlder, revealOlder, searchOlder } from './queries.ts';
import { createTermsIndex } from './terms-index.ts';

/** Calls of one station, and of all, within a minute: a person who searches, not a program that reads everything. */
const ASKED = { most: 120, mostOfAll: 3_000, windowMs: 60_000 };
const REVEALED = { most: 30, mostOfAll: 300, windowMs: 60_000 };
const BODY = 4_096;

/** Orders that left the stations' windows: searched, opened, and their receivers shown, each within the token's site. */
export const olderRoutes: HubModule = (app, deps) => {
  const { store, stationOnly, callerOf } = deps;
  const index = createTermsIndex({
    store,
    onError: (error) => app.log.warn({ error: (error as Error).name }, 'terms wait for the store'),
  });
  app.addHook('onReady', async () => index.start());
  app.addHook('onClose', () => index.stop());

  const limited = (window: typeof ASKED) => {
    const limit = createRateLimit(deps.clock, window);
    return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const wait = limit.take(callerOf(request).station);
      if (wait === 0) return;
      void reply.header('retry-after', String(Math.ceil(wait / 1_000)));
      throw new HubError(429, 'too_many_tries', { ms: wait });
    };
  };
  const asked = [stationOnly, limited(ASKED)];
  const revealed = [stationOnly, limited(REVEALED)];

  app.route({
    method: 'POST',
    url: '/v1/older/search',
    bodyLimit: BODY,
    schema: describe({
      summary: 'Orders by hashes of what they are called',
      body: olderSearchRequest,
      answer: olderSearchAnswer,
    }),
    onRequest: asked,
    handler: async (request, reply) =>
      reply.send(await searchOlder(store, callerOf(request), parseBody(olderSearchRequest, request.body))),
  });

  app.route({
    method: 'POST',
    url: '/v1/older/order',
    bodyLimit: BODY,
    schema: describe({
      summary: 'One order with its parcels, its receiver masked',
      body: olderOrderRequest,
      answer: olderOrderAnswer,
    }),
    onRequest: asked,
    handler: async (request, reply) => {
      const { order } = parseBody(olderOrderRequest, request.body);
      const found = await readOlder(store, callerOf(request), order);
      if (!found) throw new HubError(404, 'order_unknown');
      return reply.send(found);
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/older/receiver',
    bodyLimit: BODY,
    schema: describe({
      summary: 'The receiver of an order in clear, for a person whose post allows it',
      body: olderReceiverRequest,
      answer: olderReceiverAnswer,
    }),
    onRequest: revealed,
    handler: async (request, reply) => {
      const { order, by } = parseBody(olderReceiverRequest, request.body);
      const who = callerOf(request);
      const receiver = await revealOlder(store, who, { order, by });
      if (typeof receiver === 'string')
        throw new HubError(receiver === 'role_not_allowed' ? 403 : 404, receiver);
      // The station keeps the audit with the reason; here stands that it happened.
      request.log.info({ station: who.station, by }, 'receiver revealed');
      return reply.send({ receiver });
    },
  });
};
