/** What a customer's remark asks for, as far as words can tell; a person reads it in any case where it asks for anything. */
export interface RemarkReading {
  readonly kind: 'none' | 'harmless' | 'plain' | 'special';
  /** Words of the rule that stand in it. */
  readonly words: readonly string[];
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim();
/** Punctuation, emoji and filler say nothing by themselves. */
const EMPTY = /^[\p{P}\p{S}\p{Z}\p{M}啊呀哦哈呢吧了的~]*$/u;

export function readRemark(
  remark: string | undefined,
  rules: { readonly specialWords: readonly string[]; readonly harmlessWords: readonly string[] },
): RemarkReading {
  const text = plain(remark ?? '');
  if (text === '') return { kind: 'none', words: [] };
  const special = rules.specialWords.filter((word) => plain(word) !== '' && text.includes(plain(word)));
  if (special.length > 0) return { kind: 'special', words: special };
  // Longest first, so that a short word does not leave half of a longer one.
  const harmless = [...rules.harmlessWords].map(plain).filter((word) => word !== '');
  harmless.sort((a, b) => b.length - a.length);
  let rest = text;
  for (const word of harmless) rest = rest.replaceAll(word, ' ');
  return EMPTY.test(rest) ? { kind: 'harmless', words: [] } : { kind: 'plain', words: [] };
}
