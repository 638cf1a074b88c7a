import { Button } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { AskForAccess } from '../../ui/archive-dialogs.tsx';
import { Empty } from '../../ui/index.ts';
import { Chip } from '../../ui/page.tsx';

/** An archived order that the person at this window may not look into (yet). */
export function Locked({
  order,
  channelOrderNo,
  asked,
}: {
  readonly order: string;
  readonly channelOrderNo: string;
  /** A request waits to be decided. */
  readonly asked: boolean;
}) {
  const { text } = useWords();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Empty title={text('archive.locked', { order: channelOrderNo })} sub={text('archive.lockedSub')} />
      <div className="row" style={{ justifyContent: 'center' }}>
        {asked ? (
          <Chip tone="warn">{text('archive.asked')}</Chip>
        ) : (
          <Button onClick={() => setAsking(true)}>{text('archive.ask')}</Button>
        )}
      </div>
      {asking ? (
        <AskForAccess order={order} channelOrderNo={channelOrderNo} onClose={() => setAsking(false)} />
      ) : null}
    </>
  );
}
