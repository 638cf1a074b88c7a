import { Button, Checkbox, SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import type { MethodInput } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { OfficePage } from '../../ui/page.tsx';

type Shipped = MethodInput<'export.shipped'>;

/** The shipped file for the shop, and the full list for carriers whose numbers come from a free pool. */
export default function ExportPage() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [layout, setLayout] = useState<Shipped['layout']>('taobao');
  const [encoding, setEncoding] = useState<Shipped['encoding']>('utf-8');
  const [again, setAgain] = useState(false);
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  const pools = (carriers ?? []).filter((carrier) => carrier.freePool);

  async function shipped(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const answer = await station.act('export.shipped', { layout, encoding, again, operator: operator.id });
    if (!answer) return undefined;
    const { token, fileName, parcels } = answer.value;
    if (parcels === 0) return station.notify('info', text('export.nothing'));
    station.notify('good', text('export.result', { n: parcels, again: answer.value.again }));
    return station.download(token, fileName);
  }
  async function carrierFile(carrier: string): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const answer = await station.act('export.carrier', { carrier, operator: operator.id });
    return answer ? station.download(answer.value.token, answer.value.fileName) : undefined;
  }
  return (
    <OfficePage title={text('export.title')} sub={text('export.sub')}>
      <div className="columns">
        <section className="card">
          <h2>{text('export.layout')}</h2>
          <SegmentedControl
            value={layout}
            onChange={(next) => setLayout(next as Shipped['layout'])}
            data={(['taobao', 'shopify', 'packline'] as const).map((value) => ({
              value,
              label: text(`export.layouts.${value}`),
            }))}
          />
          <Select
            label={text('export.encoding')}
            value={encoding}
            onChange={(next) => setEncoding(next === 'gb18030' ? 'gb18030' : 'utf-8')}
            data={[
              { value: 'utf-8', label: 'UTF-8' },
              { value: 'gb18030', label: 'GB18030 (GBK)' },
            ]}
          />
          <Checkbox
            label={text('export.again')}
            checked={again}
            onChange={(event) => setAgain(event.currentTarget.checked)}
          />
          <Button onClick={() => void shipped()}>{text('export.run')}</Button>
        </section>
        <section className="card">
          <h2>{text('export.carrierTitle')}</h2>
          <p className="muted">{text('export.carrierSub')}</p>
          {pools.length === 0 ? <p>{text('export.carrierNone')}</p> : null}
          {pools.map((carrier) => (
            <Button key={carrier.code} variant="default" onClick={() => void carrierFile(carrier.code)}>
              {words.language === 'zh' ? carrier.zh : carrier.en}
            </Button>
          ))}
        </section>
      </div>
    </OfficePage>
  );
}
