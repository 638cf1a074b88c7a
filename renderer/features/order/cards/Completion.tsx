import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { MethodInput } from '../../../../shared/contract/index.ts';
import { FEEDBACK_SUBJECTS, type FeedbackSubject, type Paper } from '../../../../shared/domain/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay, useStation } from '../../../stores/index.ts';
import { ExportFile } from '../../../ui/archive-dialogs.tsx';
import { FormDialog, NoteField, OneOf } from '../../../ui/forms.tsx';
import { useMayStep } from '../../../ui/may-step.ts';
import { Chip } from '../../../ui/page.tsx';
import { usePeople } from '../../../ui/people.ts';
import type { CardProps } from './index.ts';

type Act = MethodInput<'after.act'>['act'];
/** Before that there is nothing to complete. */
const AFTER = ['SHIPPED', 'DELIVERED', 'COMPLETED', 'ARCHIVED'] as const;

/** O17, O18: when the order counts as accepted, what its file lacks, what the customer says (CMP). */
export function Completion({ view, fromHub }: CardProps) {
  const station = useStation();
  const words = useWords();
  const { text, code } = words;
  const people = usePeople();
  const mayStep = useMayStep();
  const mayExport = useMay('archive.export');
  const { value } = useList('completion.of', { order: view.order }, ['orders', 'cases', 'handover']);
  const [asking, setAsking] = useState(false);
  const [exporting, setExporting] = useState(false);
  if (fromHub || value?.ok !== true || !(AFTER as readonly string[]).includes(view.status)) return null;
  const card = value.value;
  const settled = card.payment === 'SETTLED';

  async function act(what: Act): Promise<boolean> {
    const operator = station.operatorOrSay();
    if (!operator) return false;
    const done = await station.act('after.act', { order: view.order, operator: operator.id, act: what });
    if (done) station.notify('good', text('after.completion.saved'));
    return done !== undefined;
  }
  const open = view.status === 'SHIPPED' || view.status === 'DELIVERED';
  return (
    <section className="card" data-testid="completion-card">
      <h2>{text('after.completion.title')}</h2>
      <div className="chips">
        <Chip tone={settled ? 'good' : 'warn'}>
          {text(settled ? 'after.completion.settled' : 'after.completion.notSettled')}
        </Chip>
      </div>
      {open ? (
        <p className="muted">
          {card.blocked !== null
            ? code('refused', card.blocked)
            : card.dueAt === null
              ? text('after.completion.never')
              : text('after.completion.dueAt', { time: words.dateTime(card.dueAt) })}
        </p>
      ) : null}
      {card.completed === null ? null : (
        <p>
          {text('after.completion.completed', {
            time: words.dateTime(card.completed.at),
            cause: text(`after.completion.cause.${card.completed.cause as 'confirmed' | 'time_out'}`),
            by: people(card.completed.by),
          })}
        </p>
      )}
      {card.archived === null ? null : (
        <p>
          {text('after.completion.archived', {
            time: words.dateTime(card.archived.at),
            by: people(card.archived.by),
          })}
        </p>
      )}
      {view.status !== 'COMPLETED' ? null : card.missing.length === 0 ? (
        <p>{text('after.completion.nothingMissing')}</p>
      ) : (
        <p>
          {text('after.completion.missing')}{' '}
          {card.missing.map((paper) => (
            <Chip key={paper} tone="warn">
              {text(`after.paper.${paper as Paper}`)}
            </Chip>
          ))}
        </p>
      )}
      {card.feedback.length === 0 ? (
        <p className="muted">{text('after.completion.noFeedback')}</p>
      ) : (
        card.feedback.map((one) => (
          <p key={String(one.at)}>
            <Chip tone={one.rating >= 4 ? 'good' : one.rating <= 2 ? 'bad' : 'warn'}>
              {`★ ${String(one.rating)} ${text(`after.about.${one.about}`)}`}
            </Chip>{' '}
            {one.note} <span className="muted">{`${words.dateTime(one.at)} · ${people(one.by)}`}</span>
          </p>
        ))
      )}
      <div className="row">
        {open && mayStep('completed', view.status) ? (
          <Button
            size="sm"
            data-testid="order-complete"
            data-act="complete"
            onClick={() => void act({ type: 'completed' })}
          >
            {text('after.completion.confirm')}
          </Button>
        ) : null}
        {!settled && mayStep('settled', view.status) ? (
          <Button
            size="sm"
            variant="default"
            data-testid="order-settle"
            data-act="settle"
            onClick={() => void act({ type: 'settled' })}
          >
            {text('after.completion.settle')}
          </Button>
        ) : null}
        {view.status === 'COMPLETED' && mayStep('archived', 'COMPLETED') ? (
          <Button
            size="sm"
            data-testid="order-archive"
            data-act="archive"
            onClick={() => void act({ type: 'archived' })}
          >
            {text('after.completion.archive')}
          </Button>
        ) : null}
        {mayStep('feedback_recorded', view.status) ? (
          <Button size="sm" variant="default" onClick={() => setAsking(true)} data-act="feedback">
            {text('after.completion.feedback')}
          </Button>
        ) : null}
        {mayExport ? (
          <Button size="sm" variant="default" onClick={() => setExporting(true)} data-act="export">
            {text('after.completion.export')}
          </Button>
        ) : null}
      </div>
      {asking ? <Feedback onSave={act} onClose={() => setAsking(false)} /> : null}
      {exporting ? (
        <ExportFile
          order={view.order}
          channelOrderNo={view.channelOrderNo}
          onClose={() => setExporting(false)}
        />
      ) : null}
    </section>
  );
}

/** CMP-08, TRK-07: how it was, in the customer's words. */
function Feedback({
  onSave,
  onClose,
}: {
  readonly onSave: (act: Act) => Promise<boolean>;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const [rating, setRating] = useState('5');
  const [about, setAbout] = useState<FeedbackSubject>('all');
  const [note, setNote] = useState('');
  async function save(): Promise<void> {
    const said = note.trim() === '' ? {} : { note: note.trim() };
    if (await onSave({ type: 'feedback', rating: Number(rating), about, ...said })) onClose();
  }
  return (
    <FormDialog
      title={text('after.completion.feedbackTitle')}
      ready
      onDone={() => void save()}
      onClose={onClose}
    >
      <Select
        label={text('after.completion.rating')}
        value={rating}
        onChange={(next) => next !== null && setRating(next)}
        data={['1', '2', '3', '4', '5']}
      />
      <OneOf
        label={text('after.completion.about')}
        of={FEEDBACK_SUBJECTS}
        word={(each) => text(`after.about.${each}`)}
        value={about}
        onChange={setAbout}
      />
      <NoteField label={text('after.completion.note')} max={1_000} value={note} onChange={setNote} />
    </FormDialog>
  );
}
