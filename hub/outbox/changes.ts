import type { ReplicatedName } from '../../shared/contract/hub/index.ts';
import type { JsonObject, SiteTransaction } from '../store/port.ts';

/** A document of a site as a transaction found it and as it leaves it. */
export interface Change {
  readonly collection: ReplicatedName;
  readonly id: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
}

/**
 * Called inside the transaction that writes the changes, after its documents were put: what it writes stays or goes with
 * them. It writes records only, and with ids that a repetition repeats.
 */
export type CommitHook = (tx: SiteTransaction, site: string, changes: readonly Change[]) => Promise<void>;
