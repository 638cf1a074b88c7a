import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { err, ok, type Result } from '../../shared/base/index.ts';
import { publicLookup, urlFault, type Resolve } from './target.ts';

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the whole exchange, ms. */
  readonly deadlineMs: number;
  /** May lead into a private network, and without TLS. */
  readonly internal: boolean;
  readonly method?: 'POST' | 'GET';
}

export interface PostAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** At most 64 KiB of it. */
  readonly body: string;
}

export type PostFault =
  | 'url_invalid'
  | 'https_required'
  | 'credentials_in_url'
  | 'address_not_public'
  | 'timed_out'
  | 'refused'
  | 'name_unknown'
  | 'tls'
  | 'broken_off';

const MAX_ANSWER = 64 * 1024;

export type Post = (request: PostRequest) => Promise<Result<PostAnswer, PostFault>>;

/**
 * One HTTP exchange with somebody else's server: with a deadline for all of it, a bound on the answer, no redirects and no
 * way into a private network unless the request says so. Everything that can go wrong outside is a `Result`.
 */
export function createPost(options: { readonly resolve?: Resolve } = {}): Post {
  return (request) =>
    new Promise((resolve) => {
      const fault = urlFault(request.url, { internal: request.internal });
      if (fault) return resolve(err(fault));
      const url = new URL(request.url);
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const body = Buffer.from(request.body, 'utf8');
      const timer = setTimeout(() => finish(err('timed_out')), request.deadlineMs);
      const finish = (result: Result<PostAnswer, PostFault>): void => {
        clearTimeout(timer);
        resolve(result);
        outgoing.destroy();
      };
      const outgoing = send(url, {
        method: request.method ?? 'POST',
        // One connection for each: a kept one would skip the look-up.
        agent: false,
        headers: { ...request.headers, 'content-length': String(body.length) },
        ...(request.internal ? {} : { lookup: publicLookup(options.resolve) }),
      });
      outgoing.on('error', (error) => finish(err(faultOf(error))));
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const done = (): void =>
          finish(
            ok({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: Buffer.concat(chunks).subarray(0, MAX_ANSWER).toString('utf8'),
            }),
          );
        incoming.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size >= MAX_ANSWER) done();
        });
        incoming.on('end', done);
        incoming.on('error', (error) => finish(err(faultOf(error))));
        incoming.on('aborted', () => finish(err('broken_off')));
      });
      outgoing.end(body);
    });
}

function faultOf(error: Error): PostFault {
  const code = String((error as { code?: unknown }).code ?? '');
  if (code === 'address_not_public') return code;
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name_unknown';
  if (code === 'ETIMEDOUT') return 'timed_out';
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return 'tls';
  return 'broken_off';
}
