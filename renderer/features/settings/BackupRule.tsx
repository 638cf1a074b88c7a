import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { BackupSettings } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';

/** Minutes. */
const EVERY = { byHand: 0, quarter: 15, half: 30, hour: 60, fourHours: 240, day: 1440 } as const;
const NAMES = Object.keys(EVERY) as (keyof typeof EVERY)[];
const KEEPS = ['hourly', 'daily', 'weekly'] as const;

/** How often, how many are kept, and the folder on another disk. */
export function BackupRule({ settings }: { readonly settings: BackupSettings }) {
  const station = useStation();
  const { text } = useWords();
  const [changed, setChanged] = useState<Partial<BackupSettings>>({});
  const now = { ...settings, ...changed };
  const change = (part: Partial<BackupSettings>): void => setChanged({ ...changed, ...part });

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const second = now.second?.trim() ?? '';
    const done = await station.act('backups.save', { ...now, second: second === '' ? null : second });
    if (!done) return;
    setChanged({});
    station.notify('good', text('app.saved'));
  }
  return (
    <section className="card">
      <h2>{text('backups.rule')}</h2>
      <form className="card" style={{ border: 0, padding: 0 }} onSubmit={(event) => void save(event)}>
        <Select
          label={text('backups.every')}
          value={String(now.everyMinutes)}
          allowDeselect={false}
          data={NAMES.map((name) => ({
            value: String(EVERY[name]),
            label: text(`backups.everyNames.${name}`),
          }))}
          onChange={(value) => change({ everyMinutes: Number(value ?? 60) })}
        />
        <div>
          <p className="muted">{text('backups.keep')}</p>
          <div className="row">
            {KEEPS.map((name) => (
              <NumberInput
                key={name}
                w={130}
                label={text(`backups.${name}`)}
                min={name === 'hourly' ? 1 : 0}
                max={200}
                clampBehavior="strict"
                value={now[name]}
                onChange={(value) =>
                  change({ [name]: Math.max(name === 'hourly' ? 1 : 0, Number(value) || 0) })
                }
              />
            ))}
          </div>
        </div>
        <TextInput
          label={text('backups.second')}
          description={text('backups.secondSub')}
          placeholder={text('backups.secondExample')}
          maxLength={1000}
          value={now.second ?? ''}
          onChange={(event) => change({ second: event.currentTarget.value })}
          data-testid="second-folder"
        />
        <div className="row">
          <Button type="submit" disabled={Object.keys(changed).length === 0}>
            {text('app.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}
