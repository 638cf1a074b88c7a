import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Signatures as the platforms document them (README.md names the sources). MD5 is theirs, not a choice of ours; none of it
 * keeps anything secret here beyond what they ask for.
 */
const md5 = (text: string) => createHash('md5').update(text, 'utf8');

/** 快递100: 32 upper-case hex digits of MD5 over the parts, one after the other. */
export const kuaidi100Sign = (...parts: readonly string[]): string =>
  md5(parts.join('')).digest('hex').toUpperCase();

/** 快递鸟 DataSign: base64 of the 32 lower-case hex digits (not of the bytes) of MD5 over content and key. */
export const kdniaoSign = (content: string, key: string): string =>
  Buffer.from(md5(content + key).digest('hex'), 'latin1').toString('base64');

/** 菜鸟 LINK data_digest: base64 of the 16 bytes of MD5 over content and secret. */
export const cainiaoDigest = (content: string, secret: string): string =>
  md5(content + secret).digest('base64');

/** In constant time. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
