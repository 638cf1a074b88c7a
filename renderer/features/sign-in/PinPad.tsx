import { useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Field, Veil } from './parts.tsx';

/** A badge was scanned at this window's bench: whose it is types the PIN. Keys or touch. */
export default function PinPad() {
  const bench = useStationState((s) => s.bench);
  const asked = useStationState((s) => s.session?.asked.find((each) => each.bench === bench)?.name ?? null);
  return asked === null ? null : <Pad key={asked} bench={bench} name={asked} />;
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

function Pad({ bench, name }: { readonly bench: string; readonly name: string }) {
  const station = useStation();
  const { text } = useWords();
  const [pin, setPin] = useState('');

  async function enter(): Promise<void> {
    if (pin.length < 4) return;
    const done = await station.act('session.pin', { bench, pin });
    setPin('');
    if (!done) return;
    station.keep(done.value.token);
    station.go('bench');
  }
  return (
    <Veil title={text('session.pinFor', { name })} onSubmit={() => void enter()} testid="pin-pad">
      <Field
        label={text('session.pinOf')}
        type="pin"
        value={pin}
        onChange={(given) => setPin(given.replace(/\D/g, ''))}
        focus
        name="pin"
      />
      <div className="sign-in-digits">
        {DIGITS.map((digit) => (
          <button
            key={digit}
            type="button"
            tabIndex={-1}
            onClick={() => setPin(`${pin}${digit}`.slice(0, 12))}
          >
            {digit}
          </button>
        ))}
        <button type="button" tabIndex={-1} onClick={() => setPin('')} aria-label="C">
          C
        </button>
      </div>
      <button type="submit" className="sign-in-go" disabled={pin.length < 4} data-testid="pin-go">
        {text('session.signIn')}
      </button>
    </Veil>
  );
}
