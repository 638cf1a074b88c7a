import { Button } from '@mantine/core';
import type { DraftRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { channelWord } from '../../ui/channel.ts';
import { Chip, GridTable } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';

const PAGE = 200;
export const useDrafts = () => useList('intake.drafts', { offset: 0, limit: PAGE }, ['orders']);

/** Words of a reason that somebody chose, or wrote in the site's rules. */
export function useBackReason(): (reason: string) => string {
  const { text } = useWords();
  return (reason) => (BACK.includes(reason as Back) ? text(`intake.back.${reason as Back}`) : reason);
}
export const BACK = ['amounts', 'address', 'phone', 'goods', 'repeated', 'other'] as const;
type Back = (typeof BACK)[number];

/** Words of a manual channel; other channels by their own name. */
export function useChannel(): (channel: string) => string {
  const words = useWords();
  return (channel) => channelWord(words, channel);
}

/** Orders that somebody typed in and a second person has to look at. */
export function DraftList({
  onCheck,
  onMend,
}: {
  readonly onCheck: (draft: DraftRow) => void;
  readonly onMend: (draft: DraftRow) => void;
}) {
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const reason = useBackReason();
  const channel = useChannel();
  const { value } = useDrafts();
  const columns: readonly Column<DraftRow>[] = [
    {
      key: 'no',
      width: 'minmax(0, 1.4fr)',
      head: text('intake.number'),
      cell: (row) => (
        <>
          <strong className="mono">{row.channelOrderNo}</strong>
          <span className="muted mono"> {row.number}</span>
        </>
      ),
    },
    {
      key: 'channel',
      width: '110px',
      head: text('intake.channelLabel'),
      cell: (row) => channel(row.channel),
    },
    {
      key: 'author',
      width: 'minmax(0, 1fr)',
      head: text('intake.author'),
      cell: (row) => `${people(row.author)} · ${words.time(row.at)}`,
    },
    { key: 'units', width: '90px', className: 'num', head: text('intake.qty'), cell: (row) => row.units },
    {
      key: 'total',
      width: '130px',
      className: 'num',
      head: text('intake.due'),
      cell: (row) => (row.total === null ? '—' : words.money(row.total)),
    },
    {
      key: 'state',
      width: 'minmax(0, 1fr)',
      head: '',
      cell: (row) =>
        row.returned === null ? (
          row.own ? (
            <span className="muted">{text('intake.own')}</span>
          ) : null
        ) : (
          <Chip tone="warn">{text('intake.returned', { reason: reason(row.returned) })}</Chip>
        ),
    },
    {
      key: 'act',
      width: '120px',
      head: '',
      cell: (row) => (
        <Button
          size="sm"
          variant={row.own ? 'default' : 'light'}
          onClick={() => (row.own ? onMend(row) : onCheck(row))}
          data-testid={row.own ? 'draft-own' : 'draft-other'}
        >
          {text(row.own ? 'intake.mend' : 'intake.open')}
        </Button>
      ),
    },
  ];
  return (
    <GridTable
      columns={columns}
      rows={value?.rows ?? []}
      rowKey={(row) => row.order}
      rowHeight={64}
      empty={
        value === undefined ? null : (
          <Empty title={text('intake.draftsEmpty')} sub={text('intake.draftsEmptySub')} />
        )
      }
    />
  );
}
