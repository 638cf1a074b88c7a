import type { z } from 'zod';
import type { pullAnswer, pullRequest } from '../../shared/contract/hub/index.ts';
import type { HubStore, JsonObject, StoredDocument } from '../store/port.ts';
import { jsonOf } from '../store/rows.ts';

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
export async function pullDocuments(deps: Deps, who: Caller, request: PullRequest): Promise<PullAnswer> {
  const { taken, checkpoint } = await take(deps, who, request);
  return { documents: taken.map(({ document }) => document) as JsonObject[], checkpoint };
}

/** `pullDocuments` as the JSON of its answer: what is stored as text stays text. */
export async function pullText(
  deps: Deps,
  who: Caller,
  request: PullRequest,
): Promise<{ readonly text: string; readonly documents: number }> {
  const { texts, checkpoint } = await take(deps, who, request);
  const text = `{"documents":[${texts.join(',')}],"checkpoint":${JSON.stringify(checkpoint)}}`;
  return { text, documents: texts.length };
}

interface Deps {
  readonly store: Pick<HubStore, 'changes' | 'head'>;
}

interface Taken {
  readonly taken: readonly StoredDocument[];
  readonly texts: readonly string[];
  readonly checkpoint: PullAnswer['checkpoint'];
}

async function take(deps: Deps, who: Caller, request: PullRequest): Promise<Taken> {
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
    return take(deps, who, { ...request, after: null });
  let size = 0;
  const texts: string[] = [];
  for (const document of documents) {
    const text = jsonOf(document);
    size += text.length;
    if (texts.length > 0 && size > MAX_ANSWER) break;
    texts.push(text);
  }
  const taken = documents.slice(0, texts.length);
  const cut = taken.length < documents.length ? taken.at(-1)?.seq : undefined;
  return { taken, texts, checkpoint: { seq: cut ?? Math.max(upTo, from) } };
}
