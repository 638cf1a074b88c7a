import { Counter } from 'prom-client';
import {
  MAX_BODY_BYTES,
  pullAnswer,
  pullRequest,
  pushAnswer,
  pushRequest,
} from '../../../shared/contract/hub/index.ts';
import { pullText, pushDocuments } from '../../replication/index.ts';
import type { HubModule } from '../deps.ts';
import { parseBody } from '../errors.ts';
import { describe } from '../openapi.ts';

/** Replication over HTTP: pull, push, and the stream that says that something changed. */
export const replicationRoutes: HubModule = (app, deps) => {
  const { stationOnly, callerOf } = deps;
  const pulled = new Counter({
    name: 'packline_hub_documents_pulled',
    help: 'Documents sent to stations by pulls',
    labelNames: ['collection'],
    registers: [deps.metrics],
  });
  const rows = new Counter({
    name: 'packline_hub_rows_pushed',
    help: 'Rows of pushes by what became of them',
    labelNames: ['collection', 'outcome'],
    registers: [deps.metrics],
  });

  app.route({
    method: 'POST',
    url: '/v1/pull',
    bodyLimit: 4_096,
    schema: describe({
      summary: 'Changes of one collection in commit order',
      body: pullRequest,
      answer: pullAnswer,
    }),
    onRequest: stationOnly,
    handler: async (request, reply) => {
      const asked = parseBody(pullRequest, request.body);
      const { text, documents } = await pullText(deps, callerOf(request), asked);
      pulled.inc({ collection: asked.collection }, documents);
      return reply.type('application/json; charset=utf-8').send(text);
    },
  });

  app.route({
    method: 'POST',
    url: '/v1/push',
    bodyLimit: MAX_BODY_BYTES,
    schema: describe({
      summary: 'Documents of a station, row by row',
      body: pushRequest,
      answer: pushAnswer,
    }),
    onRequest: stationOnly,
    handler: async (request, reply) => {
      const pushed = parseBody(pushRequest, request.body);
      const who = callerOf(request);
      const answer = await pushDocuments(deps, who, pushed);
      const { collection } = pushed;
      const { conflicts, refused } = answer;
      rows.inc({ collection, outcome: 'conflict' }, conflicts.length);
      rows.inc({ collection, outcome: 'refused' }, refused.length);
      rows.inc({ collection, outcome: 'taken' }, pushed.rows.length - conflicts.length - refused.length);
      if (refused.length > 0)
        request.log.warn({ station: who.station, collection, codes: countCodes(refused) }, 'rows refused');
      return reply.send(answer);
    },
  });

  app.route({
    method: 'GET',
    url: '/v1/stream',
    schema: describe({ summary: 'Server-sent events: change, ping, resync' }),
    onRequest: stationOnly,
    handler: async (request, reply) => {
      const head = headersOf(reply.getHeaders());
      reply.hijack();
      try {
        await deps.streams.open(callerOf(request), reply.raw, head);
      } catch (error) {
        request.log.warn({ error: (error as Error).name }, 'stream refused');
        reply.raw.writeHead(503, { 'content-type': 'application/json' });
        reply.raw.end(JSON.stringify({ code: 'store_unavailable', data: {} }));
      }
      return reply;
    },
  });
};

const headersOf = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

function countCodes(refused: readonly { readonly code: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of refused) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
