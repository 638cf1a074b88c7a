/** Crockford's base 32: no letter is taken for a digit over the telephone. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/** FNV-1a of 64 bits over UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv/), then mixed (MurmurHash3's last step). */
function hash(text: string): bigint {
  let value = FNV_OFFSET;
  for (let at = 0; at < text.length; at += 1)
    value = ((value ^ BigInt(text.charCodeAt(at))) * FNV_PRIME) & MASK;
  value ^= value >> 33n;
  value = (value * 0xff51afd7ed558ccdn) & MASK;
  value ^= value >> 33n;
  return value;
}

function inBase32(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest >>= 5n) text = (DIGITS[Number(rest & 31n)] ?? '') + text;
  return text;
}

/**
 * The system's own number of an order (订单编号, INT-04), beside the channel's: `P-7K3M-9QX2-A4TD`. Made from the order's id, so
 * that stations that take in the same order offline give it the same number, and orders from before have one too. 60 bits:
 * among a million orders two alike are expected once in two million sites.
 */
export function orderNumber(id: string): string {
  const text = inBase32(hash(id), 12);
  return `P-${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

/** Number of an order that the shop itself takes, where the customer has none: `M261123-7K3QX`. @param day `YYMMDD` */
export const manualNumber = (day: string, id: string): string => `M${day}-${inBase32(hash(id), 5)}`;
