import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ScaleSample, ScaleSettings } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStation, useStationState } from '../../../stores/index.ts';
import { Chip } from '../../../ui/page.tsx';
import { RawBytes } from './RawBytes.tsx';

/** Reads the scale as it stands in the form, before anything is saved. */
export function ScaleTest({ value }: { readonly value: ScaleSettings }) {
  const station = useStation();
  const { text } = useWords();
  const [on, setOn] = useState(false);
  const test = useStationState((s) => (s.scaleTest?.path === value.path ? s.scaleTest : null));
  const key = on ? JSON.stringify(value) : '';
  useEffect(() => {
    if (key === '') return undefined;
    station.store.setState({ scaleTest: null });
    void station.act('scales.test', { scale: JSON.parse(key) as ScaleSettings });
    return () => void station.act('scales.test', { scale: null });
  }, [station, key]);
  const grams = test?.sample?.grams ?? null;
  return (
    <div className="scale-test" data-testid="scale-test">
      <Button variant="default" disabled={value.path.trim() === ''} onClick={() => setOn(!on)}>
        {text(on ? 'scales.testStop' : 'scales.test')}
      </Button>
      {on ? (
        <>
          <p className="scale-live" data-testid="scale-live">
            {grams === null ? text('scales.noFigure') : `${(grams / 1000).toFixed(3)} kg`}
          </p>
          {test?.sample ? <Flags sample={test.sample} /> : null}
          <RawBytes path={value.path} />
        </>
      ) : null}
    </div>
  );
}

function Flags({ sample }: { readonly sample: ScaleSample }) {
  const { text } = useWords();
  const { stable, zero, overload, negative, net } = sample;
  return (
    <div className="chips">
      <Chip tone={stable === true ? 'good' : 'info'}>
        {text(
          stable === null ? 'scales.flags.noFlag' : stable ? 'scales.flags.stable' : 'scales.flags.moving',
        )}
      </Chip>
      {zero ? <Chip tone="info">{text('scales.flags.zero')}</Chip> : null}
      {net ? <Chip tone="info">{text('scales.flags.net')}</Chip> : null}
      {overload ? <Chip tone="bad">{text('scales.flags.overload')}</Chip> : null}
      {negative ? <Chip tone="bad">{text('scales.flags.negative')}</Chip> : null}
      <span className="muted mono">{sample.sent}</span>
    </div>
  );
}
