import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { CopyButton } from './CopyButton.tsx';
import { timeLeft } from './time-left.ts';

/** A one-time code for another station, large, with the time it has left. */
export function CodeBox() {
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
