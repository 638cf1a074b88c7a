import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import type { PageName } from '../../stores/index.ts';

/** Last step: a file, the demo site, or nothing yet. */
export function DataStep({ onBack }: { readonly onBack: (() => void) | null }) {
  const station = useStation();
  const { text, code } = useWords();
  const [demo, setDemo] = useState<string | null>(null);
  const running = useStationState((s) => (demo === null ? undefined : s.imports[demo]));
  const operator = useStationState((s) => s.view?.operator ?? s.hello?.operators[0] ?? null);

  async function finish(page: PageName): Promise<void> {
    if (!(await station.act('settings.save', { setupDone: true }))) return;
    station.store.setState({ setupAgain: false });
    station.go(page);
  }
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
          <button
            type="button"
            className="choice"
            onClick={() => void finish('import')}
            data-testid="data-file"
          >
            <strong>{text('setup.dataFile')}</strong>
            <span>{text('setup.dataFileSub')}</span>
          </button>
          <button type="button" className="choice" onClick={() => void makeDemo()} data-testid="data-demo">
            <strong>{text('setup.dataDemo')}</strong>
            <span>{text('setup.dataDemoSub')}</span>
          </button>
          <button
            type="button"
            className="choice"
            onClick={() => void finish('bench')}
            data-testid="data-none"
          >
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
