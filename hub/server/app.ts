import Fastify, { LogController, type FastifyInstance } from 'fastify';
import { createHlc, type Clock, type IdSource } from '../../shared/base/index.ts';
import { createEpochs } from '../epochs/index.ts';
import { HUB_WRITER } from '../replication/index.ts';
import { createStations, type Stations } from '../stations/index.ts';
import type { HubStore } from '../store/port.ts';
import { fingerprintOf } from '../tls/index.ts';
import { createAuth } from './auth.ts';
import type { HubDeps, HubModule } from './deps.ts';
import { answerErrors } from './errors.ts';
import { addGzip } from './gzip.ts';
import { addMetrics, createMetrics } from './metrics.ts';
import { addOpenApi } from './openapi.ts';
import { MODULES } from './routes/index.ts';
import { createStreams, type StreamLimits, type Streams } from './streams.ts';

/** Times in ms. */
export interface HubLimits {
  /** For the whole head of a request. */
  readonly headersTimeout: number;
  /** For the whole request. */
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  /** How often connections are looked at for these. */
  readonly checkInterval: number;
  readonly maxConnections: number;
  readonly stream: Partial<StreamLimits>;
}
const LIMITS: HubLimits = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 72_000,
  checkInterval: 5_000,
  maxConnections: 5_000,
  stream: {},
};

export interface HubAppOptions {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly hub: { readonly name: string; readonly version: string };
  /** Lines of JSON go there; false: none. */
  readonly log: false | { write(line: string): void };
  /** PEM. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustProxy?: string | undefined;
  /** Who may read /metrics from another machine. */
  readonly metricsToken?: string | undefined;
  readonly limits?: Partial<HubLimits>;
  /** Beside those of `routes/`. */
  readonly modules?: readonly HubModule[];
}

export interface HubApp {
  readonly fastify: FastifyInstance;
  readonly stations: Stations;
  readonly streams: Streams;
  readonly deps: HubDeps;
  /** Finishes what is under way and ends the streams. The store stays open. */
  close(): Promise<void>;
}

/** A hub over any store, ready to listen. No state of its own but open connections. */
export async function createHubApp(options: HubAppOptions): Promise<HubApp> {
  const { clock, ids, tls } = options;
  const epochs = createEpochs(options.store, clock);
  const { store } = epochs;
  const fastify = createFastify(options);
  const stations = createStations({ store, clock });
  const streams = createStreams({
    store,
    stations,
    clock,
    limits: options.limits?.stream,
    onError: (error) => fastify.log.warn({ error: (error as Error).name }, 'stream waits for the store'),
  });
  const metrics = createMetrics();
  const deps: HubDeps = {
    ...{ store, epochs, clock, ids, stations, streams, metrics, hub: options.hub },
    ...createAuth(stations),
    certificate: tls && fingerprintOf(tls.cert),
    hlc: createHlc({ clock, station: HUB_WRITER }),
    hooks: [],
  };

  // A body is JSON or nothing.
  fastify.removeContentTypeParser('text/plain');
  answerErrors(fastify);
  addGzip(fastify);
  addHeaders(fastify, tls !== undefined);
  addLog(fastify);
  addMetrics(fastify, metrics, { store, streams, token: options.metricsToken });
  await addOpenApi(fastify, options.hub.version);
  fastify.addHook('preClose', async () => streams.close());
  for (const module of [...MODULES, ...(options.modules ?? [])])
    await fastify.register(async (scope) => module(scope, deps));
  await fastify.ready();

  return { fastify, stations, streams, deps, close: () => fastify.close() };
}

/** Nothing of a request or an error is logged but what a line names itself. */
const SILENT = {
  req: () => ({}),
  res: () => ({ statusCode: '' }),
  err: (error: Error) => ({ type: error.name, message: '', stack: '' }),
};

function createFastify(options: HubAppOptions): FastifyInstance {
  const { tls, log, trustProxy } = options;
  const limits = { ...LIMITS, ...options.limits };
  const node = {
    headersTimeout: limits.headersTimeout,
    connectionsCheckingInterval: limits.checkInterval,
    noDelay: true,
  };
  const common = {
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    bodyLimit: 64 * 1024,
    // Closing waits for requests under way, not for idle connections.
    forceCloseConnections: 'idle' as const,
    return503OnClosing: true,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxy ?? false,
    logger: log === false ? false : { level: 'info', stream: log, base: null, serializers: SILENT },
  };
  const app: FastifyInstance = tls
    ? (Fastify({
        ...common,
        https: { ...node, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' },
      }) as unknown as FastifyInstance)
    : Fastify({ ...common, http: node });
  app.server.maxConnections = limits.maxConnections;
  return app;
}

function addHeaders(app: FastifyInstance, secure: boolean): void {
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    if (secure) void reply.header('strict-transport-security', 'max-age=31536000');
  });
}

/** One line for each request: what was asked, never with what. Health checks are not worth one. */
function addLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url;
    if (route === '/healthz' || route === '/readyz' || route === '/metrics') return;
    const ms = Math.round(reply.elapsedTime);
    request.log.info(
      { method: request.method, route: route ?? 'none', status: reply.statusCode, ms },
      'request',
    );
  });
}
