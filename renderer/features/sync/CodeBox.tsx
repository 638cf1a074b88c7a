import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { inviteText } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { QrCode } from '../../ui/qr.tsx';
import { CopyButton } from './CopyButton.tsx';
import { timeLeft } from './time-left.ts';

const QR_PX = 260;

/** A one-time code for another station, large, with the time it has left, and as a QR code with the hub's address. */
export function CodeBox({ urls }: { readonly urls: readonly string[] }) {
  const station = useStation();
  const { text } = useWords();
  const [made, setMade] = useState<{ readonly code: string; readonly until: number } | null>(null);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (made === null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [made]);

  async function make(): Promise<void> {
    const answer = await station.act('hub.code', {});
    if (!answer) return;
    setNow(Date.now());
    setMade(answer.value);
  }
  const over = made !== null && now >= made.until;
  return (
    <div className="sync-code">
      {made === null ? (
        <p className="muted">{text('sync.serve.codeSub')}</p>
      ) : (
        <>
          <output className="mono" data-over={over} data-testid="one-time-code">
            {made.code}
          </output>
          <div className="row" style={{ alignItems: 'center' }}>
            <span role="timer" className={over ? 'sync-over' : 'muted'}>
              {over
                ? text('sync.serve.codeOver')
                : text('sync.serve.codeLeft', { left: timeLeft(made.until - now) })}
            </span>
            {over ? null : <CopyButton content={made.code} />}
          </div>
          {over ? null : <Invite urls={urls} code={made.code} />}
        </>
      )}
      <div className="row">
        <Button
          size="sm"
          variant={made === null || over ? 'filled' : 'default'}
          onClick={() => void make()}
          data-testid="make-code"
        >
          {text(made === null ? 'sync.serve.code' : 'sync.serve.newCode')}
        </Button>
      </div>
    </div>
  );
}

/** Address and code for a gun at the other station. */
function Invite({ urls, code }: { readonly urls: readonly string[]; readonly code: string }) {
  const { text } = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const url = urls.find((each) => each === chosen) ?? urls[0];
  if (url === undefined) return null;
  return (
    <div className="sync-invite">
      <QrCode content={inviteText({ url, code })} label={text('sync.serve.qr')} most={QR_PX} />
      <div className="sync-invite-what">
        <p>{text('sync.serve.qrSub')}</p>
        {urls.length === 1 ? <p className="mono">{url}</p> : null}
        {urls.length > 1 ? (
          <div role="group" aria-label={text('sync.serve.qrAddress')}>
            <p className="muted">{text('sync.serve.qrAddress')}</p>
            {urls.map((each) => (
              <button
                key={each}
                type="button"
                className="choice mono"
                aria-pressed={each === url}
                onClick={() => setChosen(each)}
              >
                {each}
              </button>
            ))}
          </div>
        ) : null}
      </div>
    </div>
  );
}
