import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DEFAULT_PROFILE } from '../../../../shared/codec/scan/index.ts';
import type { GunProfile } from '../../../../shared/codec/scan/index.ts';
import type { FoundDevice } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStation, useStationState } from '../../../stores/index.ts';
import { GunForm, newGun } from '../../../ui/gun-form.tsx';
import type { Gun } from '../../../ui/gun-form.tsx';
import { useSave } from '../../../ui/use-save.ts';
import { DeviceCard, freeId } from '../DeviceCard.tsx';
import { HealthLine } from '../HealthLine.tsx';
import { useHealth } from '../use-health.ts';
import { BenchesCard } from './BenchesCard.tsx';
import { Calibration } from './Calibration.tsx';
import { FoundCard, nameOf } from './FoundCard.tsx';
import { ProfileChips } from './profile-words.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import { TestPanel } from './TestPanel.tsx';
import { WedgeCard } from './WedgeCard.tsx';
import './guns.css';

/** Serial, HID-POS and keyboard guns: found, calibrated, tried and watched. */
export function GunsSection() {
  const station = useStation();
  const { text } = useWords();
  const save = useSave();
  const settings = useStationState((s) => s.settings);
  const bench = useStationState((s) => s.bench);
  const health = useHealth();
  const [fresh, setFresh] = useState<Gun | null>(null);
  /** Gun that is being calibrated; empty: the keyboard guns. */
  const [calibrated, setCalibrated] = useState<string | null>(null);
  if (settings === null) return null;
  const { guns, wedges = [] } = settings;
  const wedge = wedges.find((each) => each.bench === bench)?.profile ?? DEFAULT_PROFILE;

  const put = async (gun: Gun): Promise<void> => {
    const others = guns.filter((each) => each.id !== gun.id);
    if (await save({ guns: [...others, gun].sort((a, b) => a.id.localeCompare(b.id)) })) setFresh(null);
  };
  const putWedge = (profile: GunProfile): Promise<boolean> =>
    save({ wedges: [...wedges.filter((each) => each.bench !== bench), { bench, profile }] });
  const putProfile = async (id: string | null, profile: GunProfile): Promise<void> => {
    const gun = guns.find((each) => each.id === id);
    if (gun) await put({ ...gun, profile });
    else await putWedge(profile);
  };
  const useFound = (device: FoundDevice): void => {
    const name = device.seenAs ?? nameOf(device);
    setFresh({
      ...newGun(freeId('gun', guns), bench),
      kind: device.kind,
      path: device.path,
      ...(name === undefined ? {} : { name: name.slice(0, 60) }),
      ...(device.usb === null ? {} : { usb: device.usb }),
    });
  };
  const target = guns.find((each) => each.id === calibrated);
  return (
    <div className="columns-stack">
      {calibrated === null ? null : (
        <Calibration
          key={calibrated}
          target={target ? { kind: 'gun', id: target.id } : { kind: 'wedge' }}
          bench={target?.bench ?? bench}
          current={target ? (target.profile ?? DEFAULT_PROFILE) : wedge}
          onApply={(profile) => {
            void putProfile(target?.id ?? null, profile);
            setCalibrated(null);
          }}
          onClose={() => setCalibrated(null)}
        />
      )}
      <WedgeCard
        bench={bench}
        profile={wedge}
        onSave={(profile) => void putWedge(profile)}
        onCalibrate={() => setCalibrated('')}
      />
      <FoundCard onUse={useFound} onByHand={() => setFresh(newGun(freeId('gun', guns), bench))} />
      {[...guns, ...(fresh ? [fresh] : [])].map((gun) => (
        <DeviceCard
          key={`${gun.id} ${JSON.stringify(gun.profile ?? null)}`}
          start={gun}
          titleOf={({ name, path, id }) => name ?? (path === '' ? id : path)}
          ready={({ path }) => path.trim() !== ''}
          onSave={put}
          onDrop={() =>
            gun === fresh ? setFresh(null) : void save({ guns: guns.filter((each) => each.id !== gun.id) })
          }
          form={GunFields}
          health={
            <div className="row" style={{ justifyContent: 'space-between' }}>
              <div>
                <HealthLine line={health('gun', gun.id)} />
                <ProfileChips profile={gun.profile ?? DEFAULT_PROFILE} />
              </div>
              {gun === fresh ? null : (
                <Button
                  variant="default"
                  data-testid={`calibrate-${gun.id}`}
                  onClick={() => setCalibrated(gun.id)}
                >
                  {text('guns.calibrate')}
                </Button>
              )}
            </div>
          }
        />
      ))}
      <TestPanel
        guns={guns}
        wedge={wedge}
        bench={bench}
        onApply={(id, profile) => void putProfile(id, profile)}
      />
      <BenchesCard
        benches={settings.benches ?? [station.store.getState().hello?.benches[0] ?? bench]}
        used={new Set(guns.map((gun) => gun.bench))}
        shown={bench}
        onSave={(benches) => void save({ benches })}
        onShow={(next) => station.showBench(next)}
      />
    </div>
  );
}

/** Port or device, bench, and the profile in detail. */
function GunFields({ value, onChange }: { readonly value: Gun; readonly onChange: (gun: Gun) => void }) {
  const { text } = useWords();
  const kind = value.kind ?? 'serial';
  return (
    <>
      <div className="fields">
        <TextInput
          label={text('guns.name')}
          value={value.name ?? ''}
          maxLength={60}
          onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
        />
      </div>
      <GunForm value={value} onChange={onChange} />
      <details>
        <summary>{text('guns.more')}</summary>
        <ProfileForm
          kind={kind}
          value={value.profile ?? DEFAULT_PROFILE}
          onChange={(profile) => onChange({ ...value, profile })}
        />
      </details>
    </>
  );
}
