import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodType } from 'zod';
import { StoreUnavailableError, UnknownSiteError } from '../store/port.ts';

export type ErrorData = Readonly<Record<string, string | number | boolean | null>>;

/** Thrown by a route: the answer to the caller, `{ code, data }`. */
export class HubError extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: ErrorData;
  constructor(status: number, code: string, data: ErrorData = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.data = data;
  }
}

/** The body as the contract has it. @throws HubError 422, with the path of the first fault and nothing of its content */
export function parseBody<T>(schema: ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const path = (parsed.error.issues[0]?.path ?? []).join('.').slice(0, 200);
  throw new HubError(422, 'request_invalid', { path });
}

/** Seconds after which a database that was gone may be asked again. */
const RETRY_AFTER = '2';

/** Every error as `{ code, data }`. What is not known is told as `internal` and logged without its message. */
export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => send(reply, 404, 'not_found'));
  app.setErrorHandler((error: Error & { code?: string; statusCode?: number }, request, reply) => {
    if (error instanceof HubError) return send(reply, error.status, error.code, error.data);
    if (error instanceof StoreUnavailableError) {
      request.log.warn({ cause: causeOf(error) }, 'store unavailable');
      return send(reply.header('retry-after', RETRY_AFTER), 503, 'store_unavailable');
    }
    if (error instanceof UnknownSiteError) return send(reply, 403, 'other_site');
    const status = error.statusCode ?? 500;
    if (status === 413) return send(reply.header('connection', 'close'), 413, 'too_large');
    if (status === 415) return send(reply, 415, 'media_type_unsupported');
    if (status >= 400 && status < 500) return send(reply, 422, 'request_invalid', { path: '' });
    // A message may quote what was being worked on.
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    request.log.error({ error: error.name, code: error.code, at: frames.slice(0, 8) }, 'request failed');
    return send(reply, 500, 'internal');
  });
}

function causeOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? String((cause as { code?: unknown }).code ?? cause.name) : '';
}

const send = (reply: FastifyReply, status: number, code: string, data: ErrorData = {}) =>
  reply.code(status).type('application/json; charset=utf-8').send({ code, data });
