import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ArchiveRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay, useStation } from '../../stores/index.ts';
import { AskForAccess, ExportFile } from '../../ui/archive-dialogs.tsx';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable, OfficePage } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';
import { Requests } from './Requests.tsx';

const PAGE = 200;
const DAY_MS = 86_400_000;

/** Local midnight of a day of a date field; undefined where it is empty. */
function dayOf(text: string): number | undefined {
  const day = text === '' ? Number.NaN : new Date(`${text}T00:00:00`).getTime();
  return Number.isNaN(day) ? undefined : day;
}

/** What is over: found by number or time, opened by whoever was allowed to. */
export default function ArchivePage() {
  const words = useWords();
  const { text } = words;
  const [search, setSearch] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [sort, setSort] = useState<'time' | 'number'>('time');
  const mayDecide = useMay('archive.decide');
  const [begin, end] = [dayOf(from), dayOf(to)];
  const { value } = useList(
    'archive.search',
    {
      search,
      sort,
      offset: 0,
      limit: PAGE,
      ...(begin === undefined ? {} : { from: begin }),
      ...(end === undefined ? {} : { to: end + DAY_MS }),
    },
    ['orders', 'cases'],
  );
  const rows = value?.rows ?? [];
  const free = rows.every((row) => row.access === 'free');
  return (
    <OfficePage fixed title={text('archive.title')} sub={text(free ? 'archive.subFree' : 'archive.sub')}>
      <div className="row">
        <TextInput
          aria-label={text('archive.search')}
          placeholder={text('archive.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          aria-label={text('archive.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          aria-label={text('archive.to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <SegmentedControl
          value={sort}
          onChange={(next) => setSort(next as 'time' | 'number')}
          data={(['time', 'number'] as const).map((each) => ({
            value: each,
            label: text(`archive.sort.${each}`),
          }))}
        />
        {value?.more === true ? <span className="muted">{text('archive.more')}</span> : null}
      </div>
      <Found rows={rows} />
      {mayDecide ? <Requests /> : null}
    </OfficePage>
  );
}

function Found({ rows }: { readonly rows: readonly ArchiveRow[] }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const mayExport = useMay('archive.export');
  const [asking, setAsking] = useState<ArchiveRow | null>(null);
  const [exporting, setExporting] = useState<ArchiveRow | null>(null);
  const columns: readonly Column<ArchiveRow>[] = [
    {
      key: 'order',
      width: 'minmax(0, 1.4fr)',
      head: text('after.order'),
      className: 'mono',
      cell: (row) => row.channelOrderNo,
    },
    {
      key: 'ordered',
      width: '170px',
      head: text('archive.orderedAt'),
      cell: (row) => words.dateTime(row.orderedAt),
    },
    {
      key: 'archived',
      width: '170px',
      head: text('archive.archivedAt'),
      cell: (row) => words.dateTime(row.archivedAt),
    },
    {
      key: 'access',
      width: 'minmax(0, 1.6fr)',
      head: text('archive.access'),
      cell: (row) => (
        <span className="row" style={{ flexWrap: 'nowrap' }}>
          {row.access === 'free' || row.access === 'granted' ? (
            <>
              <Button size="compact-sm" variant="subtle" onClick={() => station.go('orders', row.order)}>
                {text('archive.open')}
              </Button>
              {mayExport ? (
                <Button size="compact-sm" variant="subtle" onClick={() => setExporting(row)}>
                  {text('archive.export')}
                </Button>
              ) : null}
              {row.until === null ? null : (
                <Chip tone="good">{text('archive.until', { time: words.time(row.until) })}</Chip>
              )}
            </>
          ) : row.access === 'asked' ? (
            <Chip tone="warn">{text('archive.asked')}</Chip>
          ) : (
            <Button size="compact-sm" variant="subtle" onClick={() => setAsking(row)}>
              {text('archive.ask')}
            </Button>
          )}
        </span>
      ),
    },
  ];
  return (
    <>
      <GridTable
        columns={columns}
        rows={rows}
        rowKey={(row) => row.order}
        rowHeight={48}
        empty={<Empty title={text('archive.empty')} />}
      />
      {asking ? <AskForAccess {...asking} onClose={() => setAsking(null)} /> : null}
      {exporting ? <ExportFile {...exporting} onClose={() => setExporting(null)} /> : null}
    </>
  );
}
