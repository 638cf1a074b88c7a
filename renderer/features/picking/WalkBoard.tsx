import { Button, Checkbox, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { PickAct, PickPositionView, VerdictView, WalkView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { Key, ProductPicture, Shape } from '../../ui/index.ts';
import { FormDialog } from '../../ui/forms.tsx';
import { Chip } from '../../ui/page.tsx';
import { VerdictLine } from './VerdictLine.tsx';

const openOf = ({ qty, taken, short }: PickPositionView): number => Math.max(0, qty - taken - short);

type Dialog = { readonly kind: 'short' | 'damaged' | 'stop'; readonly position: PickPositionView | null };

/** Where to go, what to take, how many, and into which tote; beside it the whole list and the orders. */
export function WalkBoard({
  walk,
  verdict,
  act,
  onPaper,
}: {
  readonly walk: WalkView;
  readonly verdict: VerdictView | null;
  readonly act: (act: PickAct) => void;
  readonly onPaper: () => void;
}) {
  const { text } = useWords();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const current = walk.positions.find(({ key }) => key === walk.current) ?? null;
  return (
    <div className="pick-walk">
      <section className="pick-main">
        {walk.pending ? <AskTote pending={walk.pending} /> : current ? <Current position={current} /> : null}
        <VerdictLine verdict={verdict} />
        <div className="row pick-actions">
          {walk.quantityAllowed ? <Quantity walk={walk} act={act} /> : null}
          <Button variant="default" onClick={() => act({ type: 'undo' })}>
            <span>{text('picking.undo')}</span>
            <Key>F4</Key>
          </Button>
          <Button
            color="orange"
            variant="light"
            disabled={!current}
            data-testid="pick-short"
            onClick={() => setDialog({ kind: 'short', position: current })}
          >
            {text('picking.short')}
          </Button>
          <Button
            color="orange"
            variant="light"
            disabled={!current}
            onClick={() => setDialog({ kind: 'damaged', position: current })}
          >
            {text('picking.damaged')}
          </Button>
          <Button variant="default" onClick={onPaper}>
            {text('picking.print')}
          </Button>
          <Button color="red" variant="subtle" onClick={() => setDialog({ kind: 'stop', position: null })}>
            <span>{text('picking.stop')}</span>
            <Key>F10</Key>
          </Button>
        </div>
        <Orders walk={walk} />
      </section>
      <aside className="pick-side card">
        <h2>{text('picking.list')}</h2>
        <Positions walk={walk} />
      </aside>
      {dialog === null ? null : <Ask dialog={dialog} act={act} onClose={() => setDialog(null)} />}
    </div>
  );
}

function Current({ position }: { readonly position: PickPositionView }) {
  const { text } = useWords();
  const next = position.parts.find((part) => part.qty - part.taken - part.short > 0);
  return (
    <div className="pick-current" data-testid="pick-current">
      <div className="pick-place">
        <span>{text('picking.go')}</span>
        <strong data-testid="pick-location">{position.location ?? text('picking.noLocation')}</strong>
      </div>
      <div className="pick-item">
        <ProductPicture picture={position.picture} name={position.name} />
        <div>
          <h2>{position.name}</h2>
          {position.variant === null ? null : <p className="pick-variant">{position.variant}</p>}
          <p className="mono muted">{position.sku}</p>
        </div>
        <div className="pick-count">
          <b data-testid="pick-left">{openOf(position)}</b>
          <span>{text('picking.of', { taken: position.taken, qty: position.qty })}</span>
        </div>
      </div>
      {next === undefined ? null : (
        <p className="pick-into">
          <Shape name="opened" size={30} />
          <b>{text('picking.into', { n: next.slot, qty: next.qty - next.taken - next.short })}</b>
          <span>
            {next.tote === null ? text('picking.noTote') : text('picking.tote', { tote: next.tote })}
          </span>
        </p>
      )}
    </div>
  );
}

function AskTote({ pending }: { readonly pending: NonNullable<WalkView['pending']> }) {
  const { text } = useWords();
  return (
    <div className="pick-current pick-ask" data-testid="pick-tote">
      <Shape name="opened" size={72} />
      <h2>
        {pending.tote === null
          ? text('picking.toteAskNew', { n: pending.slot })
          : text('picking.toteAsk', { n: pending.slot })}
      </h2>
      {pending.tote === null ? null : <strong>{text('picking.tote', { tote: pending.tote })}</strong>}
    </div>
  );
}

function Quantity({ walk, act }: { readonly walk: WalkView; readonly act: (act: PickAct) => void }) {
  const { text } = useWords();
  const [n, setN] = useState(1);
  return (
    <div className="row pick-quantity">
      <NumberInput
        aria-label={text('picking.quantity')}
        min={1}
        max={999}
        value={n}
        onChange={(value) => setN(Math.max(1, Math.min(999, Number(value) || 1)))}
      />
      <Button variant="default" onClick={() => act({ type: 'quantity', n })}>
        {text('picking.times', { n: walk.multiplier > 1 ? walk.multiplier : n })}
      </Button>
    </div>
  );
}

const ORDER_TONE = { open: undefined, done: 'good', short: 'bad', blocked: 'warn' } as const;

function Orders({ walk }: { readonly walk: WalkView }) {
  const { text, code } = useWords();
  return (
    <ul className="pick-orders">
      {walk.orders.map((order) => (
        <li key={order.shipment} data-state={order.state}>
          <b className="pick-slot">{order.slot}</b>
          <span>
            {order.channelOrderNo}
            <small>
              {order.state === 'blocked' && order.reason !== null
                ? text('picking.blocked', { why: code('reason', order.reason) })
                : `${text('picking.of', { taken: order.taken, qty: order.units })} · ${
                    order.tote === null ? text('picking.noTote') : text('picking.tote', { tote: order.tote })
                  }`}
            </small>
          </span>
          {order.urgent ? <Chip tone="bad">{text('bench.urgent')}</Chip> : null}
          {ORDER_TONE[order.state] === undefined ? null : (
            <Chip tone={ORDER_TONE[order.state] ?? 'info'}>{text(`picking.state.${order.state}`)}</Chip>
          )}
        </li>
      ))}
    </ul>
  );
}

function Positions({ walk }: { readonly walk: WalkView }) {
  const { text } = useWords();
  return (
    <ol className="pick-list">
      {walk.positions.map((position) => {
        const left = openOf(position);
        return (
          <li
            key={position.key}
            data-done={left === 0}
            data-short={position.short > 0}
            data-current={position.key === walk.current}
          >
            <b>{position.location ?? '—'}</b>
            <span>
              {position.name}
              <small>
                {position.variant ?? position.sku}
                {position.short > 0 ? ` · ${text('picking.card.short', { n: position.short })}` : ''}
              </small>
            </span>
            <em>{text('picking.of', { taken: position.taken, qty: position.qty })}</em>
          </li>
        );
      })}
    </ol>
  );
}

function Ask({
  dialog,
  act,
  onClose,
}: {
  readonly dialog: Dialog;
  readonly act: (act: PickAct) => void;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const { position, kind } = dialog;
  const most = position ? openOf(position) : 0;
  const [qty, setQty] = useState(kind === 'short' ? Math.max(1, most) : 1);
  const [replaced, setReplaced] = useState(true);
  function done(): void {
    onClose();
    if (kind === 'stop') act({ type: 'stop' });
    else if (position && kind === 'short') act({ type: 'short', position: position.key, qty });
    else if (position) act({ type: 'damaged', position: position.key, qty, replaced });
  }
  if (kind === 'stop')
    return (
      <FormDialog title={text('picking.stop')} ready onDone={done} onClose={onClose}>
        <p>{text('picking.stopAsk')}</p>
      </FormDialog>
    );
  return (
    <FormDialog
      title={text(kind === 'short' ? 'picking.shortAsk' : 'picking.damagedAsk')}
      ready={qty >= 1 && qty <= most}
      onDone={done}
      onClose={onClose}
    >
      {position ? (
        <p>
          <b>{position.location ?? '—'}</b> · {position.name} {position.variant ?? ''}
        </p>
      ) : null}
      <NumberInput
        data-autofocus
        label={text('picking.quantity')}
        min={1}
        max={most}
        value={qty}
        onChange={(value) => setQty(Number(value) || 1)}
      />
      {kind === 'damaged' ? (
        <Checkbox
          label={text(replaced ? 'picking.replaced' : 'picking.notReplaced')}
          checked={replaced}
          onChange={(event) => setReplaced(event.currentTarget.checked)}
        />
      ) : null}
      <p className="muted">{text('picking.shortHint')}</p>
    </FormDialog>
  );
}
