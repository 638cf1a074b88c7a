import i18next from 'i18next';
import type { i18n } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { en } from './en/index.ts';
import { formats } from './format.ts';
import type { Formats } from './format.ts';
import type { Leaves } from './types.ts';
import { zh } from './zh/index.ts';

export type Language = 'zh' | 'en';
export type TextKey = Leaves<typeof zh>;
/** Families of codes whose words may be asked for by a code that only the run time knows. */
export type CodeFamily = 'refused' | 'reason' | 'fix' | 'import' | 'event' | 'field';
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
  const t = (key: string, data?: TextData): string => String(instance.t(key, { ...data, lng: language }));
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

export function useWords(): Words {
  const { i18n: instance } = useTranslation();
  const language: Language = instance.language === 'en' ? 'en' : 'zh';
  return useMemo(() => createWords(instance, language), [instance, language]);
}
