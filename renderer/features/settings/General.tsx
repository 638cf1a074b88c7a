import { Button, Select, Slider, TextInput } from '@mantine/core';
import { use, useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import type { Settings, SoundName } from '../../stores/index.ts';
import { CarrierSelect, NO_PARTY, PartyFields, trimParty } from '../../ui/forms.tsx';
import { SoundContext } from '../../ui/sound.ts';
import { useSave } from '../../ui/use-save.ts';

const TRIES = {
  unit: 'unit',
  complete: 'complete',
  wrong: 'wrong_item',
  surplus: 'surplus',
  unknown: 'unknown_code',
  printer: 'printer_not_ready',
  closed: 'closed',
} as const satisfies Record<string, SoundName>;

export function General() {
  const settings = useStationState((s) => s.settings);
  return settings === null ? null : <Form settings={settings} />;
}

function Form({ settings }: { readonly settings: Settings }) {
  const { text } = useWords();
  const save = useSave();
  const play = use(SoundContext);
  const [site, setSite] = useState(settings.siteName);
  const [party, setParty] = useState({ ...NO_PARTY, ...settings.sender });
  const sender = trimParty(party);
  const languages = [
    { value: 'zh', label: '简体中文' },
    { value: 'en', label: 'English' },
  ];
  const language = (value: string | null): 'zh' | 'en' => (value === 'en' ? 'en' : 'zh');
  return (
    <div className="columns">
      <section className="card">
        <Select
          label={text('settings.language')}
          data={languages}
          value={settings.language}
          onChange={(value) => void save({ language: language(value) })}
        />
        <Select
          label={text('settings.labelLanguage')}
          data={languages}
          value={settings.labelLanguage}
          onChange={(value) => void save({ labelLanguage: language(value) })}
        />
        <CarrierSelect
          label={text('settings.defaultCarrier')}
          value={settings.defaultCarrier}
          onChange={(defaultCarrier) => void save({ defaultCarrier })}
        />
        <div>
          <p className="field-name">{text('settings.volume')}</p>
          <Slider
            thumbLabel={text('settings.volume')}
            mt={8}
            min={0}
            max={100}
            defaultValue={Math.round(settings.sound.volume * 100)}
            onChangeEnd={(value) => void save({ sound: { volume: value / 100 } })}
          />
        </div>
        <div>
          <p className="field-name">{text('settings.tryOut')}</p>
          <div className="row" style={{ marginTop: 8 }}>
            {(Object.keys(TRIES) as (keyof typeof TRIES)[]).map((name) => (
              <Button key={name} size="sm" variant="default" onClick={() => play(TRIES[name])}>
                {text(`settings.sounds.${name}`)}
              </Button>
            ))}
          </div>
        </div>
      </section>
      <section className="card">
        <TextInput
          label={text('setup.siteName')}
          maxLength={80}
          value={site}
          onChange={(event) => setSite(event.currentTarget.value)}
        />
        <PartyFields value={party} onChange={setParty} />
        <div className="row">
          <Button
            disabled={site.trim() === '' || sender === null}
            onClick={() => sender && void save({ siteName: site.trim(), sender })}
          >
            {text('app.save')}
          </Button>
          <span className="muted">{text('setup.senderNote')}</span>
        </div>
      </section>
    </div>
  );
}
