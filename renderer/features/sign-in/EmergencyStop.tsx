import { useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { usePeople } from '../../ui/people.ts';
import { Shape } from '../../ui/index.ts';
import { Field, Veil } from './parts.tsx';

const SUPERVISORS: readonly string[] = ['WHL', 'MGR', 'ADM'];

/** The stop that stands, over every page, and who may let it go on. */
export function StopBanner() {
  const station = useStation();
  const { text, time } = useWords();
  const people = usePeople();
  const stop = useStationState((s) => s.session?.stop ?? null);
  const roles = useStationState((s) => s.session?.person?.roles ?? null);
  const open = useStationState((s) => s.session?.mode === 'open');
  const [asking, setAsking] = useState(false);
  if (stop === null) return null;
  const may = open || (roles?.some((role) => SUPERVISORS.includes(role)) ?? false);
  return (
    <>
      <div className="emergency" role="alert" data-testid="emergency-stop">
        <Shape name="storage_failed" size={40} />
        <div>
          <strong>{text('session.stopped')}</strong>
          <p>
            {text('session.stoppedBy', { by: people(stop.by), time: time(stop.at), reason: stop.reason })}
          </p>
          <p>{text('session.stoppedTodo')}</p>
        </div>
        {may ? (
          <button type="button" onClick={() => setAsking(true)} data-testid="lift-stop">
            {text('session.lift')}
          </button>
        ) : null}
      </div>
      {asking ? (
        <Ask
          title={text('session.lift')}
          label={text('session.liftNote')}
          go={text('session.lift')}
          onClose={() => setAsking(false)}
          onDone={async (note) => {
            const operator = station.operator()?.id ?? '';
            if (await station.act('stop.lift', { operator, note })) setAsking(false);
          }}
        />
      ) : null}
    </>
  );
}

/** AUD-03: one button stops the station, with the reason. */
export function StopButton() {
  const station = useStation();
  const { text } = useWords();
  const standing = useStationState((s) => s.session?.stop !== null && s.session !== null);
  const [asking, setAsking] = useState(false);
  if (standing) return null;
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className="topbar-stop"
        title={text('session.stop')}
        aria-label={text('session.stop')}
        onClick={() => setAsking(true)}
        data-testid="stop-button"
      >
        <i />
      </button>
      {asking ? (
        <Ask
          title={text('session.stopAsk')}
          sub={text('session.stopSub')}
          label={text('session.stopReason')}
          go={text('session.stopGo')}
          onClose={() => setAsking(false)}
          onDone={async (reason) => {
            const operator = station.operator()?.id ?? '';
            if (await station.act('stop.press', { operator, reason })) setAsking(false);
          }}
        />
      ) : null}
    </>
  );
}

function Ask({
  title,
  sub,
  label,
  go,
  onDone,
  onClose,
}: {
  readonly title: string;
  readonly sub?: string;
  readonly label: string;
  readonly go: string;
  readonly onDone: (words: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const [words, setWords] = useState('');
  const ready = words.trim() !== '';
  return (
    <Veil
      title={title}
      {...(sub === undefined ? {} : { sub })}
      onSubmit={() => ready && void onDone(words.trim())}
      testid="stop-dialog"
    >
      <Field label={label} type="text" value={words} onChange={setWords} focus name="stop-reason" />
      <div className="sign-in-row">
        <button type="button" className="sign-in-quiet" onClick={onClose}>
          {text('app.close')}
        </button>
        <button type="submit" className="sign-in-go sign-in-red" disabled={!ready} data-testid="stop-go">
          {go}
        </button>
      </div>
    </Veil>
  );
}
