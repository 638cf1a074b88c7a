import { Select, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import type { Settings } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useStation, useStationState } from '../stores/index.ts';
import { Code128 } from './code128.tsx';
import { SerialFields } from './serial-fields.tsx';
import { Shape } from './shapes.tsx';

export type Gun = Settings['guns'][number];
export const newGun = (id: string, bench: string): Gun => ({
  id,
  path: '',
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  bench,
});

const FRAMINGS = ['8N1', '7E1', '7O1', '8E1', '8O1', '8N2'] as const;
const PARITIES = { N: 'none', E: 'even', O: 'odd' } as const;
const framingOf = ({ dataBits, parity, stopBits }: Gun): string =>
  `${String(dataBits)}${parity === 'none' ? 'N' : parity === 'even' ? 'E' : 'O'}${String(stopBits)}`;

export function GunForm({ value, onChange }: { readonly value: Gun; readonly onChange: (gun: Gun) => void }) {
  const { text } = useWords();
  const benches = useStationState((s) => s.hello?.benches ?? null);
  const frame = (next: string): void => {
    const parity = PARITIES[(next[1] ?? 'N') as keyof typeof PARITIES];
    onChange({
      ...value,
      dataBits: next.startsWith('7') ? 7 : 8,
      parity,
      stopBits: next.endsWith('2') ? 2 : 1,
    });
  };
  return (
    <div className="fields">
      {value.kind === 'hid' ? (
        <TextInput
          label={text('guns.path')}
          value={value.path}
          onChange={(event) => onChange({ ...value, path: event.currentTarget.value })}
        />
      ) : (
        <SerialFields
          path={value.path}
          baudRate={value.baudRate}
          onChange={(port) => onChange({ ...value, ...port })}
        />
      )}
      {value.kind === 'hid' ? null : (
        <Select
          label={text('gun.framing')}
          data={[...FRAMINGS]}
          value={framingOf(value)}
          onChange={(next) => frame(next ?? '8N1')}
        />
      )}
      <Select
        label={text('gun.bench')}
        data={[...(benches ?? [value.bench])]}
        value={value.bench}
        onChange={(bench) => onChange({ ...value, bench: bench ?? value.bench })}
      />
    </div>
  );
}

/** The next scans are shown here and count for nothing. */
export function GunTest() {
  const station = useStation();
  const { text } = useWords();
  const bench = useStationState((s) => s.bench);
  const ready = useStationState((s) => s.client !== null);
  const got = useStationState((s) => s.gunTest);
  useEffect(() => {
    if (!ready) return undefined;
    station.store.setState({ gunTest: null });
    void station.act('gun.test', { bench, on: true });
    return () => void station.act('gun.test', { bench, on: false });
  }, [station, bench, ready]);
  return (
    <div className="columns">
      <div className="card" data-testid="gun-test">
        <h2>{text('setup.gunTestAsk')}</h2>
        {got === null ? (
          <p className="muted">{text('setup.gunTestNone')}</p>
        ) : (
          <>
            <p className="chip" data-tone="good">
              <Shape name="unit_ok" size={18} /> {text('setup.gunTestGot', { n: [...got.text].length })} ·{' '}
              {text('setup.gunTestVia')} {text(got.source === 'wedge' ? 'setup.viaWedge' : 'setup.viaSerial')}
            </p>
            <p className="mono" style={{ fontSize: 24, overflowWrap: 'anywhere' }} data-testid="gun-text">
              {got.text}
            </p>
            <p className="muted" style={{ overflowWrap: 'anywhere' }}>
              {text('setup.gunTestBytes')}: {got.hex}
            </p>
          </>
        )}
      </div>
      <div className="card">
        <p className="muted">{text('setup.sampleCode')}</p>
        <div style={{ height: 90, padding: 8, background: '#fff' }}>
          <Code128 content="aB1]-_~" height={60} />
        </div>
      </div>
    </div>
  );
}
