import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { ChangesView, MethodInput, OrderView } from '../../../../shared/contract/index.ts';
import { ACTION_RIGHTS } from '../../../../shared/contract/rights.ts';
import type { OrderStatus } from '../../../../shared/domain/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay, useStation } from '../../../stores/index.ts';
import { useHolds, useMayStep } from '../../../ui/may-step.ts';
import { Chip } from '../../../ui/page.tsx';
import { AlterDialog, type AlterKind } from './alter-dialogs.tsx';
import type { CardProps } from './index.ts';
import { SplitDialog } from './split-dialog.tsx';

export type AlterAct = MethodInput<'alter.act'>['act'];

/** Cancel, shortage, other goods, split, merge, another receiver: what may still be done before it leaves, by right. */
export function AlterCard({ view, fromHub }: CardProps) {
  const words = useWords();
  const { text } = words;
  const [open, setOpen] = useState<AlterKind | null>(null);
  const { value, refresh } = useList('alter.view', { order: view.order }, [
    'orders',
    'cases',
    'stock',
    'rules',
  ]);
  const act = useAlter(view.order, () => {
    setOpen(null);
    refresh();
  });
  const kinds = useKinds(view, value?.ok ? value.value : undefined);
  if (fromHub || value?.ok !== true) return null;
  const altered = value.value;
  const asked = {
    ...{ view, altered },
    onAct: (what: AlterAct, note: string) => void act(what, note),
    onClose: () => setOpen(null),
  };
  return (
    <section className="card" data-testid="card-alter">
      <h2>{text('changes.title')}</h2>
      <Lines altered={altered} />
      <Relatives
        altered={altered}
        mayUnmerge={kinds.mayUnmerge}
        onUnmerge={() => void act({ type: 'unmerge' })}
      />
      {kinds.mayMerge && altered.mergeable.length > 0 ? (
        <MergeOffer
          altered={altered}
          onMerge={(orders) => void act({ type: 'merge', with: orders, consent: 'rule' })}
        />
      ) : null}
      {altered.noCancel === 'cancel_after_shipped' ? <TooLate order={view.order} onDone={refresh} /> : null}
      <div className="row">
        {kinds.list.map((kind) => (
          <Button
            key={kind}
            size="sm"
            variant="light"
            {...(kind === 'cancel' ? { color: 'red' } : {})}
            onClick={() => setOpen(kind)}
            data-testid={`alter-${kind}`}
            data-act={kind}
          >
            {text(`changes.${LABELS[kind]}`)}
          </Button>
        ))}
        {kinds.mayClose ? (
          <Button size="sm" variant="light" onClick={() => void act({ type: 'close' })} data-act="close">
            {text('changes.close')}
          </Button>
        ) : null}
      </div>
      <Receivers altered={altered} />
      {open === null ? null : open === 'split' ? (
        <SplitDialog {...asked} />
      ) : (
        <AlterDialog kind={open} {...asked} />
      )}
    </section>
  );
}

const LABELS = {
  short: 'short',
  backorder: 'backorder',
  wait: 'wait',
  restock: 'restock',
  substitute: 'substitute',
  cancel_lines: 'cancelLine',
  split: 'split',
  address: 'address',
  address_case: 'openAddressCase',
  cancel: 'cancel',
} as const satisfies Record<AlterKind, string>;

function useAlter(order: string, onDone: () => void): (act: AlterAct, note?: string) => Promise<void> {
  const station = useStation();
  const words = useWords();
  return async (act, note = '') => {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const done = await station.act('alter.act', {
      order,
      operator: operator.id,
      act,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    });
    if (!done) return undefined;
    station.notify('good', words.text('changes.done'));
    onDone();
    return undefined;
  };
}

/** Which of the acts there are for this person and this state of the order. */
function useKinds(view: OrderView, altered: ChangesView | undefined) {
  const may = useMayStep();
  const holds = useHolds();
  const mayAlter = useMay('alter.act');
  const status = view.status as OrderStatus;
  const divided = (altered?.children.length ?? 0) > 0;
  const merged = altered?.merged !== null && altered?.merged !== undefined;
  const left = altered?.noCancel === 'cancel_after_shipped';
  const waits = status === 'BACKORDERED' && !divided;
  const lines = (altered?.lines.reduce((sum, line) => sum + line.qty, 0) ?? 0) > 1;
  const shows: Readonly<Record<AlterKind, boolean>> = {
    short: ['APPROVED', 'READY_TO_SHIP', 'IN_REVIEW'].includes(status) && !divided,
    backorder: may('backordered', status) && !divided,
    wait: waits && holds(ACTION_RIGHTS.wait),
    restock: waits && may('restocked', status),
    substitute: may('substituted', status) && !divided && !merged,
    cancel_lines: may('lines_cancelled', status) && !divided && !merged,
    split: may('split', status) && holds(ACTION_RIGHTS.split) && !divided && !merged && lines,
    address: may('address_changed', status) && !left && !divided,
    address_case: left && holds(ACTION_RIGHTS.address_case),
    cancel: may('cancelled', status) && altered?.noCancel === null,
  };
  return {
    list: mayAlter ? (Object.keys(shows) as AlterKind[]).filter((kind) => shows[kind]) : [],
    mayClose: mayAlter && may('closed', status),
    mayMerge:
      mayAlter && may('merged', status) && !merged && (altered?.packersMerge === true || holds(['WHL'])),
    mayUnmerge: mayAlter && may('unmerged', status) && altered?.merged?.open === true,
  };
}

/** CAN-06: it has left; what is still possible is the carrier's to do. */
function TooLate({ order, onDone }: { readonly order: string; readonly onDone: () => void }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  async function stop(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const given = { operator: operator.id, kind: 'delivery', code: 'intercept', order } as const;
    if (await station.act('cases.open', given)) onDone();
    return undefined;
  }
  return (
    <div className="row">
      <p className="muted">{text('changes.afterShipped')}</p>
      <Button size="sm" variant="light" onClick={() => void stop()} data-act="return_case">
        {text('changes.openReturn')}
      </Button>
    </div>
  );
}

/** Lines that are not what was ordered. */
function Lines({ altered }: { readonly altered: ChangesView }) {
  const { text } = useWords();
  const changed = altered.lines.filter((line) => line.ordered !== null);
  if (changed.length === 0 && altered.gone.length === 0) return null;
  return (
    <ul className="plain-list">
      {changed.map((line) => (
        <li key={line.no}>
          {line.name} × {line.qty}{' '}
          <span className="muted">
            {text('changes.ordered', { name: line.ordered?.name ?? '', qty: line.ordered?.qty ?? 0 })}
          </span>
        </li>
      ))}
      {altered.gone.map((line) => (
        <li key={line.no} className="muted">
          {text('changes.goneLine', { name: line.name, qty: line.qty })}
        </li>
      ))}
    </ul>
  );
}

/** Orders that it was split from or into, and those in one parcel with it. */
function Relatives({
  altered,
  mayUnmerge,
  onUnmerge,
}: {
  readonly altered: ChangesView;
  readonly mayUnmerge: boolean;
  readonly onUnmerge: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const link = ({ order, channelOrderNo, status }: ChangesView['children'][number]) => (
    <Button key={order} size="compact-sm" variant="light" onClick={() => station.go('orders', order)}>
      {channelOrderNo} · {text(`codes.order.${status as OrderStatus}`)}
    </Button>
  );
  const { parent, children, merged } = altered;
  return (
    <>
      {parent === null ? null : (
        <p className="row">
          {text('changes.parent')} {link(parent)}
        </p>
      )}
      {children.length === 0 ? null : (
        <p className="row">
          {text('changes.children')} {children.map(link)}
        </p>
      )}
      {merged === null ? null : (
        <p className="row">
          {text('changes.merged')} {merged.orders.map(link)}
          {mayUnmerge ? (
            <Button size="compact-sm" variant="default" onClick={onUnmerge} data-act="unmerge">
              {text('changes.unmerge')}
            </Button>
          ) : null}
        </p>
      )}
    </>
  );
}

/** MRG-02: a suggestion; nothing is merged by itself. */
function MergeOffer({
  altered,
  onMerge,
}: {
  readonly altered: ChangesView;
  readonly onMerge: (orders: string[]) => void;
}) {
  const { text } = useWords();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  return (
    <div
      data-testid="merge-offer"
      data-act="merge"
      style={{ display: 'grid', gap: 8, justifyItems: 'start' }}
    >
      <p>{text('changes.mergeable')}</p>
      {altered.mergeable.map(({ order, channelOrderNo, units }) => (
        <Checkbox
          key={order}
          label={`${channelOrderNo} × ${String(units)}`}
          checked={chosen.has(order)}
          onChange={(event) => {
            const next = new Set(chosen);
            if (event.currentTarget.checked) next.add(order);
            else next.delete(order);
            setChosen(next);
          }}
        />
      ))}
      <Button size="sm" variant="light" disabled={chosen.size === 0} onClick={() => onMerge([...chosen])}>
        {text('changes.mergeWith')}
      </Button>
    </div>
  );
}

/** ADR-04: every receiver that it had, masked, the newest first. */
function Receivers({ altered }: { readonly altered: ChangesView }) {
  const words = useWords();
  const { text } = words;
  if (altered.receivers.length < 2) return null;
  return (
    <details>
      <summary>{text('changes.addressHistory')}</summary>
      <ul className="plain-list">
        {altered.receivers.map(({ at, reason, note, receiver }) => (
          <li key={at}>
            {words.time(at)} · {receiver.name} {receiver.phone} {receiver.address}{' '}
            <Chip>
              {reason === null
                ? text('changes.original')
                : text(`changes.addressReasons.${reason as 'other'}`)}
            </Chip>
            {note === null ? null : <span className="muted"> {note}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
