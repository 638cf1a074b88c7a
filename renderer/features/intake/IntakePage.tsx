import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { DraftRow, DraftView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { mayAsk, useList, useStation, useStationState } from '../../stores/index.ts';
import { OfficePage } from '../../ui/page.tsx';
import { ChangeList } from './ChangeList.tsx';
import { DraftCheck } from './DraftCheck.tsx';
import { DraftList } from './DraftList.tsx';
import { EntryForm } from './EntryForm.tsx';
import { toTyped, type Sketch } from './typed.ts';
import './intake.css';

type Tab = 'entry' | 'drafts' | 'changes';

/** Orders that somebody types in, those to be checked by a second person, and what is asked to be changed. */
export default function IntakePage() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const session = useStationState((s) => s.session);
  const tabs = (
    [
      ['entry', 'intake.save'],
      ['drafts', 'intake.drafts'],
      ['changes', 'changes.list'],
    ] as const
  ).filter(([, method]) => mayAsk(session, method));
  const [tab, setTab] = useState<Tab>(tabs[0]?.[0] ?? 'changes');
  const [checking, setChecking] = useState<{ readonly draft: DraftRow; readonly view: DraftView } | null>(
    null,
  );
  /** A draft that its author writes anew; the number makes a form of its own for each. */
  const [mending, setMending] = useState<{ readonly sketch: Sketch; readonly n: number } | null>(null);

  /** In clear, which is on record. */
  async function read(draft: DraftRow): Promise<DraftView | undefined> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    return (await station.act('intake.draft', { order: draft.order, operator: operator.id }))?.value;
  }
  async function mend(draft: DraftRow): Promise<void> {
    const view = await read(draft);
    if (!view) return;
    setMending({ sketch: sketchOf(view, draft), n: (mending?.n ?? 0) + 1 });
    setTab('entry');
  }
  async function look(draft: DraftRow): Promise<void> {
    const view = await read(draft);
    if (view) setChecking({ draft, view });
  }
  const sketchOf = (view: DraftView, draft: DraftRow): Sketch => ({
    typed: toTyped(view.form, (minor) => words.amount({ minor, currency: view.form.currency })),
    order: { id: view.order, no: draft.channelOrderNo },
  });
  const show = (next: Tab): void => {
    setTab(next);
    setChecking(null);
  };
  return (
    <OfficePage
      fixed
      title={text('intake.title')}
      sub={text('intake.sub')}
      actions={
        <SegmentedControl
          aria-label={text('intake.title')}
          value={tab}
          onChange={(next) => show(next as Tab)}
          data={tabs.map(([name]) => ({
            value: name,
            label: (
              <span data-testid={`tab-${name}`}>
                <TabLabel tab={name} />
              </span>
            ),
          }))}
        />
      }
    >
      {tab === 'entry' ? (
        <div className="intake-scroll">
          <EntryForm
            key={mending === null ? 'new' : `${mending.sketch.order?.id ?? ''} ${String(mending.n)}`}
            begin={mending?.sketch ?? null}
            onLeft={() => setMending(null)}
          />
        </div>
      ) : null}
      {tab === 'drafts' ? (
        checking === null ? (
          <DraftList onCheck={(draft) => void look(draft)} onMend={(draft) => void mend(draft)} />
        ) : (
          <div className="intake-scroll">
            <DraftCheck key={checking.draft.order} {...checking} onDone={() => setChecking(null)} />
          </div>
        )
      ) : null}
      {tab === 'changes' ? <ChangeList /> : null}
    </OfficePage>
  );
}

/** With how much waits behind it. */
function TabLabel({ tab }: { readonly tab: Tab }) {
  const { text } = useWords();
  if (tab === 'drafts') return <DraftsLabel />;
  if (tab === 'changes') return <ChangesLabel />;
  return <>{text('intake.tab.entry')}</>;
}
function DraftsLabel() {
  const words = useWords();
  const { value } = useList('intake.drafts', { offset: 0, limit: 1 }, ['orders']);
  return <>{counted(words.text('intake.tab.drafts'), value?.total)}</>;
}
function ChangesLabel() {
  const words = useWords();
  const { value } = useList('changes.list', { offset: 0, limit: 1 }, ['orders']);
  return <>{counted(words.text('intake.tab.changes'), value?.total)}</>;
}
const counted = (label: string, n: number | undefined): string =>
  n === undefined || n === 0 ? label : `${label} ${String(n)}`;
