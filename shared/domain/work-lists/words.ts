/**
 * Words under which a product's name is found: its characters, its words in Latin letters, its syllables from each place on
 * (so that `jingcha` finds 龙井茶) and their initials (`ljc`, `jc`), Latin words whole (`beixl` and `bxl` for 杯 XL).
 */

/** Syllable of a Chinese character in a text, without tone; undefined for what is none. */
export type Syllables = (text: string) => readonly (string | undefined)[];

const HAN = /\p{Script=Han}/u;
/** Characters of a name that are looked at: longer ones hold a whole description. */
const MOST = 60;
/** Letters of one run of syllables: nobody types more. */
const LONGEST = 24;

export const plainName = (text: string): string => text.normalize('NFKC').toLowerCase();

/** @param syllables of the same text, one for each of its characters (code points) */
export function nameWords(name: string, syllables: Syllables): string[] {
  const chars = [...plainName(name)].slice(0, MOST);
  const read = syllables(chars.join(''));
  const words: string[] = [];
  const units: { readonly whole: string; readonly short: string }[] = [];
  let word = '';
  const close = (): void => {
    if (word === '') return;
    words.push(word);
    units.push({ whole: word, short: word });
    word = '';
  };
  for (const [at, char] of chars.entries()) {
    if (HAN.test(char)) {
      close();
      words.push(char);
      const syllable = read[at];
      if (syllable !== undefined && /^[a-z]+$/.test(syllable))
        units.push({ whole: syllable, short: syllable[0] ?? '' });
    } else if (/[\p{L}\p{N}]/u.test(char)) word += char;
    else close();
  }
  close();
  const run = (from: number, of: 'whole' | 'short'): string =>
    units
      .slice(from)
      .map((unit) => unit[of])
      .join('')
      .slice(0, LONGEST);
  const spoken = units.some(({ whole, short }) => whole !== short)
    ? units.flatMap((_, from) => [run(from, 'whole'), run(from, 'short')])
    : [];
  // The characters first and together: they are looked for as a phrase.
  return [...words, ...new Set(spoken)];
}

/**
 * What was typed, as a question to SQLite's FTS5: Chinese characters that stand together, anything else from its beginning.
 * @returns undefined where there is nothing to look for
 */
export function nameQuestion(typed: string): string | undefined {
  const parts: string[] = [];
  for (const piece of plainName(typed).split(/[^\p{L}\p{N}]+/u)) {
    for (const run of piece.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? [])
      parts.push(HAN.test(run) ? `"${[...run].join(' ')}"` : `"${run.slice(0, LONGEST)}" *`);
  }
  return parts.length === 0 ? undefined : parts.slice(0, 8).join(' AND ');
}
