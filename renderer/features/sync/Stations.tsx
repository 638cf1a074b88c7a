import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { HubStation } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip } from '../../ui/page.tsx';
import { AskDialog } from './AskDialog.tsx';

/** "Last seen" grows old by itself, ms. */
const LOOK_AGAIN_MS = 15_000;

/** Stations that joined this hub, when they were seen last, and taking the right to join back. */
export function Stations({ known }: { readonly known: number }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const { value, refresh } = useList('hub.stations', {}, []);
  const [asked, setAsked] = useState<HubStation | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(refresh, [refresh, known]);
  useEffect(() => {
    const timer = setInterval(refresh, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [refresh]);

  async function revoke({ id }: HubStation): Promise<void> {
    setBusy(true);
    const done = await station.act('hub.revoke', { station: id });
    setBusy(false);
    setAsked(null);
    if (done) station.notify('good', text('sync.serve.revoked'));
    refresh();
  }
  const stations = value?.ok === true ? value.value : [];
  return (
    <div data-testid="hub-stations">
      <strong>{text('sync.serve.stations')}</strong>
      {value === undefined ? (
        <p className="muted">{text('app.loading')}</p>
      ) : value.ok ? null : (
        <p role="alert" className="sync-alert" data-tone="bad">
          {words.code('refused', value.code, value.data)}
        </p>
      )}
      {value?.ok === true && stations.length === 0 ? (
        <Empty title={text('sync.serve.stationsEmpty')} sub={text('sync.serve.stationsEmptySub')} />
      ) : null}
      {stations.length === 0 ? null : (
        <div className="scroll-x">
          <table className="plain-table">
            <thead>
              <tr>
                <th>{text('sync.serve.name')}</th>
                <th>{text('sync.serve.status')}</th>
                <th>{text('sync.serve.seen')}</th>
                <th>{text('sync.serve.enrolled')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {stations.map((each) => (
                <tr key={each.id} data-row={each.id}>
                  <td>
                    {each.name} <span className="muted mono">{each.id}</span>
                  </td>
                  <td>
                    <Chip tone={each.state === 'active' ? 'good' : 'bad'}>
                      {text(`sync.serve.stationState.${each.state}`)}
                    </Chip>
                  </td>
                  <td>{each.seenAt === null ? text('sync.serve.neverSeen') : words.time(each.seenAt)}</td>
                  <td>{words.time(each.enrolledAt)}</td>
                  <td>
                    {each.state === 'active' ? (
                      <Button
                        size="compact-sm"
                        variant="default"
                        onClick={() => setAsked(each)}
                        data-testid="revoke"
                      >
                        {text('sync.serve.revoke')}
                      </Button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asked === null ? null : (
        <AskDialog
          title={text('sync.serve.revokeTitle', { name: asked.name })}
          sub={text('sync.serve.revokeSub')}
          confirm={text('sync.serve.revokeConfirm')}
          busy={busy}
          onConfirm={() => void revoke(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
