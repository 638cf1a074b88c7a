import { Checkbox, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { ChangesView, OrderView } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { FormDialog, OneOf } from '../../../ui/forms.tsx';
import { Chip } from '../../../ui/page.tsx';
import type { AlterAct } from './Alter.tsx';
import { ConsentFields } from './ConsentFields.tsx';
import type { Consent } from './words.ts';

type Act = Extract<AlterAct, { type: 'split' }>;
type Parts = NonNullable<ChangesView['warehouses']>;
type Shares = Parts['lacking'];

const WAYS = ['stock', 'hand'] as const;

/** 拆单: by the warehouses that the goods lie in, where they lie in several; else by hand in two. */
export function SplitDialog({
  view,
  altered,
  onAct,
  onClose,
}: {
  readonly view: OrderView;
  readonly altered: ChangesView;
  readonly onAct: (act: AlterAct, note: string) => void;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const proposed = altered.warehouses;
  const [way, setWay] = useState<(typeof WAYS)[number]>('stock');
  const [later, setLater] = useState<Readonly<Record<number, number>>>({});
  const [waits, setWaits] = useState(view.status === 'BACKORDERED');
  const [consent, setConsent] = useState<Consent>('phone');
  const [note, setNote] = useState('');
  const byStock = proposed !== null && way === 'stock' ? proposed : null;
  const waiting = byStock ? byStock.lacking.length > 0 : waits;
  const asks = waiting || view.status === 'BACKORDERED';
  const divided = byStock ? byWarehouse(byStock) : byHand(altered.lines, later, waits);
  const act: Act | undefined = divided && { ...divided, ...(asks ? { consent } : {}) };
  return (
    <FormDialog
      title={text('changes.splitTitle')}
      ready={act !== undefined}
      onDone={() => act !== undefined && onAct(act, note)}
      onClose={onClose}
    >
      {proposed === null ? null : (
        <OneOf
          label={text('changes.splitBy')}
          of={WAYS}
          word={(each) => text(`changes.splitWays.${each}`)}
          value={way}
          onChange={setWay}
        />
      )}
      {byStock ? (
        <Proposed altered={altered} parts={byStock} />
      ) : (
        <>
          <p className="muted">{text('changes.splitSub')}</p>
          {altered.lines.map(({ no, sku, name, qty }) => (
            <NumberInput
              key={no}
              label={`${sku} ${name} × ${String(qty)}`}
              min={0}
              max={qty}
              value={later[no] ?? 0}
              onChange={(next) => setLater({ ...later, [no]: Number(next) })}
            />
          ))}
          <Checkbox
            label={text('changes.laterWaits')}
            checked={waits}
            onChange={(event) => setWaits(event.currentTarget.checked)}
          />
        </>
      )}
      <ConsentFields asked={asks} consent={consent} onConsent={setConsent} note={note} onNote={setNote} />
    </FormDialog>
  );
}

/** SPL-01: what would come out of which warehouse. */
function Proposed({ altered, parts }: { readonly altered: ChangesView; readonly parts: Parts }) {
  const { text } = useWords();
  const named = new Map(altered.lines.map((line) => [line.no, line]));
  const list = (lines: Shares) => (
    <ul className="plain-list">
      {lines.map(({ no, qty }) => (
        <li key={no}>
          {named.get(no)?.sku} {named.get(no)?.name} × {qty}
        </li>
      ))}
    </ul>
  );
  return (
    <div data-testid="split-by-warehouse" style={{ display: 'grid', gap: 8 }}>
      {parts.parts.map(({ warehouse, lines }, at) => (
        <div key={warehouse}>
          <Chip tone="info">
            {at + 1} · {warehouse === '' ? text('stock.card.mainWarehouse') : warehouse}
          </Chip>
          {list(lines)}
        </div>
      ))}
      {parts.lacking.length === 0 ? null : (
        <div>
          <Chip tone="warn">{text('changes.splitLacking')}</Chip>
          {list(parts.lacking)}
        </div>
      )}
    </div>
  );
}

function byWarehouse({ parts, lacking }: Parts): Act {
  const waits = lacking.length > 0;
  return {
    type: 'split',
    parts: [...parts.map(({ lines }) => lines), ...(waits ? [lacking] : [])],
    warehouses: [...parts.map(({ warehouse }) => warehouse), ...(waits ? [''] : [])],
    ...(waits ? { waiting: parts.length } : {}),
  };
}

/** Two parts, the second with what was typed. */
function byHand(
  lines: ChangesView['lines'],
  later: Readonly<Record<number, number>>,
  waits: boolean,
): Act | undefined {
  const part = (units: (no: number, all: number) => number): Shares =>
    lines.flatMap(({ no, qty: all }) => {
      const qty = units(no, all);
      return qty > 0 ? [{ no, qty }] : [];
    });
  const first = part((no, all) => all - (later[no] ?? 0));
  const second = part((no) => later[no] ?? 0);
  if (first.length === 0 || second.length === 0) return undefined;
  return { type: 'split', parts: [first, second], ...(waits ? { waiting: 1 } : {}) };
}
