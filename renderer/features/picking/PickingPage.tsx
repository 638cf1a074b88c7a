import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { PickAct } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { OfficePage } from '../../ui/page.tsx';
import { PickSheet } from './PickSheet.tsx';
import type { SheetOf } from './PickSheet.tsx';
import { StartBoard } from './StartBoard.tsx';
import { StopCard } from './StopCard.tsx';
import { usePicking } from './use-picking.ts';
import { WalkBoard } from './WalkBoard.tsx';
import './picking.css';

/** Guns of a bench are for whoever works there: a badge says who, or a press by whoever has signed in at this window. */
function SignInHere({ bench }: { readonly bench: string }) {
  const station = useStation();
  const { text } = useWords();
  const person = useStationState((s) => s.session?.person?.id ?? null);
  return (
    <p role="status" className="pick-sign-in">
      <span>{text('picking.signIn')}</span>
      {person === null ? null : (
        <Button
          size="sm"
          variant="light"
          onClick={() => void station.act('bench.operator', { bench, operator: person })}
          data-testid="pick-take"
        >
          {text('session.benchTake')}
        </Button>
      )}
    </p>
  );
}

/** 拣货: what to fetch where, with a gun; and the lists for those who fetch with paper. */
export default function PickingPage() {
  const station = useStation();
  const { text } = useWords();
  const { view, verdict } = usePicking();
  const bench = useStationState((s) => s.bench);
  const free = useStationState(
    (s) => s.session?.mode !== 'closed' || s.view?.operator?.id === s.session.person?.id,
  );
  const [paper, setPaper] = useState<SheetOf | null>(null);
  const act = (what: PickAct): void => void station.ask('pick.act', { bench, act: what });

  useEffect(() => {
    // Buttons keep the focus after a click, and a gun's Enter would press them again.
    if (document.activeElement instanceof HTMLButtonElement) document.activeElement.blur();
  }, [verdict?.seq]);

  return (
    <OfficePage title={text('picking.title')} {...(view?.walk ? {} : { sub: text('picking.sub') })} fixed>
      {free ? null : <SignInHere bench={bench} />}
      {view === null ? (
        <p className="muted">{text('app.loading')}</p>
      ) : view.walk === null ? (
        <StartBoard view={view} verdict={verdict} free={free} act={act} onPaper={setPaper} />
      ) : (
        <WalkBoard walk={view.walk} verdict={verdict} act={act} onPaper={() => setPaper({ bench })} />
      )}
      {view?.stop ? <StopCard stop={view.stop} onOk={() => act({ type: 'ok' })} /> : null}
      {paper === null ? null : <PickSheet of={paper} onClose={() => setPaper(null)} />}
    </OfficePage>
  );
}
