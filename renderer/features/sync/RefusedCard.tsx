import { Button, Pagination } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { RefusedDocument } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { usePeople } from '../../ui/people.ts';
import { kindWord, refusalWords } from './codes.ts';

const PAGE = 20;

/** Documents that the hub did not take: what, when, why, what to do, and offering them again. */
export function RefusedCard({ refused }: { readonly refused: number }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [page, setPage] = useState(1);
  const [busy, setBusy] = useState(false);
  const { value, refresh } = useList('sync.refused', { offset: (page - 1) * PAGE, limit: PAGE }, []);
  // The station tells how many there are; which they are is asked.
  useEffect(refresh, [refresh, refused]);
  const total = value?.total ?? 0;
  const pages = Math.max(1, Math.ceil(total / PAGE));
  useEffect(() => setPage((now) => Math.min(now, pages)), [pages]);

  async function retry(which: { collection: string; id: string } | null): Promise<void> {
    setBusy(true);
    const done = await station.act('sync.retry', which ?? {});
    setBusy(false);
    if (done) station.notify('info', text('sync.list.retried'));
    refresh();
  }
  return (
    <section className="card" data-testid="hub-refused">
      <div className="row" style={{ alignItems: 'center', justifyContent: 'space-between' }}>
        <h2>{text('sync.list.title')}</h2>
        {total === 0 ? null : (
          <div className="row" style={{ alignItems: 'center' }}>
            <span className="muted">{text('app.total', { n: words.count(total) })}</span>
            {pages > 1 ? <Pagination size="sm" total={pages} value={page} onChange={setPage} /> : null}
            <Button size="sm" disabled={busy} onClick={() => void retry(null)} data-testid="retry-all">
              {text('sync.list.retryAll')}
            </Button>
          </div>
        )}
      </div>
      {value === undefined ? (
        <p className="muted">{text('app.loading')}</p>
      ) : total === 0 ? (
        <Empty title={text('sync.list.empty')} sub={text('sync.list.emptySub')} />
      ) : (
        <>
          <p className="muted">{text('sync.list.sub')}</p>
          <Rows rows={value.rows} busy={busy} onRetry={(row) => void retry(row)} />
        </>
      )}
    </section>
  );
}

function Rows({
  rows,
  busy,
  onRetry,
}: {
  readonly rows: readonly RefusedDocument[];
  readonly busy: boolean;
  readonly onRetry: (row: { collection: string; id: string }) => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  return (
    <div className="scroll-x">
      <table className="plain-table sync-refused">
        <thead>
          <tr>
            <th>{text('sync.list.what')}</th>
            <th>{text('sync.list.when')}</th>
            <th>{text('sync.list.why')}</th>
            <th>{text('sync.list.todo')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const { why, todo } = refusalWords(row, words, people);
            return (
              <tr key={`${row.collection} ${row.id}`} data-row={row.id} data-code={row.code}>
                <td>
                  {kindWord(row.collection, words)}
                  <br />
                  {row.collection === 'orders' ? (
                    <button type="button" className="link mono" onClick={() => station.go('orders', row.id)}>
                      {row.label}
                    </button>
                  ) : (
                    <span className="mono">{row.label}</span>
                  )}
                </td>
                <td className="sync-when">
                  {words.time(row.at)}
                  <br />
                  <span className="muted">{text('sync.list.tries', { n: words.count(row.tries) })}</span>
                </td>
                <td title={row.code}>{why}</td>
                <td>{todo}</td>
                <td>
                  <Button
                    size="compact-sm"
                    variant="default"
                    disabled={busy}
                    onClick={() => onRetry({ collection: row.collection, id: row.id })}
                    data-testid="retry-one"
                  >
                    {text('sync.list.retry')}
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
