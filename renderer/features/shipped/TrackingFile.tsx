import { Button, FileButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useMay, useStation, useStationState } from '../../stores/index.ts';

const PRESET = 'carrier-tracking';

/** A carrier's file, taken in one step where its columns are understood; else it goes the way of every import. */
export function TrackingFile() {
  const station = useStation();
  const { text, code } = useWords();
  const may = useMay('import.start');
  const mayReport = useMay('tracking.add');
  const [running, setRunning] = useState<string | null>(null);
  const told = useRef<string | null>(null);
  const report = useStationState((s) => (running === null ? undefined : s.imports[running]));

  useEffect(() => {
    if (!report || report.state === 'running' || told.current === report.id) return;
    told.current = report.id;
    setRunning(null);
    if (report.state === 'failed')
      station.notify('bad', text('after.importFailed', { why: code('import', report.code ?? '') }));
    else {
      const { accepted, already, refused } = report;
      station.notify(refused > 0 ? 'bad' : 'good', text('after.imported', { accepted, already, refused }));
    }
  }, [report, station, text, code]);

  async function take(file: File | null): Promise<void> {
    if (!file) return undefined;
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const receipt = await station.upload(file);
    const preview = receipt && (await station.act('import.preview', { token: receipt.token }));
    if (!preview) return undefined;
    const preset = preview.value.presets.find(({ id }) => id === PRESET);
    if (!preset || preset.missing.length > 0) return station.notify('bad', text('after.notTracking'));
    const started = await station.act('import.start', {
      token: receipt.token,
      preset: PRESET,
      mapping: {},
      operator: operator.id,
    });
    if (started) setRunning(started.value.id);
    return undefined;
  }
  if (!may || !mayReport) return null;
  return (
    <>
      <FileButton onChange={(file) => void take(file)} accept=".csv,.xlsx,.json,.txt">
        {(props) => (
          <Button {...props} loading={running !== null}>
            {running === null ? text('after.importFile') : text('after.importing')}
          </Button>
        )}
      </FileButton>
      <Button variant="default" onClick={() => station.go('import')}>
        {text('after.importReport')}
      </Button>
    </>
  );
}
