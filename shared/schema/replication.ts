import type { CollectionName } from './schemas.ts';

/**
 * How two replicas of a document become one.
 * `aggregate`: union of events (shared/domain/merge). `append`: never changed, so equal. `newest`: the one with the greater
 * `stamp` (hybrid logical clock); of two equal stamps the one with the smaller canonical JSON; one without a stamp is older
 * than every one with it. `local`: never leaves the station.
 */
export type MergeRule = 'aggregate' | 'append' | 'newest' | 'local';

export const MERGE_RULES: Readonly<Record<CollectionName, MergeRule>> = {
  orders: 'aggregate',
  shipments: 'aggregate',
  waybills: 'aggregate',
  cases: 'aggregate',
  products: 'newest',
  people: 'newest',
  config: 'newest',
  stock: 'append',
  journal: 'append',
  files: 'newest',
  prints: 'local',
  outbox: 'local',
};

/** Of collections that hold local documents too: the kinds that replicate. */
const KINDS: Partial<Record<CollectionName, readonly string[]>> = {
  // Settings, devices, print rules (they name printers), number series and the bench's own state belong to one station.
  config: ['carrier', 'agreement', 'template', 'site_rule', 'customer', 'notice_template'],
  files: ['manifest', 'picture', 'audit', 'wave'],
};

export function replicates(collection: CollectionName, document: { readonly kind?: unknown }): boolean {
  if (MERGE_RULES[collection] === 'local') return false;
  const kinds = KINDS[collection];
  return kinds === undefined || kinds.includes(String(document.kind));
}
