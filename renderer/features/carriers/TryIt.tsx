import { Button, Checkbox, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { CarrierChoiceView } from '../../../shared/contract/index.ts';
import { PROVINCES } from '../../../shared/domain/carriers/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Choice } from '../../ui/carrier-choice.tsx';

/** "2.3 kg to 新疆, cold chain → ?" */
export function TryIt() {
  const station = useStation();
  const { text, language } = useWords();
  const carriers = useStationState((s) => s.hello?.carriers ?? []);
  const [province, setProvince] = useState<string | null>(null);
  const [kg, setKg] = useState<number | ''>('');
  const [sides, setSides] = useState<Readonly<Record<'length' | 'width' | 'height', number | ''>>>({
    length: '',
    width: '',
    height: '',
  });
  const [flags, setFlags] = useState({ fragile: false, cold_chain: false, urgent: false });
  const [cod, setCod] = useState<number | ''>('');
  const [named, setNamed] = useState<string | null>(null);
  const [answer, setAnswer] = useState<CarrierChoiceView | null>(null);

  async function ask(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { length, width, height } = sides;
    const sized = length !== '' && width !== '' && height !== '';
    const found = await station.ask('carriers.try', {
      province: province ?? '',
      marks: (['fragile', 'cold_chain'] as const).filter((mark) => flags[mark]),
      urgent: flags.urgent,
      ...(kg === '' ? {} : { grams: Math.round(kg * 1000) }),
      ...(sized ? { size: { length: length * 10, width: width * 10, height: height * 10 } } : {}),
      ...(cod === '' ? {} : { cod: { minor: Math.round(cod * 100), currency: 'CNY' } }),
      ...(named === null ? {} : { named }),
    });
    setAnswer(found ?? null);
  }
  const number = (value: string | number): number | '' => (value === '' ? '' : Number(value));
  return (
    <div className="try-it">
      <form className="card" onSubmit={(event) => void ask(event)}>
        <h2>{text('carriers.try.title')}</h2>
        <div className="fields">
          <Select
            label={text('carriers.try.province')}
            searchable
            data={[...PROVINCES]}
            value={province}
            onChange={setProvince}
          />
          <NumberInput
            label={text('carriers.try.kg')}
            min={0}
            decimalScale={3}
            value={kg}
            onChange={(value) => setKg(number(value))}
          />
          {(['length', 'width', 'height'] as const).map((side) => (
            <NumberInput
              key={side}
              label={`${text(`carriers.try.${side}`)} cm`}
              min={0}
              value={sides[side]}
              onChange={(value) => setSides({ ...sides, [side]: number(value) })}
            />
          ))}
          <NumberInput
            label={text('carriers.try.codAmount')}
            min={0}
            decimalScale={2}
            value={cod}
            onChange={(value) => setCod(number(value))}
          />
          <Select
            label={text('carriers.try.named')}
            clearable
            placeholder={text('carriers.try.any')}
            data={carriers.map((each) => ({
              value: each.code,
              label: language === 'zh' ? each.zh : each.en,
            }))}
            value={named}
            onChange={setNamed}
          />
        </div>
        <div className="row agreement-flags">
          {(['fragile', 'cold_chain', 'urgent'] as const).map((flag) => (
            <Checkbox
              key={flag}
              label={text(`carriers.try.${flag}`)}
              checked={flags[flag]}
              onChange={(event) => setFlags({ ...flags, [flag]: event.currentTarget.checked })}
            />
          ))}
          <Button type="submit" disabled={province === null}>
            {text('carriers.try.ask')}
          </Button>
        </div>
      </form>
      <section className="card">
        <h2>{text('carriers.try.result')}</h2>
        {answer === null ? <p className="muted">{text('carriers.try.none')}</p> : <Choice choice={answer} />}
      </section>
    </div>
  );
}
