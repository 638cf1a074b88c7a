import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SyncView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';
import { AskDialog } from './AskDialog.tsx';
import { CodeBox } from './CodeBox.tsx';
import { CopyButton } from './CopyButton.tsx';
import { Stations } from './Stations.tsx';

/** This computer as the hub: on and off, addresses, codes for others, who joined. */
export function ServeCard({ serving }: { readonly serving: SyncView['serving'] }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [busy, setBusy] = useState(false);
  const [stopping, setStopping] = useState(false);

  async function serve(on: boolean): Promise<void> {
    setBusy(true);
    const done = await station.act('hub.serve', { on });
    setBusy(false);
    setStopping(false);
    if (done) station.notify('good', text(on ? 'sync.serve.started' : 'sync.serve.stopped'));
  }
  return (
    <section className="card" data-testid="hub-serve">
      <h2>{text('sync.serve.title')}</h2>
      {serving === null ? (
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
          <Addresses urls={serving.urls} />
          <CodeBox />
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
