import type { FastifyInstance } from 'fastify';
import { takeTracking, trackingShape, type UnitDeps } from '../intake/index.ts';
import { endpoint, type Post } from '../outbox/index.ts';
import { platformOf } from './senders.ts';

/** Bytes of one call: 快递鸟 pushes many parcels at once, each with its whole history. */
const BODY_BYTES = 4 * 2 ** 20;

/**
 * Where tracking platforms call this hub. A call counts by its signature alone; a copied one says what was said already and
 * changes nothing. The answers are those that the platforms document.
 */
export function callbackRoutes(app: FastifyInstance, deps: UnitDeps & { readonly post: Post }): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_BYTES },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );

  type Outcome = 'taken' | 'unknown' | 'sign_refused' | 'invalid';
  async function take(via: 'kuaidi100' | 'kdniao', id: string, form: unknown): Promise<Outcome> {
    const target = await endpoint(deps.store, id);
    const platform = target?.via === via ? platformOf(target, deps.post) : undefined;
    if (!target || !platform || !(form instanceof URLSearchParams)) return 'sign_refused';
    const reports = platform.read(form);
    if (!reports.ok) return reports.error.code === 'sign_refused' ? 'sign_refused' : 'invalid';
    let unknown = 0;
    for (const report of reports.value) {
      const sound = trackingShape.safeParse(report);
      const answer = sound.success ? await takeTracking(deps, target.site, sound.data) : undefined;
      if (!answer || answer.status === 404) unknown += 1;
    }
    return unknown > 0 && unknown === reports.value.length ? 'unknown' : 'taken';
  }
  const STATUS: Readonly<Record<Outcome, number>> = {
    taken: 200,
    unknown: 200,
    sign_refused: 403,
    invalid: 422,
  };
  const idOf = (params: unknown): string => String((params as { id?: unknown }).id ?? '');

  app.post('/v1/callbacks/kuaidi100/:id', async (request, reply) => {
    const outcome = await take('kuaidi100', idOf(request.params), request.body);
    const taken = outcome === 'taken';
    // What is not taken is pushed again, three times.
    return reply
      .code(STATUS[outcome])
      .send({ result: taken, returnCode: taken ? '200' : '500', message: taken ? '成功' : outcome });
  });
  app.post('/v1/callbacks/kdniao/:id', async (request, reply) => {
    const outcome = await take('kdniao', idOf(request.params), request.body);
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const found = await endpoint(deps.store, idOf(request.params));
    const now = new Date(deps.clock.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    return reply.code(STATUS[outcome]).send({
      EBusinessID: outcome === 'sign_refused' ? (form.get('EBusinessID') ?? '') : (found?.account ?? ''),
      UpdateTime: now,
      Success: outcome === 'taken',
      Reason: outcome === 'taken' ? '' : outcome,
    });
  });
}
