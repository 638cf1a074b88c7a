import {
  claimAnswer,
  claimRequest,
  heldAnswer,
  leaseAnswer,
  leaseRequest,
  leaseReturn,
} from '../../shared/contract/hub/index.ts';
import type { HubModule } from '../server/deps.ts';
import { parseBody } from '../server/errors.ts';
import { describe } from '../server/openapi.ts';
import { claimShipments } from './claims.ts';
import { heldNumbers, leaseNumbers, returnNumbers } from './leases.ts';

/** Bytes of a body: a thousand numbers and what is around them. */
const BODY = 128 * 1024;

/** Numbers and claims ahead, for work without the network. */
export const leaseRoutes: HubModule = (app, deps) => {
  const { stationOnly, callerOf } = deps;

  app.route({
    method: 'POST',
    url: '/v1/leases',
    bodyLimit: BODY,
    schema: describe({
      summary: 'Waybill numbers for offline work',
      body: leaseRequest,
      answer: leaseAnswer,
    }),
    onRequest: stationOnly,
    handler: async (request, reply) =>
      reply.send(await leaseNumbers(deps, callerOf(request), parseBody(leaseRequest, request.body))),
  });

  app.route({
    method: 'GET',
    url: '/v1/leases',
    schema: describe({ summary: 'Numbers that the station holds', answer: heldAnswer }),
    onRequest: stationOnly,
    handler: async (request, reply) => reply.send(await heldNumbers(deps, callerOf(request))),
  });

  app.route({
    method: 'POST',
    url: '/v1/leases/return',
    bodyLimit: BODY,
    schema: describe({ summary: 'Leased numbers that the station will not use', body: leaseReturn }),
    onRequest: stationOnly,
    handler: async (request, reply) => {
      await returnNumbers(deps, callerOf(request), parseBody(leaseReturn, request.body));
      return reply.send({});
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/claims',
    bodyLimit: BODY,
    schema: describe({
      summary: 'Shipments that the station packs next',
      body: claimRequest,
      answer: claimAnswer,
    }),
    onRequest: stationOnly,
    handler: async (request, reply) =>
      reply.send({
        claimed: await claimShipments(deps, callerOf(request), parseBody(claimRequest, request.body)),
      }),
  });
};
