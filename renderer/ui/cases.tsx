import type { CaseRow } from '../../shared/contract/index.ts';
import { useWords, type TextKey, type Words } from '../i18n/index.ts';
import { Chip } from './page.tsx';

/** What a case is about, in a few words; codes that nobody has words for stand as they are. */
export function caseTitle(words: Words, row: Pick<CaseRow, 'kind' | 'code'>): string {
  const kind = words.text(`cases.kind.${row.kind as 'other'}`);
  const code = caseCode(words, row.code);
  return code === '' ? kind : `${kind} · ${code}`;
}

function caseCode(words: Words, code: string): string {
  if (code === 'reported') return '';
  if (words.knows('case', code)) return words.code('case', code);
  return words.knows('reason', code) ? words.code('reason', code) : code;
}

export const outcomeText = (words: Words, outcome: string): string =>
  words.text(`cases.outcomes.${outcome}` as TextKey);

export const caseStateTone = (
  row: Pick<CaseRow, 'status' | 'overdue' | 'disputed'>,
): { readonly tone?: 'bad' | 'good' | 'info' } =>
  row.overdue || row.disputed
    ? { tone: 'bad' }
    : row.status === 'SOLVED' || row.status === 'CLOSED'
      ? { tone: 'good' }
      : row.status === 'ASSIGNED'
        ? { tone: 'info' }
        : {};

/** Until when it is to be solved, or since when it should be. */
export function CaseDue({ row }: { readonly row: Pick<CaseRow, 'due' | 'overdue' | 'status'> }) {
  const words = useWords();
  if (row.due === null) return <span className="muted">{words.text('cases.noDue')}</span>;
  if (row.status === 'SOLVED' || row.status === 'CLOSED') return <span>{words.time(row.due)}</span>;
  return (
    <span>
      {words.time(row.due)} {row.overdue ? <Chip tone="bad">{words.text('cases.overdueBy')}</Chip> : null}
    </span>
  );
}
