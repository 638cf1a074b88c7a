import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { PrepareLine } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { GridTable } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';

/** 备货单: what the parcels of the queue need, in the order of the shelves. */
export function Prepare() {
  const words = useWords();
  const { text } = words;
  const [group, setGroup] = useState('');
  const { value } = useList('stock.prepare', { group, limit: 500 }, ['queue', 'orders']);
  const columns: readonly Column<PrepareLine>[] = [
    {
      key: 'location',
      width: '140px',
      head: text('stock.location'),
      className: 'mono',
      cell: (row) => row.location ?? '—',
    },
    {
      key: 'sku',
      width: 'minmax(0, 3fr)',
      head: text('stock.sku'),
      cell: (row) => (
        <>
          <span className="mono">{row.sku}</span>{' '}
          <span className="muted">{row.name === row.sku ? '' : row.name}</span>
          {row.variant === null ? null : <span className="muted"> · {row.variant}</span>}
        </>
      ),
    },
    {
      key: 'qty',
      width: '100px',
      head: text('stock.qty'),
      className: 'num',
      cell: (row) => words.count(row.qty),
    },
    {
      key: 'parcels',
      width: '100px',
      head: text('stock.parcels'),
      className: 'num',
      cell: (row) => words.count(row.parcels),
    },
  ];
  const groups = value?.groups ?? [];
  return (
    <>
      <div className="row stock-row">
        <p className="muted">{text('stock.prepare')}</p>
        {groups.length === 0 ? null : (
          <SegmentedControl
            value={group}
            onChange={setGroup}
            data={[
              { value: '', label: text('stock.allGroups') },
              ...groups.map((each) => ({ value: each, label: each })),
            ]}
          />
        )}
        <span className="muted">
          {text('stock.parcels')} {words.count(value?.parcels ?? 0)}
        </span>
      </div>
      <GridTable
        columns={columns}
        rows={value?.rows ?? []}
        rowKey={(row) => `${row.location ?? ''} ${row.sku}`}
        rowHeight={44}
        empty={<Empty title={value === undefined ? text('app.loading') : text('stock.prepareNone')} sub="" />}
      />
    </>
  );
}
