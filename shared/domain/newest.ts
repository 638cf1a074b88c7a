import type { Hlc } from '../base/index.ts';
import { canonicalJson } from './event.ts';

/** A document that is replaced as a whole, and says when. */
export interface Stamped {
  readonly stamp?: Hlc;
}

/**
 * Two replicas of a document that is replaced as a whole become one: the one with the greater stamp; one without a stamp
 * is older than every one with it; of two with one stamp the one with the smaller canonical JSON. Commutative, associative,
 * idempotent. What a database adds (`_rev`, `_meta`, …) does not count.
 */
export function newest<D extends Stamped>(a: D, b: D): D {
  const [ours, theirs] = [a.stamp ?? '', b.stamp ?? ''];
  if (ours !== theirs) return ours > theirs ? a : b;
  return canonicalJson(ownFields(a)) <= canonicalJson(ownFields(b)) ? a : b;
}

/** A document of the collection `files`, as far as merging reads it. */
interface Filed extends Stamped {
  readonly kind?: unknown;
  readonly data?: unknown;
}

/**
 * As `newest`, and of two replicas of one handover every signature: two stations that were apart may both have had the list
 * signed, and what somebody signed is not lost (SHP-04). Commutative, associative, idempotent.
 */
export function newestFile<D extends Filed>(a: D, b: D): D {
  const kept = newest(a, b);
  if (a.kind !== 'manifest' || b.kind !== 'manifest') return kept;
  const all = new Map([...signaturesOf(a), ...signaturesOf(b)].map((one) => [canonicalJson(one), one]));
  const own = signaturesOf(kept).map(canonicalJson);
  const sorted = [...all].sort(([x, one], [y, two]) => timeOf(one) - timeOf(two) || (x < y ? -1 : 1));
  if (sorted.map(([text]) => text).join('\n') === own.join('\n')) return kept;
  return { ...kept, data: { ...(kept.data as object), signatures: sorted.map(([, one]) => one) } };
}

function signaturesOf({ data }: Filed): readonly object[] {
  const { signatures } = (data ?? {}) as { readonly signatures?: unknown };
  return Array.isArray(signatures) ? (signatures as object[]) : [];
}

const timeOf = (signature: object): number => {
  const { at } = signature as { readonly at?: unknown };
  return typeof at === 'number' ? at : 0;
};

const ownFields = (document: object): unknown =>
  Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('_')));
