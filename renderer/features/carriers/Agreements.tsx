import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AgreementInput } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip } from '../../ui/page.tsx';
import { AgreementForm } from './AgreementForm.tsx';
import { useCarrierName } from '../../ui/carrier-name.ts';

const NEW: AgreementInput = {
  id: '',
  carrier: '',
  name: '',
  service: 'standard',
  cod: false,
  fragile: true,
  currency: 'CNY',
  zones: [],
  active: true,
};

/** What was agreed, one card each; a click opens it for changes. */
export function Agreements() {
  const words = useWords();
  const { text } = words;
  const may = useMay('agreements.save');
  const carrier = useCarrierName();
  const { value, refresh } = useList('agreements.list', {}, []);
  const [open, setOpen] = useState<string | null>(null);
  const rows = value ?? [];
  const shown = open === null ? null : (rows.find(({ id }) => id === open) ?? NEW);
  if (shown !== null)
    return (
      <AgreementForm
        key={open}
        start={shown}
        readOnly={!may}
        onClose={() => setOpen(null)}
        onSaved={() => {
          setOpen(null);
          refresh();
        }}
      />
    );
  return (
    <div className="columns-stack">
      {may ? (
        <div className="row">
          <Button onClick={() => setOpen('')}>{text('carriers.add')}</Button>
        </div>
      ) : null}
      {value !== undefined && rows.length === 0 ? (
        <Empty title={text('carriers.empty')} sub={text('carriers.emptySub')} />
      ) : null}
      <div className="agreement-cards">
        {rows.map((row) => (
          <button
            key={row.id}
            type="button"
            className="agreement-card"
            data-active={row.active}
            data-testid={`agreement-${row.id}`}
            onClick={() => setOpen(row.id)}
          >
            <span className="agreement-head">
              <b>{carrier(row.carrier)}</b>
              <span className="mono">{row.id}</span>
            </span>
            <span>{row.name}</span>
            <span className="chips">
              <Chip tone="info">{text(`carriers.serviceName.${row.service}`)}</Chip>
              {row.cod ? <Chip>{text('carriers.cod')}</Chip> : null}
              {row.fragile ? <Chip>{text('carriers.fragile')}</Chip> : null}
              {row.cutOff === undefined ? null : (
                <Chip>{text('carriers.pickup.cutOff', { times: row.cutOff })}</Chip>
              )}
              {row.active ? null : <Chip tone="warn">{text('carriers.inactive')}</Chip>}
            </span>
            <span className="muted">
              {text('carriers.provincesCount', { n: row.zones.length })}
              {row.zones.length === 0
                ? ''
                : ` · ${text('carriers.from', {
                    money: words.money({
                      minor: Math.min(...row.zones.map(({ firstMinor }) => firstMinor)),
                      currency: row.currency,
                    }),
                  })}`}
              {row.validUntil === undefined ? '' : ` · ${text('carriers.validUntil')} ${row.validUntil}`}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}
