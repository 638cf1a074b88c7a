import {
  MAX_NOTICE,
  MAX_SUBJECT,
  PLACEHOLDERS,
  REQUIRED_PLACEHOLDERS,
  type NoticeTemplate,
  type NoticeTemplateId,
  type NoticeText,
  type Placeholder,
} from './types.ts';

/** Values of a notice as they are read; one that is not known is missing. */
export type NoticeValues = Readonly<Partial<Record<Placeholder, string>>>;

export interface NoticeFault {
  readonly code:
    'unknown_placeholder' | 'bracket_open' | 'text_empty' | 'text_too_long' | 'placeholder_missing';
  readonly language: 'zh' | 'en';
  readonly data: Readonly<Record<string, string | number>>;
}

const BRACES = /\{([^{}]*)\}/g;
const BY_WORD = new Map<string, Placeholder>(
  Object.entries(PLACEHOLDERS).flatMap(([name, zh]) => [
    [name, name as Placeholder],
    [zh, name as Placeholder],
  ]),
);

const nameOf = (word: string): Placeholder | undefined => BY_WORD.get(word.trim());

/** Every placeholder that the text names. */
export function placeholdersOf(text: string): Placeholder[] {
  return [...text.matchAll(BRACES)].flatMap((match) => nameOf(match[1] ?? '') ?? []);
}

/**
 * Puts the values into a text. What stands in square brackets is left out as a whole where one of its values is not known;
 * elsewhere a value that is not known is a dash. Values are put in as they are: a brace in a product's name is text.
 */
export function fill(text: string, values: NoticeValues): string {
  const known = (part: string): boolean =>
    placeholdersOf(part).every((name) => (values[name] ?? '').trim() !== '');
  const put = (part: string): string =>
    part.replace(BRACES, (whole, word: string) => {
      const name = nameOf(word);
      if (name === undefined) return whole;
      const value = (values[name] ?? '').trim();
      return value === '' ? '—' : value;
    });
  const parts = text.split(/(\[[^[\]]*\])/);
  return parts
    .map((part) => {
      if (!/^\[[^[\]]*\]$/.test(part) || placeholdersOf(part).length === 0) return put(part);
      return known(part) ? put(part.slice(1, -1)) : '';
    })
    .join('')
    .replace(/[ \t]+\n/g, '\n')
    .trim();
}

export const renderNotice = (template: NoticeText, values: NoticeValues): NoticeText => ({
  subject: fill(template.subject, values).slice(0, MAX_SUBJECT * 2),
  text: fill(template.text, values),
});

/** What is wrong with a template; it is kept only where nothing is. */
export function noticeFaults(template: NoticeTemplate): NoticeFault[] {
  return (['zh', 'en'] as const).flatMap((language) =>
    faultsOf(template.id, template[language]).map((fault) => ({ ...fault, language })),
  );
}

function faultsOf(id: NoticeTemplateId, { subject, text }: NoticeText): Omit<NoticeFault, 'language'>[] {
  const faults: Omit<NoticeFault, 'language'>[] = [];
  if (subject.trim() === '' || text.trim() === '') faults.push({ code: 'text_empty', data: {} });
  if (text.length > MAX_NOTICE) faults.push({ code: 'text_too_long', data: { most: MAX_NOTICE } });
  if (subject.length > MAX_SUBJECT) faults.push({ code: 'text_too_long', data: { most: MAX_SUBJECT } });
  const whole = `${subject}\n${text}`;
  const unknown = [...whole.matchAll(BRACES)].map((match) => match[1] ?? '').filter((word) => !nameOf(word));
  for (const word of new Set(unknown)) faults.push({ code: 'unknown_placeholder', data: { word } });
  const rest = whole.replace(BRACES, '');
  if (/[{}]/.test(rest) || /[[\]]/.test(rest.replace(/\[[^[\]]*\]/g, '')))
    faults.push({ code: 'bracket_open', data: {} });
  const named = placeholdersOf(whole);
  for (const name of REQUIRED_PLACEHOLDERS[id] ?? [])
    if (!named.includes(name)) faults.push({ code: 'placeholder_missing', data: { name } });
  return faults;
}
