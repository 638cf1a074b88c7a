import { HubError } from '../errors.ts';
import type { HubModule } from '../deps.ts';

/** For whoever watches the hub: no data of anybody. */
export const healthRoutes: HubModule = (app, deps) => {
  const hide = { schema: { hide: true } };
  let stopping = false;
  app.addHook('preClose', async () => void (stopping = true));

  app.get('/healthz', hide, async (_request, reply) => reply.send({ ok: true }));

  app.get('/readyz', hide, async (_request, reply) => {
    if (stopping) throw new HubError(503, 'stopping');
    await deps.store.check();
    return reply.send({ ok: true, store: deps.store.kind });
  });

  app.get('/openapi.json', hide, async (_request, reply) => reply.send(app.swagger()));
};
