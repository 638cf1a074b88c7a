import { Button, Checkbox, Modal, Progress, Select } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { BulkAction, BulkPreview, BulkReport, BulkRequest } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { ReasonField } from '../../ui/forms.tsx';
import { departmentWord } from './columns.tsx';
import { WANT_REASON } from './bulk-actions.ts';

const DEPARTMENTS = ['orders', 'warehouse', 'logistics', 'finance', 'purchasing', 'management'] as const;

/** What an act on many orders will do and will not; then how it goes on; then what came of it. */
export function BulkDialog({
  action,
  selection,
  count,
  onRun,
  onClose,
}: {
  readonly action: BulkAction;
  readonly selection: BulkRequest['selection'];
  readonly count: number;
  readonly onRun: (report: BulkReport) => void;
  readonly onClose: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [more, setMore] = useState<Omit<BulkRequest, 'action' | 'selection'>>(
    action === 'print_wave' ? { labels: true, slips: true } : {},
  );
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const wantsReason = WANT_REASON.includes(action);
  const preview = usePreview({ action, selection, ...more, ...(wantsReason ? { reason: '-' } : {}) });
  const whom = action !== 'assign' || more.department !== undefined || more.person !== undefined;
  const what = action !== 'print_wave' || more.labels === true || more.slips === true;
  const ready =
    preview !== null && preview.will > 0 && (!wantsReason || reason.trim() !== '') && whom && what && !busy;

  async function run(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    setBusy(true);
    const started = await station.act('work.bulk', {
      action,
      selection,
      ...more,
      ...(wantsReason ? { reason: reason.trim() } : {}),
      operator: operator.id,
    });
    setBusy(false);
    if (started) onRun(started.value);
    return undefined;
  }
  const name = text(`work.action.${action}`);
  return (
    <Modal
      opened
      onClose={onClose}
      title={text('work.bulk.ask', { action: name, n: words.count(count) })}
      size="lg"
    >
      <form
        className="card work-bulk"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void run();
        }}
      >
        {action === 'assign' ? <Whom value={more} onChange={setMore} /> : null}
        {action === 'print_wave' ? (
          <div className="row">
            {(['labels', 'slips'] as const).map((paper) => (
              <Checkbox
                key={paper}
                label={text(`work.bulk.${paper}`)}
                checked={more[paper] === true}
                onChange={(event) => setMore({ ...more, [paper]: event.currentTarget.checked })}
              />
            ))}
          </div>
        ) : null}
        {wantsReason ? <ReasonField value={reason} onChange={setReason} /> : null}
        <div aria-live="polite" data-testid="bulk-preview">
          {preview === null ? (
            <p className="muted">{text(whom ? 'work.bulk.checking' : 'work.bulk.whom')}</p>
          ) : (
            <>
              <p>
                <b>{text('work.bulk.will', { n: words.count(preview.will) })}</b>
                {preview.refused.length === 0
                  ? null
                  : ` · ${text('work.bulk.wont', { n: words.count(preview.total - preview.will) })}`}
              </p>
              <Refused refused={preview.refused} />
            </>
          )}
        </div>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {text('app.close')}
          </Button>
          <Button type="submit" disabled={!ready} data-testid="bulk-go" data-autofocus={!wantsReason}>
            {text('work.bulk.go', { action: name, n: words.count(preview?.will ?? 0) })}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What the act would do; asked anew when it is another one. */
function usePreview(request: BulkRequest): BulkPreview | null {
  const station = useStation();
  const key = JSON.stringify(request);
  const [answer, setAnswer] = useState<{ key: string; preview: BulkPreview } | null>(null);
  useEffect(() => {
    const asked = JSON.parse(key) as BulkRequest;
    const operator = station.operator();
    if (!operator || (asked.action === 'assign' && !asked.department && !asked.person)) return undefined;
    let wanted = true;
    void station.act('work.preview', { ...asked, operator: operator.id }).then((told) => {
      if (wanted && told) setAnswer({ key, preview: told.value });
    });
    return () => {
      wanted = false;
    };
  }, [station, key]);
  return answer?.key === key ? answer.preview : null;
}

type More = Omit<BulkRequest, 'action' | 'selection'>;

function Whom({ value, onChange }: { readonly value: More; readonly onChange: (next: More) => void }) {
  const words = useWords();
  const { text } = words;
  const operators = useStationState((s) => s.hello?.operators ?? null);
  const { department, person, ...rest } = value;
  return (
    <div className="fields">
      <Select
        label={text('work.bulk.department')}
        clearable
        value={department ?? null}
        data={DEPARTMENTS.map((each) => ({ value: each, label: departmentWord(words, each) }))}
        onChange={(next) =>
          onChange({
            ...rest,
            ...(person === undefined ? {} : { person }),
            ...(next === null ? {} : { department: next }),
          })
        }
      />
      <Select
        label={text('work.bulk.person')}
        clearable
        searchable
        value={person ?? null}
        data={(operators ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(next) =>
          onChange({
            ...rest,
            ...(department === undefined ? {} : { department }),
            ...(next === null ? {} : { person: next }),
          })
        }
      />
    </div>
  );
}

/** Why some of them are left as they are, with the first few of each kind. */
export function Refused({ refused }: { readonly refused: BulkPreview['refused'] }) {
  const station = useStation();
  const words = useWords();
  if (refused.length === 0) return null;
  return (
    <ul className="work-refused">
      {refused.map((each) => (
        <li key={each.code}>
          <b>{words.count(each.count)}</b> {words.code('refused', each.code)}{' '}
          {each.examples.slice(0, 3).map((example) => (
            <button
              key={example.order}
              type="button"
              className="link mono"
              onClick={() => station.go('orders', example.order)}
            >
              {example.channelOrderNo}
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** How an act on many orders goes on, or what came of it; stays until somebody has seen it. */
export function BulkStrip({
  report,
  onClose,
}: {
  readonly report: BulkReport;
  readonly onClose: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const action = text(`work.action.${report.action}`);
  const refused = report.refused.reduce((sum, each) => sum + each.count, 0);
  const running = report.state === 'running';
  return (
    <section
      className="card work-strip"
      data-testid="bulk-strip"
      data-state={report.state}
      aria-live="polite"
    >
      <div className="row" style={{ alignItems: 'center' }}>
        <b>
          {running
            ? text('work.bulk.running', {
                action,
                seen: words.count(report.seen),
                total: words.count(report.total),
              })
            : text(`work.bulk.${report.state === 'running' ? 'done' : report.state}`, {
                action,
                done: words.count(report.done),
                refused: words.count(refused),
              })}
        </b>
        {running ? (
          <>
            <Progress
              className="work-progress"
              aria-label={action}
              value={report.total === 0 ? 0 : (100 * report.seen) / report.total}
            />
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                const operator = station.operator();
                if (operator) void station.act('work.cancelBulk', { id: report.id, operator: operator.id });
              }}
            >
              {text('work.bulk.stop')}
            </Button>
          </>
        ) : (
          <Button size="compact-sm" variant="default" onClick={onClose} data-testid="bulk-close">
            {text('app.close')}
          </Button>
        )}
      </div>
      {running ? null : <Refused refused={report.refused} />}
    </section>
  );
}
