import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import type { PageName } from '../../stores/index.ts';
import { FirstForm } from '../../ui/first-form.tsx';

/** Ends the first start and shows the page. */
function useFinish(): (page: PageName) => Promise<void> {
  const station = useStation();
  return async (page) => {
    if (!(await station.act('settings.save', { setupDone: true }))) return;
    station.store.setState({ setupAgain: false });
    station.go(page);
  };
}

/** Real orders are for people with accounts: the first one is made here. */
export function AdminStep({
  target,
  onBack,
}: {
  readonly target: 'import' | 'bench';
  readonly onBack: (() => void) | null;
}) {
  const { text } = useWords();
  const finish = useFinish();
  return (
    <>
      <FirstForm onDone={() => void finish(target)} />
      {onBack === null ? null : (
        <div className="row">
          <Button variant="default" onClick={onBack}>
            {text('app.back')}
          </Button>
        </div>
      )}
    </>
  );
}

/**
 * A file, the demo site, or nothing yet.
 * @param onOwn orders of one's own: an administrator is made first
 */
export function DataStep({
  onBack,
  onOwn,
}: {
  readonly onBack: (() => void) | null;
  readonly onOwn: (page: 'import' | 'bench') => void;
}) {
  const station = useStation();
  const { text, code } = useWords();
  const [demo, setDemo] = useState<string | null>(null);
  const running = useStationState((s) => (demo === null ? undefined : s.imports[demo]));
  const operator = useStationState((s) => s.view?.operator ?? s.hello?.operators[0] ?? null);

  const finish = useFinish();
  const closed = useStationState((s) => s.session?.mode === 'closed');
  // Somebody may come back to this when accounts are there already.
  const own = (page: 'import' | 'bench'): void => (closed ? void finish(page) : onOwn(page));
  async function makeDemo(): Promise<void> {
    if (!operator) return station.notify('bad', code('refused', 'no_operator'));
    const started = await station.act('import.demo', { operator: operator.id });
    if (started) setDemo(started.value.id);
    return undefined;
  }
  const share = running && running.bytesTotal > 0 ? (100 * running.bytesRead) / running.bytesTotal : 100;
  return (
    <>
      <h2 className="setup-ask">{text('setup.dataAsk')}</h2>
      {demo === null ? (
        <div className="columns">
          <button type="button" className="choice" onClick={() => own('import')} data-testid="data-file">
            <strong>{text('setup.dataFile')}</strong>
            <span>{text('setup.dataFileSub')}</span>
          </button>
          <button type="button" className="choice" onClick={() => void makeDemo()} data-testid="data-demo">
            <strong>{text('setup.dataDemo')}</strong>
            <span>{text('setup.dataDemoSub')}</span>
          </button>
          <button type="button" className="choice" onClick={() => own('bench')} data-testid="data-none">
            <strong>{text('setup.dataNone')}</strong>
          </button>
        </div>
      ) : (
        <div className="card">
          <h2>
            {running && running.state !== 'running'
              ? text(`import.state.${running.state}`)
              : text('setup.demoRunning')}
          </h2>
          <Progress value={share} animated={running?.state === 'running'} />
          {running ? (
            <p>
              {text('import.accepted')} {running.accepted} · {text('import.packable')} {running.packable}
            </p>
          ) : null}
          <div className="row">
            <Button
              onClick={() => void finish('bench')}
              data-testid="to-bench"
              disabled={running?.state === 'running'}
            >
              {text('import.toBench')}
            </Button>
          </div>
        </div>
      )}
      {onBack === null ? null : (
        <div className="row">
          <Button variant="default" onClick={onBack}>
            {text('app.back')}
          </Button>
        </div>
      )}
    </>
  );
}
