import { Button, Checkbox, NumberInput, Pagination, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { MethodInput, QueueRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { OlderOrders } from '../../ui/older-orders.tsx';
import { ReasonDialog } from '../../ui/forms.tsx';
import { Chip, GridTable, OfficePage } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';

type Status = MethodInput<'queue.list'>['status'];
const TABS: readonly Status[] = ['open', 'queued', 'in_work', 'staged', 'handed_over'];
const PAGE = 200;

/** The queue, and 先打单: slips and labels printed for a selection before picking. */
export default function QueuePage() {
  const words = useWords();
  const { text } = words;
  const [status, setStatus] = useState<Status>('open');
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { value } = useList('queue.list', { status, search, offset: (page - 1) * PAGE, limit: PAGE }, [
    'queue',
    'orders',
  ]);
  const rows = value?.rows ?? [];

  const choose = (shipment: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(shipment);
    else next.delete(shipment);
    setChosen(next);
  };
  const show = (next: Status): void => {
    setStatus(next);
    setPage(1);
    setChosen(new Set());
  };
  return (
    <OfficePage
      fixed
      title={text('queue.title')}
      sub={text('queue.sorted')}
      actions={<PrintActions chosen={chosen} onDone={() => setChosen(new Set())} />}
    >
      <div className="row">
        <SegmentedControl
          value={status}
          onChange={(next) => show(next as Status)}
          data={TABS.map((tab) => ({ value: tab, label: text(`queue.tab.${tab}`) }))}
        />
        <TextInput
          placeholder={text('app.search')}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setPage(1);
          }}
        />
        <span className="muted">{text('app.total', { n: words.count(value?.total ?? 0) })}</span>
        {(value?.total ?? 0) > PAGE ? (
          <Pagination total={Math.ceil((value?.total ?? 0) / PAGE)} value={page} onChange={setPage} />
        ) : null}
      </div>
      <QueueTable
        rows={rows}
        chosen={chosen}
        onChoose={choose}
        onAll={(on) => setChosen(new Set(on ? rows.map((row) => row.shipment) : []))}
      />
      <OlderOrders search={search} />
    </OfficePage>
  );
}

function PrintActions({
  chosen,
  onDone,
}: {
  readonly chosen: ReadonlySet<string>;
  readonly onDone: () => void;
}) {
  const station = useStation();
  const { text, code } = useWords();
  const [labels, setLabels] = useState(true);
  const [slips, setSlips] = useState(true);
  const [count, setCount] = useState(10);
  const [busy, setBusy] = useState(false);

  async function print(what: { shipments?: string[]; count?: number }): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    setBusy(true);
    const done = await station.act('wave.print', { ...what, labels, slips, operator: operator.id });
    setBusy(false);
    if (!done) return undefined;
    const { wave, printed, refused } = done.value;
    station.notify('good', text('queue.printed', { wave, n: printed }));
    if (refused.length > 0) {
      const why = [...new Set(refused.map((each) => code('refused', each.code)))].join(' ');
      station.notify('bad', `${text('queue.refusedSome', { n: refused.length })}: ${why}`);
    }
    onDone();
    return undefined;
  }
  const nothing = busy || (!labels && !slips);
  return (
    <>
      <Checkbox
        label={text('queue.labels')}
        checked={labels}
        onChange={(event) => setLabels(event.currentTarget.checked)}
      />
      <Checkbox
        label={text('queue.slips')}
        checked={slips}
        onChange={(event) => setSlips(event.currentTarget.checked)}
      />
      <Button disabled={nothing || chosen.size === 0} onClick={() => void print({ shipments: [...chosen] })}>
        {text('queue.printSelected', { n: chosen.size })}
      </Button>
      <NumberInput
        aria-label={text('queue.printFirst', { n: count })}
        w={90}
        min={1}
        max={500}
        value={count}
        onChange={(value) => setCount(Math.max(1, Math.min(500, Number(value) || 1)))}
      />
      <Button variant="default" disabled={nothing} onClick={() => void print({ count })}>
        {text('queue.printFirst', { n: count })}
      </Button>
    </>
  );
}

function QueueTable({
  rows,
  chosen,
  onChoose,
  onAll,
}: {
  readonly rows: readonly QueueRow[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (shipment: string, on: boolean) => void;
  readonly onAll: (on: boolean) => void;
}) {
  const station = useStation();
  const bench = useStationState((s) => s.bench);
  const words = useWords();
  const { text } = words;
  const [taking, setTaking] = useState<QueueRow | null>(null);
  const columns: readonly Column<QueueRow>[] = [
    {
      key: 'pick',
      width: '28px',
      head: (
        <Checkbox
          aria-label={text('app.all')}
          checked={rows.length > 0 && chosen.size === rows.length}
          onChange={(event) => onAll(event.currentTarget.checked)}
        />
      ),
      cell: (row) => (
        <Checkbox
          aria-label={text('app.select')}
          checked={chosen.has(row.shipment)}
          onChange={(event) => onChoose(row.shipment, event.currentTarget.checked)}
        />
      ),
    },
    {
      key: 'order',
      width: 'minmax(132px, 1.3fr)',
      head: text('queue.order'),
      className: 'mono',
      cell: (row) => (
        <button type="button" className="link" onClick={() => station.go('orders', row.order)}>
          {row.channelOrderNo}
        </button>
      ),
    },
    {
      key: 'carrier',
      width: 'minmax(76px, 0.9fr)',
      head: text('queue.carrier'),
      cell: (row) => (words.language === 'zh' ? row.carrier.zh : row.carrier.en),
    },
    {
      key: 'location',
      width: '92px',
      head: text('queue.location'),
      className: 'mono',
      cell: (row) => row.location ?? '—',
    },
    { key: 'units', width: '48px', head: text('queue.units'), className: 'num', cell: (row) => row.units },
    {
      key: 'marks',
      width: 'minmax(0, 1.6fr)',
      head: text('queue.marks'),
      cell: (row) => <Marks row={row} />,
    },
    {
      key: 'shipBy',
      width: '112px',
      head: text('queue.shipBy'),
      cell: (row) => <Deadline row={row} />,
    },
    {
      key: 'waybill',
      // The longest numbers have fifteen characters.
      width: 'minmax(152px, 1.2fr)',
      head: text('queue.waybill'),
      className: 'mono',
      cell: (row) => row.waybill ?? '—',
    },
    {
      key: 'status',
      width: 'minmax(0, 0.8fr)',
      head: text('queue.status'),
      cell: (row) => text(`codes.fulfilment.${row.status}`),
    },
    {
      key: 'open',
      width: '124px',
      head: '',
      cell: (row) =>
        isElsewhere(row) ? (
          <Button size="compact-sm" variant="subtle" color="orange" onClick={() => setTaking(row)}>
            {text('queue.takeOver')}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              station.go('bench');
              void station.ask('bench.open', { bench, shipment: row.shipment });
            }}
          >
            {text('queue.openAtBench')}
          </Button>
        ),
    },
  ];
  return (
    <>
      <GridTable
        columns={columns}
        rows={rows}
        rowKey={(row) => row.shipment}
        rowHeight={52}
        empty={<Empty title={text('queue.empty')} sub={text('queue.emptySub')} />}
      />
      {taking === null ? null : <TakeOver row={taking} onClose={() => setTaking(null)} />}
    </>
  );
}

/** Another station has claimed it, or has it open. */
const isElsewhere = ({ bench, status }: QueueRow): boolean =>
  bench?.includes('/') === true && status !== 'HANDOVER_PENDING' && status !== 'HANDED_OVER';

/** A lead takes the parcel from a station that does not answer; why stays in the order's history. */
function TakeOver({ row, onClose }: { readonly row: QueueRow; readonly onClose: () => void }) {
  const station = useStation();
  const { text } = useWords();
  async function take(reason: string): Promise<void> {
    onClose();
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const taken = await station.act('claims.take', { shipment: row.shipment, operator: operator.id, reason });
    if (taken) station.notify('good', text('queue.takenOver', { order: row.channelOrderNo }));
  }
  return (
    <ReasonDialog
      title={text('queue.takeOverFrom', { order: row.channelOrderNo, bench: row.bench ?? '' })}
      onDone={(reason) => void take(reason)}
      onClose={onClose}
    />
  );
}

/** Overdue where it has not left and its time is over (SHP-05). */
function Deadline({ row }: { readonly row: QueueRow }) {
  const words = useWords();
  if (row.shipBy === null) return <>—</>;
  const time = words.time(row.shipBy);
  return row.status !== 'HANDED_OVER' && row.shipBy < Date.now() ? (
    <Chip tone="bad">{time}</Chip>
  ) : (
    <>{time}</>
  );
}

function Marks({ row }: { readonly row: QueueRow }) {
  const { text } = useWords();
  return (
    <span className="chips chips-small">
      {row.urgent ? <Chip tone="bad">{text('bench.urgent')}</Chip> : null}
      {row.cod ? <Chip tone="warn">{text('bench.codShort')}</Chip> : null}
      {row.custom === true ? <Chip tone="info">{text('codes.flag.custom')}</Chip> : null}
      {row.group ? <Chip>{row.group}</Chip> : null}
      {row.marks.map((mark) => (
        <Chip key={mark} tone="info">
          {text(`bench.${mark}`)}
        </Chip>
      ))}
      {isElsewhere(row) ? <Chip tone="warn">{row.bench}</Chip> : null}
      {row.labelPrinted ? <Chip tone="good">{text('queue.labelDone')}</Chip> : null}
    </span>
  );
}
