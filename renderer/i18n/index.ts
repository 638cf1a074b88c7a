import i18next from 'i18next';
import type { i18n } from 'i18next';
import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import { en } from './en/index.ts';
import { formats } from './format.ts';
import type { Formats } from './format.ts';
import type { Leaves } from './types.ts';
import { zh } from './zh/index.ts';

export type Language = 'zh' | 'en';
export type TextKey = Leaves<typeof zh>;
/** Families of codes whose words may be asked for by a code that only the run time knows. */
export type CodeFamily = 'refused' | 'reason' | 'fix' | 'import' | 'event' | 'field' | 'case';
export type TextData = Readonly<Record<string, string | number | boolean | null>>;

export interface Words extends Formats {
  readonly language: Language;
  text(key: TextKey, data?: TextData): string;
  /** Words for a code of the station. Without words: a sentence that names the code (`refused`), or the code. */
  code(family: CodeFamily, code: string, data?: TextData): string;
  /** True where there are words for the code. */
  knows(family: CodeFamily, code: string): boolean;
  /** Label of a field of a verdict's data, null where nobody should read it. */
  field(name: string): string | null;
}

export function createI18n(language: Language): i18n {
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    // React escapes; escaping twice would show &amp; in names.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}

export function createWords(instance: i18n, language: Language): Words {
  /** Texts without data, looked up once: a verdict draws a hundred of them, and each look-up walks i18next's rules. */
  const plain = new Map<string, string>();
  function t(key: string, data?: TextData): string {
    const known = data ? undefined : plain.get(key);
    if (known !== undefined) return known;
    const text = String(instance.t(key, { ...data, lng: language }));
    if (!data) plain.set(key, text);
    return text;
  }
  const has = (key: string): boolean => instance.exists(key, { lng: language });
  // A code comes from outside: dots would walk the tree of texts.
  const path = (family: CodeFamily, code: string): string =>
    `codes.${family}.${code.replaceAll(/[.:]/g, '_')}`;
  return {
    ...formats(language),
    language,
    text: t,
    knows: (family, code) => has(path(family, code)),
    code(family, code, data) {
      const key = path(family, code);
      if (has(key)) return t(key, data);
      if (family === 'refused' && has(path('reason', code))) return t(path('reason', code), data);
      return t(family === 'refused' ? 'codes.unknown' : 'codes.unknownShort', { code });
    },
    field: (name) => (/^\w+$/.test(name) && has(`bench.data.${name}`) ? t(`bench.data.${name}`) : null),
  };
}

export const I18nContext = createContext<i18n | null>(null);

const made = new WeakMap<i18n, Map<Language, Words>>();

/** The words of a language, made once for all components. */
export function wordsOf(instance: i18n): Words {
  const language: Language = instance.language === 'en' ? 'en' : 'zh';
  const known = made.get(instance) ?? new Map<Language, Words>();
  made.set(instance, known);
  const words = known.get(language) ?? createWords(instance, language);
  known.set(language, words);
  return words;
}

/** The words, anew when the language changes. */
export function useWords(): Words {
  const instance = use(I18nContext);
  if (!instance) throw new Error('no texts around this component');
  const subscribe = useCallback(
    (changed: () => void) => {
      instance.on('languageChanged', changed);
      return () => instance.off('languageChanged', changed);
    },
    [instance],
  );
  return useSyncExternalStore(subscribe, () => wordsOf(instance));
}
