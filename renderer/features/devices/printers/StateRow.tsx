import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PrinterAnswer, PrinterSettings } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStation, useStationState } from '../../../stores/index.ts';
import { printerReady } from '../../../ui/printer-form.tsx';
import { Chip } from '../../../ui/page.tsx';

/** What the printer says of itself, in words: as the bench has it, and asked on the spot. */
export function StateRow({ printer }: { readonly printer: PrinterSettings }) {
  const station = useStation();
  const { text, code } = useWords();
  const lamp = useStationState((s) => s.view?.devices.find((device) => device.id === printer.id));
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<PrinterAnswer | null>(null);

  async function ask(): Promise<void> {
    setBusy(true);
    const said = await station.ask('printer.ask', { printer });
    setBusy(false);
    setAnswer(said ?? null);
  }
  const tone = (state: PrinterAnswer['state']): 'good' | 'warn' | 'bad' =>
    state === 'ready' || state === 'printing' ? 'good' : state === 'unknown' ? 'warn' : 'bad';
  return (
    <div className="row" style={{ alignItems: 'center' }} data-testid={`printer-state-${printer.id}`}>
      {lamp === undefined ? null : (
        <Chip tone={lamp.state === 'ready' ? 'good' : lamp.state === 'error' ? 'bad' : 'warn'}>
          {text(`app.deviceState.${lamp.state}`)}
          {lamp.code === null ? '' : ` · ${code('refused', lamp.code)}`}
        </Chip>
      )}
      <Button
        variant="default"
        size="compact-md"
        loading={busy}
        disabled={!printerReady(printer)}
        onClick={() => void ask()}
        data-testid="ask-printer"
      >
        {text('printers.ask')}
      </Button>
      {answer === null ? null : (
        <span>
          <Chip tone={tone(answer.state)}>{text(`printers.state.${answer.state}`)}</Chip>{' '}
          <span className="muted">
            {answer.code === null
              ? text(`printers.reach.${answer.reach}`, { ms: answer.ms })
              : code('refused', answer.code)}
          </span>
        </span>
      )}
    </div>
  );
}
