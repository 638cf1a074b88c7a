import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ChangeView, MethodOutput } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import type { Words } from '../i18n/index.ts';
import { useMay, useStation } from '../stores/index.ts';
import { useCarrierName } from './carrier-name.ts';
import { ReasonDialog } from './forms.tsx';
import { Chip } from './page.tsx';
import { usePeople } from './people.ts';

type Row = ChangeView['rows'][number];
type Clear = Extract<MethodOutput<'changes.reveal'>, { ok: true }>['value'];

/** One change request: what is so, what is asked for, and the decision. */
export function ChangeRequest({
  order,
  change,
  onDecided,
}: {
  readonly order: string;
  readonly change: ChangeView;
  readonly onDecided: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const may = useMay('changes.decide');
  const carrierName = useCarrierName();
  const [asking, setAsking] = useState<'refuse' | 'reveal' | null>(null);
  const [clear, setClear] = useState<Clear | null>(null);
  const { decided, own } = change;

  async function decide(approved: boolean, note: string): Promise<void> {
    setAsking(null);
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const input = { order, request: change.request, approved, note, operator: operator.id };
    if (!(await station.act('changes.decide', input))) return undefined;
    station.notify('good', text(approved ? 'intake.approved' : 'intake.refused'));
    onDecided();
    return undefined;
  }
  async function reveal(reason: string): Promise<void> {
    setAsking(null);
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const answer = await station.act('changes.reveal', {
      order,
      request: change.request,
      operator: operator.id,
      reason,
    });
    if (answer) setClear(answer.value);
    return undefined;
  }
  const shown = (row: Row, side: 'old' | 'new'): string => {
    if (row.field === 'receiver' && clear) return wholeParty(clear[side]);
    if (row.field === 'carrier' && row[side] !== null) return carrierName(String(row[side]));
    return valueOf(row.field, row[side], words);
  };
  return (
    <div className="change-request" data-testid="change-request">
      <div className="row">
        <Chip tone={decided === null ? 'warn' : decided.approved ? 'good' : 'bad'}>
          {text(
            decided === null ? 'intake.waiting' : decided.approved ? 'intake.approved' : 'intake.refused',
          )}
        </Chip>
        <span className="muted">
          {people(change.by)} · {words.time(change.at)}
          {decided === null ? '' : ` → ${people(decided.by)} · ${words.time(decided.at)}`}
        </span>
      </div>
      {change.reason === null ? null : <p>{change.reason}</p>}
      <table className="plain-table change-table">
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">{text('intake.old')}</th>
            <th scope="col">{text('intake.new')}</th>
          </tr>
        </thead>
        <tbody>
          {change.rows.map((row) => (
            <tr key={row.field}>
              <th scope="row">{text(`intake.field.${row.field}`)}</th>
              <td>
                <del>{shown(row, 'old')}</del>
              </td>
              <td>
                <ins>{shown(row, 'new')}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {decided?.note ? <p className="muted">{decided.note}</p> : null}
      {decided === null && may ? (
        <div className="row">
          {change.rows.some(({ field }) => field === 'receiver') && clear === null ? (
            <Button size="sm" variant="default" onClick={() => setAsking('reveal')}>
              {text('intake.reveal')}
            </Button>
          ) : null}
          {own ? (
            <span className="muted">{text('intake.ownRequest')}</span>
          ) : (
            <>
              <Button
                size="sm"
                variant="default"
                onClick={() => setAsking('refuse')}
                data-testid="refuse-change"
                data-act="refuse_change"
              >
                {text('intake.refuse')}
              </Button>
              <Button
                size="sm"
                onClick={() => void decide(true, '')}
                data-testid="approve-change"
                data-act="approve_change"
              >
                {text('intake.approve')}
              </Button>
            </>
          )}
        </div>
      ) : null}
      {asking === null ? null : (
        <ReasonDialog
          title={text(asking === 'refuse' ? 'intake.refuseNote' : 'intake.revealAsk')}
          onDone={(reason) => void (asking === 'refuse' ? decide(false, reason) : reveal(reason))}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function wholeParty(party: Clear['old']): string {
  if (!party) return '—';
  const { name, phone, province, city, district, detail, postcode } = party;
  return [name, phone, [province, city, district, detail].filter(Boolean).join(''), postcode]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function valueOf(field: Row['field'], value: Row['old'], words: Words): string {
  const { text } = words;
  if (value === null || value === '') return text('intake.none');
  if (field === 'shipBy' && typeof value === 'number') return words.time(value);
  if (field === 'flags')
    return String(value)
      .split(' ')
      .map((flag) =>
        flag === 'urgent' || flag === 'custom' || flag === 'fragile' || flag === 'cold_chain'
          ? text(`intake.flag.${flag}`)
          : flag,
      )
      .join(' · ');
  return String(value);
}
