import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../../i18n/index.ts';
import { useStationState } from '../../../stores/index.ts';
import type { PrinterSettings } from '../../../stores/index.ts';
import { Empty } from '../../../ui/index.ts';
import { newPrinter, PrinterForm, printerReady, TestPrint } from '../../../ui/printer-form.tsx';
import { useSave } from '../../../ui/use-save.ts';
import { DeviceCard, freeId } from '../DeviceCard.tsx';

export function PrintersSection() {
  const { text } = useWords();
  const save = useSave();
  const settings = useStationState((s) => s.settings);
  const [fresh, setFresh] = useState<PrinterSettings | null>(null);
  if (settings === null) return null;
  const names = settings.printers.map((printer) => ({ value: printer.id, label: printer.name }));
  const put = async (printer: PrinterSettings): Promise<void> => {
    const printers = [...settings.printers.filter((each) => each.id !== printer.id), printer];
    if (
      await save({
        printers,
        labelPrinter: settings.labelPrinter ?? printer.id,
        paperPrinter: settings.paperPrinter ?? printer.id,
      })
    )
      setFresh(null);
  };
  const drop = (id: string): Promise<boolean> =>
    save({
      printers: settings.printers.filter((each) => each.id !== id),
      labelPrinter: settings.labelPrinter === id ? null : settings.labelPrinter,
      paperPrinter: settings.paperPrinter === id ? null : settings.paperPrinter,
    });
  return (
    <div className="columns-stack">
      <section className="card">
        <div className="row">
          <Select
            label={text('printer.labelPrinter')}
            w={300}
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
          <Button onClick={() => setFresh(newPrinter(freeId('printer', settings.printers)))}>
            {text('printer.add')}
          </Button>
        </div>
        {settings.printers.length === 0 && fresh === null ? <Empty title={text('printer.empty')} /> : null}
      </section>
      {[...settings.printers, ...(fresh ? [fresh] : [])].map((printer) => (
        <DeviceCard
          key={printer.id}
          start={printer}
          titleOf={({ name }) => name}
          ready={printerReady}
          onSave={put}
          onDrop={() => (printer === fresh ? setFresh(null) : void drop(printer.id))}
          form={PrinterForm}
          test={TestPrint}
        />
      ))}
    </div>
  );
}
