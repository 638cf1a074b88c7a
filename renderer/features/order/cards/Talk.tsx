import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TalkEntry } from '../../../../shared/contract/index.ts';
import { CONTACT_OUTCOMES, CONTACT_WAYS, LINK_KINDS, NOTE_TO } from '../../../../shared/domain/index.ts';
import type { ContactOutcome, ContactWay, LinkKind, NoteTo } from '../../../../shared/domain/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay, useStation } from '../../../stores/index.ts';
import { FormDialog, NoteField, OneOf } from '../../../ui/forms.tsx';
import { Chip } from '../../../ui/page.tsx';
import { usePeople } from '../../../ui/people.ts';
import type { CardProps } from './index.ts';

type Asking = 'contact' | 'note' | 'link';

/** What was said with the customer, what departments tell each other, and what belongs to the order and lies elsewhere. */
export function TalkCard({ view, fromHub }: CardProps) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const [asking, setAsking] = useState<Asking | null>(null);
  const { value, refresh } = useList('talk.list', { order: view.order }, ['orders']);
  const mayContact = useMay('talk.contact');
  const mayNote = useMay('talk.note');
  const mayLink = useMay('talk.link');
  const mayClear = useMay('intake.clear');
  const { order } = view;
  const talk = value?.ok ? value.value : null;

  const done = (): void => {
    setAsking(null);
    station.notify('good', text('intake.logged'));
    refresh();
  };
  const by = (): string | null => {
    const operator = station.operatorOrSay();
    return operator?.id ?? null;
  };
  async function clear(): Promise<void> {
    const operator = by();
    if (operator === null || !(await station.act('intake.clear', { order, operator }))) return;
    station.notify('good', text('intake.clearDone'));
    refresh();
  }
  if (fromHub) return null;
  return (
    <section className="card" data-testid="card-talk">
      <h2>{text('intake.talk')}</h2>
      {talk === null || talk.entries.length === 0 ? (
        <p className="muted">{text('intake.talkEmpty')}</p>
      ) : (
        <ol className="timeline">
          {talk.entries.map((entry) => (
            <li key={entry.id}>
              <time>{words.time(entry.at)}</time>
              <span>
                <strong>{title(entry, text)}</strong> <span className="muted">· {people(entry.by)}</span>
                <br />
                <span className="talk-text">
                  {entry.text ??
                    (entry.type === 'noted' ? '' : <em className="muted">{text('intake.hidden')}</em>)}
                </span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {talk?.unclear === true ? <Chip tone="warn">{words.code('reason', 'order_unclear')}</Chip> : null}
      <div className="row">
        {mayContact ? (
          <Button
            size="sm"
            variant="light"
            onClick={() => setAsking('contact')}
            data-testid="log-contact"
            data-act="contact"
          >
            {text('intake.contact')}
          </Button>
        ) : null}
        {mayNote ? (
          <Button
            size="sm"
            variant="default"
            onClick={() => setAsking('note')}
            data-testid="leave-note"
            data-act="note"
          >
            {text('intake.note')}
          </Button>
        ) : null}
        {mayLink ? (
          <Button size="sm" variant="default" onClick={() => setAsking('link')} data-act="link">
            {text('intake.link')}
          </Button>
        ) : null}
        {talk?.mayConfirm === true && mayClear ? (
          <Button size="sm" onClick={() => void clear()} data-testid="order-clear" data-act="clear">
            {text('intake.nowClear')}
          </Button>
        ) : null}
      </div>
      {asking === 'contact' ? (
        <ContactDialog
          mayHold={[
            'RECEIVED',
            'IN_REVIEW',
            'NEEDS_FIX',
            'APPROVED',
            'AWAITING_PAYMENT',
            'READY_TO_SHIP',
          ].includes(view.status)}
          onClose={() => setAsking(null)}
          onDone={async (input) => {
            const operator = by();
            if (operator !== null && (await station.act('talk.contact', { order, operator, ...input })))
              done();
          }}
        />
      ) : null}
      {asking === 'note' ? (
        <NoteDialog
          onClose={() => setAsking(null)}
          onDone={async (to, note) => {
            const operator = by();
            if (operator !== null && (await station.act('talk.note', { order, operator, to, text: note })))
              done();
          }}
        />
      ) : null}
      {asking === 'link' ? (
        <LinkDialog
          onClose={() => setAsking(null)}
          onDone={async (kind, ref) => {
            const operator = by();
            if (operator !== null && (await station.act('talk.link', { order, operator, kind, ref }))) done();
          }}
        />
      ) : null}
    </section>
  );
}

function title(entry: TalkEntry, text: ReturnType<typeof useWords>['text']): string {
  if (entry.type === 'contacted')
    return [
      entry.way && text(`intake.way.${entry.way}`),
      entry.outcome && text(`intake.outcome.${entry.outcome}`),
    ]
      .filter(Boolean)
      .join(' · ');
  if (entry.type === 'noted') return `${text('intake.note')} → ${text(`intake.to.${entry.to ?? 'all'}`)}`;
  return text(`intake.linkKind.${entry.kind ?? 'chat'}`);
}

function ContactDialog({
  mayHold,
  onDone,
  onClose,
}: {
  readonly mayHold: boolean;
  readonly onDone: (input: {
    way: ContactWay;
    outcome: ContactOutcome;
    note: string;
    unclear: boolean;
  }) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const [way, setWay] = useState<ContactWay>('phone');
  const [outcome, setOutcome] = useState<ContactOutcome>('confirmed');
  const [note, setNote] = useState('');
  const [unclear, setUnclear] = useState(false);
  return (
    <FormDialog
      title={text('intake.contact')}
      ready
      onDone={() => void onDone({ way, outcome, note: note.trim(), unclear })}
      onClose={onClose}
    >
      <OneOf
        label={text('intake.wayLabel')}
        of={CONTACT_WAYS}
        word={(each) => text(`intake.way.${each}`)}
        value={way}
        onChange={setWay}
      />
      <OneOf
        label={text('intake.outcomeLabel')}
        of={CONTACT_OUTCOMES}
        word={(each) => text(`intake.outcome.${each}`)}
        value={outcome}
        onChange={setOutcome}
      />
      <NoteField
        label={text('intake.said')}
        rows={3}
        focus
        value={note}
        onChange={setNote}
        testId="contact-note"
      />
      {mayHold ? (
        <Checkbox
          label={text('intake.unclear')}
          checked={unclear}
          onChange={(event) => setUnclear(event.currentTarget.checked)}
        />
      ) : null}
    </FormDialog>
  );
}

function NoteDialog({
  onDone,
  onClose,
}: {
  readonly onDone: (to: NoteTo, note: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const [to, setTo] = useState<NoteTo>('all');
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title={text('intake.note')}
      ready={note.trim() !== ''}
      onDone={() => void onDone(to, note.trim())}
      onClose={onClose}
    >
      <OneOf
        label={text('intake.noteTo')}
        of={NOTE_TO}
        word={(each) => text(`intake.to.${each}`)}
        value={to}
        onChange={setTo}
      />
      <NoteField
        label={text('intake.note')}
        rows={3}
        focus
        value={note}
        onChange={setNote}
        testId="note-text"
      />
    </FormDialog>
  );
}

function LinkDialog({
  onDone,
  onClose,
}: {
  readonly onDone: (kind: LinkKind, ref: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const [kind, setKind] = useState<LinkKind>('chat');
  const [ref, setRef] = useState('');
  return (
    <FormDialog
      title={text('intake.link')}
      ready={ref.trim() !== ''}
      onDone={() => void onDone(kind, ref.trim())}
      onClose={onClose}
    >
      <OneOf
        label={text('intake.link')}
        of={LINK_KINDS}
        word={(each) => text(`intake.linkKind.${each}`)}
        value={kind}
        onChange={setKind}
      />
      <TextInput
        label={text('intake.linkRef')}
        data-autofocus
        maxLength={300}
        value={ref}
        onChange={(event) => setRef(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
