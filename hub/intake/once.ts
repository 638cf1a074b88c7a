import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/domain/index.ts';
import type { SiteTransaction } from '../store/port.ts';

/** How long an answer is kept for a repetition, ms: a week. */
export const KEPT_MS = 7 * 86_400_000;
const KIND = 'idempotency';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * An `Idempotency-Key`: the answer of the first request is kept, in the transaction that did its work, and given again to a
 * repetition. The same key with another request is a mistake of the caller and does nothing.
 */
export async function once(
  tx: SiteTransaction,
  request: {
    readonly site: string;
    readonly channel: string;
    readonly key: string;
    readonly content: unknown;
    readonly now: number;
  },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const digest = (value: string) => createHash('sha256').update(value).digest('hex');
  const id = digest(canonicalJson([request.site, request.channel, request.key]));
  const content = digest(canonicalJson(request.content));
  const known = await tx.record(KIND, id);
  if (known && known.due > request.now) {
    const { body } = known;
    return body['content'] === content
      ? { status: Number(body['status']), body: body['answer'] }
      : { status: 422, body: { code: 'idempotency_key_reused', data: {} } };
  }
  const answer = await work();
  await tx.putRecord({
    kind: KIND,
    id,
    site: request.site,
    state: '',
    due: request.now + KEPT_MS,
    body: { content, status: answer.status, answer: answer.body },
  });
  return answer;
}
