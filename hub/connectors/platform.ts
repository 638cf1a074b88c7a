import type { z } from 'zod';
import { err, ok, type Result } from '../../shared/base/index.ts';
import type { TrackingReport } from '../intake/index.ts';
import type { Post, PostFault } from '../outbox/index.ts';

/** Why a platform did not do what it was asked. `told` is its own code. */
export interface PlatformFault {
  readonly code: PostFault | 'answer_invalid' | 'sign_refused' | 'refused' | 'no_tracks' | 'status_unknown';
  readonly told?: string;
}

export interface TrackingQuery {
  /** Our code. */
  readonly carrier: string;
  readonly number: string;
  /** Receiver's or sender's phone number; some carriers tell nothing without it. Private. */
  readonly phone?: string;
}

/** A platform that follows parcels of many carriers. */
export interface TrackingPlatform {
  /** Where the parcel is now. */
  query(query: TrackingQuery): Promise<Result<TrackingReport, PlatformFault>>;
  /** Asks to be told of everything that happens to it. Asking again is no fault. */
  subscribe(query: TrackingQuery): Promise<Result<null, PlatformFault>>;
  /** What a call from the platform says; refused where its signature does not fit. */
  read(form: URLSearchParams): Result<readonly TrackingReport[], PlatformFault>;
}

export interface Reach {
  readonly post: Post;
  /** May lead into a private network; for a gateway of one's own. */
  readonly internal: boolean;
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 10_000;

/** Posts a form and reads the JSON that comes back, by its shape. */
export async function askForm<S extends z.ZodType>(
  reach: Reach,
  url: string,
  fields: Readonly<Record<string, string>>,
  shape: S,
): Promise<Result<z.output<S>, PlatformFault>> {
  const answer = await reach.post({
    url,
    internal: reach.internal,
    deadlineMs: reach.deadlineMs ?? DEADLINE_MS,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      accept: 'application/json',
    },
    body: new URLSearchParams(fields).toString(),
  });
  if (!answer.ok) return err({ code: answer.error });
  const { status, body } = answer.value;
  if (status < 200 || status >= 300) return err({ code: 'refused', told: String(status) });
  return parseJson(body, shape);
}

export function parseJson<S extends z.ZodType>(text: string, shape: S): Result<z.output<S>, PlatformFault> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err({ code: 'answer_invalid' });
  }
  const parsed = shape.safeParse(value);
  return parsed.success ? ok(parsed.data) : err({ code: 'answer_invalid' });
}
