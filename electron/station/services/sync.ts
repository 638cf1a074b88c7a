import type { RefusedDocument, SyncView } from '../../../shared/contract/index.ts';
import { refused, type Context, type Outcome } from './context.ts';

/** The station's side of the hub: joining and leaving, what waits, what was refused. */
export interface SyncService {
  view(): SyncView;
  join(input: { readonly url: string; readonly code: string; readonly name: string }): Promise<Outcome<null>>;
  leave(anyway: boolean): Promise<Outcome<null>>;
  refused(offset: number, limit: number): Promise<{ total: number; rows: RefusedDocument[] }>;
  retry(collection?: string, id?: string): Promise<Outcome<null>>;
  close(): Promise<void>;
}

export function createSync({ ctx }: { readonly ctx: Context }): SyncService {
  const since = ctx.clock.now();
  return {
    view: () => ({
      state: 'alone',
      since,
      hub: null,
      agreedAt: null,
      pushing: 0,
      pulling: null,
      refused: 0,
      skewMs: null,
      error: null,
      serving: null,
    }),
    join: () => Promise.resolve(refused('hub_unreachable')),
    leave: () => Promise.resolve(refused('not_joined')),
    refused: () => Promise.resolve({ total: 0, rows: [] }),
    retry: () => Promise.resolve(refused('not_joined')),
    close: () => Promise.resolve(),
  };
}
