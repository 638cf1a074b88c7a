import type { RxConflictHandler, WithDeleted } from 'rxdb';
import { fingerprintOf } from '../../../shared/contract/hub/index.ts';
import {
  canonicalJson,
  mergeAggregates,
  newest,
  newestFile,
  type Aggregate,
  type DomainEvent,
  type Stamped,
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
    isEqual: (a, b) => a._deleted === b._deleted && sameAggregate(a, b),
    resolve: (input) => {
      const merged = mergeAggregates(input.realMasterState, input.newDocumentState);
      return Promise.resolve({ ...make(merged as unknown as Doc), _deleted: input.realMasterState._deleted });
    },
  };
}

/** Events (by id and stamp: two imports write the same ids) and private keys say all that a merge can change. */
function sameAggregate(a: Document, b: Document): boolean {
  return (
    a.events.length === b.events.length &&
    sameTexts(a.events.map(nameOf), b.events.map(nameOf)) &&
    sameTexts(Object.keys(a.private?.events ?? {}), Object.keys(b.private?.events ?? {})) &&
    (JSON.stringify(a.base) === JSON.stringify(b.base) || canonicalJson(a.base) === canonicalJson(b.base))
  );
}

const nameOf = ({ id, at }: DomainEvent): string => `${id}@${at}`;

/** In whatever order. */
const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && canonicalJson([...a].sort()) === canonicalJson([...b].sort());

/** Documents that are replaced as a whole: the newest stays (see `newest`). */
export const newestWins: RxConflictHandler<Stamped> = {
  isEqual: (a, b) => fingerprintOf({ ...a }) === fingerprintOf({ ...b }),
  resolve: ({ realMasterState, newDocumentState }) =>
    Promise.resolve(newest<WithDeleted<Stamped>>(realMasterState, newDocumentState)),
};

/** The same, and no signature of a handover is lost (see `newestFile`). */
export const newestFileWins: RxConflictHandler<Stamped> = {
  isEqual: newestWins.isEqual,
  resolve: ({ realMasterState, newDocumentState }) =>
    Promise.resolve(newestFile<WithDeleted<Stamped>>(realMasterState, newDocumentState)),
};

/** Documents that are written once: what was first stays. */
export const unchanged: RxConflictHandler<object> = {
  isEqual: (a, b) => fingerprintOf({ ...a }) === fingerprintOf({ ...b }),
  resolve: ({ realMasterState }) => Promise.resolve(realMasterState),
};
