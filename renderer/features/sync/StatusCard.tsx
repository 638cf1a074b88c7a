import { Button, Checkbox, Modal, Progress } from '@mantine/core';
import { useState } from 'react';
import type { SyncView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { lampOf, lampWords } from '../../ui/hub-lamp.ts';
import type { HubLamp } from '../../ui/hub-lamp.ts';
import { Chip } from '../../ui/page.tsx';
import { isPlain } from './plain.ts';

const TONES: Readonly<Record<HubLamp['state'], 'bad' | 'warn' | 'good' | 'info'>> = {
  alone: 'info',
  connecting: 'info',
  pulling: 'info',
  checking: 'info',
  agreed: 'good',
  waiting: 'info',
  refused: 'bad',
  offline: 'warn',
  barred: 'bad',
};

/** How the station stands with its hub, and the way out. */
export function StatusCard({ view }: { readonly view: SyncView }) {
  const words = useWords();
  const { text } = words;
  const [leaving, setLeaving] = useState(false);
  const lamp = lampOf(view);
  if (lamp.state === 'alone') return null;
  return (
    <section className="card" data-testid="hub-status" data-state={lamp.state}>
      <h2>{text('sync.title')}</h2>
      <div className="chips" role="status" aria-live="polite">
        {lampWords(lamp, words).map((part, index) => (
          <Chip key={part} tone={index === 0 ? TONES[lamp.state] : 'warn'}>
            {part}
          </Chip>
        ))}
      </div>
      <p>{text(`sync.state.${lamp.state}`)}</p>
      {view.error === null ? null : (
        <p role="alert" className="sync-alert" data-tone={view.state === 'barred' ? 'bad' : 'warn'}>
          {words.code('refused', view.error.code, view.error.data)}
        </p>
      )}
      {view.pulling === null ? null : (
        <div>
          <p>{text('sync.received', { n: words.count(view.pulling.documents) })}</p>
          <Progress mt={8} size="lg" value={100} animated aria-label={text('sync.state.pulling')} />
        </div>
      )}
      {isPlain(view.hub?.url ?? '') ? (
        <p role="alert" className="sync-alert" data-tone="warn" data-testid="hub-plain">
          {text('sync.plain')}
        </p>
      ) : null}
      {view.anewAt === undefined ? null : (
        <p className="muted" data-testid="hub-anew">
          {text('sync.anew', { at: words.dateTime(view.anewAt) })}
        </p>
      )}
      <SkewAlert skewMs={view.skewMs} told={lamp.skewMinutes} />
      {view.low?.map(({ carrier, left }) => (
        <p key={carrier} role="alert" className="sync-alert" data-tone="warn" data-testid="hub-low">
          {left === 0
            ? text('sync.lowNone', { carrier })
            : text('sync.low', { carrier, n: words.count(left) })}
        </p>
      ))}
      <Facts view={view} lamp={lamp} />
      <div className="row">
        <Button variant="default" onClick={() => setLeaving(true)} data-testid="hub-leave">
          {text('sync.leave.go')}
        </Button>
      </div>
      {leaving ? <LeaveDialog view={view} onClose={() => setLeaving(false)} /> : null}
    </section>
  );
}

function SkewAlert({ skewMs, told }: { readonly skewMs: number | null; readonly told: number }) {
  const words = useWords();
  if (skewMs === null || told === 0) return null;
  const n = words.count(told);
  return (
    <div role="alert" className="sync-alert" data-tone="warn" data-testid="hub-skew">
      <strong>{words.text(skewMs > 0 ? 'sync.skew.ahead' : 'sync.skew.behind', { n })}</strong>
      <p>{words.text('sync.skew.todo')}</p>
    </div>
  );
}

function Facts({ view, lamp }: { readonly view: SyncView; readonly lamp: HubLamp }) {
  const words = useWords();
  const { text } = words;
  const documents = (n: number): string => text('sync.documents', { n: words.count(n) });
  return (
    <dl className="facts">
      <dt>{text('sync.hubName')}</dt>
      <dd>{view.hub?.name ?? '—'}</dd>
      <dt>{text('sync.address')}</dt>
      <dd className="mono">{view.hub?.url ?? '—'}</dd>
      <dt>{text('sync.line')}</dt>
      <dd>{text(view.hub?.url.startsWith('https:') === true ? 'sync.lineSecure' : 'sync.linePlain')}</dd>
      <dt>{text('sync.site')}</dt>
      <dd>{view.hub?.site ?? '—'}</dd>
      <dt>{text('sync.since')}</dt>
      <dd>{words.time(view.since)}</dd>
      <dt>{text('sync.agreedAt')}</dt>
      <dd>{view.agreedAt === null ? text('sync.never') : words.time(view.agreedAt)}</dd>
      <dt>{text('sync.waiting')}</dt>
      <dd>{documents(view.pushing)}</dd>
      <dt>{text('sync.refused')}</dt>
      <dd>{documents(view.refused)}</dd>
      {lamp.skewMinutes === 0 ? (
        <>
          <dt>{text('sync.clock')}</dt>
          <dd>{text(view.skewMs === null ? 'sync.clockUnknown' : 'sync.clockGood')}</dd>
        </>
      ) : null}
    </dl>
  );
}

/** Leaving loses nothing here; what waits is not seen elsewhere, and that is said before. */
function LeaveDialog({ view, onClose }: { readonly view: SyncView; readonly onClose: () => void }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [understood, setUnderstood] = useState(false);
  const [busy, setBusy] = useState(false);
  const waits = view.pushing > 0 || view.refused > 0;

  async function leave(): Promise<void> {
    setBusy(true);
    const left = await station.act('sync.leave', { anyway: waits });
    setBusy(false);
    if (!left) return;
    station.notify('good', text('sync.leave.left'));
    onClose();
  }
  return (
    <Modal opened onClose={onClose} title={text('sync.leave.title')} size="lg">
      <div className="card sync-dialog" data-testid="leave-dialog">
        {view.pushing === 0 ? null : (
          <p role="alert" className="sync-alert" data-tone="bad">
            {text('sync.leave.waits', { n: words.count(view.pushing) })}
          </p>
        )}
        {view.refused === 0 ? null : (
          <p role="alert" className="sync-alert" data-tone="bad">
            {text('sync.leave.refusedToo', { n: words.count(view.refused) })}
          </p>
        )}
        <p>{text('sync.leave.keeps')}</p>
        <p className="muted">{text('sync.leave.again')}</p>
        {waits ? (
          <Checkbox
            label={text('sync.leave.understood')}
            checked={understood}
            onChange={(event) => setUnderstood(event.currentTarget.checked)}
          />
        ) : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {text('app.close')}
          </Button>
          <Button color="red" disabled={waits && !understood} loading={busy} onClick={() => void leave()}>
            {text('sync.leave.confirm')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
