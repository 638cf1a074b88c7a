import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import {
  claimAnswer,
  heldAnswer,
  enrolAnswer,
  helloAnswer,
  hubError,
  leaseAnswer,
  proofAnswer,
  PROTOCOL,
  pullAnswer,
  pushAnswer,
  tokenAnswer,
  type claimRequest,
  olderOrderAnswer,
  olderReceiverAnswer,
  olderSearchAnswer,
  type enrolRequest,
  type helloQuery,
  type olderOrderRequest,
  type olderReceiverRequest,
  type olderSearchRequest,
  type LeaseAnswer,
  type leaseRequest,
  type LeaseReturn,
  type proofRequest,
  type pullRequest,
  type pushRequest,
} from '../../../shared/contract/hub/index.ts';
import { HubError, unreachable, wrongAnswer } from './hub-error.ts';
import type { Fetch } from './pinned.ts';
import { readStream, type StreamListener } from './stream.ts';

export interface HubClient {
  proof(request: z.infer<typeof proofRequest>): Promise<z.infer<typeof proofAnswer>>;
  enrol(request: z.infer<typeof enrolRequest>): Promise<z.infer<typeof enrolAnswer>>;
  /** @returns the answer, and when it was asked for and came (epoch ms) */
  hello(
    seen?: z.input<typeof helloQuery>,
  ): Promise<{ readonly answer: z.infer<typeof helloAnswer>; readonly skewMs: number }>;
  pull(request: z.input<typeof pullRequest>): Promise<z.infer<typeof pullAnswer>>;
  push(request: z.input<typeof pushRequest>): Promise<z.infer<typeof pushAnswer>>;
  olderSearch(request: z.input<typeof olderSearchRequest>): Promise<z.infer<typeof olderSearchAnswer>>;
  olderOrder(request: z.input<typeof olderOrderRequest>): Promise<z.infer<typeof olderOrderAnswer>>;
  olderReceiver(request: z.input<typeof olderReceiverRequest>): Promise<z.infer<typeof olderReceiverAnswer>>;
  newToken(): Promise<z.infer<typeof tokenAnswer>>;
  lease(request: z.input<typeof leaseRequest>): Promise<LeaseAnswer>;
  /** Numbers that the hub has leased to this station and knows of no use of. */
  heldLeases(): Promise<z.infer<typeof heldAnswer>>;
  returnLeases(request: LeaseReturn): Promise<void>;
  /** @returns those that this station holds now */
  claim(request: z.input<typeof claimRequest>): Promise<readonly string[]>;
  /**
   * The stream of changes; resolves once it is open.
   * @returns `ended`, which rejects when the stream broke off or fell silent
   */
  stream(listener: StreamListener, signal: AbortSignal): Promise<{ readonly ended: Promise<never> }>;
}

export interface HubClientOptions {
  /** As `hubUrl` made it. */
  readonly url: string;
  readonly token?: string;
  /** Instead of Node's own: where the hub is known by its certificate. */
  readonly fetch?: Fetch | undefined;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
  readonly now?: () => number;
  /** ms until an exchange must be over. */
  readonly deadlineMs?: number;
  /** ms of silence after which the stream is given up; the hub says something every 15 s. */
  readonly silenceMs?: number;
}

const DEADLINE_MS = 30_000;
const HELLO_DEADLINE_MS = 10_000;
const SILENCE_MS = 40_000;
/** Bytes of an answer after unpacking. */
const MAX_ANSWER = 32 * 2 ** 20;
/** Bodies from here on are packed. */
const GZIP_FROM = 2_048;
const pack = promisify(gzip);
const nothing = z.object({});

/** Talks to one hub. Every answer is validated; whatever is wrong with it is a `HubError`. */
export function createHubClient(options: HubClientOptions): HubClient {
  const { url, token, now = Date.now, deadlineMs = DEADLINE_MS, fetch = globalThis.fetch } = options;

  const headers = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    'packline-protocol': String(PROTOCOL),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...more,
  });
  const ending = (ms: number): AbortSignal =>
    AbortSignal.any([AbortSignal.timeout(ms), ...(options.signal ? [options.signal] : [])]);

  async function ask<T extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    shape: T,
    body?: unknown,
    ms = deadlineMs,
  ): Promise<z.infer<T>> {
    const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body), 'utf8');
    const packed = text !== undefined && text.length >= GZIP_FROM;
    let answer: Response;
    let answered: unknown;
    try {
      answer = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        signal: ending(ms),
        headers: headers({
          accept: 'application/json',
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...(packed ? { 'content-encoding': 'gzip' } : {}),
        }),
        ...(text === undefined ? {} : { body: packed ? await pack(text, { level: 3 }) : text }),
      });
      answered = await jsonOf(answer);
    } catch (error) {
      throw unreachable(error);
    }
    if (!answer.ok) throw refusal(answer.status, answered);
    const checked = shape.safeParse(answered);
    if (!checked.success) throw wrongAnswer('shape');
    return checked.data;
  }

  return {
    proof: (request) => ask('POST', '/v1/enrol/proof', proofAnswer, request),
    enrol: (request) => ask('POST', '/v1/enrol', enrolAnswer, request),
    async hello(seen = {}) {
      const asked = now();
      const query = Object.entries(seen).flatMap(([key, value]) =>
        value === undefined ? [] : [`${key}=${encodeURIComponent(String(value))}`],
      );
      const path = query.length === 0 ? '/v1/hello' : `/v1/hello?${query.join('&')}`;
      const answer = await ask('GET', path, helloAnswer, undefined, HELLO_DEADLINE_MS);
      // The hub looked at its clock half-way between the two.
      return { answer, skewMs: Math.round((asked + now()) / 2 - answer.now) };
    },
    pull: (request) => ask('POST', '/v1/pull', pullAnswer, request),
    push: (request) => ask('POST', '/v1/push', pushAnswer, request),
    olderSearch: (request) => ask('POST', '/v1/older/search', olderSearchAnswer, request),
    olderOrder: (request) => ask('POST', '/v1/older/order', olderOrderAnswer, request),
    olderReceiver: (request) => ask('POST', '/v1/older/receiver', olderReceiverAnswer, request),
    newToken: () => ask('POST', '/v1/token', tokenAnswer, {}),
    lease: (request) => ask('POST', '/v1/leases', leaseAnswer, request),
    heldLeases: () => ask('GET', '/v1/leases', heldAnswer),
    async returnLeases(request) {
      await ask('POST', '/v1/leases/return', nothing, request);
    },
    async claim(request) {
      return (await ask('POST', '/v1/claims', claimAnswer, request)).claimed;
    },
    async stream(listener, signal) {
      const opening = new AbortController();
      const timer = setTimeout(() => opening.abort(new HubError('away', 'hub_timeout')), HELLO_DEADLINE_MS);
      const both = [signal, opening.signal, ...(options.signal ? [options.signal] : [])];
      try {
        const answer = await fetch(`${url}/v1/stream`, {
          redirect: 'manual',
          signal: AbortSignal.any(both),
          headers: headers({ accept: 'text/event-stream' }),
        });
        if (!answer.ok) throw refusal(answer.status, await jsonOf(answer));
        const type = answer.headers.get('content-type') ?? '';
        if (!type.startsWith('text/event-stream') || !answer.body) {
          opening.abort();
          throw wrongAnswer('type');
        }
        const silence = { ms: options.silenceMs ?? SILENCE_MS, giveUp: () => opening.abort() };
        return { ended: readStream(answer.body, listener, silence) };
      } catch (error) {
        throw unreachable(error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** @throws HubError where it is no JSON, too large or cut off */
async function jsonOf(answer: Response): Promise<unknown> {
  const type = answer.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]*\+)?json/.test(type)) {
    await answer.body?.cancel();
    // A proxy before the hub, or a page to log in: the status says little about the hub.
    if (answer.status >= 500) throw new HubError('away', 'hub_unavailable', { status: answer.status });
    throw wrongAnswer('type', { status: answer.status });
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  if (answer.body) {
    for await (const part of answer.body) {
      size += part.length;
      if (size > MAX_ANSWER) throw wrongAnswer('size');
      parts.push(part);
    }
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw wrongAnswer('json');
  }
}

/** Statuses that pass by themselves. */
const PASSING = new Set([408, 425, 429]);
const BARRING = new Set([401, 403, 426]);

function refusal(status: number, answered: unknown): HubError {
  const checked = hubError.safeParse(answered);
  if (!checked.success) {
    return status >= 500
      ? new HubError('away', 'hub_unavailable', { status })
      : wrongAnswer('status', { status });
  }
  const { code, data } = checked.data;
  if (status >= 500 || PASSING.has(status)) return new HubError('away', code, data);
  return new HubError(BARRING.has(status) ? 'barred' : 'refused', code, data);
}
