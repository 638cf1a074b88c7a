import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FreightRow } from '../../../shared/contract/index.ts';
import { LEAST_FOR_SCORE } from '../../../shared/domain/carriers/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay, useStation } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip } from '../../ui/page.tsx';
import { useCarrierName } from '../../ui/carrier-name.ts';

const DAY_MS = 86_400_000;
const dayOf = (at: number): string => {
  const day = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(day.getFullYear())}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};
const startOf = (day: string): number => new Date(`${day}T00:00:00`).getTime();

/** What a period's parcels cost by carrier, and how each of them kept its word. */
export function Freight() {
  const station = useStation();
  const { text } = useWords();
  const mayExport = useMay('freight.export');
  const [from, setFrom] = useState(() => dayOf(Date.now() - 30 * DAY_MS));
  const [to, setTo] = useState(() => dayOf(Date.now()));
  const begin = startOf(from);
  const end = startOf(to) + DAY_MS;
  const sound = Number.isFinite(begin) && Number.isFinite(end) && begin < end;
  const period = sound ? { from: begin, to: end } : { from: 0, to: 0 };
  const { value } = useList('freight.summary', period, ['handover']);

  async function save(): Promise<void> {
    const operator = station.operator();
    if (!operator) return;
    const made = await station.act('freight.export', { ...period, operator: operator.id });
    if (made) await station.download(made.value.token, made.value.fileName);
  }
  return (
    <section className="card">
      <div className="row">
        <TextInput
          type="date"
          label={text('carriers.cost.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={text('carriers.cost.to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        {mayExport ? (
          <Button variant="default" disabled={!value || value.rows.length === 0} onClick={() => void save()}>
            {text('carriers.cost.export')}
          </Button>
        ) : null}
      </div>
      {value?.more === true ? <p className="muted">{text('carriers.cost.more')}</p> : null}
      {value === undefined ? null : value.rows.length === 0 ? (
        <Empty title={text('carriers.cost.empty')} />
      ) : (
        <Table rows={value.rows} />
      )}
      <p className="muted">{text('carriers.cost.scoreHint', { n: LEAST_FOR_SCORE })}</p>
    </section>
  );
}

function Table({ rows }: { readonly rows: readonly FreightRow[] }) {
  const words = useWords();
  const { text } = words;
  const name = useCarrierName();
  const percent = (share: number): string => `${words.count(Math.round(share * 100))} %`;
  return (
    <div className="wide-table">
      <table className="plain-table" data-testid="freight">
        <thead>
          <tr>
            <th>{text('carriers.carrier')}</th>
            <th className="num">{text('carriers.cost.parcels')}</th>
            <th className="num">{text('carriers.cost.total')}</th>
            <th className="num">{text('carriers.cost.each')}</th>
            <th className="num">{text('carriers.cost.kg')}</th>
            <th className="num">{text('carriers.cost.delivered')}</th>
            <th className="num">{text('carriers.cost.onTime')}</th>
            <th className="num">{text('carriers.cost.problems')}</th>
            <th className="num">{text('carriers.cost.median')}</th>
            <th className="num">{text('carriers.cost.score')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const { costed, minor, currency } = row;
            return (
              <tr key={`${row.carrier} ${currency}`}>
                <td>
                  <b>{name(row.carrier)}</b>
                  <div className="chips">
                    {row.parcels > costed ? (
                      <Chip tone="warn">{text('carriers.cost.noPrice', { n: row.parcels - costed })}</Chip>
                    ) : null}
                    {row.estimated > 0 ? (
                      <Chip>{text('carriers.cost.estimated', { n: row.estimated })}</Chip>
                    ) : null}
                  </div>
                </td>
                <td className="num">{words.count(row.parcels)}</td>
                <td className="num">{words.money({ minor, currency })}</td>
                <td className="num">
                  {costed === 0 ? '—' : words.money({ minor: Math.round(minor / costed), currency })}
                </td>
                <td className="num">{words.count(Math.round(row.grams / 100) / 10)} kg</td>
                <td className="num">{words.count(row.delivered)}</td>
                <td className="num">{row.onTime === null ? '—' : percent(row.onTime)}</td>
                <td className="num">{words.count(row.problems)}</td>
                <td className="num">
                  {row.medianHours === null ? '—' : text('carriers.cost.hours', { n: row.medianHours })}
                </td>
                <td className="num">
                  {row.score === null ? (
                    <span className="muted">{text('carriers.cost.tooFew')}</span>
                  ) : (
                    <b className="freight-score">{row.score}</b>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
