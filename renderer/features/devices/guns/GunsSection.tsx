import { Button } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../../i18n/index.ts';
import { useStationState } from '../../../stores/index.ts';
import { GunForm, GunTest, newGun } from '../../../ui/gun-form.tsx';
import type { Gun } from '../../../ui/gun-form.tsx';
import { useSave } from '../../../ui/use-save.ts';
import { DeviceCard, freeId } from '../DeviceCard.tsx';

export function GunsSection() {
  const { text } = useWords();
  const save = useSave();
  const settings = useStationState((s) => s.settings);
  const bench = useStationState((s) => s.bench);
  const [fresh, setFresh] = useState<Gun | null>(null);
  if (settings === null) return null;
  const put = async (gun: Gun): Promise<void> => {
    if (await save({ guns: [...settings.guns.filter((each) => each.id !== gun.id), gun] })) setFresh(null);
  };
  return (
    <div className="columns-stack">
      <section className="card">
        <div className="row" style={{ justifyContent: 'space-between', alignItems: 'center' }}>
          <span className="muted">{text('gun.empty')}</span>
          <Button onClick={() => setFresh(newGun(freeId('gun', settings.guns), bench))}>
            {text('gun.add')}
          </Button>
        </div>
      </section>
      {[...settings.guns, ...(fresh ? [fresh] : [])].map((gun) => (
        <DeviceCard
          key={gun.id}
          start={gun}
          titleOf={({ path, id }) => (path === '' ? id : path)}
          ready={({ path }) => path.trim() !== ''}
          onSave={put}
          onDrop={() =>
            gun === fresh
              ? setFresh(null)
              : void save({ guns: settings.guns.filter((each) => each.id !== gun.id) })
          }
          form={GunForm}
        />
      ))}
      <GunTest />
    </div>
  );
}
