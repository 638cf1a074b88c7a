import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { useStation } from '../stores/index.ts';
import { FormDialog, ReasonDialog, ReasonField } from './forms.tsx';

interface Asked {
  readonly order: string;
  readonly channelOrderNo: string;
  readonly onClose: () => void;
}

/** CMP-06: why somebody has to look into an archived order. */
export function AskForAccess({ order, channelOrderNo, onClose }: Asked) {
  const station = useStation();
  const { text } = useWords();
  async function ask(reason: string): Promise<void> {
    onClose();
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (await station.act('archive.ask', { order, reason, operator: operator.id }))
      station.notify('good', text('archive.askedNow'));
    return undefined;
  }
  return (
    <ReasonDialog
      title={text('archive.askTitle', { order: channelOrderNo })}
      onDone={(reason) => void ask(reason)}
      onClose={onClose}
    />
  );
}

/** Everything of an order as one ZIP. */
export function ExportFile({ order, channelOrderNo, onClose }: Asked) {
  const station = useStation();
  const { text } = useWords();
  const [clear, setClear] = useState(false);
  const [reason, setReason] = useState('');
  async function run(): Promise<void> {
    onClose();
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const made = await station.act('archive.export', { order, clear, reason, operator: operator.id });
    if (!made) return undefined;
    const { left, token, fileName } = made.value;
    station.notify('good', text('archive.exported'));
    if (left.length > 0) station.notify('info', text('archive.left', { names: left.join('、') }));
    return station.download(token, fileName);
  }
  return (
    <FormDialog
      title={text('archive.exportTitle', { order: channelOrderNo })}
      ready={!clear || reason.trim() !== ''}
      onDone={() => void run()}
      onClose={onClose}
    >
      <p className="muted">{text('archive.exportSub')}</p>
      <Checkbox
        label={text('archive.clear')}
        checked={clear}
        onChange={(event) => setClear(event.currentTarget.checked)}
      />
      {clear ? <ReasonField value={reason} onChange={setReason} /> : null}
    </FormDialog>
  );
}
