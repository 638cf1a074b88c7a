import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import type { OrderView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { mayAsk, useList, useStation, useStationState } from '../../stores/index.ts';
import { Empty, Key } from '../../ui/index.ts';
import { channelWord } from '../../ui/channel.ts';
import { FixButton } from '../../ui/fixes.tsx';
import { Chip, OfficePage } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';
import { ORDER_CARDS } from './cards/index.ts';
import { Exception } from './Exception.tsx';
import { Chips, Next } from './Head.tsx';
import { Lines } from './Lines.tsx';
import { Locked } from './Locked.tsx';
import { Payment } from './Payment.tsx';
import { Receiver } from './Receiver.tsx';
import { Related } from './Related.tsx';
import { Shipments } from './Shipments.tsx';
import { Timeline } from './Timeline.tsx';
import './order.css';

/** Everything about one order: where it stands, what stops it, what is sent to whom, what happened, what may be done. */
export function OrderDetail({ order }: { readonly order: string }) {
  const station = useStation();
  const { text } = useWords();
  const { value } = useList('orders.get', { order }, ['orders', 'queue', 'prints']);
  const from = useStationState((s) => s.from);
  useEscape(() => station.back());
  const back = (
    <Button variant="default" data-testid="order-back" onClick={() => station.back()}>
      <Key>Esc</Key>
      <span style={{ marginLeft: 10 }}>
        {from === null || from === 'orders' ? text('blocked.titleAll') : text(`app.page.${from}`)}
      </span>
    </Button>
  );
  if (value === undefined)
    return (
      <OfficePage title={text('order.title')} actions={back}>
        {text('app.loading')}
      </OfficePage>
    );
  if (!value.ok) {
    if (value.code !== 'archive_locked') return <Older order={order} back={back} />;
    return (
      <OfficePage title={text('order.title')} actions={back}>
        <LockedBy order={order} data={value.data} />
      </OfficePage>
    );
  }
  return <Detail view={value.value} back={back} />;
}

/** Escape leaves the order, unless something over it is closed by the same key. */
function useEscape(leave: () => void): void {
  const station = useStation();
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || station.store.getState().menu) return;
      // Lists of choices stay in the page, out of sight, after they were closed.
      const over = [...document.querySelectorAll('[role="dialog"], [role="listbox"]')];
      if (over.some((each) => each.checkVisibility())) return;
      const active = document.activeElement;
      if (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement) active.blur();
      else leave();
    };
    // Before a dialog that closes itself has gone.
    window.addEventListener('keydown', hear, { capture: true });
    return () => window.removeEventListener('keydown', hear, { capture: true });
  }, [station, leave]);
}

/** It is not here: the hub may have it, for reading. */
function Older({ order, back }: { readonly order: string; readonly back: ReactNode }) {
  const { text, code } = useWords();
  const joined = useStationState((s) => s.sync !== null && s.sync.state !== 'alone');
  const { value } = useList('older.get', { order }, []);
  if (value?.ok === true) return <Detail view={value.value} back={back} fromHub />;
  if (value?.code === 'archive_locked')
    return (
      <OfficePage title={text('order.title')} actions={back}>
        <LockedBy order={order} data={value.data} />
      </OfficePage>
    );
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

const LockedBy = ({
  order,
  data,
}: {
  readonly order: string;
  readonly data: Readonly<Record<string, unknown>>;
}) => <Locked order={order} channelOrderNo={String(data['order'] ?? order)} asked={data['asked'] === true} />;

interface PartProps {
  readonly view: OrderView;
  readonly fromHub: boolean;
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
  const people = usePeople();
  const came = [
    channelWord(words, view.channel),
    text(`orderPage.intake.${view.intake}`),
    ...(view.author === null ? [] : [people(view.author)]),
    words.dateTime(view.orderedAt),
  ];
  return (
    <OfficePage title={view.channelOrderNo} sub={came.join(' · ')} actions={back}>
      {fromHub ? (
        <p role="status" className="from-hub" data-testid="from-hub">
          {text('older.from')}
        </p>
      ) : null}
      <Chips view={view} fromHub={fromHub} />
      <Next view={view} fromHub={fromHub} />
      <Exceptions view={view} fromHub={fromHub} />
      <div className="order-columns">
        <div className="columns-stack">
          <Lines view={view} />
          <section className="card">
            <h2>{text('order.shipments')}</h2>
            <Shipments view={view} fromHub={fromHub} />
          </section>
          <Cards place="main" view={view} fromHub={fromHub} />
          <Timeline view={view} />
        </div>
        <div className="columns-stack">
          <Receiver view={view} fromHub={fromHub} />
          <Payment view={view} />
          <Holds view={view} fromHub={fromHub} />
          <Related view={view} />
          <Cards place="side" view={view} fromHub={fromHub} />
        </div>
      </div>
    </OfficePage>
  );
}

/** What the other parts of the desk say about the order. */
function Cards({ place, view, fromHub }: PartProps & { readonly place: 'main' | 'side' }) {
  const session = useStationState((s) => s.session);
  return ORDER_CARDS.filter(
    (card) => card.place === place && (card.needs === undefined || mayAsk(session, card.needs)),
  ).map(({ key, Card }) => <Card key={key} view={view} fromHub={fromHub} />);
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
          {fromHub ? null : (
            <FixButton order={view.order} fix="lift_hold" target={hold.id} status={view.status} />
          )}
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
