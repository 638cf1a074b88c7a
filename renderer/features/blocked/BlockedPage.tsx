import { Pagination, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BlockedRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Reasons } from '../../ui/fixes.tsx';
import { Chip, GridTable, OfficePage } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';

const PAGE = 100;

/** Orders that cannot be packed, because …; each reason with its fix. */
export default function BlockedPage() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const { value } = useList('orders.blocked', { search, offset: (page - 1) * PAGE, limit: PAGE }, [
    'orders',
    'queue',
  ]);

  const columns: readonly Column<BlockedRow>[] = [
    {
      key: 'order',
      width: 'minmax(0, 1fr)',
      head: text('blocked.order'),
      className: 'mono',
      cell: (row) => (
        <button type="button" className="link" onClick={() => station.go('orders', row.order)}>
          {row.channelOrderNo}
        </button>
      ),
    },
    { key: 'channel', width: '100px', head: text('blocked.channel'), cell: (row) => row.channel },
    {
      key: 'ordered',
      width: '120px',
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
    {
      key: 'why',
      width: 'minmax(0, 3fr)',
      head: text('blocked.why'),
      className: 'wrap',
      cell: (row) => <Reasons order={row.order} reasons={row.reasons} />,
    },
  ];
  const total = value?.total ?? 0;
  return (
    <OfficePage
      fixed
      title={text('blocked.title')}
      actions={
        <>
          <span className="muted">{text('app.total', { n: words.count(total) })}</span>
          {total > PAGE ? (
            <Pagination total={Math.ceil(total / PAGE)} value={page} onChange={setPage} />
          ) : null}
          <TextInput
            placeholder={text('app.search')}
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
        rowHeight={76}
        empty={<Empty title={text('blocked.empty')} sub={text('blocked.emptySub')} />}
      />
    </OfficePage>
  );
}
