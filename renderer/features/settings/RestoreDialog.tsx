import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import type { BackupCounts, RestorePreview } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { Words } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';

const COUNTS = ['orders', 'parcels', 'prints', 'scans', 'products'] as const;
const MINUTE = 60_000;

function ageText(ms: number, { text, count }: Words): string {
  if (ms < 90 * MINUTE) return text('backups.ageMinutes', { n: count(Math.round(ms / MINUTE)) });
  if (ms < 48 * 60 * MINUTE) return text('backups.ageHours', { n: count(Math.round(ms / MINUTE / 60)) });
  return text('backups.ageDays', { n: count(Math.round(ms / MINUTE / 60 / 24)) });
}

/** What a restore brings and takes. The first step says it, the second makes the person say it. */
export function RestoreDialog({
  preview,
  onClose,
}: {
  readonly preview: RestorePreview;
  readonly onClose: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [understood, setUnderstood] = useState(false);
  const [going, setGoing] = useState(false);

  async function restore(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    setGoing(true);
    const done = await station.act('backups.restore', { path: preview.path, operator: operator.id });
    setGoing(false);
    if (!done) return undefined;
    station.notify('info', text('backups.restoring'));
    return onClose();
  }
  const losesNothing = COUNTS.every((name) => preview.lost[name] === 0);
  return (
    <Modal opened onClose={onClose} title={text('backups.previewTitle')} size="xl">
      <form
        className="card"
        style={{ border: 0, padding: 0 }}
        data-testid="restore-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (understood && !going) void restore();
        }}
      >
        {preview.otherStation ? (
          <p role="alert">
            <Chip tone="bad">!</Chip> {text('backups.otherStation')}
          </p>
        ) : null}
        <dl className="facts">
          <dt>{text('backups.taken')}</dt>
          <dd>
            {words.dateTime(preview.at)} · {text('backups.age')} {ageText(preview.ageMs, words)}
          </dd>
          <dt>{text('backups.station')}</dt>
          <dd>
            <span className="mono">{preview.station}</span> · {text('backups.version')} {preview.version} ·{' '}
            {text(`backups.kind.${preview.kind}`)}
          </dd>
        </dl>
        <table className="plain-table">
          <thead>
            <tr>
              <th />
              {COUNTS.map((name) => (
                <th key={name} className="num">
                  {text(`backups.counts.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <CountsRow head={text('backups.contains')} counts={preview.holds} />
            {preview.present === 'read' && !losesNothing ? (
              <CountsRow head={text('backups.lost')} counts={preview.lost} bad />
            ) : null}
          </tbody>
        </table>
        {preview.present === 'damaged' ? <p role="alert">{text('backups.lostUnknown')}</p> : null}
        {preview.present === 'absent' ? <p>{text('backups.absent')}</p> : null}
        {preview.present === 'read' && losesNothing ? <p>{text('backups.lostNothing')}</p> : null}
        <p className="muted">{text('backups.keeps')}</p>
        <p className="muted">{text('backups.restarts')}</p>
        <Checkbox
          data-autofocus
          label={text('backups.understood')}
          checked={understood}
          onChange={(event) => setUnderstood(event.currentTarget.checked)}
          data-testid="restore-understood"
        />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {text('app.close')}
          </Button>
          <Button type="submit" color="red" disabled={!understood} loading={going} data-testid="restore-go">
            {text('backups.doRestore')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function CountsRow({
  head,
  counts,
  bad = false,
}: {
  readonly head: string;
  readonly counts: BackupCounts;
  readonly bad?: boolean;
}) {
  const words = useWords();
  return (
    <tr>
      <td>{bad ? <strong>{head}</strong> : head}</td>
      {COUNTS.map((name) => (
        <td key={name} className="num">
          {bad && counts[name] > 0 ? (
            <Chip tone="bad">{words.count(counts[name])}</Chip>
          ) : (
            words.count(counts[name])
          )}
        </td>
      ))}
    </tr>
  );
}
