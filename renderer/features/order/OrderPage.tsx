import { Pagination, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BlockedRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable, OfficePage } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';
import { OrderDetail } from './OrderDetail.tsx';

const PAGE = 100;

/** One order when one is chosen, else the list of all. */
export default function OrderPage() {
  const order = useStationState((s) => s.order);
  return order === null ? <OrderList /> : <OrderDetail key={order} order={order} />;
}

function OrderList() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const { value } = useList('orders.list', { search, offset: (page - 1) * PAGE, limit: PAGE }, ['orders']);
  const total = value?.total ?? 0;
  const columns: readonly Column<BlockedRow>[] = [
    {
      key: 'order',
      width: 'minmax(0, 1.2fr)',
      head: text('blocked.order'),
      className: 'mono',
      cell: (row) => (
        <button type="button" className="link" onClick={() => station.go('orders', row.order)}>
          {row.channelOrderNo}
        </button>
      ),
    },
    { key: 'channel', width: '120px', head: text('blocked.channel'), cell: (row) => row.channel },
    {
      key: 'ordered',
      width: '140px',
      head: text('blocked.ordered'),
      cell: (row) => words.time(row.orderedAt),
    },
    { key: 'units', width: '80px', head: text('queue.units'), className: 'num', cell: (row) => row.units },
    {
      key: 'status',
      width: 'minmax(0, 1fr)',
      head: text('blocked.status'),
      cell: (row) => (
        <span className="chips chips-small">
          <Chip>{text(`codes.order.${row.status}`)}</Chip>
          <Chip>{text(`codes.payment.${row.payment}`)}</Chip>
        </span>
      ),
    },
    {
      key: 'why',
      width: 'minmax(0, 2fr)',
      head: text('blocked.why'),
      cell: (row) => row.reasons.map((reason) => words.code('reason', reason.code, reason.data)).join(' · '),
    },
  ];
  return (
    <OfficePage
      fixed
      title={text('blocked.titleAll')}
      actions={
        <>
          <span className="muted">{text('app.total', { n: words.count(total) })}</span>
          {total > PAGE ? (
            <Pagination total={Math.ceil(total / PAGE)} value={page} onChange={setPage} />
          ) : null}
          <TextInput
            placeholder={text('order.search')}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              setPage(1);
            }}
          />
        </>
      }
    >
      <GridTable
        columns={columns}
        rows={value?.rows ?? []}
        rowKey={(row) => row.order}
        rowHeight={64}
        empty={<Empty title={text('blocked.emptyAll')} sub={text('bench.queue.emptySub')} />}
      />
    </OfficePage>
  );
}
