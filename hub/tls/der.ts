/** The few forms of DER (ITU-T X.690) that a certificate is made of. */

function element(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  if (length > 0xffff) throw new RangeError('longer than any certificate');
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length, ...bytes]), content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, Buffer.concat(parts));
export const set = (...parts: readonly Uint8Array[]): Buffer => element(0x31, Buffer.concat(parts));
export const octets = (content: Uint8Array): Buffer => element(0x04, content);
export const yes = (): Buffer => element(0x01, Buffer.from([0xff]));
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text, 'utf8'));
/** Of a context: `[n]`, constructed or not. */
export const tagged = (n: number, content: Uint8Array, constructed = true): Buffer =>
  element(0x80 | (constructed ? 0x20 : 0) | n, content);

/** Whole bytes. */
export const bits = (content: Uint8Array, unused = 0): Buffer =>
  element(0x03, Buffer.concat([Buffer.from([unused]), content]));

/** Not negative. */
export function integer(bytes: Uint8Array): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const shortest = bytes.subarray(from);
  const first = shortest[0] ?? 0;
  return element(0x02, first >= 0x80 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest);
}

/** `1.2.840.…` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

/** `YYMMDDHHMMSSZ`, years 1950 to 2049 (RFC 5280 4.1.2.5.1). */
export const utcTime = (text: string): Buffer => element(0x17, Buffer.from(text, 'latin1'));
/** `YYYYMMDDHHMMSSZ`. */
export const generalizedTime = (text: string): Buffer => element(0x18, Buffer.from(text, 'latin1'));
