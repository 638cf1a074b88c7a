import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  enrolAnswer,
  enrolRequest,
  helloAnswer,
  helloQuery,
  PROTOCOL,
  proofAnswer,
  proofRequest,
  tokenAnswer,
} from '../../../shared/contract/hub/index.ts';
import { siteKeyOf } from '../../site-key.ts';
import type { HubModule } from '../deps.ts';
import { HubError, parseBody } from '../errors.ts';
import { describe } from '../openapi.ts';
import { createRateLimit, type RateLimit } from '../rate-limit.ts';

/** Tries of one address, and of all, within a minute. */
const ENROL = { most: 10, mostOfAll: 200, windowMs: 60_000 };
const STATUS = {
  code_wrong: 403,
  code_expired: 403,
  code_used: 403,
  code_locked: 403,
  station_elsewhere: 409,
} as const;

/** How a station comes to its token, and what it learns of its hub. */
export const enrolRoutes: HubModule = (app, deps) => {
  const siteKey = async (site: string): Promise<string> =>
    Buffer.from(await siteKeyOf(deps.store, site)).toString('base64');
  const limited =
    (limit: RateLimit) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const wait = limit.take(request.ip);
      if (wait === 0) return;
      void reply.header('retry-after', String(Math.ceil(wait / 1_000)));
      throw new HubError(429, 'too_many_tries', { ms: wait });
    };

  app.route({
    method: 'POST',
    url: '/v1/enrol',
    bodyLimit: 4_096,
    schema: describe({
      summary: 'One-time code to token',
      body: enrolRequest,
      answer: enrolAnswer,
      open: true,
    }),
    onRequest: limited(createRateLimit(deps.clock, ENROL)),
    handler: async (request, reply) => {
      const enrolled = await deps.stations.enrol(parseBody(enrolRequest, request.body));
      if (!enrolled.ok) {
        request.log.warn({ code: enrolled.error.code }, 'enrolment refused');
        throw new HubError(STATUS[enrolled.error.code], enrolled.error.code);
      }
      const { site } = enrolled.value;
      request.log.info({ site }, 'station enrolled');
      return reply.send({ ...enrolled.value, hub: deps.hub.name, siteKey: await siteKey(site) });
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/enrol/proof',
    bodyLimit: 4_096,
    schema: describe({
      summary: 'That the certificate is the hub’s own, signed with a one-time code',
      body: proofRequest,
      answer: proofAnswer,
      open: true,
    }),
    onRequest: limited(createRateLimit(deps.clock, ENROL)),
    handler: async (request, reply) => {
      const asked = parseBody(proofRequest, request.body);
      if (deps.certificate === undefined) throw new HubError(409, 'no_certificate');
      return reply.send(await deps.stations.prove({ ...asked, fingerprint: deps.certificate }));
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/token',
    schema: describe({ summary: 'New token; the old one is good until it is used', answer: tokenAnswer }),
    onRequest: deps.stationOnly,
    handler: async (request, reply) => {
      const who = deps.callerOf(request);
      return reply.send({ token: await deps.stations.rotate(who), siteKey: await siteKey(who.site) });
    },
  });

  app.route({
    method: 'GET',
    url: '/v1/hello',
    schema: describe({ summary: 'Who the hub is, and its clock', answer: helloAnswer }),
    onRequest: deps.stationOnly,
    handler: async (request, reply) => {
      const { station, site } = deps.callerOf(request);
      const { name, version } = deps.hub;
      const { epoch, seq } = parseBody(helloQuery, request.query);
      const history = await deps.epochs.check(site, seq === undefined ? undefined : { epoch, seq });
      if (!history.known) request.log.warn({ station, site }, 'a station has seen what is not here');
      const who = { hub: name, version, protocol: PROTOCOL, site, station };
      return reply.send({ ...who, now: deps.clock.now(), ...history });
    },
  });
};
