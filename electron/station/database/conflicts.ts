import type { RxConflictHandler } from 'rxdb';
import {
  canonicalJson,
  mergeAggregates,
  type Aggregate,
  type DomainEvent,
} from '../../../shared/domain/index.ts';

type Document = Aggregate<unknown, DomainEvent> & {
  readonly private?: { readonly events: Readonly<Record<string, unknown>> };
};

/**
 * Conflicts of aggregates are resolved by the union of their events; index fields are folded again (design 3).
 * @param make makes the whole document from base, events and private part
 */
export function unionOfEvents<Doc extends Document>(make: (merged: Doc) => Doc): RxConflictHandler<Doc> {
  return {
    isEqual: (a, b) => a._deleted === b._deleted && fingerprint(a) === fingerprint(b),
    resolve: (input) => {
      const merged = mergeAggregates(input.realMasterState, input.newDocumentState);
      return Promise.resolve({ ...make(merged as unknown as Doc), _deleted: input.realMasterState._deleted });
    },
  };
}

/** Events (by id and stamp: two imports write the same ids) and private keys say all that a merge can change. */
function fingerprint(doc: Document): string {
  const events = doc.events.map((event) => `${event.id}@${event.at}`).sort();
  return canonicalJson([events, Object.keys(doc.private?.events ?? {}).sort(), doc.base]);
}
