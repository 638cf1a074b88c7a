import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SyncView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';
import { AskDialog } from './AskDialog.tsx';
import { CodeBox } from './CodeBox.tsx';
import { CopyButton } from './CopyButton.tsx';
import { isPlain } from './plain.ts';
import { Stations } from './Stations.tsx';

/** This computer as the hub: on and off, addresses, codes for others, who joined. */
export function ServeCard({ view }: { readonly view: SyncView }) {
  const { serving, trouble = null } = view;
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [busy, setBusy] = useState(false);
  const [stopping, setStopping] = useState(false);

  async function serve(on: boolean, otherPort = false): Promise<void> {
    setBusy(true);
    const done = await station.act('hub.serve', { on, ...(otherPort ? { otherPort } : {}) });
    setBusy(false);
    setStopping(false);
    if (done) station.notify('good', text(on ? 'sync.serve.started' : 'sync.serve.stopped'));
  }
  return (
    <section className="card" data-testid="hub-serve">
      <h2>{text('sync.serve.title')}</h2>
      {serving === null && trouble !== null ? (
        <Trouble
          trouble={trouble}
          busy={busy}
          onOff={() => void serve(false)}
          onOther={() => void serve(true, true)}
        />
      ) : serving === null ? (
        <>
          <p className="muted">{text('sync.serve.sub')}</p>
          <div className="row">
            <Button variant="default" loading={busy} onClick={() => void serve(true)} data-testid="serve-on">
              {text(busy ? 'sync.serve.starting' : 'sync.serve.on')}
            </Button>
          </div>
        </>
      ) : (
        <>
          <div className="row" style={{ alignItems: 'center', justifyContent: 'space-between' }}>
            <Chip tone="good">{text('sync.serve.running')}</Chip>
            <Button size="sm" variant="default" onClick={() => setStopping(true)} data-testid="serve-off">
              {text('sync.serve.off')}
            </Button>
          </div>
          {serving.urls.some(isPlain) ? (
            <p role="alert" className="sync-alert" data-tone="warn" data-testid="serve-plain">
              {text('sync.serve.plain')}
            </p>
          ) : null}
          <Addresses urls={serving.urls} />
          <CodeBox urls={serving.urls} />
          <Stations known={serving.stations} />
        </>
      )}
      {stopping && serving !== null ? (
        <AskDialog
          title={text('sync.serve.offTitle')}
          sub={text('sync.serve.offSub', { n: words.count(serving.stations) })}
          confirm={text('sync.serve.offConfirm')}
          busy={busy}
          onConfirm={() => void serve(false)}
          onClose={() => setStopping(false)}
        />
      ) : null}
    </section>
  );
}

/** It should run, and does not: why, and what a person can do. It is tried again by itself. */
function Trouble({
  trouble,
  busy,
  onOff,
  onOther,
}: {
  readonly trouble: NonNullable<SyncView['trouble']>;
  readonly busy: boolean;
  readonly onOff: () => void;
  readonly onOther: () => void;
}) {
  const words = useWords();
  const { text } = words;
  return (
    <>
      <div role="alert" className="sync-alert" data-tone="bad" data-testid="serve-trouble">
        <strong>{text('sync.serve.trouble')}</strong>
        <p>{words.code('refused', trouble.code, trouble.data)}</p>
      </div>
      <div className="row">
        {trouble.code === 'hub_port_taken' ? (
          <Button variant="default" loading={busy} onClick={onOther} data-testid="serve-other-port">
            {text('sync.serve.otherPort')}
          </Button>
        ) : null}
        <Button variant="default" disabled={busy} onClick={onOff} data-testid="serve-off">
          {text('sync.serve.offConfirm')}
        </Button>
      </div>
      {trouble.code === 'hub_port_taken' ? <p className="muted">{text('sync.serve.otherPortSub')}</p> : null}
    </>
  );
}

function Addresses({ urls }: { readonly urls: readonly string[] }) {
  const { text } = useWords();
  return (
    <div>
      <strong>{text('sync.serve.addresses')}</strong>
      {urls.length === 0 ? <p className="muted">{text('sync.serve.noAddress')}</p> : null}
      {urls.map((url) => (
        <div key={url} className="row" style={{ alignItems: 'center', marginTop: 6 }}>
          <span className="mono">{url}</span>
          <CopyButton content={url} />
        </div>
      ))}
    </div>
  );
}
