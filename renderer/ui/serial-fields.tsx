import { Autocomplete, NumberInput } from '@mantine/core';
import { useWords } from '../i18n/index.ts';
import { useList } from '../stores/index.ts';

/** A serial port, one of those found or typed, and its speed; the same for guns and printers. */
export function SerialFields({
  path,
  baudRate,
  onChange,
}: {
  readonly path: string;
  readonly baudRate: number;
  readonly onChange: (port: { readonly path?: string; readonly baudRate?: number }) => void;
}) {
  const { text } = useWords();
  const ports = useList('devices.ports', {}, []).value?.ports;
  return (
    <>
      <Autocomplete
        label={text('gun.path')}
        placeholder="/dev/ttyACM0, COM3"
        description={ports?.length === 0 ? text('gun.noPorts') : undefined}
        data={ports?.map((port) => port.path) ?? []}
        value={path}
        onChange={(next) => onChange({ path: next })}
      />
      <NumberInput
        label={text('gun.baud')}
        min={300}
        max={921600}
        value={baudRate}
        onChange={(next) => onChange({ baudRate: Number(next) || 9600 })}
      />
    </>
  );
}
