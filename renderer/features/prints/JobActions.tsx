import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PrintJobView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { ReasonDialog } from '../../ui/forms.tsx';

/** What a person can do about a job: answer, try again, print the next copy with a reason, void it with a reason. */
export function JobActions({ job }: { readonly job: PrintJobView }) {
  const station = useStation();
  const { text } = useWords();
  const [dialog, setDialog] = useState<'reprint' | 'void' | null>(null);

  /** Runs the act in the name of whoever stands here. */
  async function act(work: (operator: string) => Promise<unknown>, done?: string): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const answer = await work(operator.id);
    if (answer !== undefined && done !== undefined) station.notify('good', done);
    return undefined;
  }
  const tell = (came: boolean): Promise<void> =>
    act((operator) => station.act('prints.answer', { job: job.id, came, operator }));
  const retry = (): Promise<void> =>
    act((operator) => station.act('prints.retry', { job: job.id, operator }));
  const withReason = (reason: string): void => {
    const kind = dialog;
    setDialog(null);
    if (kind === 'reprint')
      void act(
        (operator) => station.act('prints.reprint', { job: job.id, reason, operator }),
        text('printers.ledger.reprinted'),
      );
    if (kind === 'void')
      void act(
        (operator) => station.act('prints.void', { job: job.id, reason, operator }),
        text('printers.ledger.voided'),
      );
  };

  if (job.state === 'unknown') {
    return (
      <span className="row" style={{ alignItems: 'center', flexWrap: 'nowrap' }}>
        <Button size="compact-sm" onClick={() => void tell(true)}>
          {text('prints.came')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => void tell(false)}>
          {text('prints.notCame')}
        </Button>
      </span>
    );
  }
  const settled = job.state === 'sent' || job.state === 'confirmed' || job.state === 'failed';
  return (
    <span className="row" style={{ alignItems: 'center', flexWrap: 'nowrap' }}>
      {job.state === 'queued' ? (
        <Button size="compact-sm" onClick={() => void retry()}>
          {text('prints.retry')}
        </Button>
      ) : null}
      {settled && job.kind !== 'test' ? (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => setDialog('reprint')}
          data-testid="reprint"
        >
          {text('printers.ledger.reprint')}
        </Button>
      ) : null}
      {settled || job.state === 'queued' ? (
        <Button size="compact-sm" variant="subtle" onClick={() => setDialog('void')} data-testid="void-print">
          {text('printers.ledger.void')}
        </Button>
      ) : null}
      {dialog === null ? null : (
        <ReasonDialog
          title={text(dialog === 'reprint' ? 'printers.ledger.reprintTitle' : 'printers.ledger.voidTitle')}
          onDone={withReason}
          onClose={() => setDialog(null)}
        />
      )}
    </span>
  );
}
