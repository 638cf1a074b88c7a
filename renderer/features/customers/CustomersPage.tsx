import { Button, Pagination, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CustomerRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable, OfficePage } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';
import { Customer } from './Customer.tsx';
import { CREDIT_TONE } from './tones.ts';

const PAGE = 100;

/** Customers as their orders make them; one of them when one is chosen. */
export default function CustomersPage() {
  const station = useStation();
  const chosen = useStationState((s) => s.tab);
  const show = (customer: string | null): void => station.store.setState({ tab: customer });
  return chosen === null ? (
    <CustomerList onShow={show} />
  ) : (
    <Customer key={chosen} customer={chosen} onBack={() => show(null)} />
  );
}

function CustomerList({ onShow }: { readonly onShow: (customer: string) => void }) {
  const words = useWords();
  const { text } = words;
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const { value } = useList('customers.list', { search, offset: (page - 1) * PAGE, limit: PAGE }, [
    'orders',
    'customers',
  ]);
  const columns: readonly Column<CustomerRow>[] = [
    {
      key: 'name',
      width: 'minmax(0, 1.2fr)',
      head: text('customers.customer'),
      cell: (row) => (
        <button type="button" className="link" onClick={() => onShow(row.customer)}>
          {row.name === '' ? '—' : row.name}
        </button>
      ),
    },
    {
      key: 'phone',
      width: 'minmax(0, 1fr)',
      className: 'mono',
      head: text('customers.phone'),
      cell: (row) => row.phone,
    },
    { key: 'place', width: 'minmax(0, 1fr)', head: text('customers.place'), cell: (row) => row.place },
    {
      key: 'orders',
      width: '90px',
      className: 'num',
      head: text('customers.orders'),
      cell: (row) => row.orders,
    },
    { key: 'last', width: '150px', head: text('customers.last'), cell: (row) => words.time(row.lastAt) },
    {
      key: 'credit',
      width: '120px',
      head: text('customers.creditLabel'),
      cell: (row) => <Chip tone={CREDIT_TONE[row.credit]}>{text(`customers.credit.${row.credit}`)}</Chip>,
    },
  ];
  const searched = search.trim() !== '';
  return (
    <OfficePage fixed title={text('customers.title')} sub={text('customers.sub')}>
      <div className="row">
        <TextInput
          className="search-field"
          aria-label={text('customers.search')}
          placeholder={text('customers.search')}
          value={search}
          autoFocus
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setPage(1);
          }}
          data-testid="customer-search"
        />
        <span className="muted">{text('app.total', { n: words.count(value?.total ?? 0) })}</span>
        {(value?.total ?? 0) > PAGE ? (
          <Pagination total={Math.ceil((value?.total ?? 0) / PAGE)} value={page} onChange={setPage} />
        ) : null}
        {searched ? (
          <Button variant="default" onClick={() => setSearch('')}>
            {text('customers.back')}
          </Button>
        ) : null}
      </div>
      {value?.building === true ? <p role="status">{text('customers.building')}</p> : null}
      <GridTable
        columns={columns}
        rows={value?.rows ?? []}
        rowKey={(row) => row.customer}
        rowHeight={56}
        empty={
          value === undefined ? null : (
            <Empty
              title={text(searched ? 'customers.empty' : 'customers.none')}
              sub={text(searched ? 'customers.emptySub' : 'customers.noneSub')}
            />
          )
        }
      />
    </OfficePage>
  );
}
