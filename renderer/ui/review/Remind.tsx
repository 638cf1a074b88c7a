import { Button } from '@mantine/core';
import { useState } from 'react';
import { NOTICE_WAYS, type NoticeWay } from '../../../shared/domain/notices/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { FormDialog, OneOf } from '../forms.tsx';

/** Reminds the customers of unpaid orders (PAY-03). */
export function RemindButton({
  orders,
  onDone,
}: {
  readonly orders: readonly string[];
  readonly onDone?: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const [open, setOpen] = useState(false);
  const [way, setWay] = useState<NoticeWay>('sms');

  async function send(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const done = await station.act('payments.remind', { orders: [...orders], operator: operator.id, way });
    if (!done) return undefined;
    station.notify('good', text('payments.remindDone', { n: done.value.reminded }));
    if (done.value.refused.length > 0)
      station.notify('info', text('payments.remindLeft', { n: done.value.refused.length }));
    setOpen(false);
    onDone?.();
    return undefined;
  }
  return (
    <>
      <Button
        size="sm"
        variant="default"
        disabled={orders.length === 0}
        onClick={() => setOpen(true)}
        data-testid="remind"
        data-act="remind"
      >
        {text('payments.remind')}
      </Button>
      {open ? (
        <FormDialog
          title={text('payments.remindTitle', { n: orders.length })}
          ready
          onDone={() => void send()}
          onClose={() => setOpen(false)}
        >
          <OneOf
            label={text('payments.remindWay')}
            description={text('payments.remindSub')}
            of={NOTICE_WAYS}
            word={(each) => text(`review.way.${each}`)}
            value={way}
            onChange={setWay}
          />
        </FormDialog>
      ) : null}
    </>
  );
}
