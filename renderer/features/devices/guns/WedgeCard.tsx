import { Button } from '@mantine/core';
import { useState } from 'react';
import type { GunProfile } from '../../../../shared/codec/scan/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { ProfileChips } from './profile-words.tsx';
import { ProfileForm } from './ProfileForm.tsx';

/** The keyboard guns of this window: one profile for all of them. */
export function WedgeCard({
  bench,
  profile,
  onSave,
  onCalibrate,
}: {
  readonly bench: string;
  readonly profile: GunProfile;
  readonly onSave: (profile: GunProfile) => void;
  readonly onCalibrate: () => void;
}) {
  const { text } = useWords();
  const [draft, setDraft] = useState<GunProfile | null>(null);
  return (
    <section className="card" data-testid="wedge-card">
      <div className="row" style={{ justifyContent: 'space-between', flexWrap: 'nowrap' }}>
        <div>
          <h2>{text('guns.wedgeTitle', { bench })}</h2>
          <p className="muted">{text('guns.wedgeNote')}</p>
        </div>
        <Button onClick={onCalibrate} data-testid="calibrate-wedge" style={{ flex: 'none' }}>
          {text('guns.calibrate')}
        </Button>
      </div>
      <ProfileChips profile={profile} />
      <details>
        <summary>{text('guns.more')}</summary>
        <ProfileForm kind="wedge" value={draft ?? profile} onChange={setDraft} />
        <div className="row">
          <Button
            disabled={draft === null}
            onClick={() => {
              if (draft) onSave(draft);
              setDraft(null);
            }}
          >
            {text('app.save')}
          </Button>
        </div>
      </details>
    </section>
  );
}
