import { Button, Progress, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { BackupRow, BackupsView, RestorePreview } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip } from '../../ui/page.tsx';
import { BackupRule } from './BackupRule.tsx';
import { RestoreDialog } from './RestoreDialog.tsx';

/** Bytes as people read them. */
function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** step).toFixed(step > 0 && bytes / 1000 ** step < 10 ? 1 : 0)} ${units[step] ?? ''}`;
}

/** Backups: how they stand, one now, the rule, and the way back. */
export function Backups() {
  const station = useStation();
  const ready = useStationState((s) => s.client !== null);
  const view = useStationState((s) => s.backups);
  useEffect(() => {
    if (!ready) return;
    void station.ask('backups.view', {}).then((backups) => {
      if (backups) station.store.setState({ backups });
    });
  }, [station, ready]);
  return view === null ? null : <Page view={view} />;
}

function Page({ view }: { readonly view: BackupsView }) {
  const station = useStation();
  const { text } = useWords();
  const [looking, setLooking] = useState(false);
  const [preview, setPreview] = useState<RestorePreview | null>(null);
  const look = async (path: string): Promise<void> => {
    setLooking(true);
    const found = await station.act('backups.preview', { path });
    setLooking(false);
    if (found) setPreview(found.value);
  };
  return (
    <div className="page-stack" style={{ display: 'grid', gap: 16 }}>
      <div className="columns">
        <State view={view} />
        <BackupRule settings={view.settings} />
      </div>
      {view.restored ? <Restored restored={view.restored} /> : null}
      <section className="card">
        <h2>{text('backups.list')}</h2>
        <List
          rows={view.backups}
          busy={looking || view.running !== null}
          onRestore={(path) => void look(path)}
        />
        <FromFile busy={looking || view.running !== null} onLook={(path) => void look(path)} />
        {looking ? (
          <p role="status" className="muted">
            {text('backups.looking')}
          </p>
        ) : null}
      </section>
      {preview ? <RestoreDialog preview={preview} onClose={() => setPreview(null)} /> : null}
    </div>
  );
}

const PHASES = ['snapshot', 'check', 'fold', 'pack', 'verify', 'copy', 'unpack'] as const;
const phaseText = (phase: string): TextKey =>
  `backups.phase.${PHASES.find((each) => each === phase) ?? 'snapshot'}`;

function State({ view }: { readonly view: BackupsView }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const { running, last } = view;
  const start = (): void => void station.act('backups.start', {});
  const stop = (): void => void station.act('backups.cancel', {});
  const { second } = view.settings;
  return (
    <section className="card" data-testid="backup-state">
      {running ? (
        <div role="status" aria-live="polite">
          <p>
            {text('backups.stateRunning')} {text(phaseText(running.phase))}
          </p>
          <Progress
            mt={8}
            size="lg"
            value={running.total > 0 ? (100 * running.done) / running.total : 0}
            aria-label={text('backups.stateRunning')}
          />
        </div>
      ) : last === null ? (
        <p>{text('backups.stateNone')}</p>
      ) : last.code === null ? (
        <p>
          <Chip tone="good">✓</Chip>{' '}
          {text('backups.stateGood', {
            at: words.time(last.at),
            seconds: words.count(Math.max(1, Math.round(last.ms / 1000))),
          })}
        </p>
      ) : (
        <Trouble title={text('backups.stateBad', { at: words.time(last.at) })} code={last.code} />
      )}
      {second === null ? (
        <p className="muted">{text('backups.secondOff')}</p>
      ) : last?.second?.code ? (
        <Trouble
          title={text('backups.secondBad', { at: words.time(last.second.at) })}
          code={last.second.code}
        />
      ) : last?.second ? (
        <p>
          <Chip tone="good">✓</Chip> {text('backups.secondGood', { at: words.time(last.second.at) })}
        </p>
      ) : null}
      <div className="row" style={{ alignItems: 'center' }}>
        {running ? (
          <Button variant="default" onClick={stop}>
            {text('backups.stop')}
          </Button>
        ) : (
          <Button data-autofocus onClick={start} data-testid="backup-now">
            {text('backups.now')}
          </Button>
        )}
        <span className="muted">
          {view.nextAt === null
            ? text('backups.nextOff')
            : text('backups.next', { at: words.time(Math.max(view.nextAt, Date.now())) })}
        </span>
      </div>
      <dl className="facts">
        <dt>{text('backups.where')}</dt>
        <dd className="mono" style={{ overflowWrap: 'anywhere' }}>
          {view.folder} ({text('backups.free', { size: sizeText(view.free) })})
        </dd>
      </dl>
      <p className="muted">{text('backups.keyNote')}</p>
    </section>
  );
}

function Trouble({ title, code }: { readonly title: string; readonly code: string }) {
  const words = useWords();
  return (
    <div role="alert">
      <p>
        <Chip tone="bad">!</Chip> <strong>{title}</strong>
      </p>
      <p>{words.code('refused', code)}</p>
    </div>
  );
}

function List({
  rows,
  busy,
  onRestore,
}: {
  readonly rows: readonly BackupRow[];
  readonly busy: boolean;
  readonly onRestore: (path: string) => void;
}) {
  const words = useWords();
  const { text } = words;
  if (rows.length === 0) return <Empty title={text('backups.empty')} sub={text('backups.emptySub')} />;
  return (
    <div className="scroll-x">
      <table className="plain-table">
        <thead>
          <tr>
            <th>{text('backups.at')}</th>
            <th>{text('backups.kindCol')}</th>
            <th>{text('backups.holds')}</th>
            <th className="num">{text('backups.size')}</th>
            <th>{text('backups.state')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.path} data-row={row.name}>
              <td title={row.name}>{row.at === null ? row.name : words.dateTime(row.at)}</td>
              <td>{row.kind === null ? '—' : text(`backups.kind.${row.kind}`)}</td>
              <td>
                {row.holds === null
                  ? '—'
                  : text('backups.holdsText', {
                      orders: words.count(row.holds.orders),
                      parcels: words.count(row.holds.parcels),
                      scans: words.count(row.holds.scans),
                    })}
              </td>
              <td className="num">{sizeText(row.bytes)}</td>
              <td>
                <RowState row={row} />
              </td>
              <td>
                {row.code === null ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    disabled={busy}
                    data-testid="restore"
                    onClick={() => onRestore(row.path)}
                  >
                    {text('backups.restore')}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RowState({ row }: { readonly row: BackupRow }) {
  const words = useWords();
  const { text } = words;
  if (row.code !== null)
    return (
      <>
        <Chip tone="bad">!</Chip> {words.code('refused', row.code)}
      </>
    );
  if (row.disagreeing > 0)
    return (
      <>
        <Chip tone="warn">!</Chip> {text('backups.disagreeing', { n: words.count(row.disagreeing) })}
      </>
    );
  return (
    <>
      <Chip tone="good">{text('backups.good')}</Chip>{' '}
      <span className="muted">{text('backups.goodSub', { n: words.count(row.folded) })}</span>
    </>
  );
}

function FromFile({ busy, onLook }: { readonly busy: boolean; readonly onLook: (path: string) => void }) {
  const { text } = useWords();
  const [path, setPath] = useState('');
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== '') onLook(path.trim());
      }}
    >
      <TextInput
        style={{ flex: '1 1 320px' }}
        label={text('backups.fromFile')}
        description={text('backups.fromFileSub')}
        maxLength={1000}
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={busy || path.trim() === ''}>
        {text('backups.look')}
      </Button>
    </form>
  );
}

function Restored({ restored }: { readonly restored: NonNullable<BackupsView['restored']> }) {
  const words = useWords();
  const { text } = words;
  const { held, missing, gap, asked } = restored;
  const lines = [
    held > 0 && text('backups.restoredHeld', { n: words.count(held) }),
    missing > 0 && text('backups.restoredMissing', { n: words.count(missing) }),
    gap > 0 && text('backups.restoredGap', { n: words.count(gap) }),
    asked > 0 && text('backups.restoredAsked', { n: words.count(asked) }),
  ].filter((line) => line !== false);
  return (
    <section className="card" data-testid="restored">
      <h2>{text('backups.restoredAt', { at: words.dateTime(restored.at) })}</h2>
      <p className="muted" style={{ overflowWrap: 'anywhere' }}>
        {text('backups.restoredSub', {
          backup: restored.backup,
          backupAt: words.dateTime(restored.backupAt),
        })}
      </p>
      {lines.map((line) => (
        <p key={line}>
          <Chip tone="warn">!</Chip> {line}
        </p>
      ))}
    </section>
  );
}
