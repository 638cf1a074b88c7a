import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { PrintJobView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable, OfficePage } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';

const TONES = {
  queued: 'info',
  sending: 'info',
  sent: 'info',
  confirmed: 'good',
  failed: 'bad',
  unknown: 'warn',
  voided: 'warn',
} as const;

/** The print ledger: what was sent, what came of it, and the questions only a person can answer. */
export default function PrintsPage() {
  const words = useWords();
  const { text } = words;
  const [open, setOpen] = useState(true);
  const { value } = useList('prints.list', { open, offset: 0, limit: 500 }, ['prints']);
  const columns: readonly Column<PrintJobView>[] = [
    { key: 'at', width: '110px', head: text('prints.at'), cell: (job) => words.time(job.at) },
    {
      key: 'kind',
      width: '110px',
      head: text('prints.kindCol'),
      cell: (job) => text(`prints.kind.${job.kind}`),
    },
    {
      key: 'order',
      width: 'minmax(0, 1fr)',
      head: text('prints.order'),
      className: 'mono',
      cell: (job) => job.order ?? '—',
    },
    {
      key: 'number',
      width: 'minmax(0, 1fr)',
      head: text('prints.number'),
      className: 'mono',
      cell: (job) => job.number ?? '—',
    },
    { key: 'printer', width: '90px', head: text('prints.printer'), cell: (job) => job.printer },
    { key: 'copy', width: '60px', head: text('prints.copy'), className: 'num', cell: (job) => job.copy },
    {
      key: 'state',
      width: 'minmax(0, 1.4fr)',
      head: text('prints.state'),
      cell: (job) => (
        <>
          <Chip tone={TONES[job.state]}>{text(`prints.states.${job.state}`)}</Chip>{' '}
          {job.code === null ? null : <span className="muted">{words.code('refused', job.code)}</span>}
        </>
      ),
    },
    { key: 'ask', width: '380px', head: '', cell: (job) => <Answer job={job} /> },
  ];
  return (
    <OfficePage
      fixed
      title={text('prints.title')}
      actions={
        <SegmentedControl
          value={open ? 'open' : 'all'}
          onChange={(next) => setOpen(next === 'open')}
          data={[
            { value: 'open', label: text('prints.open') },
            { value: 'all', label: text('prints.all') },
          ]}
        />
      }
    >
      <GridTable
        columns={columns}
        rows={value?.rows ?? []}
        rowKey={(job) => job.id}
        rowHeight={56}
        empty={<Empty title={text(open ? 'prints.emptyOpen' : 'prints.empty')} />}
      />
    </OfficePage>
  );
}

function Answer({ job }: { readonly job: PrintJobView }) {
  const station = useStation();
  const { text, code } = useWords();
  const operator = station.operator();

  async function tell(came: boolean): Promise<void> {
    if (!operator) return station.notify('bad', code('refused', 'no_operator'));
    await station.act('prints.answer', { job: job.id, came, operator: operator.id });
    return undefined;
  }
  async function retry(): Promise<void> {
    if (!operator) return station.notify('bad', code('refused', 'no_operator'));
    await station.act('prints.retry', { job: job.id, operator: operator.id });
    return undefined;
  }
  if (job.state === 'unknown') {
    return (
      <span className="row" style={{ alignItems: 'center', flexWrap: 'nowrap' }}>
        <span>{text('prints.ask')}</span>
        <Button size="compact-sm" onClick={() => void tell(true)}>
          {text('prints.came')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => void tell(false)}>
          {text('prints.notCame')}
        </Button>
      </span>
    );
  }
  if (job.state !== 'failed' && job.state !== 'queued') return null;
  return (
    <Button size="compact-sm" variant="default" onClick={() => void retry()}>
      {text('prints.retry')}
    </Button>
  );
}
