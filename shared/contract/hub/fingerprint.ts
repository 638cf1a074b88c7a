import { canonicalJson } from '../../domain/index.ts';

/**
 * Says which state of a document somebody means, in a few characters: of an aggregate by the ids and stamps of its events,
 * its private keys and its base (that is all that a merge can change: two stations that import one order write the same event
 * ids with stamps of their own, and one of the two stays), of any other document by its whole content. Index fields of
 * aggregates and what RxDB adds (`_rev`, `_meta`, `_attachments`) do not count. Not cryptographic: the hub checks by the
 * events themselves that nothing is dropped.
 */
export function fingerprintOf(document: Readonly<Record<string, unknown>>): string {
  const { events } = document;
  if (Array.isArray(events) && document['base'] !== undefined) {
    const ids = (events as readonly { readonly id: string; readonly at: string }[])
      .map((event) => `${event.id}@${event.at}`)
      .sort();
    const { private: secret } = document as { private?: { base?: unknown; events?: object } };
    const keys = Object.keys(secret?.events ?? {}).sort();
    const parts = [ids, keys, secret?.base !== undefined, document['base'], document['_deleted'] === true];
    return `${ids.length}.${hash53(canonicalJson(parts))}`;
  }
  // RxDB writes `_deleted: false`, others leave it out.
  const own = Object.entries(document).filter(([key, value]) =>
    key === '_deleted' ? value === true : !key.startsWith('_'),
  );
  return `d.${hash53(canonicalJson(Object.fromEntries(own)))}`;
}

/** Two rounds of multiply and shift over the text's units, 53 bits in base 36 (public domain "cyrb53"). */
function hash53(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
}
