import { Button, Radio } from '@mantine/core';
import { useState } from 'react';
import { NOTICE_WAYS, type NoticeWay } from '../../../shared/domain/notices/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useMay, useStation } from '../../stores/index.ts';
import { FormDialog, NoteField, OneOf } from '../forms.tsx';

/** What the customer said when asked about the order, or about what is doubtful in it (CFM-03, CFM-05). */
export function AskedButton({
  order,
  about,
  label,
}: {
  readonly order: string;
  readonly about: 'order' | 'doubt';
  readonly label: string;
}) {
  const may = useMay('review.asked');
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button
        size="sm"
        variant="default"
        onClick={() => setOpen(true)}
        data-testid={`asked-${about}`}
        data-act="asked"
      >
        {label}
      </Button>
      {open ? <AskedDialog order={order} about={about} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function AskedDialog({
  order,
  about,
  onClose,
}: {
  readonly order: string;
  readonly about: 'order' | 'doubt';
  readonly onClose: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const [way, setWay] = useState<NoticeWay>('phone');
  const [objects, setObjects] = useState('no');
  const [note, setNote] = useState('');

  async function send(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const done = await station.act('review.asked', {
      order,
      operator: operator.id,
      way,
      about,
      objection: objects === 'yes',
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    });
    if (done) {
      station.notify('good', text('review.asked.saved'));
      onClose();
    }
    return undefined;
  }
  return (
    <FormDialog title={text('review.asked.title')} ready onDone={() => void send()} onClose={onClose}>
      <p className="muted">
        {text('review.asked.about')}：{text(about === 'order' ? 'review.asked.order' : 'review.asked.doubt')}
      </p>
      <OneOf
        label={text('review.asked.way')}
        of={NOTICE_WAYS}
        word={(each) => text(`review.way.${each}`)}
        value={way}
        onChange={setWay}
      />
      <Radio.Group value={objects} onChange={setObjects} aria-label={text('review.asked.title')}>
        <div className="row">
          <Radio value="no" label={text('review.asked.fine')} />
          <Radio value="yes" label={text('review.asked.objects')} />
        </div>
      </Radio.Group>
      <NoteField label={text('review.asked.note')} value={note} onChange={setNote} />
    </FormDialog>
  );
}
