import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { OrderCarrier } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay, useStation, useStationState } from '../../../stores/index.ts';
import { Rejected } from '../../../ui/carrier-choice.tsx';
import { CarrierSelect, FormDialog, ReasonField } from '../../../ui/forms.tsx';
import { Chip } from '../../../ui/page.tsx';
import { usePeople } from '../../../ui/people.ts';
import type { CardProps } from './index.ts';

/** By which carrier, why, what it costs; and another one by hand while that is possible. */
export function CarrierCard({ view, fromHub }: CardProps) {
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const mayChoose = useMay('carriers.choose');
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  const { value, refresh } = useList('carriers.ofOrder', { order: view.order }, [
    'orders',
    'queue',
    'handover',
  ]);
  const [open, setOpen] = useState(false);
  const name = (code: string): string => {
    const found = carriers?.find((each) => each.code === code);
    return found === undefined ? code : words.language === 'zh' ? found.zh : found.en;
  };
  if (fromHub || value === undefined || !value.ok) return null;
  const { named, chosen, now, changeable, parcels } = value.value;
  if (chosen === null && parcels.length === 0) return null;
  return (
    <section className="card" data-testid="carrier-card">
      <h2>{text('carriers.card.title')}</h2>
      {named === null ? null : (
        <p>
          {text('carriers.card.named')} <b>{name(named)}</b>
        </p>
      )}
      {chosen === null ? (
        <p className="muted">{text('carriers.card.notChosen')}</p>
      ) : (
        <div className="carrier-choice">
          <p className="choice-head">
            <b>{name(chosen.carrier)}</b>
            {chosen.agreement === null ? null : <span className="mono">{chosen.agreement}</span>}
            {chosen.cost === null ? null : <b className="choice-price">{words.money(chosen.cost)}</b>}
          </p>
          <p className="chips">
            <Chip tone={chosen.fits ? 'good' : 'warn'}>{text(`carriers.reason.${chosen.reason}`)}</Chip>
            {chosen.service === null ? null : (
              <Chip tone="info">{text(`carriers.serviceName.${chosen.service}`)}</Chip>
            )}
            {chosen.fits ? null : <Chip tone="warn">{text('carriers.card.check')}</Chip>}
          </p>
          {chosen.why === null ? null : <p>{chosen.why}</p>}
          <p className="muted">
            {words.time(chosen.at)} · {people(chosen.by)}
            {chosen.days === null ? '' : ` · ${text('carriers.promised', { n: chosen.days })}`}
          </p>
          <Rejected rows={chosen.rejected} name={name} />
        </div>
      )}
      {now !== null && now.fits && chosen !== null && now.carrier !== chosen.carrier && changeable ? (
        <p className="muted">
          {text('carriers.card.nowWould', {
            carrier: name(now.carrier),
            why: text(`carriers.reason.${now.reason}`),
          })}
        </p>
      ) : null}
      <Parcels parcels={parcels} name={name} />
      {mayChoose && changeable ? (
        <div className="row">
          <Button size="sm" variant="default" onClick={() => setOpen(true)} data-act="carrier">
            {text('carriers.card.change')}
          </Button>
        </div>
      ) : null}
      {open ? <Change order={view.order} onClose={() => setOpen(false)} onDone={refresh} /> : null}
    </section>
  );
}

function Parcels({
  parcels,
  name,
}: {
  readonly parcels: OrderCarrier['parcels'];
  readonly name: (code: string) => string;
}) {
  const words = useWords();
  const { text } = words;
  return (
    <table className="plain-table">
      <tbody>
        {parcels.map(({ shipment, carrier, number, grams, freight }) => (
          <tr key={shipment}>
            <td>{name(carrier)}</td>
            <td className="mono">{number ?? '—'}</td>
            <td className="num">{grams === null ? '' : `${words.count(grams / 1000)} kg`}</td>
            <td className="num">
              {freight === null ? (
                <span className="muted">{text('carriers.card.noFreight')}</span>
              ) : (
                <>
                  <b>{words.money(freight)}</b>{' '}
                  <span className="muted">{text(`carriers.card.${freight.weight}`)}</span>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Change({
  order,
  onClose,
  onDone,
}: {
  readonly order: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const mayList = useMay('agreements.list');
  const [carrier, setCarrier] = useState<string | null>(null);
  const [agreement, setAgreement] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  async function choose(): Promise<void> {
    const operator = station.operatorOrSay();
    if (carrier === null || !operator) return undefined;
    const done = await station.act('carriers.choose', {
      order,
      carrier,
      ...(agreement === null ? {} : { agreement }),
      reason: reason.trim(),
      operator: operator.id,
    });
    if (!done) return undefined;
    onClose();
    return onDone();
  }
  return (
    <FormDialog
      title={text('carriers.card.changeTitle')}
      ready={carrier !== null && reason.trim() !== ''}
      onDone={() => void choose()}
      onClose={onClose}
    >
      <CarrierSelect
        label={text('carriers.carrier')}
        value={carrier}
        onChange={(value) => {
          setCarrier(value);
          setAgreement(null);
        }}
      />
      {mayList && carrier !== null ? (
        <AgreementSelect carrier={carrier} value={agreement} onChange={setAgreement} />
      ) : null}
      <ReasonField value={reason} onChange={setReason} />
    </FormDialog>
  );
}

function AgreementSelect({
  carrier,
  value,
  onChange,
}: {
  readonly carrier: string;
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
}) {
  const { text } = useWords();
  const { value: agreements } = useList('agreements.list', {}, []);
  const data = (agreements ?? [])
    .filter((each) => each.active && each.carrier === carrier)
    .map((each) => ({ value: each.id, label: `${each.name} (${each.id})` }));
  if (data.length === 0) return null;
  return (
    <Select
      label={text('carriers.card.agreement')}
      clearable
      placeholder={text('carriers.card.noAgreement')}
      data={data}
      value={value}
      onChange={onChange}
    />
  );
}
