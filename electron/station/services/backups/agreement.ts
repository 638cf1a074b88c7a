import { SCHEMAS } from '../../../../shared/schema/index.ts';
import type { CaseDoc, OrderDoc, ShipmentDoc, WaybillDoc } from '../../../../shared/schema/index.ts';
import { caseDoc, orderDoc, shipmentDoc, waybillDoc } from '../../database/derive.ts';
import type { StoredDocument } from '../../storage/index.ts';

/** Encrypted fields by collection, as a reader of stored files wants them. */
export const ENCRYPTED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(SCHEMAS).map(([name, schema]) => [
    name,
    'encrypted' in schema ? (schema.encrypted as readonly string[]) : [],
  ]),
);

/** Aggregates: what they are is the fold of their events, and their index fields are results of that fold. */
export const FOLDS: Readonly<Record<string, (doc: never) => object>> = {
  orders: (doc: OrderDoc) => orderDoc(doc),
  shipments: (doc: ShipmentDoc) => shipmentDoc(doc),
  waybills: (doc: WaybillDoc) => waybillDoc(doc),
  cases: (doc: CaseDoc) => caseDoc(doc),
};

/**
 * - `unreadable`: not the JSON, or not under the key, that it should be
 * - `does_not_fold`: base and events make no state
 * - `index_fields`: the fold says something else than the stored index fields (`fields`)
 * - `index_columns`: SQLite's columns say something else than the document
 */
export interface Disagreement {
  readonly kind: 'unreadable' | 'does_not_fold' | 'index_fields' | 'index_columns';
  readonly collection: string;
  readonly id: string;
  readonly fields: readonly string[];
}

/** What is wrong with one stored document; undefined where fold, index fields and columns agree. */
export function disagreement(collection: string, stored: StoredDocument): Disagreement | undefined {
  const found = (kind: Disagreement['kind'], fields: readonly string[] = []): Disagreement => ({
    kind,
    collection,
    id: stored.id,
    fields,
  });
  const { document, fault } = stored;
  if (!document) return found('unreadable');
  const fold = FOLDS[collection];
  if (fold && !stored.deleted) {
    let folded: Record<string, unknown>;
    try {
      folded = fold(document as never) as Record<string, unknown>;
    } catch {
      return found('does_not_fold');
    }
    const fields = Object.keys(folded).filter(
      (field) => isIndexField(field) && folded[field] !== document[field],
    );
    if (fields.length > 0) return found('index_fields', fields);
  }
  return fault === 'columns' ? found('index_columns') : undefined;
}

const NO_INDEX_FIELDS = new Set(['id', 'site', 'base', 'events', 'private']);
const isIndexField = (field: string): boolean => !NO_INDEX_FIELDS.has(field);
