import { Button, Pagination, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AfterList } from '../../../shared/contract/index.ts';
import { AFTER_LISTS } from '../../../shared/contract/after-views.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay, useStation } from '../../stores/index.ts';
import { Chip, OfficePage } from '../../ui/page.tsx';
import { Bulk } from './Bulk.tsx';
import { CarrierServices } from './CarrierServices.tsx';
import { LookUp } from './LookUp.tsx';
import { ShippedTable } from './ShippedTable.tsx';
import { TrackingFile } from './TrackingFile.tsx';

const PAGE = 200;
/** The record of this span back from now, ms. */
const RECORD_MS = 31 * 86_400_000;

/** From the handover to the archive: what is on its way, what is wrong, what is to be completed. */
export default function ShippedPage() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [list, setList] = useState<AfterList>('anomaly');
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const board = useList('after.board', {}, ['orders', 'handover', 'cases']).value;
  const { value } = useList('after.rows', { list, search, offset: (page - 1) * PAGE, limit: PAGE }, [
    'orders',
    'cases',
  ]);
  const maySweep = useMay('after.sweep');
  const mayExport = useMay('tracking.export');
  const rows = value?.rows ?? [];
  const ready = board?.ready !== false && value?.ready !== false;

  const show = (next: AfterList): void => {
    setList(next);
    setPage(1);
    setChosen(new Set());
  };
  async function sweep(): Promise<void> {
    const done = await station.act('after.sweep', {});
    if (done) station.notify('good', text('after.swept', { ...done.value }));
  }
  async function exportRecord(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const now = Date.now();
    const made = await station.act('tracking.export', {
      from: now - RECORD_MS,
      to: now + 1,
      operator: operator.id,
    });
    if (!made) return undefined;
    station.notify('good', text('after.exported', { n: made.value.parcels }));
    return station.download(made.value.token, made.value.fileName);
  }
  return (
    <OfficePage
      fixed
      title={text('after.title')}
      sub={text('after.sub')}
      actions={
        <>
          <TrackingFile />
          {maySweep ? (
            <Button variant="default" onClick={() => void sweep()}>
              {text('after.sweep')}
            </Button>
          ) : null}
          {mayExport ? (
            <Button variant="default" onClick={() => void exportRecord()}>
              {text('after.exportRecord')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="row">
        <SegmentedControl
          aria-label={text('after.status')}
          value={list}
          onChange={(next) => show(next as AfterList)}
          data={AFTER_LISTS.map((each) => ({
            value: each,
            label: (
              <span data-testid={`list-${each}`}>
                {text(`after.list.${each}`)} {words.count(board?.counts[each] ?? 0)}
              </span>
            ),
          }))}
        />
        <TextInput
          aria-label={text('after.search')}
          placeholder={text('after.search')}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setPage(1);
          }}
        />
        <span className="muted">
          {ready ? text('app.total', { n: words.count(value?.total ?? 0) }) : text('after.counting')}
        </span>
        {(value?.total ?? 0) > PAGE ? (
          <Pagination total={Math.ceil((value?.total ?? 0) / PAGE)} value={page} onChange={setPage} />
        ) : null}
        {(board?.unsigned ?? 0) > 0 ? (
          <button type="button" className="link" onClick={() => station.go('handover')}>
            <Chip tone="warn">{text('after.unsigned', { n: board?.unsigned ?? 0 })}</Chip>
          </button>
        ) : null}
        <Bulk list={list} chosen={chosen} onDone={() => setChosen(new Set())} />
      </div>
      <ShippedTable list={list} rows={rows} chosen={chosen} onChosen={setChosen} />
      <div className="columns">
        <LookUp />
        <CarrierServices rows={board?.carriers ?? []} />
      </div>
    </OfficePage>
  );
}
