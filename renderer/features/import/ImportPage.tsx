import { useState } from 'react';
import type { ImportPreview } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, OfficePage } from '../../ui/page.tsx';
import { DropZone } from './DropZone.tsx';
import { ImportSetup } from './ImportSetup.tsx';
import { ImportRun } from './ImportRun.tsx';

type Stage =
  | { readonly kind: 'choose' }
  | { readonly kind: 'setup'; readonly preview: ImportPreview }
  | { readonly kind: 'run'; readonly id: string };

/** A file: dropped, looked at, mapped, run, and told about line by line. */
export default function ImportPage() {
  const station = useStation();
  const { text } = useWords();
  const [stage, setStage] = useState<Stage>({ kind: 'choose' });
  const [percent, setPercent] = useState<number | null>(null);

  async function take(file: File): Promise<void> {
    setPercent(0);
    const receipt = await station.upload(file, (sent, total) =>
      setPercent(total === 0 ? 100 : Math.floor((100 * sent) / total)),
    );
    const preview = receipt && (await station.act('import.preview', { token: receipt.token }));
    setPercent(null);
    if (preview) setStage({ kind: 'setup', preview: preview.value });
  }
  return (
    <OfficePage title={text('import.title')}>
      {stage.kind === 'choose' ? (
        <>
          <DropZone percent={percent} onFile={(file) => void take(file)} />
          <History onOpen={(id) => setStage({ kind: 'run', id })} />
        </>
      ) : null}
      {stage.kind === 'setup' ? (
        <ImportSetup
          preview={stage.preview}
          onStarted={(id) => setStage({ kind: 'run', id })}
          onAnother={() => setStage({ kind: 'choose' })}
        />
      ) : null}
      {stage.kind === 'run' ? (
        <ImportRun id={stage.id} onAnother={() => setStage({ kind: 'choose' })} />
      ) : null}
    </OfficePage>
  );
}

const TONES = { running: 'info', done: 'good', cancelled: 'warn', failed: 'bad' } as const;

function History({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const words = useWords();
  const { text } = words;
  const { value } = useList('import.list', {}, ['orders', 'products']);
  const running = useStationState((s) => s.imports);
  const rows = (value ?? []).map((report) => running[report.id] ?? report);
  return (
    <section className="card">
      <h2>{text('import.history')}</h2>
      {rows.length === 0 ? (
        <Empty title={text('import.historyEmpty')} />
      ) : (
        <table className="plain-table">
          <tbody>
            {rows.map((report) => (
              <tr key={report.id}>
                <td>
                  <button type="button" className="link" onClick={() => onOpen(report.id)}>
                    {report.fileName}
                  </button>
                </td>
                <td>{text(`import.kind.${report.kind}`)}</td>
                <td>{words.dateTime(report.startedAt)}</td>
                <td>
                  <Chip tone={TONES[report.state]}>{text(`import.state.${report.state}`)}</Chip>
                </td>
                <td className="num">
                  {text('import.accepted')} {words.count(report.accepted)}
                </td>
                <td className="num">
                  {text('import.refused')} {words.count(report.refused)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
