import { Button, FileButton, Select, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { gunTrace } from '../../../../shared/contract/gun-views.ts';
import { DEFAULT_PROFILE, proposeProfile, replayTrace } from '../../../../shared/codec/scan/index.ts';
import type { GunProfile, TraceStep } from '../../../../shared/codec/scan/index.ts';
import type { GunSettings } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStation } from '../../../stores/index.ts';
import { ProfileChips } from './profile-words.tsx';
import { RawTable } from './RawTable.tsx';
import { ReplayList } from './ReplayList.tsx';
import { saveText } from './save-text.ts';
import { useGunTap } from './use-gun-tap.ts';

/** Shows what a gun sends, what it means, replays recordings and proposes the setting that would have worked. */
export function TestPanel({
  guns,
  wedge,
  bench,
  onApply,
}: {
  readonly guns: readonly GunSettings[];
  /** Profile of the keyboard guns of this window. */
  readonly wedge: GunProfile;
  readonly bench: string;
  /** @param gun null = the keyboard guns */
  readonly onApply: (gun: string | null, profile: GunProfile) => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const [on, setOn] = useState(false);
  const [chosen, setChosen] = useState('');
  const [wanted, setWanted] = useState('');
  const gun = guns.find(({ id }) => id === chosen);
  const profile = gun ? (gun.profile ?? DEFAULT_PROFILE) : wedge;
  const target = gun ? ({ kind: 'gun', id: gun.id } as const) : ({ kind: 'wedge' } as const);
  const tap = useGunTap(target, gun?.bench ?? bench, on);

  async function read(file: File | null): Promise<void> {
    if (!file) return;
    const trace = readTrace(await file.text());
    if (!trace) return station.notify('bad', text('guns.traceBad'));
    tap.load(trace);
    station.notify('good', text('guns.traceRead', { n: trace.length }));
    return undefined;
  }
  const save = (): void =>
    saveText(
      'gun-trace.json',
      JSON.stringify({ format: 'packline-gun-trace', version: 1, profile, entries: tap.steps }),
    );
  return (
    <section className="card" data-testid="gun-test">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h2>{text('guns.test')}</h2>
          <p className="muted">{text('guns.testNote')}</p>
        </div>
        <div className="row">
          <Select
            label={text('guns.testGun')}
            data={[
              { value: '', label: text('guns.wedgeTitle', { bench }) },
              ...guns.map(({ id, name, path }) => ({ value: id, label: name ?? path })),
            ]}
            value={chosen}
            allowDeselect={false}
            onChange={(next) => {
              tap.clear();
              setChosen(next ?? '');
            }}
          />
          <Button
            variant={on ? 'default' : 'filled'}
            data-testid="gun-test-switch"
            onClick={(event) => {
              // Keys of the gun must not press the button again.
              event.currentTarget.blur();
              setOn(!on);
            }}
          >
            {text(on ? 'guns.testOff' : 'guns.testOn')}
          </Button>
        </div>
      </div>
      {tap.steps.length === 0 ? (
        <p className="muted" data-testid="gun-test-empty">
          {text('guns.testWaiting')}
        </p>
      ) : (
        <Findings
          steps={tap.steps}
          settled={tap.settled}
          profile={profile}
          wanted={wanted}
          onApply={(next) => onApply(gun?.id ?? null, next)}
        />
      )}
      <div className="row">
        <TextInput
          label={text('guns.wanted')}
          description={text('guns.wantedHint')}
          w={380}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Button variant="default" disabled={tap.steps.length === 0} onClick={tap.clear}>
          {text('guns.clear')}
        </Button>
        <Button variant="default" disabled={tap.steps.length === 0} onClick={save}>
          {text('guns.exportTrace')}
        </Button>
        <FileButton accept="application/json,.json" onChange={(file) => void read(file)}>
          {(props) => (
            <Button variant="default" {...props}>
              {text('guns.importTrace')}
            </Button>
          )}
        </FileButton>
      </div>
    </section>
  );
}

function Findings({
  steps,
  settled,
  profile,
  wanted,
  onApply,
}: {
  readonly steps: readonly TraceStep[];
  readonly settled: readonly TraceStep[];
  readonly profile: GunProfile;
  readonly wanted: string;
  readonly onApply: (profile: GunProfile) => void;
}) {
  const { text } = useWords();
  // Trying the settings takes some ms: at every pause of the gun, not at every key.
  const seen = useMemo(() => {
    const expected = wanted.trim();
    return {
      replay: replayTrace(settled, profile),
      proposal: proposeProfile(settled, profile, expected === '' ? undefined : expected),
    };
  }, [settled, profile, wanted]);
  const { replay, proposal } = seen;
  return (
    <div className="columns">
      <div>
        <h3>{text('guns.raw')}</h3>
        <RawTable steps={steps} />
      </div>
      <div className="columns-stack">
        <div>
          <h3>{text('guns.replayed')}</h3>
          <ReplayList replay={replay} />
        </div>
        <div data-testid="gun-proposal">
          <h3>{text('guns.proposed')}</h3>
          {proposal.problems.map((problem) => (
            <p key={problem} className="gun-note" data-tone="warn">
              {text(`guns.problem.${problem}`, { got: '', hint: '' })}
            </p>
          ))}
          {proposal.changes.length === 0 ? (
            <p className="muted">{text('guns.proposedNone')}</p>
          ) : (
            <div className="columns-stack">
              <p>{text('guns.proposedWould')}</p>
              <ProfileChips profile={proposal.profile} />
              <ReplayList replay={proposal.replay} />
              <div className="row">
                <Button onClick={() => onApply(proposal.profile)}>{text('guns.apply')}</Button>
              </div>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

function readTrace(content: string): readonly TraceStep[] | undefined {
  try {
    const read = gunTrace.safeParse(JSON.parse(content));
    return read.success ? (read.data.entries as readonly TraceStep[]) : undefined;
  } catch {
    return undefined;
  }
}
