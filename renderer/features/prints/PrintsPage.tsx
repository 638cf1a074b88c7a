import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { PrintFilter, PrintJobView } from '../../../shared/contract/index.ts';
import { PRINT_JOB_KINDS, PRINT_JOB_STATES } from '../../../shared/domain/print-job/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable, OfficePage } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';
import { JobActions } from './JobActions.tsx';
import './prints.css';

const TONES = {
  not_sent: 'warn',
  sent_unconfirmed: 'info',
  confirmed: 'good',
  unknown: 'bad',
} as const;
const DAYS = { today: 0, week: 6, month: 29, all: null } as const;
type When = keyof typeof DAYS;

/** The print ledger: what was sent, what came of it, and the questions only a person can answer. */
export default function PrintsPage() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const printers = useStationState((s) => s.settings?.printers ?? null);
  const [open, setOpen] = useState(true);
  const [when, setWhen] = useState<When>('all');
  const [asked, setAsked] = useState<Omit<PrintFilter, 'from' | 'until'>>({});
  const filter = useMemo((): PrintFilter => ({ ...asked, ...since(when) }), [asked, when]);
  const narrowed = Object.keys(filter).length > 0;
  const { value } = useList('prints.list', { open, filter, offset: 0, limit: 500 }, ['prints']);
  const set = (part: Partial<typeof asked>): void => {
    const next = Object.entries({ ...asked, ...part }).filter(
      ([, each]) => each !== undefined && each !== '',
    );
    setAsked(Object.fromEntries(next));
  };

  async function exportRows(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const done = await station.act('prints.export', { filter, operator: operator.id });
    if (!done) return undefined;
    station.notify('good', text('printers.ledger.exported', { n: done.value.rows }));
    return station.download(done.value.token, done.value.fileName);
  }
  const columns: readonly Column<PrintJobView>[] = [
    { key: 'at', width: '104px', head: text('prints.at'), cell: (job) => words.time(job.at) },
    {
      key: 'kind',
      width: '92px',
      head: text('prints.kindCol'),
      cell: (job) => text(`prints.kind.${job.kind}`),
    },
    {
      key: 'number',
      width: 'minmax(0, 1.2fr)',
      head: `${text('prints.order')} · ${text('prints.number')}`,
      className: 'mono',
      cell: (job) => (
        <>
          {job.order ?? '—'}
          <br />
          {job.number ?? ''}
        </>
      ),
    },
    {
      key: 'printer',
      width: 'minmax(0, 0.8fr)',
      head: text('prints.printer'),
      cell: (job) => job.printerName ?? job.printer,
    },
    {
      key: 'by',
      width: 'minmax(0, 0.8fr)',
      head: `${text('prints.copy')} · ${text('printers.ledger.by')}`,
      cell: (job) => (
        <>
          {job.copy === 1 ? text('printers.ledger.first') : text('printers.ledger.copyN', { n: job.copy })}
          <br />
          <span className="muted">{job.by}</span>
        </>
      ),
    },
    {
      key: 'state',
      width: 'minmax(0, 1.8fr)',
      head: text('printers.ledger.outcomeCol'),
      cell: (job) => <Outcome job={job} />,
    },
    { key: 'ask', width: '230px', head: '', cell: (job) => <JobActions job={job} /> },
  ];
  return (
    <OfficePage
      fixed
      title={text('prints.title')}
      sub={text('printers.ledger.sub')}
      actions={
        <>
          <SegmentedControl
            value={open ? 'open' : 'all'}
            onChange={(next) => setOpen(next === 'open')}
            data={[
              { value: 'open', label: text('prints.open') },
              { value: 'all', label: text('prints.all') },
            ]}
          />
          <Button variant="default" onClick={() => void exportRows()} data-testid="prints-export">
            {text('printers.ledger.export')}
          </Button>
        </>
      }
    >
      <div className="row" style={{ alignItems: 'center' }} data-testid="prints-filter">
        <Select
          w={160}
          aria-label={text('prints.state')}
          placeholder={text('printers.ledger.stateAny')}
          clearable
          value={asked.state ?? null}
          data={PRINT_JOB_STATES.map((state) => ({ value: state, label: text(`prints.states.${state}`) }))}
          onChange={(state) => set({ state: (state ?? undefined) as PrintJobView['state'] })}
        />
        <Select
          w={160}
          aria-label={text('prints.kindCol')}
          placeholder={text('printers.ledger.kindAny')}
          clearable
          value={asked.kind ?? null}
          data={PRINT_JOB_KINDS.map((kind) => ({ value: kind, label: text(`prints.kind.${kind}`) }))}
          onChange={(kind) => set({ kind: (kind ?? undefined) as PrintJobView['kind'] })}
        />
        <Select
          w={190}
          aria-label={text('prints.printer')}
          placeholder={text('printers.ledger.printerAny')}
          clearable
          value={asked.printer ?? null}
          data={(printers ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(printer) => set({ printer: printer ?? undefined })}
        />
        <SegmentedControl
          value={when}
          onChange={(next) => setWhen(next as When)}
          data={(['today', 'week', 'month', 'all'] as const).map((each) => ({
            value: each,
            label: text(`printers.ledger.when.${each}`),
          }))}
        />
        <TextInput
          w={230}
          placeholder={text('printers.ledger.search')}
          value={asked.number ?? ''}
          onChange={(event) => set({ number: event.currentTarget.value })}
          data-testid="prints-search"
        />
        <span className="muted">
          {value === undefined ? '' : text('printers.ledger.total', { n: value.total })}
          {value?.more === true ? ` · ${text('printers.ledger.more')}` : ''}
        </span>
      </div>
      <GridTable
        columns={columns}
        rows={value?.rows ?? []}
        rowKey={(job) => job.id}
        rowHeight={64}
        empty={
          <Empty
            title={text(
              narrowed ? 'printers.ledger.emptyFilter' : open ? 'prints.emptyOpen' : 'prints.empty',
            )}
          />
        }
      />
    </OfficePage>
  );
}

/** What is known of the paper, where the job stands, and why. */
function Outcome({ job }: { readonly job: PrintJobView }) {
  const words = useWords();
  const { text } = words;
  const why = [
    job.proof === null ? null : text(`printers.ledger.proof.${job.proof}`),
    job.code === null || job.state === 'confirmed' ? null : words.code('refused', job.code),
    job.reason === null
      ? null
      : words.knows('reason', job.reason)
        ? words.code('reason', job.reason)
        : job.reason,
  ].filter((part) => part !== null);
  const voided = job.state === 'voided';
  const reason = why.join(' · ');
  return (
    <div className="print-outcome">
      <Chip tone={voided ? 'warn' : TONES[job.outcome]}>
        {voided || job.state === 'queued' || job.state === 'failed'
          ? text(`prints.states.${job.state}`)
          : text(`printers.ledger.outcome.${job.outcome}`)}
      </Chip>
      <span className="muted" title={reason}>
        {job.state === 'unknown' && reason === '' ? text('prints.ask') : reason}
      </span>
    </div>
  );
}

/** From midnight so many days ago, local time. */
function since(when: When): { from?: number } {
  const days = DAYS[when];
  if (days === null) return {};
  const from = new Date();
  from.setHours(0, 0, 0, 0);
  from.setDate(from.getDate() - days);
  return { from: from.getTime() };
}
