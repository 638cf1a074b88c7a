import { Button, SegmentedControl, Tabs } from '@mantine/core';
import { useState } from 'react';
import { CASE_KINDS, type CaseKind } from '../../../shared/domain/cases/index.ts';
import { STAFF_CODES, type StaffCode } from '../../../shared/domain/notices/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay, useStation } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, OfficePage } from '../../ui/page.tsx';
import { NoticeActs, NoticeState } from '../../ui/review/index.ts';
import { Templates } from './Templates.tsx';
import './notices.css';

/** What colleagues must know, what customers are told, and in which words. */
export function NoticesPage() {
  const { text } = useWords();
  const sends = useMay('notices.list');
  const manages = useMay('notices.saveTemplate');
  return (
    <OfficePage title={text('notices.title')} sub={text('notices.sub')}>
      <Tabs defaultValue="staff" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="staff">{text('notices.tab.staff')}</Tabs.Tab>
          {sends ? (
            <Tabs.Tab value="customer" data-testid="tab-customer">
              {text('notices.tab.customer')}
            </Tabs.Tab>
          ) : null}
          {manages ? (
            <Tabs.Tab value="templates" data-testid="tab-templates">
              {text('notices.tab.templates')}
            </Tabs.Tab>
          ) : null}
        </Tabs.List>
        <Tabs.Panel value="staff" pt="md">
          <Inbox />
        </Tabs.Panel>
        {sends ? (
          <Tabs.Panel value="customer" pt="md">
            <ToCustomers />
          </Tabs.Panel>
        ) : null}
        {manages ? (
          <Tabs.Panel value="templates" pt="md">
            <Templates />
          </Tabs.Panel>
        ) : null}
      </Tabs>
    </OfficePage>
  );
}

const isStaffCode = (code: string): code is StaffCode => (STAFF_CODES as readonly string[]).includes(code);

const isCaseKind = (kind: unknown): kind is CaseKind => (CASE_KINDS as readonly unknown[]).includes(kind);

function Inbox() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const { value, refresh } = useList('notices.inbox', { limit: 200 }, ['notices']);
  if (value === undefined) return <p>{text('app.loading')}</p>;
  if (value.rows.length === 0)
    return <Empty title={text('notices.inboxNone')} sub={text('notices.inboxNoneSub')} />;
  async function read(id: string): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (await station.act('notices.read', { id, operator: operator.id })) refresh();
    return undefined;
  }
  return (
    <ul className="notice-list" data-testid="inbox">
      {value.rows.map((row) => (
        <li key={row.id} data-code={row.code}>
          <time>{words.time(row.at)}</time>
          <Chip>{row.role === 'SYS' || row.role === 'CAR' ? row.role : text(`people.post.${row.role}`)}</Chip>
          <span>
            {text(`notices.staff.${isStaffCode(row.code) ? row.code : 'other'}`)}
            {isCaseKind(row.data['kind']) ? (
              <span className="muted"> · {text(`cases.kind.${row.data['kind']}`)}</span>
            ) : null}
          </span>
          <span className="row notice-acts">
            {row.order === null ? null : (
              <button
                type="button"
                className="link mono"
                onClick={() => station.go('orders', row.order ?? '')}
              >
                {row.channelOrderNo ?? text('notices.openOrder')}
              </button>
            )}
            {row.data['case'] === undefined ? null : (
              <Button size="compact-sm" variant="default" onClick={() => station.go('cases')}>
                {text('app.page.cases')}
              </Button>
            )}
            <Button size="compact-sm" variant="light" onClick={() => void read(row.id)}>
              {text('notices.read')}
            </Button>
          </span>
        </li>
      ))}
    </ul>
  );
}

function ToCustomers() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [state, setState] = useState<'waiting' | 'done'>('waiting');
  const { value, refresh } = useList('notices.list', { state, limit: 200 }, ['notices', 'orders']);
  return (
    <div className="columns-stack">
      <SegmentedControl
        aria-label={text('notices.title')}
        value={state}
        onChange={(next) => setState(next === 'done' ? 'done' : 'waiting')}
        data={[
          { value: 'waiting', label: text('notices.waiting') },
          { value: 'done', label: text('notices.done') },
        ]}
        style={{ justifySelf: 'start' }}
      />
      {value === undefined ? (
        <p>{text('app.loading')}</p>
      ) : value.rows.length === 0 ? (
        <Empty title={text('notices.waitingNone')} sub={text('notices.waitingNoneSub')} />
      ) : (
        <ul className="notice-list" data-testid="customer-notices">
          {value.rows.map((notice) => (
            <li key={notice.id} data-notice={notice.template}>
              <time>{words.time(notice.at)}</time>
              <button type="button" className="link mono" onClick={() => station.go('orders', notice.order)}>
                {notice.channelOrderNo === '' ? notice.order : notice.channelOrderNo}
              </button>
              <span>{text(`notices.template.${notice.template}`)}</span>
              <span className="row notice-acts">
                <NoticeState notice={notice} />
                <NoticeActs notice={notice} onDone={refresh} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
