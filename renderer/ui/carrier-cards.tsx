import { Button, Checkbox, MultiSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { WAYBILL_SOURCES } from '../../shared/domain/index.ts';
import { useWords } from '../i18n/index.ts';
import { useStation, useStationState } from '../stores/index.ts';
import type { CarrierSettings } from '../stores/index.ts';
import { Empty } from './index.ts';

const NEW: CarrierSettings = {
  code: '',
  zh: '',
  en: '',
  routed: true,
  sources: ['file', 'external'],
  freePool: false,
};

/** Carriers as data: names, numbers, whom the courier’s office answers at. */
export function CarrierCards() {
  const { text } = useWords();
  const hello = useStationState((s) => s.hello);
  const [fresh, setFresh] = useState(false);
  const carriers = hello?.carriers ?? [];
  return (
    <div className="page" style={{ padding: 0 }}>
      <div className="row">
        <Button onClick={() => setFresh(true)}>{text('settings.addCarrier')}</Button>
      </div>
      {fresh ? <CarrierCard start={NEW} onSaved={() => setFresh(false)} /> : null}
      {carriers.length === 0 && !fresh ? <Empty title={text('settings.carriersEmpty')} /> : null}
      {carriers.map((carrier) => (
        <CarrierCard key={carrier.code} start={carrier} onSaved={() => undefined} />
      ))}
    </div>
  );
}

function CarrierCard({ start, onSaved }: { readonly start: CarrierSettings; readonly onSaved: () => void }) {
  const station = useStation();
  const { text } = useWords();
  const [carrier, setCarrier] = useState(start);
  const set = (part: Partial<CarrierSettings>): void => setCarrier({ ...carrier, ...part });
  const ready =
    /^[A-Z0-9_]{1,16}$/.test(carrier.code) &&
    carrier.zh.trim() !== '' &&
    carrier.en.trim() !== '' &&
    carrier.sources.length > 0;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!(await station.act('carriers.save', carrier))) return;
    station.notify('good', text('app.saved'));
    station.store.setState((s) =>
      s.hello
        ? {
            hello: {
              ...s.hello,
              carriers: [...s.hello.carriers.filter((each) => each.code !== carrier.code), carrier],
            },
          }
        : {},
    );
    onSaved();
  }
  return (
    <form className="card" onSubmit={(event) => void save(event)}>
      <div className="fields">
        <TextInput
          label={text('settings.carrierCode')}
          disabled={start.code !== ''}
          value={carrier.code}
          onChange={(event) => set({ code: event.currentTarget.value.toUpperCase() })}
        />
        <TextInput
          label={text('settings.carrierZh')}
          value={carrier.zh}
          onChange={(event) => set({ zh: event.currentTarget.value })}
        />
        <TextInput
          label={text('settings.carrierEn')}
          value={carrier.en}
          onChange={(event) => set({ en: event.currentTarget.value })}
        />
        <MultiSelect
          size="md"
          label={text('settings.sources')}
          data={WAYBILL_SOURCES.map((source) => ({
            value: source,
            label: text(`settings.sourceName.${source}`),
          }))}
          value={carrier.sources}
          onChange={(sources) =>
            set({ sources: WAYBILL_SOURCES.filter((source) => sources.includes(source)) })
          }
        />
        <TextInput
          label={text('settings.pickup')}
          maxLength={80}
          value={carrier.pickupContact ?? ''}
          onChange={(event) => set({ pickupContact: event.currentTarget.value })}
        />
        <TextInput
          label={text('carriers.pickup.phone')}
          maxLength={40}
          value={carrier.pickupPhone ?? ''}
          onChange={(event) => set({ pickupPhone: event.currentTarget.value })}
        />
        <TextInput
          label={text('carriers.pickup.times')}
          placeholder={text('carriers.pickup.timesHint')}
          maxLength={80}
          value={carrier.pickupTimes ?? ''}
          onChange={(event) => set({ pickupTimes: event.currentTarget.value })}
        />
      </div>
      <div className="row" style={{ alignItems: 'center' }}>
        <Checkbox
          label={text('settings.routed')}
          checked={carrier.routed}
          onChange={(event) => set({ routed: event.currentTarget.checked })}
        />
        <Checkbox
          label={text('settings.freePool')}
          checked={carrier.freePool}
          onChange={(event) => set({ freePool: event.currentTarget.checked })}
        />
        <Button type="submit" size="sm" variant="light" disabled={!ready}>
          {text('app.save')}
        </Button>
      </div>
    </form>
  );
}
