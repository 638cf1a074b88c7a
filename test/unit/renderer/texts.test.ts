import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BENCH_COMMANDS,
  GOOD_VERDICTS,
  PACK_FIXES,
  REFUSAL_CODES,
  STOP_KINDS,
} from '../../../shared/domain/index.ts';
import { LINE_CODES } from '../../../shared/intake/index.ts';
import { createI18n, createWords } from '../../../renderer/i18n/index.ts';
import { en } from '../../../renderer/i18n/en/index.ts';
import { zh } from '../../../renderer/i18n/zh/index.ts';

type Tree = { readonly [key: string]: string | Tree };
const leaves = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  );
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
const ROOT = join(import.meta.dirname, '../../..');
const sources = (folders: string): string[] =>
  globSync(`${folders}/**/*.{ts,tsx}`, { cwd: ROOT })
    .filter((file) => !/renderer\/i18n\/(?:zh|en)\//.test(file))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'));
const words = (language: 'zh' | 'en') => createWords(createI18n(language), language);

describe('texts', () => {
  it('has the same places to fill in both languages', () => {
    const english = new Map(leaves(en as Tree));
    for (const [key, text] of leaves(zh as Tree)) {
      expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
    }
  });

  it('has the same keys in both languages', () => {
    const keys = (tree: Tree): string[] => leaves(tree).map(([key]) => key);
    expect(keys(en as Tree).sort()).toEqual(keys(zh as Tree).sort());
  });

  it('has no text that nothing asks for', () => {
    const page = sources('renderer').join('\n');
    const all = `${page}\n${sources('{shared,electron,hub}').join('\n')}`;
    const literals = new Set([...all.matchAll(/['"`]([\w.:-]+)['"`]/g)].map((match) => match[1] ?? ''));
    const names = new Set([...all.matchAll(/\b(\w+)\??:/g)].map((match) => match[1] ?? ''));
    const identifiers = new Set(all.match(/\w+/g));
    // text(`import.state.${state}`); and codes, asked for by family.
    const asked = [...page.matchAll(/`((?:\w+\.)+)\$\{[^}]+\}((?:\.\w+)*)`/g)].map(
      ([, before = '', after = '']) => ({ before, after }),
    );
    // text(`templates.${words}.${each}`)
    const twice = [...page.matchAll(/`((?:\w+\.)+)\$\{[^}]+\}\.\$\{[^}]+\}`/g)].map(
      ([, before = '']) => before,
    );
    const families = ['refused', 'reason', 'fix', 'import', 'event', 'field', 'case'];
    for (const family of families) asked.push({ before: `codes.${family}.`, after: '' });
    // What stands for the variable part must be a word of the program: a literal or the name of a field.
    const known = (part: string): boolean =>
      literals.has(part) || names.has(part) || /^(?:channel|delivery)_\w+$/.test(part);
    const used = (key: string): boolean => {
      if (literals.has(key)) return true;
      // A rule's key has dots of its own, and begins with its area.
      const [, rule] = /^siteRule\.(.+)\.(?:name|meaning)$/.exec(key) ?? [];
      if (rule !== undefined) return literals.has(rule);
      const [, area] = /^siteRule\.area\.(\w+)$/.exec(key) ?? [];
      if (area !== undefined) return [...literals].some((literal) => literal.startsWith(`${area}.`));
      if (key.startsWith('bench.data.')) return identifiers.has(key.slice('bench.data.'.length));
      const inTwo = twice.some((before) => {
        const parts = key.slice(before.length).split('.');
        return key.startsWith(before) && parts.length === 2 && parts.every(known);
      });
      if (inTwo) return true;
      return asked.some(({ before, after }) => {
        const part = key.slice(before.length, key.length - after.length);
        return key === before + part + after && !part.includes('.') && known(part);
      });
    };
    expect(leaves(zh as Tree).flatMap(([key]) => (used(key) ? [] : [key]))).toEqual([]);
  });

  it('leaves no Chinese in English texts but what English readers see on paper', () => {
    const left = leaves(en as Tree)
      .filter(([, text]) => /[\u4e00-\u9fff]/.test(text))
      .map(([key]) => key);
    expect(
      left.every((key) => /routing|Routing|languageOther|languageSub|needsLines/.test(key)),
      left.join(),
    ).toBe(true);
  });

  it.each(['zh', 'en'] as const)(
    'tells every verdict, reason, fix and line code in words (%s)',
    (language) => {
      const { text, knows } = words(language);
      for (const kind of STOP_KINDS) expect(text(`bench.stops.${kind}.todo`)).not.toBe('');
      for (const kind of GOOD_VERDICTS) expect(text(`bench.good.${kind}`)).not.toBe('');
      const without = [
        ...Object.keys(PACK_FIXES).filter((code) => !knows('reason', code)),
        ...Object.values(PACK_FIXES).filter((code) => !knows('fix', code)),
        ...LINE_CODES.filter((code) => !knows('import', code)),
        ...REFUSAL_CODES.filter((code) => !knows('reason', code) && !knows('refused', code)),
      ];
      expect(without).toEqual([]);
      expect(BENCH_COMMANDS.every((command) => command[language] !== '')).toBe(true);
    },
  );

  it('tells in words whatever the station refuses', () => {
    const given = sources('electron/station')
      .flatMap((source) => [...source.matchAll(/\b(?:refused|refuse)\(\s*(?:bench,\s*say,\s*)?'(\w+)'/g)])
      .map((match) => match[1] ?? '');
    expect(given.length).toBeGreaterThan(300);
    const { knows } = words('zh');
    expect(new Set(given.filter((code) => !knows('refused', code) && !knows('reason', code)))).toEqual(
      new Set(),
    );
  });

  it('names a code that has no words', () => {
    expect(words('en').code('refused', 'zz.top')).toContain('zz.top');
    expect(words('zh').code('refused', '__proto__')).toContain('__proto__');
    expect(words('zh').code('reason', 'never_heard')).toContain('never_heard');
  });

  it('fills values in as they are', () => {
    expect(words('en').text('app.bench', { id: '<b>&"' })).toBe('Bench <b>&"');
  });

  it('writes money in its minor units, also where a currency has none', () => {
    expect(words('zh').money({ minor: 12_850, currency: 'CNY' })).toBe('¥128.50');
    expect(words('en').money({ minor: 500, currency: 'JPY' })).toContain('500');
  });
});
