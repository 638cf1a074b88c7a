import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay, useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { CarrierContact } from '../../ui/carrier-contact.tsx';
import { CarrierSelect } from '../../ui/forms.tsx';
import { Chip, OfficePage } from '../../ui/page.tsx';
import { SignDialog } from './SignDialog.tsx';

/** Starts a carrier's pickup, and lists the earlier ones. */
export default function HandoverPage() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const bench = useStationState((s) => s.bench);
  const operator = useStationState((s) => s.view?.operator?.name ?? null);
  const fallback = useStationState((s) => s.settings?.defaultCarrier ?? null);
  const [carrier, setCarrier] = useState<string | null>(null);
  const [courier, setCourier] = useState('');
  const [signing, setSigning] = useState<string | null>(null);
  const mayPdf = useMay('handover.pdf');
  const { value } = useList('handover.list', { offset: 0, limit: 100 }, ['handover']);
  const chosen = carrier ?? fallback;

  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (chosen === null || chosen === '') return;
    if (await station.ask('handover.start', { bench, carrier: chosen, courier: courier.trim() }))
      station.go('bench');
  }
  async function reprint(id: string): Promise<void> {
    if (await station.act('handover.reprint', { id })) station.notify('good', text('handover.reprinted'));
  }
  async function pdf(id: string): Promise<void> {
    const made = await station.act('handover.pdf', { id });
    if (made) await station.download(made.value.token, made.value.fileName);
  }
  return (
    <OfficePage title={text('handover.title')}>
      <form className="card" onSubmit={(event) => void start(event)}>
        <h2>{text('handover.start')}</h2>
        <div className="row">
          <CarrierSelect label={text('handover.carrier')} value={chosen} onChange={setCarrier} />
          <TextInput
            label={text('handover.courier')}
            maxLength={40}
            value={courier}
            onChange={(event) => setCourier(event.currentTarget.value)}
          />
          <Button type="submit" disabled={chosen === null || chosen === ''}>
            {text('handover.go')}
          </Button>
          <span className="muted">
            {text('handover.goHint', { bench, operator: operator ?? text('handover.nobody') })}
          </span>
        </div>
        <CarrierContact carrier={chosen} />
      </form>
      <section className="card">
        <h2>{text('handover.history')}</h2>
        {value && value.rows.length > 0 ? (
          <table className="plain-table">
            <thead>
              <tr>
                <th>{text('handover.at')}</th>
                <th>{text('handover.carrier')}</th>
                <th>{text('handover.courier')}</th>
                <th className="num">{text('handover.parcels')}</th>
                <th>{text('handover.missing')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {value.rows.map((row) => (
                <tr key={row.id}>
                  <td>{words.dateTime(row.at)}</td>
                  <td>{words.language === 'zh' ? row.carrier.zh : row.carrier.en}</td>
                  <td>{row.courier}</td>
                  <td className="num">{words.count(row.parcels)}</td>
                  <td>{row.missing === 0 ? '—' : <Chip tone="bad">{row.missing}</Chip>}</td>
                  <td>
                    <div className="row">
                      <Button size="sm" variant="default" onClick={() => void reprint(row.id)}>
                        {text('handover.reprint')}
                      </Button>
                      <Button
                        size="sm"
                        variant="default"
                        data-testid={`sign-${row.id}`}
                        onClick={() => setSigning(row.id)}
                      >
                        {text('after.sign.open')}
                      </Button>
                      {mayPdf ? (
                        <Button size="sm" variant="default" onClick={() => void pdf(row.id)}>
                          {text('after.sign.pdf')}
                        </Button>
                      ) : null}
                      {row.signed === 0 ? null : (
                        <Chip tone={row.signed === 2 ? 'good' : 'warn'}>
                          {text(row.signed === 2 ? 'after.sign.done' : 'after.sign.half')}
                        </Chip>
                      )}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <Empty title={text('handover.empty')} />
        )}
      </section>
      {signing === null ? null : <SignDialog id={signing} onClose={() => setSigning(null)} />}
    </OfficePage>
  );
}
