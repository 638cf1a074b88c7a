import { useState } from 'react';
import type { FoundDevice, ScaleProposalView, ScaleSettings } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStationState } from '../../../stores/index.ts';
import { useSave } from '../../../ui/use-save.ts';
import { DeviceCard, freeId } from '../DeviceCard.tsx';
import { HealthLine } from '../HealthLine.tsx';
import { useHealth } from '../use-health.ts';
import { FindScale } from './FindScale.tsx';
import { RulesCard } from './RulesCard.tsx';
import { newScale, ScaleForm } from './ScaleForm.tsx';
import { ScaleTest } from './ScaleTest.tsx';
import './scales.css';

/** Scales: found, tried in place, bound to a bench; and when a parcel is weighed. */
export function ScalesSection() {
  const { text } = useWords();
  const save = useSave();
  const settings = useStationState((s) => s.settings);
  const bench = useStationState((s) => s.bench);
  const health = useHealth();
  const [fresh, setFresh] = useState<ScaleSettings | null>(null);
  if (settings === null) return null;
  const scales = settings.scales ?? [];

  const put = async (scale: ScaleSettings): Promise<void> => {
    const others = scales.filter((each) => each.id !== scale.id);
    if (await save({ scales: [...others, scale].sort((a, b) => a.id.localeCompare(b.id)) })) setFresh(null);
  };
  const begin = (over: Partial<ScaleSettings>): void =>
    setFresh(newScale(freeId('scale', scales), bench, over));
  const take = ({ kind, path, baudRate, dataBits, parity, sample }: ScaleProposalView): void => {
    const known = scales.find((each) => each.path === path);
    const line = { kind, path, baudRate, dataBits, parity, unit: sample.unit };
    if (known) void put({ ...known, ...line });
    else begin(line);
  };
  const takeHid = ({ path, usb, manufacturer, product }: FoundDevice): void =>
    begin({
      kind: 'hid',
      path,
      name: [manufacturer, product]
        .filter((part) => part !== null)
        .join(' ')
        .slice(0, 60),
      ...(usb === null ? {} : { usb }),
    });
  const shown = [...scales, ...(fresh ? [fresh] : [])];
  return (
    <div className="columns-stack">
      <FindScale onUse={take} onHid={takeHid} onByHand={() => begin({})} />
      {shown.length === 0 ? <p className="muted">{text('scales.none')}</p> : null}
      {shown.map((scale) => (
        <DeviceCard
          key={JSON.stringify(scale)}
          start={scale}
          titleOf={({ name, path, id }) => (name !== '' ? name : path === '' ? id : path)}
          ready={({ path }) => path.trim() !== ''}
          onSave={put}
          onDrop={() =>
            scale === fresh
              ? setFresh(null)
              : void save({ scales: scales.filter((each) => each.id !== scale.id) })
          }
          form={ScaleForm}
          test={ScaleTest}
          health={<HealthLine line={health('scale', scale.id)} />}
        />
      ))}
      <RulesCard />
    </div>
  );
}
