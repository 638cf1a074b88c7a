import { fingerprintOf } from '../../shared/contract/hub/index.ts';
import type { HubCode } from './hubs.ts';
import { REAL_RULES, type StationRules } from './rules.ts';
import { isAggregate } from './types.ts';

/** Planted bugs: each is a mistake that somebody could make, and that the simulation must find. */
export interface Bug {
  readonly rules?: StationRules;
  readonly hub?: (real: HubCode, inFlight: (site: string) => number) => HubCode;
  readonly forgetsRefused?: boolean;
}

export const BUGS: Readonly<Record<string, Bug>> = {
  /** Of two events that were made at the same time one is enough, somebody thought. */
  merge_drops_event: {
    rules: {
      merge(collection, ours, theirs) {
        const merged = REAL_RULES.merge(collection, ours, theirs);
        if (!isAggregate(merged) || !isAggregate(ours) || !isAggregate(theirs)) return merged;
        const both = Math.max(ours.events.length, theirs.events.length);
        return merged.events.length > both ? { ...merged, events: merged.events.slice(0, -1) } : merged;
      },
    },
  },
  checkpoint_off_by_one: {
    hub: (real) => ({
      push: (...args) => real.push(...args),
      async pull(hub, who, request) {
        const pulled = await real.pull(hub, who, request);
        return pulled.documents.length > 0
          ? { ...pulled, checkpoint: { seq: pulled.checkpoint.seq + 1 } }
          : pulled;
      },
    }),
  },
  /** Last write wins. */
  push_trusts_assumed: {
    hub: (real) => ({
      pull: (...args) => real.pull(...args),
      async push({ store }, who, { collection, rows }) {
        await store.transaction(who.site, (tx) =>
          tx.putDocuments(
            rows.map(({ document }) => ({
              collection,
              id: document.id,
              fingerprint: fingerprintOf(document),
              writer: who.station,
              open: true,
              document,
            })),
          ),
        );
        return { conflicts: [], refused: [] };
      },
    }),
  },
  /** Numbers are taken before the commit, and readers go on from the highest number taken. */
  reader_skips_uncommitted: {
    hub: (real, inFlight) => ({
      push: (...args) => real.push(...args),
      async pull(hub, who, request) {
        const taken = inFlight(who.site);
        const pulled = await real.pull(hub, who, request);
        return { ...pulled, checkpoint: { seq: pulled.checkpoint.seq + taken } };
      },
    }),
  },
  refused_is_forgotten: { forgetsRefused: true },
};
