import type { RefusedDocument } from '../../../shared/contract/index.ts';
import type { TextData, Words } from '../../i18n/index.ts';

/** Why a hub does not take a document; each has words for what happened and what to do. */
export const REFUSALS = [
  'schema_invalid',
  'other_site',
  'deleted_refused',
  'foreign_event',
  'clock_ahead',
  'event_dropped',
  'event_altered',
  'private_dropped',
  'private_altered',
  'base_altered',
  'append_only_altered',
  'unknown_event',
  'role_not_allowed',
  'too_many_events',
  'too_large',
  'local_document',
  'number_taken',
  'unstorable',
  'answer_full',
] as const;
type Refusal = (typeof REFUSALS)[number] | 'unknown';

/** What a hub answers where it takes nothing at all, or what the station finds instead of one. */
export const HUB_ANSWERS = [
  'token_missing',
  'token_wrong',
  'token_revoked',
  'other_site',
  'too_large',
  'request_invalid',
  'protocol_old',
  'store_unavailable',
  'hub_unreachable',
  'hub_wrong_answer',
  'code_wrong',
  'code_used',
  'hub_not_here',
] as const;

/** Collections that have a word of their own. */
const KINDS = [
  'orders',
  'shipments',
  'waybills',
  'stock',
  'products',
  'people',
  'config',
  'journal',
  'files',
] as const;

export const kindWord = (collection: string, { text }: Words): string =>
  text(`sync.list.kind.${KINDS.find((kind) => kind === collection) ?? 'other'}`);

/**
 * A refusal in words: what happened, and what to do.
 * @param person name of an actor
 */
export function refusalWords(
  { code, data }: Pick<RefusedDocument, 'code' | 'data'>,
  words: Words,
  person: (id: string) => string,
): { readonly why: string; readonly todo: string } {
  const known: Refusal = REFUSALS.find((each) => each === code) ?? 'unknown';
  return {
    why: words.text(`sync.why.${known}`, placesOf(code, data, words, person)),
    todo: words.text(`sync.todo.${known}`),
  };
}

/** What the sentences name, with a mark where the hub did not say it. */
function placesOf(
  code: string,
  data: TextData,
  words: Words,
  person: (id: string) => string,
): Record<string, string> {
  const said = (name: string): string => {
    const value = data[name];
    return value === undefined || value === null || value === '' ? '?' : String(value);
  };
  const type = said('type');
  const ms = Number(data['ms'] ?? 0);
  return {
    code,
    path: said('path'),
    station: said('station'),
    by: person(said('by')),
    type: words.knows('event', type) ? words.code('event', type) : type,
    minutes: words.count(Math.max(1, Math.round((Number.isFinite(ms) ? ms : 0) / 60_000))),
  };
}
