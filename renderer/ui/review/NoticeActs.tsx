import { Button, Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { CustomerNoticeRow } from '../../../shared/contract/index.ts';
import { NOTICE_WAYS, type NoticeWay } from '../../../shared/domain/notices/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useMay, useStation } from '../../stores/index.ts';
import { FormDialog } from '../forms.tsx';
import { Chip } from '../page.tsx';

const TONES = {
  waiting: 'warn',
  sent: 'good',
  hub: 'info',
  dropped: undefined,
  outdated: undefined,
} as const;

export function NoticeState({ notice }: { readonly notice: CustomerNoticeRow }) {
  const { text } = useWords();
  const tone = TONES[notice.state];
  const known = (NOTICE_WAYS as readonly string[]).includes(notice.way ?? '');
  return (
    <>
      <Chip {...(tone === undefined ? {} : { tone })}>{text(`notices.state.${notice.state}`)}</Chip>
      {notice.way === null ? null : (
        <span className="muted">{known ? text(`review.way.${notice.way as NoticeWay}`) : notice.way}</span>
      )}
    </>
  );
}

/** The text of a notice that waits, to be copied and sent; then how it was sent. */
export function NoticeActs({
  notice,
  onDone,
}: {
  readonly notice: CustomerNoticeRow;
  readonly onDone: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const may = useMay('notices.mark');
  const [shown, setShown] = useState<{ readonly subject: string; readonly text: string } | null>(null);
  const [way, setWay] = useState<NoticeWay | null>(null);
  if (!may || notice.state !== 'waiting') return null;

  const by = (): string | undefined => {
    const operator = station.operatorOrSay();
    return operator?.id;
  };
  async function show(): Promise<void> {
    const operator = by();
    const answer =
      operator === undefined ? undefined : await station.act('notices.text', { id: notice.id, operator });
    if (answer) setShown(answer.value);
  }
  async function mark(state: 'sent' | 'dropped'): Promise<void> {
    const operator = by();
    if (operator === undefined) return;
    const done = await station.act('notices.mark', {
      id: notice.id,
      operator,
      state,
      ...(state === 'sent' && way !== null ? { way } : {}),
    });
    if (!done) return;
    setShown(null);
    onDone();
  }
  const copy = (): void => {
    if (!shown) return;
    void navigator.clipboard.writeText(shown.text).then(
      () => station.notify('good', text('notices.copied')),
      () => undefined,
    );
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="light"
        onClick={() => void show()}
        data-testid="notice-show"
        data-act="notice_mark"
      >
        {text('notices.show')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void mark('dropped')}>
        {text('notices.drop')}
      </Button>
      {shown ? (
        <FormDialog
          title={shown.subject}
          ready={way !== null}
          onDone={() => void mark('sent')}
          onClose={() => setShown(null)}
        >
          <Textarea
            aria-label={text('notices.text')}
            value={shown.text}
            readOnly
            autosize
            minRows={4}
            dir="auto"
          />
          <div className="row">
            <Button variant="default" onClick={copy}>
              {text('notices.copy')}
            </Button>
          </div>
          <Select
            label={text('notices.sentTitle')}
            data={NOTICE_WAYS.map((each) => ({ value: each, label: text(`review.way.${each}`) }))}
            value={way}
            onChange={(value) => setWay(value as NoticeWay | null)}
            data-testid="notice-way"
          />
        </FormDialog>
      ) : null}
    </>
  );
}
