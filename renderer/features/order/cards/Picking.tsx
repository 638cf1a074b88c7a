import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PickingOfOrder } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay, useStation } from '../../../stores/index.ts';
import { ReasonDialog } from '../../../ui/forms.tsx';
import { Chip } from '../../../ui/page.tsx';
import { usePeople } from '../../../ui/people.ts';
import type { CardProps } from './index.ts';

/** Who fetched what, when, and what was not there or damaged. */
export function PickingCard({ view, fromHub }: CardProps) {
  const { text } = useWords();
  const { value } = useList('pick.ofOrder', { order: view.order }, ['orders', 'queue']);
  if (fromHub || value === undefined || value.length === 0) return null;
  return (
    <section className="card" data-testid="picking-card">
      <h2>{text('picking.card.title')}</h2>
      {value.map((parcel) => (
        <Parcel key={parcel.shipment} parcel={parcel} />
      ))}
    </section>
  );
}

function Parcel({ parcel }: { readonly parcel: PickingOfOrder[number] }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const mayTake = useMay('pick.giveBack');
  const mayPrint = useMay('pick.slip');
  const [asking, setAsking] = useState(false);
  const byList = parcel.lines.some(({ picked }) => picked !== null);
  async function print(slip: 'pick' | 'packing'): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const sent = await station.act('pick.slip', { shipment: parcel.shipment, slip, operator: operator.id });
    if (sent) station.notify('good', text('picking.card.sent'));
    return undefined;
  }
  async function giveBack(reason: string): Promise<void> {
    setAsking(false);
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const given = await station.act('pick.giveBack', {
      shipment: parcel.shipment,
      reason,
      operator: operator.id,
    });
    if (given) station.notify('good', text('app.done'));
    return undefined;
  }
  return (
    <>
      <div className="chips">
        <Chip tone="info">{text(`codes.fulfilment.${parcel.status}`)}</Chip>
        {parcel.wave === null ? null : (
          <Chip>
            {text('picking.card.wave')} {parcel.wave.slice(0, 9)}
          </Chip>
        )}
        {parcel.tote === null ? null : <Chip>{text('picking.tote', { tote: parcel.tote })}</Chip>}
      </div>
      {parcel.startedAt === null ? (
        <p className="muted">{text('picking.card.none')}</p>
      ) : (
        <dl className="facts">
          <dt>{text('picking.card.picker')}</dt>
          <dd>{parcel.picker === null ? '—' : people(parcel.picker)}</dd>
          <dt>{text('picking.card.began')}</dt>
          <dd>{words.time(parcel.startedAt)}</dd>
          <dt>{text('picking.card.ended')}</dt>
          <dd>{parcel.endedAt === null ? '—' : words.time(parcel.endedAt)}</dd>
        </dl>
      )}
      {parcel.short ? (
        <p role="status">
          <Chip tone="bad">{text('picking.short')}</Chip> {text('picking.card.standsShort')}
        </p>
      ) : null}
      {byList ? (
        <table className="plain-table">
          <tbody>
            {parcel.lines.map((line) => (
              <tr key={line.no}>
                <td className="mono">{line.location ?? '—'}</td>
                <td>{line.name}</td>
                <td className="num">{text('picking.of', { taken: line.picked ?? 0, qty: line.qty })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {parcel.found.map((each) => (
        <p key={`${each.kind}${String(each.at)}${each.sku}`}>
          <Chip tone="warn">
            {each.kind === 'short'
              ? text('picking.card.short', { n: each.qty })
              : text(each.replaced ? 'picking.card.damagedReplaced' : 'picking.card.damaged', {
                  n: each.qty,
                })}
          </Chip>{' '}
          <span className="mono">{each.sku}</span> {each.location ?? ''}{' '}
          <span className="muted">
            {words.time(each.at)} · {people(each.by)}
          </span>
        </p>
      ))}
      <div className="row">
        {mayPrint ? (
          <>
            <Button size="sm" variant="default" onClick={() => void print('pick')} data-act="slip">
              {text('picking.card.slip')}
            </Button>
            <Button size="sm" variant="default" onClick={() => void print('packing')}>
              {text('picking.card.delivery')}
            </Button>
          </>
        ) : null}
        {parcel.status === 'PICKING' && mayTake ? (
          <Button size="sm" variant="default" onClick={() => setAsking(true)} data-act="give_back">
            {text('picking.card.giveBack')}
          </Button>
        ) : null}
      </div>
      {asking ? (
        <ReasonDialog
          title={text('picking.card.giveBackAsk')}
          onDone={(reason) => void giveBack(reason)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
