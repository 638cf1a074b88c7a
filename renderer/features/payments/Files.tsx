import { Button, FileButton, Modal, Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { DragEvent } from 'react';
import type { PaymentFileReport, PaymentFileRow } from '../../../shared/contract/index.ts';
import { PAYMENT_ROW_RESULTS } from '../../../shared/domain/payment/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey } from '../../i18n/index.ts';
import { useList, useMay, useStation } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';

const ACCEPT = '.csv,.txt,.tsv,.xlsx';
const TONES = {
  matched: 'good',
  wrong_amount: 'bad',
  unknown_order: 'bad',
  twice: 'info',
  not_due: 'warn',
  faulty: 'warn',
} as const;
/** While a file is compared its report is asked for again, ms. */
const AGAIN_MS = 700;

/** A payment file compared with the orders, and what earlier ones gave. */
export function Files() {
  const station = useStation();
  const { text } = useWords();
  const mayCheck = useMay('payments.check');
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState(false);
  const { value, refresh } = useList('payments.reports', {}, ['orders']);
  const [chosen, setChosen] = useState<string | null>(null);
  const reports = value ?? [];
  const running = reports.some(({ endedAt }) => endedAt === null);
  const shown = reports.find(({ id }) => id === chosen) ?? reports[0];
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(refresh, AGAIN_MS);
    return () => clearInterval(timer);
  }, [running, refresh]);

  async function take(file: File): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    setSending(true);
    const receipt = await station.upload(file);
    const started =
      receipt && (await station.act('payments.check', { token: receipt.token, operator: operator.id }));
    setSending(false);
    if (started) {
      setChosen(started.value.id);
      refresh();
    }
    return undefined;
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !sending) void take(file);
  };
  return (
    <div className="columns-stack">
      {mayCheck ? (
        <div
          className="drop payments-drop"
          data-over={over}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <strong>{text(sending || running ? 'payments.checking' : 'payments.drop')}</strong>
          <span className="muted">{text('payments.dropSub')}</span>
          <FileButton
            accept={ACCEPT}
            onChange={(file) => file && void take(file)}
            inputProps={
              { 'data-testid': 'payment-file', 'aria-label': text('payments.choose') } as Record<
                string,
                string
              >
            }
          >
            {(props) => (
              <Button {...props} disabled={sending}>
                {text('payments.choose')}
              </Button>
            )}
          </FileButton>
        </div>
      ) : null}
      {shown ? <Report key={shown.id} report={shown} onSettled={refresh} /> : null}
      <section className="card">
        <h2>{text('payments.reports')}</h2>
        {reports.length === 0 ? <p className="muted">{text('payments.noReports')}</p> : null}
        {reports.map((report) => (
          <ReportLine key={report.id} report={report} onChoose={() => setChosen(report.id)} />
        ))}
      </section>
    </div>
  );
}

function ReportLine({
  report,
  onChoose,
}: {
  readonly report: PaymentFileReport;
  readonly onChoose: () => void;
}) {
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  return (
    <div className="row" style={{ alignItems: 'center' }} data-report={report.id}>
      <Button size="compact-sm" variant="subtle" onClick={onChoose}>
        {report.fileName}
      </Button>
      <span className="muted">
        {words.dateTime(report.at)} · {people(report.by)} · {text('payments.rows', { n: report.rowsRead })}
      </span>
      <Chip tone={report.state === 'failed' ? 'bad' : report.state === 'done' ? 'good' : 'info'}>
        {text(`payments.state.${report.state}`)}
      </Chip>
    </div>
  );
}

const ROWS = 200;

function Report({
  report,
  onSettled,
}: {
  readonly report: PaymentFileReport;
  readonly onSettled: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const maySettle = useMay('payments.settle');
  const [only, setOnly] = useState(true);
  const [asking, setAsking] = useState(false);
  const { value } = useList('payments.report', { id: report.id, limit: ROWS, only: only ? 'open' : 'all' }, [
    'orders',
  ]);
  const rows = value?.ok === true ? value.value.rows : [];
  const failure = report.code;
  const known = failure !== null && ['columns_missing', 'interrupted', 'disk_full'].includes(failure);

  async function settle(): Promise<void> {
    setAsking(false);
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const done = await station.act('payments.settle', { id: report.id, operator: operator.id });
    if (done) station.notify('good', text('payments.settled', done.value));
    onSettled();
    return undefined;
  }
  return (
    <section className="card" data-testid="payment-report">
      <h2>{report.fileName}</h2>
      {failure === null ? null : (
        <p role="alert">{text(`payments.failure.${known ? (failure as 'disk_full') : 'import_failed'}`)}</p>
      )}
      {report.sameAs === null ? null : <p role="status">{text('payments.sameAs')}</p>}
      <div className="chips">
        {PAYMENT_ROW_RESULTS.filter((result) => (report.counts[result] ?? 0) > 0).map((result) => (
          <Chip key={result} tone={TONES[result]}>
            {text(`payments.resultOf.${result}`)} {words.count(report.counts[result] ?? 0)}
          </Chip>
        ))}
        {report.received.map((money) => (
          <Chip key={money.currency}>{text('payments.sum', { amount: words.money(money) })}</Chip>
        ))}
        {report.fees.map((money) => (
          <Chip key={money.currency}>{text('payments.fees', { amount: words.money(money) })}</Chip>
        ))}
        {report.settled === 0 ? null : (
          <Chip tone="good">{text('payments.settledBefore', { n: report.settled })}</Chip>
        )}
      </div>
      <div className="row" style={{ alignItems: 'center' }}>
        <Switch
          label={text('payments.onlyOpen')}
          checked={only}
          onChange={(event) => setOnly(event.currentTarget.checked)}
        />
        {maySettle && report.state === 'done' ? (
          <Button size="sm" variant="default" onClick={() => setAsking(true)} data-testid="settle">
            {text('payments.settle')}
          </Button>
        ) : null}
      </div>
      {rows.length === 0 ? null : <Rows rows={rows} />}
      {asking ? (
        <Modal opened onClose={() => setAsking(false)} title={text('payments.settle')}>
          <p>{text('payments.settleAsk')}</p>
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button variant="default" onClick={() => setAsking(false)}>
              {text('app.close')}
            </Button>
            <Button onClick={() => void settle()} data-testid="settle-yes">
              {text('app.done')}
            </Button>
          </div>
        </Modal>
      ) : null}
    </section>
  );
}

function Rows({ rows }: { readonly rows: readonly PaymentFileRow[] }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const why = ({ code, data, amount }: PaymentFileRow): string => {
    if (code === null) return '';
    const difference = data['difference'];
    const told =
      typeof difference === 'number' && amount
        ? { difference: words.money({ minor: Math.abs(difference), currency: amount.currency }) }
        : {};
    return text(`payments.why.${code}` as TextKey, told);
  };
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={text('payments.result')}>
      <table className="plain-table">
        <thead>
          <tr>
            <th>{text('payments.line')}</th>
            <th>{text('payments.order')}</th>
            <th>{text('payments.reference')}</th>
            <th className="num">{text('payments.money')}</th>
            <th className="num">{text('payments.fee')}</th>
            <th>{text('payments.result')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line} data-result={row.result}>
              <td>{row.line}</td>
              <td>
                {row.order === null ? (
                  row.no
                ) : (
                  <button
                    type="button"
                    className="link"
                    onClick={() => station.go('orders', row.order ?? '')}
                  >
                    {row.no}
                  </button>
                )}
              </td>
              <td className="mono">{row.reference}</td>
              <td className="num">{row.amount === null ? '' : words.money(row.amount)}</td>
              <td className="num">{row.fee === null ? '' : words.money(row.fee)}</td>
              <td>
                <Chip tone={TONES[row.result]}>{text(`payments.resultOf.${row.result}`)}</Chip>{' '}
                <span className="muted">{why(row)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
