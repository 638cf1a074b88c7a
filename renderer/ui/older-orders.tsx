import { useEffect, useState } from 'react';
import type { MethodOutput } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useList, useStation, useStationState } from '../stores/index.ts';
import { channelWord } from './channel.ts';
import { Chip } from './page.tsx';

/** Between the last key and the question, ms: the hub is asked for whole numbers and names only. */
const PAUSE_MS = 400;
const SHORTEST = 2;

/** Under a search: what the hub has of it that is not here any more. Nothing without a hub, or without a search. */
export function OlderOrders({ search }: { readonly search: string }) {
  const joined = useStationState((s) => s.sync !== null && s.sync.state !== 'alone');
  const asked = useSettled(search.trim());
  if (!joined || asked.length < SHORTEST) return null;
  return <Found key={asked} search={asked} />;
}

function Found({ search }: { readonly search: string }) {
  const { text } = useWords();
  const online = useStationState((s) => s.sync?.state === 'online');
  return (
    <section className="card older" data-testid="older" aria-live="polite">
      <h2>{text('older.title')}</h2>
      {online ? <Answer search={search} /> : <p className="muted">{text('older.offline')}</p>}
    </section>
  );
}

function Answer({ search }: { readonly search: string }) {
  const { text, code } = useWords();
  const { value } = useList('older.search', { search }, []);
  if (value === undefined) return <p className="muted">{text('older.searching')}</p>;
  if (!value.ok) {
    const known =
      value.code === 'hub_offline' ? 'offline' : value.code === 'older_unknown' ? 'unknown' : null;
    return (
      <p className="muted">
        {known === null
          ? text('older.failed', { why: code('refused', value.code, value.data) })
          : text(`older.${known}`)}
      </p>
    );
  }
  const { rows, more } = value.value;
  if (rows.length === 0) return <p className="muted">{text('older.none')}</p>;
  return (
    <>
      <p className="muted">{text('older.sub')}</p>
      <Rows rows={rows} />
      {more ? <p className="muted">{text('older.more')}</p> : null}
    </>
  );
}

type Row = Extract<MethodOutput<'older.search'>, { ok: true }>['value']['rows'][number];

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  return (
    <table className="plain-table">
      <tbody>
        {rows.map((row) => (
          <tr key={row.order} data-row={row.order}>
            <td className="mono">
              <button type="button" className="link" onClick={() => station.go('orders', row.order)}>
                {row.channelOrderNo}
              </button>
            </td>
            <td>{channelWord(words, row.channel)}</td>
            <td>{words.dateTime(row.orderedAt)}</td>
            <td>
              <span className="chips chips-small">
                <Chip>{text(`codes.order.${row.status}`)}</Chip>
                <Chip tone="info">{text('older.chip')}</Chip>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The text once nobody has changed it for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
