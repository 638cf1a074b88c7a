import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ComponentType, ReactNode } from 'react';
import { useWords } from '../../i18n/index.ts';

/** First free id of the form `stem-1`, `stem-2`, … */
export function freeId(stem: string, taken: readonly { readonly id: string }[]): string {
  for (let n = 1; ; n += 1)
    if (!taken.some((each) => each.id === `${stem}-${String(n)}`)) return `${stem}-${String(n)}`;
}

export type FormOf<T> = ComponentType<{ readonly value: T; readonly onChange: (device: T) => void }>;

/** One device: its settings as a form, saved or removed as a whole, tried as they stand in the form. */
export function DeviceCard<T>({
  start,
  titleOf,
  ready,
  onSave,
  onDrop,
  form: Form,
  test: Test,
  health,
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
  /** Last seen, last error, latency. */
  readonly health?: ReactNode;
}) {
  const { text } = useWords();
  const [device, setDevice] = useState(start);
  return (
    <section className="card">
      <h2>{titleOf(device)}</h2>
      {health}
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
