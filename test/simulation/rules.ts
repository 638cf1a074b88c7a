import { fingerprintOf, type ReplicatedName } from '../../shared/contract/hub/index.ts';
import {
  mergeAggregates,
  newest,
  type Stamped,
  type PrivateAggregate,
  type DomainEvent,
} from '../../shared/domain/index.ts';
import { caseDoc, orderDoc, shipmentDoc, waybillDoc } from '../../shared/schema/derive.ts';
import { MERGE_RULES } from '../../shared/schema/index.ts';
import type { Doc } from './types.ts';

/** How a station makes one of two replicas: as electron/station/database/conflicts.ts does, from the same shared parts. */
export interface StationRules {
  merge(collection: ReplicatedName, ours: Doc, theirs: Doc): Doc;
}

const MAKE = {
  orders: orderDoc,
  shipments: shipmentDoc,
  waybills: waybillDoc,
  cases: caseDoc,
} as unknown as Record<string, (merged: unknown) => Doc>;

const fingerprints = new WeakMap<Doc, string>();

/** Documents here are never changed in place: each is read once. */
export function printOf(doc: Doc): string {
  const known = fingerprints.get(doc) ?? fingerprintOf(doc);
  fingerprints.set(doc, known);
  return known;
}

export const isSame = (a: Doc, b: Doc): boolean => a === b || printOf(a) === printOf(b);

/** The whole document with its index fields, from base, events and private part. */
export const folded = (collection: ReplicatedName, doc: Doc): Doc => MAKE[collection]?.(doc) ?? doc;

export const REAL_RULES: StationRules = {
  merge(collection, ours, theirs) {
    switch (MERGE_RULES[collection]) {
      case 'aggregate': {
        type Aggregate = PrivateAggregate<unknown, DomainEvent>;
        const merged = mergeAggregates(ours as unknown as Aggregate, theirs as unknown as Aggregate);
        return folded(collection, merged as unknown as Doc);
      }
      case 'newest':
        return newest<Doc & Stamped>(ours, theirs);
      default:
        return theirs;
    }
  },
};
