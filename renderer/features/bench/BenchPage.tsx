import { memo, useLayoutEffect } from 'react';
import { MARKS, useStationState } from '../../stores/index.ts';
import type { LatencyMarks } from '../../stores/index.ts';
import { HandoverBoard } from './HandoverBoard.tsx';
import { IdleBoard } from './IdleBoard.tsx';
import { SessionBoard } from './SessionBoard.tsx';
import { StopPanel } from './StopPanel.tsx';
import { VerdictStrip } from './VerdictStrip.tsx';
import './bench.css';

// A verdict whose view is still on its way changes none of these.
const Handover = memo(HandoverBoard);
const Session = memo(SessionBoard);
const Stop = memo(StopPanel);

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
          <Handover handover={view.handover} />
        ) : view.session ? (
          <Session session={view.session} />
        ) : (
          <IdleBoard view={view} verdict={verdict} awake={awake} />
        )}
        {view.stop ? <Stop stop={view.stop} /> : null}
      </div>
      <VerdictStrip verdict={verdict} view={view} marks={marks} />
    </div>
  );
}
