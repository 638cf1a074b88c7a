import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CaseRow } from '../../../shared/contract/index.ts';
import { CASE_CAUSES, CASE_DEPARTMENTS, CASE_KINDS } from '../../../shared/domain/cases/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay } from '../../stores/index.ts';
import { caseStateTone, caseTitle, CaseDue } from '../../ui/cases.tsx';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable, OfficePage } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';
import { CaseDetail } from './CaseDetail.tsx';
import { RaiseDialog, ReturnedDialog } from './dialogs.tsx';
import { useNames } from './names.ts';
import './cases.css';

const TABS = ['open', 'mine', 'overdue', 'done'] as const;
type Tab = (typeof TABS)[number];

/** Columns that the open case says too. */
const BESIDE: readonly string[] = ['sku', 'person'];

/** 异常单: what needs a person, by department and by time; one opened beside the list. */
export default function CasesPage() {
  const words = useWords();
  const { text } = words;
  const [tab, setTab] = useState<Tab>('open');
  const [department, setDepartment] = useState<string | null>(null);
  const [kind, setKind] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState<'raise' | 'returned' | null>(null);
  const mayReceive = useMay('cases.returned');
  const names = useNames();
  const { value } = useList(
    'cases.list',
    {
      lane: tab === 'done' ? 'done' : 'open',
      who: tab === 'mine' ? 'mine' : 'all',
      overdue: tab === 'overdue',
      search,
      limit: 500,
      ...(department === null ? {} : { department: department as (typeof CASE_DEPARTMENTS)[number] }),
      ...(kind === null ? {} : { kind: kind as (typeof CASE_KINDS)[number] }),
    },
    ['cases'],
  );
  const rows = value?.rows ?? [];
  const counts = value?.counts;
  const count: Readonly<Record<Tab, number | undefined>> = {
    open: counts?.open,
    mine: counts?.mine,
    overdue: counts?.overdue,
    done: undefined,
  };
  const filtered = search !== '' || department !== null || kind !== null || tab !== 'open';
  const withCount = (label: string, n: number | undefined): string =>
    n === undefined || n === 0 ? label : `${label} ${String(n)}`;

  return (
    <OfficePage
      fixed
      title={text('cases.title')}
      sub={text('cases.sub')}
      actions={
        <>
          {mayReceive ? (
            <Button variant="default" onClick={() => setAsking('returned')} data-testid="receive-returned">
              {text('cases.received')}
            </Button>
          ) : null}
          <Button onClick={() => setAsking('raise')} data-testid="raise-case">
            {text('cases.raise')}
          </Button>
        </>
      }
    >
      <div className="row">
        <SegmentedControl
          value={tab}
          onChange={(next) => setTab(next as Tab)}
          data={TABS.map((each) => ({
            value: each,
            label: withCount(text(`cases.tab.${each}`), count[each]),
          }))}
        />
        <TextInput
          w={270}
          aria-label={text('cases.search')}
          placeholder={text('cases.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          clearable
          aria-label={text('cases.department')}
          placeholder={text('cases.allDepartments')}
          value={department}
          onChange={setDepartment}
          data={CASE_DEPARTMENTS.map((role) => ({
            value: role,
            label: withCount(text(`people.post.${role}`), counts?.departments[role]),
          }))}
        />
        <Select
          clearable
          aria-label={text('cases.kindColumn')}
          placeholder={text('cases.allKinds')}
          value={kind}
          onChange={setKind}
          data={CASE_KINDS.map((each) => ({
            value: each,
            label: withCount(text(`cases.kind.${each}`), counts?.kinds[each]),
          }))}
        />
      </div>
      <Causes counts={counts?.causes ?? {}} />
      <div className="cases-split" data-open={chosen !== null}>
        <GridTable
          columns={columns(words, names, chosen, setChosen).filter(
            ({ key }) => chosen === null || !BESIDE.includes(key),
          )}
          rows={rows}
          rowKey={(row) => row.id}
          rowHeight={56}
          empty={
            value === undefined ? null : (
              <Empty
                title={text(filtered ? 'cases.noMatch' : 'cases.none')}
                {...(filtered ? {} : { sub: text('cases.noneSub') })}
              />
            )
          }
        />
        {chosen === null ? null : <CaseDetail id={chosen} onClose={() => setChosen(null)} />}
      </div>
      {asking === 'raise' ? (
        <RaiseDialog onClose={() => setAsking(null)} onOpened={setChosen} />
      ) : asking === 'returned' ? (
        <ReturnedDialog onClose={() => setAsking(null)} onOpened={setChosen} />
      ) : null}
    </OfficePage>
  );
}

/** How often which cause was found among what is listed. */
function Causes({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const { text } = useWords();
  const found = CASE_CAUSES.filter((cause) => counts[cause] !== undefined);
  if (found.length === 0) return null;
  return (
    <div className="row" data-testid="case-causes">
      <span className="muted">{text('cases.cause')}</span>
      {found.map((cause) => (
        <Chip key={cause}>
          {text(`cases.causes.${cause}`)} {counts[cause]}
        </Chip>
      ))}
    </div>
  );
}

function columns(
  words: ReturnType<typeof useWords>,
  names: (id: string | null) => string | null,
  chosen: string | null,
  choose: (id: string) => void,
): Column<CaseRow>[] {
  const { text } = words;
  return [
    {
      key: 'kind',
      head: text('cases.kindColumn'),
      width: 'minmax(0, 2fr)',
      cell: (row) => (
        <button
          type="button"
          className="case-link"
          aria-pressed={row.id === chosen}
          data-testid="case-row"
          onClick={() => choose(row.id)}
        >
          {row.priority === 'normal' ? null : (
            <Chip tone={row.priority === 'major' ? 'bad' : 'warn'}>
              {text(`cases.priority.${row.priority as 'high'}`)}
            </Chip>
          )}
          <span className="case-title">{caseTitle(words, row)}</span>
        </button>
      ),
    },
    {
      key: 'order',
      head: text('cases.order'),
      width: 'minmax(0, 1.4fr)',
      className: 'mono',
      cell: (row) => row.channelOrderNo ?? row.order ?? '—',
    },
    {
      key: 'sku',
      head: text('cases.sku'),
      width: 'minmax(0, 1fr)',
      className: 'mono',
      cell: (row) => row.sku ?? '',
    },
    {
      key: 'department',
      head: text('cases.department'),
      width: 'minmax(0, 1.2fr)',
      cell: (row) => text(`people.post.${row.department as 'CS'}`),
    },
    {
      key: 'person',
      head: text('cases.person'),
      width: 'minmax(0, 1fr)',
      cell: (row) => names(row.person) ?? <span className="muted">{text('cases.nobody')}</span>,
    },
    { key: 'due', head: text('cases.due'), width: 'minmax(0, 1.2fr)', cell: (row) => <CaseDue row={row} /> },
    {
      key: 'status',
      head: text('cases.statusColumn'),
      width: 'minmax(0, 1fr)',
      cell: (row) => <Chip {...caseStateTone(row)}>{text(`cases.status.${row.status as 'OPEN'}`)}</Chip>,
    },
  ];
}
