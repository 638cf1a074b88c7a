import { Button } from '@mantine/core';
import { useState } from 'react';
import { NOTICE_TEMPLATES, type NoticeTemplateId } from '../../../../shared/domain/notices/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay, useStation } from '../../../stores/index.ts';
import { FormDialog, OneOf } from '../../../ui/forms.tsx';
import { NoticeActs, NoticeState } from '../../../ui/review/index.ts';
import type { CardProps } from './index.ts';

/** What the customer was told, and what waits to be told (CFM-01, NTF). */
export function NoticesCard({ view, fromHub }: CardProps) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const mayAsk = useMay('notices.ask');
  const [asking, setAsking] = useState(false);
  const [template, setTemplate] = useState<NoticeTemplateId>('confirmation');
  const { value, refresh } = useList('notices.ofOrder', { order: view.order }, ['notices', 'orders']);
  if (fromHub || value === undefined) return null;

  async function ask(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (await station.act('notices.ask', { order: view.order, template, operator: operator.id })) {
      setAsking(false);
      refresh();
    }
    return undefined;
  }
  return (
    <section className="card" data-testid="notices-card">
      <h2>{text('notices.card')}</h2>
      {value.length === 0 ? <p className="muted">{text('notices.none')}</p> : null}
      {value.map((notice) => (
        <div key={notice.id} className="row" style={{ alignItems: 'center' }} data-notice={notice.template}>
          <strong>{text(`notices.template.${notice.template}`)}</strong>
          <NoticeState notice={notice} />
          <span className="muted">{words.time(notice.sentAt ?? notice.at)}</span>
          <NoticeActs notice={notice} onDone={refresh} />
        </div>
      ))}
      {mayAsk ? (
        <div className="row">
          <Button
            size="sm"
            variant="default"
            onClick={() => setAsking(true)}
            data-testid="notice-ask"
            data-act="notice"
          >
            {text('notices.ask')}
          </Button>
        </div>
      ) : null}
      {asking ? (
        <FormDialog
          title={text('notices.ask')}
          ready
          onDone={() => void ask()}
          onClose={() => setAsking(false)}
        >
          <OneOf
            label={text('notices.askWhich')}
            of={NOTICE_TEMPLATES}
            word={(each) => text(`notices.template.${each}`)}
            value={template}
            onChange={setTemplate}
          />
        </FormDialog>
      ) : null}
    </section>
  );
}
