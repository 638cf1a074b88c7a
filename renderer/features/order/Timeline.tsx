import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { OrderStep, OrderView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import { usePeople } from '../../ui/people.ts';
import { useChangeWord } from './words.ts';

/** Steps drawn at first. */
const FIRST = 30;
const KINDS = ['all', 'order', 'shipment'] as const;

/** What happened to the order and its parcels, newest first: who, when, where, and what it changed. */
export function Timeline({ view }: { readonly view: OrderView }) {
  const { text } = useWords();
  const [kind, setKind] = useState<(typeof KINDS)[number]>('all');
  const [all, setAll] = useState(false);
  const steps = view.timeline.filter((step) => kind === 'all' || step.subject === kind).reverse();
  const shown = all ? steps : steps.slice(0, FIRST);
  return (
    <section className="card" data-testid="order-timeline">
      <div className="row order-timeline-head">
        <h2>{text('order.timeline')}</h2>
        {view.timeline.some((step) => step.subject === 'shipment') ? (
          <SegmentedControl
            size="xs"
            aria-label={text('order.timeline')}
            value={kind}
            onChange={(next) => setKind(KINDS.find((each) => each === next) ?? 'all')}
            data={KINDS.map((each) => ({ value: each, label: text(`orderPage.steps.${each}`) }))}
          />
        ) : null}
      </div>
      {steps.length === 0 ? <p className="muted">{text('order.noTimeline')}</p> : null}
      <ol className="timeline order-timeline">
        {shown.map((step) => (
          <Step key={`${step.subject}-${step.id}`} step={step} currency={view.total?.currency ?? 'CNY'} />
        ))}
      </ol>
      {steps.length > shown.length ? (
        <Button variant="default" size="sm" onClick={() => setAll(true)}>
          {text('orderPage.allSteps', { n: steps.length })}
        </Button>
      ) : null}
    </section>
  );
}

function Step({ step, currency }: { readonly step: OrderStep; readonly currency: string }) {
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const changed = useChangeWord(currency);
  const here = useStationState((s) => s.hello?.station);
  const where = [
    step.subject === 'shipment' ? text('orderPage.parcel', { no: step.label ?? '' }) : null,
    step.bench === null || step.bench === '' ? null : text('app.bench', { id: step.bench }),
    here === undefined || step.station === here ? null : text('order.fact.station', { id: step.station }),
  ].filter((part) => part !== null);
  return (
    <li data-step={step.type}>
      <time title={words.dateTime(step.at)}>{words.time(step.at)}</time>
      <div>
        <strong>{words.code('event', step.type)}</strong>{' '}
        <span className="muted">· {[people(step.by), ...where].join(' · ')}</span>
        {step.changes.map((change) => (
          <div key={change.field} className="order-change">
            <span className="muted">{text(`orderPage.field.${change.field}`)}</span>{' '}
            <del>{changed(change.field, change.old)}</del> → <ins>{changed(change.field, change.new)}</ins>
          </div>
        ))}
        <Why step={step} />
      </div>
    </li>
  );
}

/** Reason and what somebody wrote about it. */
function Why({ step }: { readonly step: OrderStep }) {
  const { code, knows } = useWords();
  const reason = step.data['reason'];
  const told = [
    typeof reason === 'string' && reason !== ''
      ? knows('reason', reason)
        ? code('reason', reason)
        : reason
      : null,
    step.note,
  ].filter((part) => part !== null);
  return told.map((part, index) => (
    <blockquote key={index} className="order-why">
      {part}
    </blockquote>
  ));
}
