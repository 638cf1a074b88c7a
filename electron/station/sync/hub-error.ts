import type { SyncView } from '../../../shared/contract/index.ts';

type Data = NonNullable<SyncView['error']>['data'];

/**
 * Why an exchange with the hub did not come about. `away`: no answer, or none that a hub gives; it is tried again. `barred`:
 * the hub does not want this station (token, site, version). `refused`: this request will never be taken as it is.
 */
export type HubErrorKind = 'away' | 'barred' | 'refused';

/** Its message is its code: nothing of request or answer, which may hold private data or the token. */
export class HubError extends Error {
  readonly kind: HubErrorKind;
  readonly code: string;
  readonly data: Data;
  constructor(kind: HubErrorKind, code: string, data: Data = {}) {
    super(code);
    this.name = 'HubError';
    this.kind = kind;
    this.code = code;
    this.data = data;
  }
}

/** An answer that no hub of ours gives: a log-in page, a cut body, another site's documents. */
export const wrongAnswer = (what: string, data: Data = {}): HubError =>
  new HubError('away', 'hub_wrong_answer', { what, ...data });

/** What `fetch` threw, as a code. */
export function unreachable(error: unknown): HubError {
  if (error instanceof HubError) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') return new HubError('away', 'hub_timeout');
  const cause = (error as { cause?: { code?: unknown } } | undefined)?.cause?.code;
  return new HubError('away', 'hub_unreachable', typeof cause === 'string' ? { reason: cause } : {});
}
