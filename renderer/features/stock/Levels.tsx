import { Button, Pagination, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { StockLevelRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';
import { ReceiveDialog, ReportDialog } from './dialogs.tsx';
import { History } from './History.tsx';

const PAGE = 200;
/** Places that fit into a row; the rest stands in the moves. */
const SHOWN = 2;
const ONLY = ['all', 'short', 'wrong'] as const;
type Only = (typeof ONLY)[number];
type Asking = { readonly what: 'receive' | 'report' | 'history'; readonly row: StockLevelRow };

/** What lies there of each SKU, by place; with what is waited for. */
export function Levels() {
  const words = useWords();
  const { text } = words;
  const [search, setSearch] = useState('');
  const [only, setOnly] = useState<Only>('all');
  const [page, setPage] = useState(1);
  const [asking, setAsking] = useState<Asking | null>(null);
  const mayReceive = useMay('stock.receive');
  const mayReport = useMay('stock.report');
  const mayHistory = useMay('stock.history');
  const { value } = useList('stock.levels', { search, only, offset: (page - 1) * PAGE, limit: PAGE }, [
    'stock',
    'orders',
    'rules',
  ]);
  const rows = value?.rows ?? [];
  const columns: readonly Column<StockLevelRow>[] = [
    {
      key: 'sku',
      width: 'minmax(0, 2.2fr)',
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
      key: 'onHand',
      width: '76px',
      head: text('stock.onHand'),
      className: 'num',
      cell: (row) => <Figure n={row.onHand} />,
    },
    {
      key: 'reserved',
      width: '76px',
      head: text('stock.reserved'),
      className: 'num',
      cell: (row) => words.count(row.reserved),
    },
    {
      key: 'free',
      width: '76px',
      head: text('stock.free'),
      className: 'num',
      cell: (row) => <Figure n={row.free} />,
    },
    {
      key: 'waiting',
      width: '84px',
      head: text('stock.waiting'),
      className: 'num',
      cell: (row) => (row.waiting === 0 ? '—' : <Chip tone="warn">{words.count(row.waiting)}</Chip>),
    },
    {
      key: 'locations',
      width: 'minmax(0, 2fr)',
      head: text('stock.locations'),
      cell: (row) => (
        <span className="chips chips-small stock-places">
          {row.locations.slice(0, SHOWN).map(({ location, qty }) => (
            <Chip key={location}>
              {location === '' ? text('stock.noLocation') : location} · {words.count(qty)}
            </Chip>
          ))}
          {row.locations.length > SHOWN ? (
            <span className="muted">+{row.locations.length - SHOWN}</span>
          ) : null}
        </span>
      ),
    },
    {
      key: 'acts',
      width: '262px',
      head: '',
      cell: (row) => (
        <span className="stock-acts">
          {mayHistory ? (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => setAsking({ what: 'history', row })}
              data-testid={`stock-history-${row.sku}`}
            >
              {text('stock.history')}
            </Button>
          ) : null}
          {mayReceive ? (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => setAsking({ what: 'receive', row })}
              data-testid={`stock-receive-${row.sku}`}
            >
              {text('stock.receive')}
            </Button>
          ) : null}
          {mayReport ? (
            <Button
              size="compact-sm"
              variant="subtle"
              color="orange"
              onClick={() => setAsking({ what: 'report', row })}
              data-testid={`stock-report-${row.sku}`}
            >
              {text('stock.report')}
            </Button>
          ) : null}
        </span>
      ),
    },
  ];
  const total = value?.total ?? 0;
  const close = (): void => setAsking(null);
  return (
    <>
      <div className="row stock-row">
        <TextInput
          className="stock-search"
          aria-label={text('stock.search')}
          placeholder={text('stock.search')}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setPage(1);
          }}
        />
        <SegmentedControl
          value={only}
          onChange={(next) => {
            setOnly(next as Only);
            setPage(1);
          }}
          data={ONLY.map((each) => ({ value: each, label: text(`stock.only.${each}`) }))}
        />
        <span className="muted">{text('app.total', { n: words.count(total) })}</span>
        {total > PAGE ? <Pagination total={Math.ceil(total / PAGE)} value={page} onChange={setPage} /> : null}
      </div>
      {value?.tracked === false ? (
        <p role="note" className="stock-off">
          {text('stock.notTracked')}
        </p>
      ) : null}
      <GridTable
        columns={columns}
        rows={rows}
        rowKey={(row) => row.sku}
        rowHeight={52}
        empty={
          value === undefined || value.counting ? (
            <Empty title={text('app.loading')} sub="" />
          ) : search === '' && only === 'all' ? (
            <Empty title={text('stock.none')} sub={text('stock.noneSub')} />
          ) : (
            <Empty title={text('stock.noMatch')} sub="" />
          )
        }
      />
      {asking?.what === 'receive' ? <ReceiveDialog sku={asking.row.sku} onClose={close} /> : null}
      {asking?.what === 'report' ? <ReportDialog row={asking.row} onClose={close} /> : null}
      {asking?.what === 'history' ? <History sku={asking.row.sku} onClose={close} /> : null}
    </>
  );
}

/** Below zero, more left than the record knew of. */
function Figure({ n }: { readonly n: number }) {
  const words = useWords();
  return n < 0 ? <Chip tone="bad">{words.count(n)}</Chip> : <>{words.count(n)}</>;
}
