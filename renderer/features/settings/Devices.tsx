import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { ComponentType } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import type { PrinterSettings } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { GunForm, GunTest, newGun } from '../../ui/gun-form.tsx';
import type { Gun } from '../../ui/gun-form.tsx';
import { newPrinter, PrinterForm, printerReady, TestPrint } from '../../ui/printer-form.tsx';
import { useSave } from './use-save.ts';

/** First free id of the form `stem-1`, `stem-2`, … */
function freeId(stem: string, taken: readonly { readonly id: string }[]): string {
  for (let n = 1; ; n += 1)
    if (!taken.some((each) => each.id === `${stem}-${String(n)}`)) return `${stem}-${String(n)}`;
}

export function Printers() {
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
    <div className="page" style={{ padding: 0 }}>
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

export function Guns() {
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
    <div className="page" style={{ padding: 0 }}>
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

type FormOf<T> = ComponentType<{ readonly value: T; readonly onChange: (device: T) => void }>;

function DeviceCard<T>({
  start,
  titleOf,
  ready,
  onSave,
  onDrop,
  form: Form,
  test: Test,
}: {
  readonly start: T;
  readonly titleOf: (device: T) => string;
  /** May it be saved as it is? */
  readonly ready: (device: T) => boolean;
  readonly onSave: (device: T) => Promise<void>;
  readonly onDrop: () => void;
  readonly form: FormOf<T>;
  /** Tries the device as it stands in the form. */
  readonly test?: FormOf<T>;
}) {
  const { text } = useWords();
  const [device, setDevice] = useState(start);
  return (
    <section className="card">
      <h2>{titleOf(device)}</h2>
      <Form value={device} onChange={setDevice} />
      <div className="row">
        <Button disabled={!ready(device)} onClick={() => void onSave(device)}>
          {text('app.save')}
        </Button>
        <Button variant="default" onClick={onDrop}>
          {text('printer.remove')}
        </Button>
      </div>
      {Test ? <Test value={device} onChange={setDevice} /> : null}
    </section>
  );
}
