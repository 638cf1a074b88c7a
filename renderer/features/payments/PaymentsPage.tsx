import { Button, Checkbox, Tabs } from '@mantine/core';
import { useState } from 'react';
import type { UnpaidRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay, useStation } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable, OfficePage } from '../../ui/page.tsx';
import { channelWord } from '../../ui/channel.ts';
import { RemindButton } from '../../ui/review/index.ts';
import { Files } from './Files.tsx';
import './payments.css';

/** Unpaid orders and reminders, and payment files against the orders (PAY). */
export function PaymentsPage() {
  const { text } = useWords();
  const finance = useMay('payments.reports');
  return (
    <OfficePage title={text('payments.title')} sub={text('payments.sub')} fixed>
      <Tabs defaultValue="unpaid" keepMounted={false} className="payments-tabs">
        <Tabs.List>
          <Tabs.Tab value="unpaid">{text('payments.tab.unpaid')}</Tabs.Tab>
          {finance ? (
            <Tabs.Tab value="files" data-testid="tab-files">
              {text('payments.tab.files')}
            </Tabs.Tab>
          ) : null}
        </Tabs.List>
        <Tabs.Panel value="unpaid" pt="md" className="payments-panel">
          <Unpaid />
        </Tabs.Panel>
        {finance ? (
          <Tabs.Panel value="files" pt="md" className="payments-panel payments-scroll">
            <Files />
          </Tabs.Panel>
        ) : null}
      </Tabs>
    </OfficePage>
  );
}

const LISTED = 500;

function Unpaid() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const { value, refresh } = useList('payments.unpaid', { limit: LISTED }, ['orders', 'rules']);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const rows = value?.rows ?? [];
  const now = Date.now();
  const isDue = (row: UnpaidRow): boolean => row.nextAt !== null && row.nextAt <= now;
  const picked = rows.filter(({ order }) => chosen.has(order)).map(({ order }) => order);
  const toggle = (order: string, on: boolean): void =>
    setChosen((before) => new Set(on ? [...before, order] : [...before].filter((one) => one !== order)));
  return (
    <>
      <div className="row" style={{ alignItems: 'center' }}>
        <span className="muted">
          {value === undefined ? '' : text('payments.unpaidSub', { n: value.total, due: value.due })}
        </span>
        <Button
          size="sm"
          variant="default"
          disabled={!rows.some(isDue)}
          onClick={() => setChosen(new Set(rows.filter(isDue).map(({ order }) => order)))}
        >
          {text('payments.selectDue')}
        </Button>
        <RemindButton
          orders={picked}
          onDone={() => {
            setChosen(new Set());
            refresh();
          }}
        />
        {picked.length === 0 ? null : (
          <span className="muted">{text('payments.selected', { n: picked.length })}</span>
        )}
      </div>
      <GridTable
        rows={rows}
        rowKey={(row) => row.order}
        rowHeight={56}
        empty={
          value === undefined ? null : (
            <Empty title={text('payments.unpaidNone')} sub={text('payments.unpaidNoneSub')} />
          )
        }
        columns={[
          {
            key: 'pick',
            width: '36px',
            head: '',
            cell: (row) => (
              <Checkbox
                aria-label={row.channelOrderNo}
                checked={chosen.has(row.order)}
                onChange={(event) => toggle(row.order, event.currentTarget.checked)}
              />
            ),
          },
          {
            key: 'no',
            width: 'minmax(0, 1.4fr)',
            head: text('payments.order'),
            className: 'mono',
            cell: (row) => (
              <button type="button" className="link" onClick={() => station.go('orders', row.order)}>
                {row.channelOrderNo}
              </button>
            ),
          },
          {
            key: 'channel',
            width: 'minmax(0, 1fr)',
            head: text('blocked.channel'),
            cell: (row) => channelWord(words, row.channel),
          },
          {
            key: 'ordered',
            width: 'minmax(0, 1fr)',
            head: text('blocked.ordered'),
            cell: (row) => words.time(row.orderedAt),
          },
          {
            key: 'total',
            width: '130px',
            head: text('work.column.total'),
            className: 'num',
            cell: (row) => (row.total === null ? '—' : words.money(row.total)),
          },
          {
            key: 'due',
            width: '130px',
            head: text('payments.due'),
            className: 'num',
            cell: (row) => (row.due === null ? '' : words.money(row.due)),
          },
          {
            key: 'count',
            width: '90px',
            head: text('payments.count'),
            className: 'num',
            cell: (row) => row.reminders,
          },
          {
            key: 'next',
            width: '190px',
            head: text('payments.next'),
            cell: (row) =>
              row.nextAt === null ? (
                <span className="muted">{text('payments.never')}</span>
              ) : (
                <Chip {...(isDue(row) ? { tone: 'warn' as const } : {})}>{words.time(row.nextAt)}</Chip>
              ),
          },
        ]}
      />
    </>
  );
}
