import { Checkbox } from '@mantine/core';
import type { AfterList, AfterRow } from '../../../shared/contract/index.ts';
import type { LogisticsStatus, TrackingAnomaly } from '../../../shared/domain/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';

/** Lists whose orders may be chosen for one act on all of them. */
export const CHOOSABLE: readonly AfterList[] = ['delivered', 'to_complete', 'to_archive'];

/** The orders of one list, a line each. */
export function ShippedTable({
  list,
  rows,
  chosen,
  onChosen,
}: {
  readonly list: AfterList;
  readonly rows: readonly AfterRow[];
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  const named = (code: string): string =>
    carriers?.find((carrier) => carrier.code === code)?.[words.language] ?? code;
  const toggle = (order: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(order);
    else next.delete(order);
    onChosen(next);
  };
  const pick: Column<AfterRow> = {
    key: 'pick',
    width: '28px',
    head: (
      <Checkbox
        aria-label={text('app.all')}
        checked={rows.length > 0 && rows.every((row) => chosen.has(row.order))}
        onChange={(event) =>
          onChosen(new Set(event.currentTarget.checked ? rows.map((row) => row.order) : []))
        }
      />
    ),
    cell: (row) => (
      <Checkbox
        aria-label={`${text('app.select')} ${row.channelOrderNo}`}
        checked={chosen.has(row.order)}
        onChange={(event) => toggle(row.order, event.currentTarget.checked)}
      />
    ),
  };
  const when = (at: number | null): string => (at === null || at === 0 ? '—' : words.time(at));
  const columns: readonly Column<AfterRow>[] = [
    ...(CHOOSABLE.includes(list) ? [pick] : []),
    {
      key: 'order',
      width: 'minmax(132px, 1.1fr)',
      head: text('after.order'),
      className: 'mono',
      cell: (row) => (
        <button type="button" className="link" onClick={() => station.go('orders', row.order)}>
          {row.channelOrderNo}
        </button>
      ),
    },
    {
      key: 'number',
      width: 'minmax(0, 1.7fr)',
      head: text('after.number'),
      cell: (row) => {
        const [first, ...more] = row.parcels;
        return (
          <span>
            {first ? (
              <>
                {named(first.carrier)} <span className="mono">{first.number}</span>
              </>
            ) : (
              '—'
            )}
            {more.length === 0 ? null : (
              <span className="muted"> {text('after.more', { n: more.length })}</span>
            )}
          </span>
        );
      },
    },
    {
      key: 'status',
      width: 'minmax(0, 1.7fr)',
      head: text('after.status'),
      cell: (row) => <State row={row} />,
    },
    { key: 'shipped', width: '112px', head: text('after.shippedAt'), cell: (row) => when(row.shippedAt) },
    ...lastColumns(list, text, when),
  ];
  return (
    <GridTable
      columns={columns}
      rows={rows}
      rowKey={(row) => row.order}
      rowHeight={48}
      empty={<Empty title={text('after.empty')} sub={text(`after.emptySub.${list}`)} />}
    />
  );
}

function lastColumns(
  list: AfterList,
  text: ReturnType<typeof useWords>['text'],
  when: (at: number | null) => string,
): readonly Column<AfterRow>[] {
  const last: Column<AfterRow> = {
    key: 'last',
    width: '112px',
    head: text('after.lastAt'),
    cell: (row) =>
      row.lastAt === null ? <span className="muted">{text('after.never')}</span> : when(row.lastAt),
  };
  const expected: Column<AfterRow> = {
    key: 'expected',
    width: '112px',
    head: text('after.expectedAt'),
    cell: (row) => {
      const times = row.parcels.flatMap((parcel) => parcel.expectedAt ?? []);
      return when(times.length === 0 ? null : Math.max(...times));
    },
  };
  const received: Column<AfterRow> = {
    key: 'received',
    width: '112px',
    head: text('after.receivedAt'),
    cell: (row) => when(row.deliveredAt),
  };
  const completed: Column<AfterRow> = {
    key: 'completed',
    width: '112px',
    head: text('after.completedAt'),
    cell: (row) => when(row.completedAt),
  };
  if (list === 'to_archive') return [received, completed];
  return list === 'delivered' || list === 'to_complete' ? [received] : [last, expected];
}

/** What the carrier's own word says already. */
const SAYS_IT: readonly string[] = ['REFUSED', 'RETURNING', 'RETURN_SIGNED'];

function State({ row }: { readonly row: AfterRow }) {
  const { text } = useWords();
  return (
    <span className="chips chips-small">
      {row.status === 'SHIPPED' ? (
        <Chip tone={SAYS_IT.includes(row.logistics) ? 'bad' : 'info'}>
          {text(`orderPage.logistics.${row.logistics as LogisticsStatus}`)}
        </Chip>
      ) : (
        <Chip tone="good">{text(`codes.order.${row.status as 'DELIVERED' | 'COMPLETED'}`)}</Chip>
      )}
      {(SAYS_IT.includes(row.logistics) ? [] : row.anomalies).map((wrong) => (
        <Chip key={wrong.shipment} tone="bad">
          {text(`after.anomaly.${wrong.code as TrackingAnomaly}`)}
        </Chip>
      ))}
      {row.settled && row.status !== 'SHIPPED' ? (
        <Chip tone="good">{text('after.completion.settled')}</Chip>
      ) : null}
      {row.rating === null ? null : <Chip>{`★ ${String(row.rating)}`}</Chip>}
    </span>
  );
}
