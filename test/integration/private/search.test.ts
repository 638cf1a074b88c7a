import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { createSearch, type Secret } from './search.ts';

const secrets: readonly Secret[] = [
  { what: 'name', text: '王小雨' },
  { what: 'name', text: '李丽' },
  { what: 'phone', text: '13800001234' },
  { what: 'address', text: '青禾路12号碧波花园3幢2单元501室' },
];
const search = createSearch(secrets);
const filler = (length: number): Buffer =>
  Buffer.from([...Array(length).keys()].map((n) => 97 + ((n * n + 7 * n) % 26)));
const around = (bytes: Buffer): Buffer => Buffer.concat([filler(1001), Buffer.from('{"'), bytes, filler(77)]);
const writings = (bytes: Buffer): Set<string> =>
  new Set(search('planted', around(bytes)).map((each) => `${each.secret.text} ${each.writing}`));

/** Proof that nothing found means nothing there. */
describe('the search for private data', () => {
  it.each(secrets.map((secret) => secret.text))('finds %s planted in every encoding', (text) => {
    const utf16 = Buffer.from(text, 'utf16le');
    expect(writings(Buffer.from(text))).toContain(`${text} utf-8`);
    expect(writings(utf16)).toContain(`${text} utf-16le`);
    expect(writings(Buffer.from(utf16).swap16())).toContain(`${text} utf-16be`);
    expect(writings(iconv.encode(text, 'gb18030'))).toContain(`${text} gb18030`);
    expect(writings(Buffer.from(Buffer.from(text).toString('hex').toUpperCase()))).toContain(`${text} hex`);
  });

  it.each(secrets.map((secret) => secret.text))('finds %s in base64 at every alignment', (text) => {
    for (const before of ['', 'x', 'xy']) {
      for (const after of ['', '"', '"}']) {
        const base64 = Buffer.from(`${before}${text}${after}`).toString('base64');
        expect(writings(Buffer.from(base64)), base64).toContain(
          `${text} base64 of utf-8 at ${before.length}`,
        );
        const url = Buffer.from(`${before}${text}${after}`).toString('base64url');
        expect([...writings(Buffer.from(url))].some((each) => each.startsWith(text))).toBe(true);
      }
    }
  });

  it('finds names in pinyin, however written, escapes in JSON and addresses', () => {
    for (const written of ['WangXiaoyu ', 'wang xiao yu', 'Wang Xiaoyu', 'wang-xiao-yu'])
      expect(writings(Buffer.from(`"${written}"`)), written).toContain('王小雨 pinyin');
    expect(writings(Buffer.from('"Li Li"'))).toContain('李丽 pinyin');
    expect(writings(Buffer.from('\\u674e\\u4E3D'))).toContain('李丽 json escapes');
    expect(writings(Buffer.from(encodeURIComponent('李丽')))).toContain('李丽 percent');
  });

  it('does not cry where there is nothing', () => {
    expect(search('empty', Buffer.alloc(0))).toEqual([]);
    expect(
      search('text', Buffer.from('{"name":"王**","phone":"138****1234","said":"the little list"}')),
    ).toEqual([]);
    expect(search('long', filler(2_000_000))).toEqual([]);
  });
});
