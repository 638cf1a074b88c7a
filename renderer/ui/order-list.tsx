import { Pagination, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BlockedRow } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useList, useStation } from '../stores/index.ts';
import { channelWord } from './channel.ts';
import { Empty } from './index.ts';
import { OlderOrders } from './older-orders.tsx';
import { Chip, GridTable, OfficePage } from './page.tsx';
import type { Column } from './page.tsx';

const PAGE = 100;

/** A searched, paged list of orders. What the rows end with differs from page to page. */
export function OrderList({
  source,
  refresh,
  title,
  placeholder,
  empty,
  rowHeight,
  columns,
}: {
  readonly source: 'orders.blocked' | 'orders.list';
  readonly refresh: readonly ('orders' | 'queue')[];
  readonly title: string;
  readonly placeholder: string;
  readonly empty: { readonly title: string; readonly sub: string };
  readonly rowHeight: number;
  /** Columns behind order, channel, time and status. */
  readonly columns: readonly Column<BlockedRow>[];
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const { value } = useList(source, { search, offset: (page - 1) * PAGE, limit: PAGE }, refresh);
  const total = value?.total ?? 0;

  const first: readonly Column<BlockedRow>[] = [
    {
      key: 'order',
      width: 'minmax(132px, 1fr)',
      head: text('blocked.order'),
      className: 'mono',
      cell: (row) => (
        <button type="button" className="link" onClick={() => station.go('orders', row.order)}>
          {row.channelOrderNo}
        </button>
      ),
    },
    {
      key: 'channel',
      width: '96px',
      head: text('blocked.channel'),
      cell: (row) => channelWord(words, row.channel),
    },
    {
      key: 'ordered',
      width: '130px',
      head: text('blocked.ordered'),
      cell: (row) => words.time(row.orderedAt),
    },
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
  ];
  return (
    <OfficePage
      fixed
      title={title}
      actions={
        <>
          <span className="muted">{text('app.total', { n: words.count(total) })}</span>
          {total > PAGE ? (
            <Pagination total={Math.ceil(total / PAGE)} value={page} onChange={setPage} />
          ) : null}
          <TextInput
            placeholder={placeholder}
            data-testid="order-search"
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
        columns={[...first, ...columns]}
        rows={value?.rows ?? []}
        rowKey={(row) => row.order}
        rowHeight={rowHeight}
        empty={<Empty title={empty.title} sub={empty.sub} />}
      />
      {source === 'orders.list' ? <OlderOrders search={search} /> : null}
    </OfficePage>
  );
}
