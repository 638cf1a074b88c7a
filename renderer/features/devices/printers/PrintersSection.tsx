import { Select } from '@mantine/core';
import { useState } from 'react';
import type { FoundPrinter } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useStationState } from '../../../stores/index.ts';
import type { PrinterSettings } from '../../../stores/index.ts';
import { Empty } from '../../../ui/index.ts';
import { withPreset } from '../../../ui/printer-details.tsx';
import { newPrinter, PrinterForm, printerReady } from '../../../ui/printer-form.tsx';
import { SelfTest } from '../../../ui/self-test.tsx';
import { useSave } from '../../../ui/use-save.ts';
import { DeviceCard, freeId } from '../DeviceCard.tsx';
import { HealthLine } from '../HealthLine.tsx';
import { useHealth } from '../use-health.ts';
import { FoundPrinters } from './FoundPrinters.tsx';
import { StateRow } from './StateRow.tsx';

/** Printers: found, set up by family, tried with the self-test page, and watched. */
export function PrintersSection() {
  const { text } = useWords();
  const save = useSave();
  const settings = useStationState((s) => s.settings);
  const health = useHealth();
  const [fresh, setFresh] = useState<PrinterSettings | null>(null);
  if (settings === null) return null;
  const { printers } = settings;
  const names = printers.map((printer) => ({ value: printer.id, label: printer.name }));
  const put = async (printer: PrinterSettings): Promise<void> => {
    const known = printers.some((each) => each.id === printer.id);
    const next = known
      ? printers.map((each) => (each.id === printer.id ? printer : each))
      : [...printers, printer];
    const saved = await save({
      printers: next,
      labelPrinter: settings.labelPrinter ?? printer.id,
      paperPrinter: settings.paperPrinter ?? printer.id,
    });
    if (saved) setFresh(null);
  };
  const drop = (id: string): Promise<boolean> =>
    save({
      printers: printers.filter((each) => each.id !== id),
      labelPrinter: settings.labelPrinter === id ? null : settings.labelPrinter,
      paperPrinter: settings.paperPrinter === id ? null : settings.paperPrinter,
    });
  const useFound = (found: FoundPrinter): void => {
    const start = newPrinter(freeId('printer', printers));
    const name = found.name.slice(0, 80);
    setFresh({ ...withPreset(start, found.preset), name, transport: found.transport });
  };
  return (
    <div className="columns-stack">
      <section className="card">
        <div className="row">
          <Select
            label={text('printer.labelPrinter')}
            w={320}
            data={names}
            value={settings.labelPrinter}
            onChange={(labelPrinter) => void save({ labelPrinter })}
          />
          <Select
            label={text('printer.paperPrinter')}
            w={360}
            data={names}
            value={settings.paperPrinter}
            onChange={(paperPrinter) => void save({ paperPrinter })}
          />
        </div>
        {printers.length === 0 && fresh === null ? <Empty title={text('printer.empty')} /> : null}
      </section>
      <FoundPrinters onUse={useFound} onByHand={() => setFresh(newPrinter(freeId('printer', printers)))} />
      {[...(fresh ? [fresh] : []), ...printers].map((printer) => (
        <DeviceCard
          key={printer.id}
          start={printer}
          titleOf={({ name }) => name}
          ready={printerReady}
          onSave={put}
          onDrop={() => (printer === fresh ? setFresh(null) : void drop(printer.id))}
          form={PrinterForm}
          test={SelfTest}
          health={
            printer === fresh ? null : (
              <>
                <HealthLine line={health('printer', printer.id)} />
                <StateRow printer={printer} />
              </>
            )
          }
        />
      ))}
    </div>
  );
}
