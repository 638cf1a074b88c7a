import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ArchiveRequest } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { ReasonDialog } from '../../ui/forms.tsx';
import { Chip } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';

const TONES = { asked: 'warn', granted: 'good', refused: 'bad', over: 'info' } as const;

/** Who wants to look into the archive, for whoever decides it: somebody else. */
export function Requests() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const { value } = useList('archive.requests', {}, ['cases']);
  const [refusing, setRefusing] = useState<ArchiveRequest | null>(null);

  async function decide(request: ArchiveRequest, granted: boolean, note: string): Promise<void> {
    setRefusing(null);
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const input = { case: request.case, granted, note, operator: operator.id };
    if (await station.act('archive.decide', input)) station.notify('good', text('archive.decided'));
    return undefined;
  }
  const rows = (value ?? []).slice(0, 50);
  return (
    <section className="card">
      <h2>{text('archive.requests')}</h2>
      {rows.length === 0 ? (
        <p className="muted">{text('archive.noRequests')}</p>
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th>{text('after.order')}</th>
              <th>{text('archive.applicant')}</th>
              <th>{text('archive.reason')}</th>
              <th>{text('after.status')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.case}>
                <td className="mono">{row.channelOrderNo}</td>
                <td>
                  {people(row.applicant)} <span className="muted">{words.dateTime(row.at)}</span>
                </td>
                <td>{row.reason ?? '—'}</td>
                <td>
                  <span className="chips">
                    <Chip tone={TONES[row.state]}>{text(`archive.state.${row.state}`)}</Chip>
                    {row.decidedBy === null ? null : <span className="muted">{people(row.decidedBy)}</span>}
                    {row.state === 'granted' && row.until !== null ? (
                      <span className="muted">
                        {text('archive.until', { time: words.dateTime(row.until) })}
                      </span>
                    ) : null}
                  </span>
                </td>
                <td>
                  {row.state === 'asked' ? (
                    <div className="row">
                      <Button size="sm" onClick={() => void decide(row, true, '')}>
                        {text('archive.grant')}
                      </Button>
                      <Button size="sm" variant="default" onClick={() => setRefusing(row)}>
                        {text('archive.refuse')}
                      </Button>
                    </div>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {refusing ? (
        <ReasonDialog
          title={text('archive.refuse')}
          onDone={(note) => void decide(refusing, false, note)}
          onClose={() => setRefusing(null)}
        />
      ) : null}
    </section>
  );
}
