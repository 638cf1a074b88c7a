import { Button } from '@mantine/core';
import type { ServableOrder } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';

/** Backordered orders for which the goods have come. Whether they go is asked of the customer. */
export function Servable() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const { value } = useList('stock.servable', { limit: 500 }, ['stock', 'orders']);
  const columns: readonly Column<ServableOrder>[] = [
    {
      key: 'order',
      width: 'minmax(0, 2fr)',
      head: text('stock.order'),
      className: 'mono',
      cell: (row) => (
        <button type="button" className="link" onClick={() => station.go('orders', row.order)}>
          {row.channelOrderNo}
        </button>
      ),
    },
    {
      key: 'urgent',
      width: '100px',
      head: '',
      cell: (row) => (row.urgent ? <Chip tone="bad">{text('bench.urgent')}</Chip> : null),
    },
    { key: 'units', width: '90px', head: text('stock.qty'), className: 'num', cell: (row) => row.units },
    { key: 'since', width: '150px', head: text('stock.since'), cell: (row) => words.time(row.since) },
    {
      key: 'shipBy',
      width: '150px',
      head: text('queue.shipBy'),
      cell: (row) => (row.shipBy === null ? '—' : words.time(row.shipBy)),
    },
    {
      key: 'open',
      width: '140px',
      head: '',
      cell: (row) => (
        <Button size="compact-sm" variant="subtle" onClick={() => station.go('orders', row.order)}>
          {text('stock.open')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <p className="muted">{text('stock.servable')}</p>
      <GridTable
        columns={columns}
        rows={value?.rows ?? []}
        rowKey={(row) => row.order}
        rowHeight={48}
        empty={
          <Empty title={value === undefined ? text('app.loading') : text('stock.servableNone')} sub="" />
        }
      />
    </>
  );
}
