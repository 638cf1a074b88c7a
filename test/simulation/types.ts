import type { DomainEvent } from '../../shared/domain/index.ts';

/** A document as it is replicated. */
export type Doc = Readonly<Record<string, unknown>> & { readonly id: string };

/** A document that has events. */
export type EventDoc = Doc & { readonly events: readonly DomainEvent[] };

export interface Refusal {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly tries: number;
}

export const isAggregate = (doc: Doc): doc is EventDoc => Array.isArray(doc['events']);
