import { fieldInfo, paperWord } from '../../../shared/label/index.ts';
import type { TemplateElement } from '../../../shared/label/index.ts';
import type { TextKey, Words } from '../../i18n/index.ts';

/** A template's text with the names of its fields instead of `{field}`. */
export const placeholdersIn = (words: Words, said: string): string =>
  said.replaceAll(/\{([\w.]+)(?::[a-z]+)?\}/g, (whole, name: string) =>
    name.startsWith('t.')
      ? paperWord(words.language, name.slice(2))
      : fieldInfo(name)
        ? `[${words.text(`templates.field.${name}` as TextKey)}]`
        : whole,
  );

/** Which word names the element. */
export const kindWord = (element: TemplateElement) =>
  element.kind === 'barcode' && element.symbology === 'qr' ? 'qr' : element.kind;
