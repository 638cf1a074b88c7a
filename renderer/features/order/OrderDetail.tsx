import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { OrderView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { FixButton, Reasons } from '../../ui/fixes.tsx';
import { ReasonDialog } from '../../ui/forms.tsx';
import type { Party } from '../../ui/forms.tsx';
import { Chip, OfficePage } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';
import { Exception } from './Exception.tsx';
import { Shipments } from './Shipments.tsx';

/** Everything about one order: state, receiver (masked), goods, parcels, what happened, what may be done. */
export function OrderDetail({ order }: { readonly order: string }) {
  const station = useStation();
  const { text } = useWords();
  const { value } = useList('orders.get', { order }, ['orders', 'queue', 'prints']);
  const back = (
    <Button variant="default" onClick={() => station.store.setState({ order: null })}>
      {text('blocked.titleAll')}
    </Button>
  );
  if (value === undefined)
    return (
      <OfficePage title={text('order.title')} actions={back}>
        {text('app.loading')}
      </OfficePage>
    );
  if (!value.ok) {
    return <Older order={order} back={back} />;
  }
  return <Detail view={value.value} back={back} />;
}

/** It is not here: the hub may have it, for reading. */
function Older({ order, back }: { readonly order: string; readonly back: ReactNode }) {
  const { text, code } = useWords();
  const joined = useStationState((s) => s.sync !== null && s.sync.state !== 'alone');
  const { value } = useList('older.get', { order }, []);
  if (value?.ok === true) return <Detail view={value.value} back={back} fromHub />;
  const why = !joined
    ? order
    : value === undefined
      ? text('older.searching')
      : value.code === 'hub_offline'
        ? text('older.offline')
        : value.code === 'order_unknown'
          ? text('older.notThere')
          : text('older.failed', { why: code('refused', value.code, value.data) });
  return (
    <OfficePage title={text('order.title')} actions={back}>
      <Empty title={text('order.notFound')} sub={why} />
    </OfficePage>
  );
}

function Detail({
  view,
  back,
  fromHub = false,
}: {
  readonly view: OrderView;
  readonly back: ReactNode;
  /** Read from the hub for this look: nothing can be done with it here. */
  readonly fromHub?: boolean;
}) {
  const words = useWords();
  const { text } = words;
  // Exceptions stand below with both their facts.
  const reasons = view.reasons.filter(({ fix }) => fix !== 'close_exception');
  return (
    <OfficePage
      title={view.channelOrderNo}
      sub={`${view.channel} · ${words.dateTime(view.orderedAt)}`}
      actions={back}
    >
      {fromHub ? (
        <p role="status" className="from-hub" data-testid="from-hub">
          {text('older.from')}
        </p>
      ) : null}
      <div className="chips">
        {fromHub ? <Chip tone="warn">{text('older.chip')}</Chip> : null}
        <Chip tone="info">{text(`codes.order.${view.status}`)}</Chip>
        <Chip tone={view.payment === 'UNPAID' ? 'warn' : 'good'}>
          {text(`codes.payment.${view.payment}`)}
        </Chip>
        {view.flags.map((flag) => (
          <Chip key={flag} tone="warn">
            {text(`codes.flag.${flag}`)}
          </Chip>
        ))}
        {view.total === null ? null : <Chip>{words.money(view.total)}</Chip>}
        {view.shipBy === null ? null : <Chip>{text('bench.shipBy', { time: words.time(view.shipBy) })}</Chip>}
      </div>
      {reasons.length === 0 ? null : (
        <section className="card">
          <h2>{text('blocked.title')}</h2>
          <Reasons order={view.order} reasons={reasons} />
        </section>
      )}
      <Exceptions view={view} fromHub={fromHub} />
      <div className="columns">
        <Receiver view={view} fromHub={fromHub} />
        <section className="card">
          <h2>{text('order.lines')}</h2>
          <Lines view={view} />
        </section>
        <section className="card">
          <h2>{text('order.shipments')}</h2>
          <Shipments view={view} fromHub={fromHub} />
        </section>
        <Holds view={view} fromHub={fromHub} />
        <section className="card">
          <h2>{text('order.timeline')}</h2>
          <Timeline view={view} />
        </section>
        {fromHub ? null : (
          <section className="card">
            <h2>{text('order.actions')}</h2>
            <div className="row">
              {(
                ['mark_paid', 'approve', 'reject', 'change_receiver', 'request_cancel', 'cancel'] as const
              ).map((fix) => (
                <FixButton key={fix} order={view.order} fix={fix} quiet />
              ))}
            </div>
          </section>
        )}
      </div>
    </OfficePage>
  );
}

interface PartProps {
  readonly view: OrderView;
  readonly fromHub: boolean;
}

function Receiver({ view, fromHub }: PartProps) {
  const station = useStation();
  const { text, code } = useWords();
  const [asking, setAsking] = useState(false);
  const [clear, setClear] = useState<Party | null>(null);

  async function reveal(reason: string): Promise<void> {
    setAsking(false);
    const operator = station.operator();
    if (!operator) return station.notify('bad', code('refused', 'no_operator'));
    const answer = await station.act(fromHub ? 'older.reveal' : 'orders.reveal', {
      order: view.order,
      operator: operator.id,
      reason,
    });
    if (answer) setClear(answer.value);
    return undefined;
  }
  const shown = clear
    ? {
        name: clear.name,
        phone: clear.phone,
        address: [clear.province, clear.city, clear.district, clear.detail, clear.postcode]
          .filter((part) => part !== undefined && part !== '')
          .join(' '),
      }
    : view.receiver;
  return (
    <section className="card">
      <h2>{text('order.receiver')}</h2>
      {shown === null ? (
        <p className="muted">{text(removedByRule(view) ? 'order.removedByRule' : 'app.none')}</p>
      ) : (
        <dl className="facts">
          <dt>{text('order.name')}</dt>
          <dd>{shown.name}</dd>
          <dt>{text('order.phone')}</dt>
          <dd>{shown.phone}</dd>
          <dt>{text('order.address')}</dt>
          <dd>{shown.address}</dd>
          {view.remark === null ? null : (
            <>
              <dt>{text('order.remark')}</dt>
              <dd>{view.remark}</dd>
            </>
          )}
          {view.sellerNote === null ? null : (
            <>
              <dt>{text('order.note')}</dt>
              <dd>{view.sellerNote}</dd>
            </>
          )}
        </dl>
      )}
      <div className="row">
        {clear ? (
          <>
            <Chip tone="warn">{text('order.revealed')}</Chip>
            <Button size="sm" variant="default" onClick={() => setClear(null)}>
              {text('order.hide')}
            </Button>
          </>
        ) : (
          <Button
            size="sm"
            variant="default"
            disabled={view.receiver === null}
            onClick={() => setAsking(true)}
          >
            {text('order.reveal')}
          </Button>
        )}
      </div>
      {asking ? (
        <ReasonDialog
          title={text('order.revealAsk')}
          onDone={(reason) => void reveal(reason)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}

function Lines({ view }: { readonly view: OrderView }) {
  const { text } = useWords();
  if (view.lines.length === 0) return <p className="muted">{text('order.noLines')}</p>;
  return (
    <table className="plain-table">
      <tbody>
        {view.lines.map((line) => (
          <tr key={line.no}>
            <td className="num">{line.qty} ×</td>
            <td>
              {line.name}
              {line.variant === null ? null : <span className="muted"> · {line.variant}</span>}
            </td>
            <td className="mono">{line.sku}</td>
            <td>
              {line.kind === 'service' || line.kind === 'charge' ? (
                <Chip>{text(`order.kind.${line.kind}`)}</Chip>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Holds({ view, fromHub }: PartProps) {
  const { text, code } = useWords();
  const people = usePeople();
  if (view.holds.length === 0) return null;
  return (
    <section className="card">
      <h2>{text('order.holds')}</h2>
      {view.holds.map((hold) => (
        <div key={hold.id} className="row" style={{ alignItems: 'center' }}>
          <Chip tone="warn">{code('reason', hold.reason)}</Chip>
          <span className="muted">{people(hold.by)}</span>
          {fromHub ? null : <FixButton order={view.order} fix="lift_hold" target={hold.id} />}
        </div>
      ))}
    </section>
  );
}

function Exceptions({ view, fromHub }: PartProps) {
  const { text } = useWords();
  if (view.exceptions.length === 0) return null;
  return (
    <section className="card">
      <h2>{text('order.exceptions')}</h2>
      {view.exceptions.map((exception) => (
        <Exception key={exception.id} order={view.order} exception={exception} readOnly={fromHub} />
      ))}
    </section>
  );
}

function Timeline({ view }: { readonly view: OrderView }) {
  const words = useWords();
  const people = usePeople();
  if (view.timeline.length === 0) return <p className="muted">{words.text('order.noTimeline')}</p>;
  return (
    <ol className="timeline">
      {view.timeline.map((event, index) => (
        <li key={`${String(event.at)}-${String(index)}`}>
          <time>{words.time(event.at)}</time>
          <span>
            {words.code('event', event.type)} <span className="muted">· {people(event.by)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Retention took the receiver away; the order stays and says so. */
const removedByRule = (view: OrderView): boolean =>
  view.timeline.some((step) => step.type === 'private_erased' && step.data['rule'] === 'retention');
