import type { WorkHit, WorkRow } from '../../../shared/contract/index.ts';
import type { WorkSort, WorkView } from '../../../shared/domain/work-lists/index.ts';
import type { Words } from '../../i18n/index.ts';
import { Chip } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';
import { ageText } from './age.ts';

export interface WorkColumn extends Column<WorkRow> {
  /** Sorts by it when its head is pressed. */
  readonly sort?: WorkSort;
}

/** Lists whose orders stand in several statuses. */
const MIXED: readonly WorkView[] = ['all', 'archived', 'exceptions', 'on_hold', 'to_settle'];

interface Shown {
  readonly words: Words;
  readonly now: number;
  /** Null: hits of a search over all of them. */
  readonly list: WorkView | null;
  readonly people: (id: string) => string;
  readonly carrier: (code: string) => string;
  readonly onOpen: (order: string) => void;
}

/** What a list shows of an order: what it is, how long it waits, whose it is. */
export function columnsOf({ words, now, list, people, carrier, onOpen }: Shown): readonly WorkColumn[] {
  const { text } = words;
  const head = (name: Parameters<typeof text>[0]): string => text(name);
  const columns: (WorkColumn | null)[] = [
    {
      key: 'order',
      width: 'minmax(132px, 1.2fr)',
      head: head('work.column.order'),
      className: 'mono',
      sort: 'number',
      cell: (row) => (
        <button type="button" className="link" tabIndex={-1} onClick={() => onOpen(row.order)}>
          {row.channelOrderNo}
        </button>
      ),
    },
    list === null
      ? {
          key: 'by',
          width: '84px',
          head: head('work.column.by'),
          cell: (row) => ('by' in row ? text(`work.by.${(row as WorkHit).by}`) : ''),
        }
      : null,
    {
      key: 'goods',
      width: 'minmax(0, 2.2fr)',
      head: head('work.column.goods'),
      cell: (row) => (
        <>
          {row.goods}
          {row.lines > 1 ? <span className="muted"> {text('work.andMore', { n: row.lines })}</span> : null}
        </>
      ),
    },
    list === null || MIXED.includes(list)
      ? {
          key: 'status',
          width: '104px',
          head: head('work.column.status'),
          cell: (row) => text(`codes.order.${row.status}`),
        }
      : null,
    {
      key: 'marks',
      // Two marks of the longest word each.
      width: 'minmax(132px, 1.3fr)',
      head: head('work.column.marks'),
      cell: (row) => <Marks row={row} words={words} />,
    },
    {
      key: 'since',
      width: '96px',
      head: head('work.column.since'),
      sort: 'age',
      cell: (row) => (
        <span className={row.late && !(row.shipBy !== null && row.shipBy < now) ? 'work-late' : undefined}>
          {ageText(words, row.since, now)}
        </span>
      ),
    },
    {
      key: 'shipBy',
      width: '96px',
      head: head('work.column.shipBy'),
      sort: 'due',
      cell: (row) =>
        row.shipBy === null ? (
          '—'
        ) : (
          <span className={row.shipBy < now ? 'work-late' : undefined}>{words.time(row.shipBy, now)}</span>
        ),
    },
    list === null
      ? null
      : {
          key: 'units',
          width: '52px',
          head: head('work.column.units'),
          className: 'num',
          sort: 'units',
          cell: (row) => row.units,
        },
    {
      key: 'total',
      width: '100px',
      head: head('work.column.total'),
      className: 'num',
      sort: 'total',
      cell: (row) => (row.total === null ? '—' : words.money(row.total)),
    },
    list === null
      ? null
      : {
          key: 'carrier',
          width: 'minmax(84px, 0.8fr)',
          head: head('work.column.carrier'),
          cell: (row) => (row.carrier === null ? '—' : carrier(row.carrier)),
        },
    {
      key: 'person',
      width: 'minmax(52px, 0.8fr)',
      head: head('work.column.person'),
      sort: 'person',
      cell: (row) =>
        row.person === null
          ? row.department === null
            ? '—'
            : departmentWord(words, row.department)
          : people(row.person),
    },
  ];
  return columns.filter((column) => column !== null);
}

const DEPARTMENTS = ['orders', 'warehouse', 'logistics', 'finance', 'purchasing', 'management'] as const;

/** A department's word; what is none of ours stands as it is. */
export function departmentWord({ text }: Pick<Words, 'text'>, department: string): string {
  const known = DEPARTMENTS.find((each) => each === department);
  return known ? text(`people.department.${known}`) : department;
}

function Marks({ row, words }: { readonly row: WorkRow; readonly words: Words }) {
  const { text } = words;
  const marks = [
    ...(row.cod ? [{ key: 'cod', tone: 'warn' as const, word: text('bench.codShort') }] : []),
    ...(row.payment === 'UNPAID'
      ? [{ key: 'unpaid', tone: 'warn' as const, word: text('codes.payment.UNPAID') }]
      : []),
    ...row.flags.map((flag) => ({
      key: flag,
      tone: flag === 'urgent' || flag === 'exception' ? ('bad' as const) : ('info' as const),
      word: text(`codes.flag.${flag}`),
    })),
  ];
  return (
    <span className="chips chips-small work-marks">
      {marks.map(({ key, tone, word }) => (
        <Chip key={key} tone={tone}>
          {word}
        </Chip>
      ))}
    </span>
  );
}
