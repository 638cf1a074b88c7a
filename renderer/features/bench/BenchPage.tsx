import { useLayoutEffect } from 'react';
import { MARKS, useStationState } from '../../stores/index.ts';
import type { LatencyMarks } from '../../stores/index.ts';
import { HandoverBoard } from './HandoverBoard.tsx';
import { IdleBoard } from './IdleBoard.tsx';
import { SessionBoard } from './SessionBoard.tsx';
import { StopPanel } from './StopPanel.tsx';
import { VerdictStrip } from './VerdictStrip.tsx';
import './bench.css';

/** The screen a packer lives in. `awake`: keys reach the bench (window active, no text field focused). */
export function BenchPage({ awake, marks }: { readonly awake: boolean; readonly marks: LatencyMarks }) {
  const view = useStationState((s) => s.view);
  const verdict = useStationState((s) => s.verdict);
  const ready = awake && view !== null;
  useLayoutEffect(() => {
    if (ready) requestAnimationFrame(() => requestAnimationFrame(() => marks.mark(MARKS.ready, {})));
  }, [ready, marks]);
  if (!view) return <div className="bench" data-testid="bench" />;
  return (
    <div className="bench" data-testid="bench" data-mode={view.mode} data-stop={view.stop !== null}>
      <div className="bench-main">
        {view.mode === 'handover' && view.handover ? (
          <HandoverBoard handover={view.handover} />
        ) : view.session ? (
          <SessionBoard session={view.session} />
        ) : (
          <IdleBoard view={view} verdict={verdict} awake={awake} />
        )}
        {view.stop ? <StopPanel stop={view.stop} /> : null}
      </div>
      <VerdictStrip verdict={verdict} view={view} marks={marks} />
    </div>
  );
}
