import { Modal, Pagination } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { usePeople } from '../../ui/people.ts';

const PAGE = 50;
/** Kinds that take something away. */
const OUT: ReadonlySet<string> = new Set(['ship']);

/** Everything that came and went of one SKU, newest first. */
export function History({ sku, onClose }: { readonly sku: string; readonly onClose: () => void }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const [page, setPage] = useState(1);
  const { value } = useList('stock.history', { sku, offset: (page - 1) * PAGE, limit: PAGE }, ['stock']);
  const rows = value?.rows ?? [];
  return (
    <Modal opened onClose={onClose} size="70rem" title={text('stock.historyOf', { sku })}>
      {value !== undefined && rows.length === 0 ? <p className="muted">{text('stock.historyNone')}</p> : null}
      <table className="plain-table stock-history" data-testid="stock-history">
        <thead>
          <tr>
            <th>{text('stock.when')}</th>
            <th>{text('stock.what')}</th>
            <th className="num">{text('stock.qty')}</th>
            <th>{text('stock.location')}</th>
            <th>{text('stock.order')}</th>
            <th>{text('stock.who')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{words.time(row.at)}</td>
              <td>
                {text(`stock.kind.${row.kind}`)}
                {row.reference === '' ? null : <span className="muted"> · {row.reference}</span>}
              </td>
              <td className="num">
                {OUT.has(row.kind) ? '−' : ''}
                {words.count(row.qty)}
              </td>
              <td className="mono">{row.location === '' ? '—' : row.location}</td>
              <td className="mono">
                {row.order === null ? (
                  '—'
                ) : (
                  <button
                    type="button"
                    className="link"
                    onClick={() => station.go('orders', row.order ?? '')}
                  >
                    {row.order.slice(row.order.indexOf(':') + 1)}
                  </button>
                )}
              </td>
              <td>{people(row.by)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(value?.total ?? 0) > PAGE ? (
        <Pagination total={Math.ceil((value?.total ?? 0) / PAGE)} value={page} onChange={setPage} />
      ) : null}
    </Modal>
  );
}
