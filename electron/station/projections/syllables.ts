import type { Syllables } from '../../../shared/domain/work-lists/index.ts';

/** Pinyin of Chinese text; its dictionary is read when the first name comes. */
export async function pinyinSyllables(): Promise<Syllables> {
  const { pinyin } = await import('pinyin-pro');
  return (text) => {
    const read = pinyin(text, { type: 'array', toneType: 'none', v: true });
    // One for each character, or it cannot be said whose they are.
    return read.length === [...text].length ? read : [];
  };
}
