import type { z } from 'zod';
import type { pullAnswer, pullRequest } from '../../shared/contract/hub/index.ts';
import type { HubStore, JsonObject } from '../store/port.ts';

export type PullRequest = z.input<typeof pullRequest>;
export type PullAnswer = z.infer<typeof pullAnswer>;

/** The station and site of the token. */
export interface Caller {
  readonly station: string;
  readonly site: string;
}

/** Documents in one answer weigh no more than this, however many were asked for (bytes of JSON, estimated by length). */
const MAX_ANSWER = 8 * 2 ** 20;

/** The site's changes of one collection in the order of their commits. @throws UnknownSiteError | StoreUnavailableError */
export async function pullDocuments(
  deps: { readonly store: Pick<HubStore, 'changes' | 'head'> },
  who: Caller,
  request: PullRequest,
): Promise<PullAnswer> {
  const { collection, after, limit, since = 0 } = request;
  const from = after?.seq ?? 0;
  const { documents, upTo } = await deps.store.changes(who.site, {
    collection,
    after: from,
    limit,
    ...(since > 0 ? { since } : {}),
  });
  // A hub that was restored from an older state: what it has come to since lies below the checkpoint.
  if (documents.length === 0 && from > 0 && (await deps.store.head(who.site)) < from)
    return pullDocuments(deps, who, { ...request, after: null });
  let size = 0;
  const taken: JsonObject[] = [];
  for (const { document } of documents) {
    size += JSON.stringify(document).length;
    if (taken.length > 0 && size > MAX_ANSWER) break;
    taken.push(document);
  }
  const cut = taken.length < documents.length ? documents[taken.length - 1]?.seq : undefined;
  return { documents: taken, checkpoint: { seq: cut ?? Math.max(upTo, from) } };
}
