import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { channelSettings, listKeys, makeKey, revokeKey } from '../../intake/index.ts';
import { read } from '../../intake/shape.ts';
import type { HubDeps } from '../../server/deps.ts';
import { createRateLimit } from '../../server/rate-limit.ts';
import { listDeliveries, resend } from '../deliveries.ts';
import {
  endpointSettings,
  listEndpoints,
  makeEndpoint,
  removeEndpoint,
  withoutSecret,
} from '../endpoints.ts';
import { CSP, loginPage, notePage, overviewPage, type Frame } from './page.ts';
import { createSessions } from './session.ts';

type Deps = Pick<HubDeps, 'store' | 'clock' | 'stations'>;
type Fields = URLSearchParams;

const SHOWN = 50;
/** Wrong words of one address, and of all, within a minute. */
const TRIES = { most: 5, mostOfAll: 50, windowMs: 60_000 };
const EMPTY = new URLSearchParams();

/**
 * The keeper's page and its JSON twin: what was delivered and what was not, endpoints, keys of channels, one-time codes.
 * Behind one word that the hub was started with (docs/hub/intake.md).
 */
export function adminRoutes(app: FastifyInstance, deps: Deps, word: string): void {
  const sessions = createSessions({ clock: deps.clock, word });
  const limit = createRateLimit(deps.clock, TRIES);

  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 16_384 },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );

  const frameOf = (request: FastifyRequest, session?: string): Frame => ({
    language: (request.query as { lang?: unknown }).lang === 'en' ? 'en' : 'zh',
    ...(session === undefined ? {} : { token: sessions.formToken(session) }),
  });
  const show = (reply: FastifyReply, text: string, status = 200) =>
    reply
      .code(status)
      .header('content-security-policy', CSP)
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(text);
  const home = (request: FastifyRequest, reply: FastifyReply) =>
    reply.redirect(`/admin?lang=${frameOf(request).language}`, 303);
  const secure = (request: FastifyRequest): boolean => request.protocol === 'https';

  /** A form of this page, from somebody who has said the word. */
  const action = (
    url: string,
    work: (fields: Fields, frame: Frame, reply: FastifyReply, request: FastifyRequest) => Promise<unknown>,
  ) =>
    app.post(url, async (request, reply) => {
      const session = sessions.of(request);
      const fields = request.body instanceof URLSearchParams ? request.body : EMPTY;
      if (session === undefined) return show(reply, loginPage(frameOf(request)), 401);
      if (fields.get('token') !== sessions.formToken(session))
        return show(reply, loginPage(frameOf(request)), 403);
      return work(fields, frameOf(request, session), reply, request);
    });

  app.get('/admin', async (request, reply) => {
    const session = sessions.of(request);
    if (session === undefined) return show(reply, loginPage(frameOf(request)));
    const [dead, waiting, done] = await Promise.all(
      (['dead', 'waiting', 'done'] as const).map((state) =>
        listDeliveries(deps.store, { state, limit: SHOWN }),
      ),
    );
    const view = {
      sites: await deps.stations.sites(),
      dead: dead ?? [],
      waiting: waiting ?? [],
      done: done ?? [],
      endpoints: await listEndpoints(deps.store),
      keys: await listKeys(deps.store),
      stations: await deps.stations.list(),
    };
    return show(reply, overviewPage(frameOf(request, session), view));
  });

  app.post('/admin/login', async (request, reply) => {
    const frame = frameOf(request);
    if (limit.take(request.ip) > 0) return show(reply, loginPage(frame, 'later'), 429);
    const given = request.body instanceof URLSearchParams ? request.body.get('word') : null;
    if (given === null || !sessions.fits(given)) return show(reply, loginPage(frame, 'wrong'), 403);
    return home(request, reply.header('set-cookie', sessions.open(secure(request))));
  });

  action('/admin/logout', async (_fields, _frame, reply, request) =>
    home(request, reply.header('set-cookie', sessions.close(secure(request)))),
  );
  action('/admin/resend', async (fields, _frame, reply, request) => {
    await resend(deps, fields.get('id') ?? '');
    return home(request, reply);
  });
  action('/admin/endpoints', async (fields, frame, reply, request) => {
    const given = read(endpointSettings, {
      ...pick(fields, [
        'site',
        'name',
        'via',
        'url',
        'to',
        'account',
        'callback',
        'channel',
        'privacy',
        'language',
      ]),
      events: fields.getAll('events'),
      internal: fields.get('internal') === 'yes',
    });
    if (!given.ok) return show(reply, notePage(frame, 'refused', told(given.faults)), 422);
    if (!(await isSite(given.value.site))) return show(reply, notePage(frame, 'refused', 'site'), 422);
    const made = await makeEndpoint(deps, given.value, fields.get('secret') || undefined);
    if (fields.get('secret')) return home(request, reply);
    return show(reply, notePage(frame, 'secret', made.secret));
  });
  action('/admin/endpoints/remove', async (fields, _frame, reply, request) => {
    await removeEndpoint(deps.store, fields.get('id') ?? '');
    return home(request, reply);
  });
  action('/admin/keys', async (fields, frame, reply) => {
    const given = read(channelSettings, {
      ...pick(fields, ['site', 'name', 'channel', 'carrier']),
      scopes: fields.getAll('scopes'),
    });
    if (!given.ok) return show(reply, notePage(frame, 'refused', told(given.faults)), 422);
    if (!(await isSite(given.value.site))) return show(reply, notePage(frame, 'refused', 'site'), 422);
    return show(reply, notePage(frame, 'key', (await makeKey(deps, given.value)).key));
  });
  action('/admin/keys/revoke', async (fields, _frame, reply, request) => {
    await revokeKey(deps.store, fields.get('id') ?? '');
    return home(request, reply);
  });
  action('/admin/codes', async (fields, frame, reply) => {
    const site = fields.get('site') ?? '';
    if (!(await isSite(site))) return show(reply, notePage(frame, 'refused', 'site'), 422);
    return show(reply, notePage(frame, 'onetime', (await deps.stations.newCode(site)).code));
  });

  const isSite = async (id: string): Promise<boolean> =>
    (await deps.stations.sites()).some((site) => site.id === id);

  apiRoutes(app, deps, (request) => {
    if (sessions.bears(request)) return undefined;
    return limit.take(request.ip) > 0 ? 429 : 401;
  });
}

/** The same for programs: `Authorization: Bearer WORD`. */
function apiRoutes(
  app: FastifyInstance,
  deps: Deps,
  refused: (request: FastifyRequest) => 401 | 429 | undefined,
): void {
  const route = (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    work: (request: FastifyRequest) => Promise<readonly [status: number, body: unknown]>,
  ) =>
    app.route({
      method,
      url: `/v1/admin${url}`,
      handler: async (request, reply) => {
        const status = refused(request);
        if (status !== undefined)
          return reply
            .code(status)
            .send({ code: status === 401 ? 'word_wrong' : 'too_many_tries', data: {} });
        const [answer, body] = await work(request);
        return reply.code(answer).send(body);
      },
    });
  const idOf = (request: FastifyRequest): string => String((request.params as { id?: unknown }).id ?? '');
  const found = (there: boolean) =>
    there ? ([200, { done: true }] as const) : ([404, { code: 'not_found', data: {} }] as const);
  const invalid = (faults: readonly object[]) =>
    [422, { code: 'request_invalid', data: {}, faults }] as const;

  route('GET', '/deliveries', async (request) => {
    const { site, state, after } = request.query as Record<string, unknown>;
    const list = await listDeliveries(deps.store, {
      ...(typeof site === 'string' ? { site } : {}),
      ...(state === 'waiting' || state === 'done' || state === 'dead' ? { state } : {}),
      ...(typeof after === 'string' ? { after } : {}),
      limit: 100,
    });
    return [200, { deliveries: list }];
  });
  route('POST', '/deliveries/:id/resend', async (request) => found(await resend(deps, idOf(request))));
  route('GET', '/endpoints', async () => [
    200,
    { endpoints: (await listEndpoints(deps.store)).map(withoutSecret) },
  ]);
  route('POST', '/endpoints', async (request) => {
    const { secret, ...rest } = (request.body ?? {}) as Record<string, unknown>;
    const given = read(endpointSettings, rest);
    if (!given.ok) return invalid(given.faults);
    const own = typeof secret === 'string' && secret !== '' ? secret : undefined;
    return [201, await makeEndpoint(deps, given.value, own)];
  });
  route('DELETE', '/endpoints/:id', async (request) =>
    found(await removeEndpoint(deps.store, idOf(request))),
  );
  route('GET', '/keys', async () => {
    const keys = await listKeys(deps.store);
    return [200, { keys: keys.map(({ id, state, body }) => ({ id, state, ...body })) }];
  });
  route('POST', '/keys', async (request) => {
    const given = read(channelSettings, request.body);
    return given.ok ? [201, await makeKey(deps, given.value)] : invalid(given.faults);
  });
  route('DELETE', '/keys/:id', async (request) => found(await revokeKey(deps.store, idOf(request))));
}

/** Fields that were filled in. */
const pick = (fields: Fields, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = fields.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );

const told = (faults: readonly { readonly path: string; readonly code: string }[]): string =>
  faults.map(({ path, code }) => `${path}: ${code}`).join(', ');
