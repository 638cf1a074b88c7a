import { Button } from '@mantine/core';
import { useWords } from '../../../i18n/index.ts';
import { useList, useStation } from '../../../stores/index.ts';
import { caseStateTone, caseTitle, CaseDue } from '../../../ui/cases.tsx';
import { Chip } from '../../../ui/page.tsx';
import type { CardProps } from './index.ts';

/** What of an order needs a person, and how far it is. */
export function CasesCard({ view, fromHub }: CardProps) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const { value } = useList('cases.ofOrder', { order: view.order }, ['cases']);
  if (fromHub || value === undefined || value.length === 0) return null;
  return (
    <section className="card" data-testid="card-cases">
      <h2>{text('changes.casesTitle')}</h2>
      {value.map((row) => (
        <p key={row.id} className="row">
          <b>{caseTitle(words, row)}</b>
          {row.sku === null ? null : <span className="mono">{row.sku}</span>}
          <Chip {...caseStateTone(row)}>{text(`cases.status.${row.status as 'OPEN'}`)}</Chip>
          <span className="muted">{text(`people.post.${row.department as 'CS'}`)}</span>
          <CaseDue row={row} />
        </p>
      ))}
      <div className="row">
        <Button size="sm" variant="light" onClick={() => station.go('cases')}>
          {text('cases.title')}
        </Button>
      </div>
    </section>
  );
}
