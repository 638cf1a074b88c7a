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

const ownFields = (document: object): unknown =>
  Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('_')));
