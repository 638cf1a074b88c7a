import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { FoundHub } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import type { Failure } from '../../stores/index.ts';
import { isPlain } from './plain.ts';

/** Joining: a hub that answers in the local network or a typed address, a one-time code, a name. */
export function JoinCard() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const id = useStationState((s) => s.hello?.station ?? '');
  const [url, setUrl] = useState('');
  const [code, setCode] = useState('');
  const [name, setName] = useState(id);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const codeField = useRef<HTMLInputElement>(null);
  const nameField = useRef<HTMLInputElement>(null);
  const invite = useStationState((s) => s.invite);
  useEffect(() => {
    if (invite === null) return;
    setUrl(invite.url);
    setCode(invite.code);
    setFailure(null);
    nameField.current?.select();
    // The code is good for once, and so is what was scanned.
    station.store.setState({ invite: null });
  }, [invite, station]);
  const ready = !busy && url.trim() !== '' && code.trim() !== '' && name.trim() !== '';

  async function join(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    setFailure(null);
    const answer = await station.ask('sync.join', { url, code, name });
    setBusy(false);
    if (answer?.ok === true) station.notify('good', text('sync.join.joined'));
    else if (answer) {
      setFailure(answer);
      // A code is typed wrong more often than anything else.
      codeField.current?.select();
    }
  }
  return (
    <section className="card" data-testid="hub-join">
      <h2>{text('sync.join.title')}</h2>
      <p className="muted">{text('sync.join.sub')}</p>
      <p className="muted">{text('sync.join.scan')}</p>
      <Found
        chosen={url}
        onChoose={(found) => {
          setUrl(found);
          codeField.current?.focus();
        }}
      />
      <form className="sync-form" onSubmit={(event) => void join(event)}>
        <TextInput
          label={text('sync.join.url')}
          placeholder={text('sync.join.urlExample')}
          maxLength={300}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          data-testid="hub-url"
        />
        <TextInput
          ref={codeField}
          label={text('sync.join.code')}
          description={text('sync.join.codeSub')}
          placeholder="XXXX-XXXX-XXXX"
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          data-testid="hub-code"
        />
        <TextInput
          ref={nameField}
          label={text('sync.join.name')}
          placeholder={text('sync.join.nameExample')}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="hub-name"
        />
        {isPlain(url) ? (
          <p role="alert" className="sync-alert" data-tone="warn" data-testid="join-plain">
            {text('sync.join.plain')}
          </p>
        ) : null}
        {failure === null ? null : (
          <p role="alert" className="sync-alert" data-tone="bad" data-testid="join-failed">
            {words.code('refused', failure.code, failure.data)}
          </p>
        )}
        <div className="row">
          <Button type="submit" disabled={!ready} loading={busy} data-testid="hub-go">
            {text(busy ? 'sync.join.going' : 'sync.join.go')}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** Hubs of the local network, as buttons. */
function Found({ chosen, onChoose }: { readonly chosen: string; readonly onChoose: (url: string) => void }) {
  const station = useStation();
  const { text } = useWords();
  const ready = useStationState((s) => s.client !== null);
  const [found, setFound] = useState<readonly FoundHub[] | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!ready) return undefined;
    let wanted = true;
    setFound(null);
    void station.ask('sync.discover', {}).then((hubs) => {
      if (wanted) setFound(hubs ?? []);
    });
    return () => {
      wanted = false;
    };
  }, [station, ready, round]);
  return (
    <div className="sync-found" role="group" aria-label={text('sync.join.found')}>
      <div className="row" style={{ alignItems: 'center' }}>
        <strong>{text('sync.join.found')}</strong>
        <Button
          size="compact-sm"
          variant="default"
          disabled={found === null}
          onClick={() => setRound((n) => n + 1)}
        >
          {text('sync.join.again')}
        </Button>
      </div>
      {found === null ? (
        <p role="status" className="muted">
          {text('sync.join.searching')}
        </p>
      ) : found.length === 0 ? (
        <p className="muted">{text('sync.join.none')}</p>
      ) : (
        found.map((hub) => (
          <button
            key={hub.url}
            type="button"
            className="choice"
            aria-pressed={hub.url === chosen}
            onClick={() => onChoose(hub.url)}
            data-testid="hub-found"
          >
            <strong>{hub.name}</strong>
            <span className="mono">{hub.url}</span>
          </button>
        ))
      )}
    </div>
  );
}
