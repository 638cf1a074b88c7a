import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { HubStore } from '../store/port.ts';
import { HubError } from './errors.ts';
import type { Streams } from './streams.ts';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

export function createMetrics(): Registry {
  const registry = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Counts and times of requests by route, and `/metrics` in OpenMetrics: for this machine, or with the token that was set. */
export function addMetrics(
  app: FastifyInstance,
  registry: Registry,
  deps: { readonly store: HubStore; readonly streams: Streams; readonly token?: string | undefined },
): void {
  const times = new Histogram({
    name: 'packline_hub_request_seconds',
    help: 'Requests by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'packline_hub_streams',
    help: 'Open streams of stations',
    registers: [registry],
    collect() {
      this.set(deps.streams.count());
    },
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    times.observe(labels, reply.elapsedTime / 1_000);
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    const given = request.headers.authorization;
    const allowed = deps.token === undefined ? LOOPBACK.test(request.ip) : given === `Bearer ${deps.token}`;
    if (!allowed) throw new HubError(401, 'token_missing');
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
