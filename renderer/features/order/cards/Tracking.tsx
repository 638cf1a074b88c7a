import { Button } from '@mantine/core';
import { useState } from 'react';
import type { MethodOutput } from '../../../../shared/contract/index.ts';
import type { LogisticsStatus, TrackingAnomaly } from '../../../../shared/domain/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay, useStation, useStationState } from '../../../stores/index.ts';
import { useMayStep } from '../../../ui/may-step.ts';
import { Chip } from '../../../ui/page.tsx';
import { usePeople } from '../../../ui/people.ts';
import type { CardProps } from './index.ts';
import { AddReport, NoteDelivery } from './tracking-dialogs.tsx';

type Tracked = Extract<MethodOutput<'tracking.of'>, { ok: true }>['value'];
type Parcel = Tracked['parcels'][number];

/** Where the parcels are, by what their carriers say (TRK), and how they arrived (DLV). */
export function Tracking({ view, fromHub }: CardProps) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const mayStep = useMayStep();
  const mayAdd = useMay('tracking.add');
  const { value } = useList('tracking.of', { order: view.order }, ['orders', 'cases']);
  const [adding, setAdding] = useState<Parcel | null>(null);
  const [delivering, setDelivering] = useState(false);
  if (fromHub || value?.ok !== true) return null;
  const tracked = value.value;
  const { parcels, delivered, needsAfterSales, status } = tracked;
  if (parcels.length === 0 && status !== 'SHIPPED') return null;

  async function afterSales(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const act = { order: view.order, operator: operator.id, act: { type: 'after_sales' as const } };
    if (await station.act('after.act', act)) station.notify('good', text('after.tracking.afterSalesDone'));
    return undefined;
  }
  return (
    <section className="card" data-testid="tracking-card">
      <h2>{text('after.tracking.title')}</h2>
      {parcels.length === 0 ? <p className="muted">{text('after.tracking.byChannel')}</p> : null}
      {needsAfterSales === null ? null : (
        <div className="row" style={{ alignItems: 'center' }}>
          <Chip tone="bad">{text(`after.tracking.needs.${needsAfterSales}`)}</Chip>
          {mayStep('after_sales_opened', 'SHIPPED') ? (
            <Button size="sm" onClick={() => void afterSales()} data-act="after_sales">
              {text('after.tracking.afterSales')}
            </Button>
          ) : null}
        </div>
      )}
      {parcels.map((parcel) => (
        <OneParcel
          key={parcel.shipment}
          parcel={parcel}
          {...(mayAdd ? { onAdd: () => setAdding(parcel) } : {})}
        />
      ))}
      {delivered === null ? null : (
        <p>
          <Chip tone="good">{text('after.tracking.delivered')}</Chip> {words.dateTime(delivered.at)}{' '}
          <span className="muted">
            {text(`after.tracking.source.${delivered.source as 'carrier' | 'manual'}`)} ·{' '}
            {text('after.tracking.deliveredBy', { by: people(delivered.by) })}
          </span>
          {delivered.problem === null ? null : (
            <>
              {' '}
              <Chip tone="bad">{text(`after.problem.${delivered.problem}`)}</Chip>
            </>
          )}
          {delivered.note === null ? null : <span> {delivered.note}</span>}
        </p>
      )}
      {status === 'SHIPPED' && mayStep('delivered', 'SHIPPED') ? (
        <div className="row">
          <Button
            size="sm"
            variant="default"
            data-testid="note-delivery"
            data-act="deliver"
            onClick={() => setDelivering(true)}
          >
            {text('after.tracking.deliver')}
          </Button>
        </div>
      ) : null}
      {adding ? <AddReport order={view.order} parcel={adding} onClose={() => setAdding(null)} /> : null}
      {delivering ? <NoteDelivery order={view.order} onClose={() => setDelivering(false)} /> : null}
    </section>
  );
}

function OneParcel({ parcel, onAdd }: { readonly parcel: Parcel; readonly onAdd?: () => void }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  const mayPrint = useMay('voucher.print');
  const mayPdf = useMay('voucher.pdf');
  const carrier = carriers?.find((each) => each.code === parcel.carrier)?.[words.language] ?? parcel.carrier;

  async function print(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (await station.act('voucher.print', { shipment: parcel.shipment, operator: operator.id }))
      station.notify('good', text('after.tracking.printed'));
    return undefined;
  }
  async function pdf(): Promise<void> {
    const made = await station.act('voucher.pdf', { shipment: parcel.shipment });
    if (made) await station.download(made.value.token, made.value.fileName);
  }
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(parcel.number);
    station.notify('good', text('after.tracking.copied'));
  }
  return (
    <>
      <div className="row" style={{ alignItems: 'center' }}>
        <Chip tone={parcel.status === 'SIGNED' ? 'good' : 'info'}>
          {text(`orderPage.logistics.${parcel.status as LogisticsStatus}`)}
        </Chip>
        {parcel.anomaly === null ? null : (
          <Chip tone="bad">{text(`after.anomaly.${parcel.anomaly as TrackingAnomaly}`)}</Chip>
        )}
        <span>{carrier}</span>
        <span className="mono">{parcel.number}</span>
        <Button size="compact-sm" variant="subtle" onClick={() => void copy()}>
          {text('after.tracking.copy')}
        </Button>
        {onAdd ? (
          <Button
            size="compact-sm"
            variant="subtle"
            data-testid="add-report"
            data-act="report"
            onClick={onAdd}
          >
            {text('after.tracking.add')}
          </Button>
        ) : null}
        {mayPrint ? (
          <Button size="compact-sm" variant="subtle" onClick={() => void print()} data-act="voucher">
            {text('after.tracking.voucherPrint')}
          </Button>
        ) : null}
        {mayPdf ? (
          <Button size="compact-sm" variant="subtle" onClick={() => void pdf()} data-act="voucher_pdf">
            {text('after.tracking.voucherPdf')}
          </Button>
        ) : null}
      </div>
      <dl className="facts">
        <dt>{text('after.tracking.shipped')}</dt>
        <dd>{words.dateTime(parcel.shippedAt)}</dd>
        {parcel.expectedAt === null || parcel.receivedAt !== null ? null : (
          <>
            <dt>{text('after.tracking.expected')}</dt>
            <dd>{words.dateTime(parcel.expectedAt)}</dd>
          </>
        )}
        {parcel.receivedAt === null ? null : (
          <>
            <dt>{text('after.tracking.received')}</dt>
            <dd>{words.dateTime(parcel.receivedAt)}</dd>
          </>
        )}
        {parcel.freight === null ? null : (
          <>
            <dt>{text('after.tracking.freight')}</dt>
            <dd>{words.money(parcel.freight)}</dd>
          </>
        )}
        {parcel.manifest === null ? null : (
          <>
            <dt>{text('after.tracking.manifest')}</dt>
            <dd className="mono">{parcel.manifest}</dd>
          </>
        )}
      </dl>
      {parcel.points.length === 0 ? (
        <p className="muted">{text('after.tracking.noPoints')}</p>
      ) : (
        <ol className="timeline">
          {[...parcel.points].reverse().map((point) => (
            <li key={point.id}>
              <time>{words.time(point.at)}</time>
              <span>
                {text(`orderPage.logistics.${point.status as LogisticsStatus}`)}
                {point.cause === null ? null : ` · ${text(`after.cause.${point.cause}`)}`}
                {point.place === null ? null : ` · ${point.place}`}
                {point.text === null ? null : <span> {point.text}</span>}{' '}
                <span className="muted">
                  {text('after.tracking.toldAt', {
                    time: words.time(point.toldAt),
                    by: people(point.by),
                  })}
                </span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
