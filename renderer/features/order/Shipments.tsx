import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { OrderView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useMay, useStation } from '../../stores/index.ts';
import { useCarrierName } from '../../ui/carrier-name.ts';
import { FixButton } from '../../ui/fixes.tsx';
import { Chip } from '../../ui/page.tsx';

/** No label of theirs is voided any more. */
const GONE: ReadonlySet<string> = new Set(['HANDED_OVER', 'VOIDED']);

/** Parcels of an order, their labels as they are printed, and what may be printed of them. */
export function Shipments({ view, fromHub }: { readonly view: OrderView; readonly fromHub: boolean }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const carrierName = useCarrierName();
  const maySheet = useMay('prints.driverSheet');
  const [paper, setPaper] = useState<{
    readonly pages: readonly string[];
    readonly warnings: readonly string[];
  } | null>(null);

  async function preview(shipment: string): Promise<void> {
    const answer = await station.act('label.preview', { shipment, kind: 'label' });
    if (!answer) return;
    const { pages, warnings } = answer.value;
    setPaper({ pages, warnings: warnings.map((each) => `${words.code('refused', each.code)} ${each.text}`) });
  }
  async function driverSheet(shipment: string): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (await station.act('prints.driverSheet', { shipment, operator: operator.id }))
      station.notify('good', text('app.done'));
    return undefined;
  }
  if (view.shipments.length === 0) return <p className="muted">{text('order.noShipments')}</p>;
  return (
    <>
      {view.shipments.map((shipment) => (
        <div key={shipment.id} className="row" style={{ alignItems: 'center' }}>
          <Chip tone="info">{text(`codes.fulfilment.${shipment.status}`)}</Chip>
          <span>{carrierName(shipment.carrier)}</span>
          <span className="mono">{shipment.number ?? '—'}</span>
          {shipment.bench === null || shipment.bench === '' ? null : (
            <span className="muted">{text('app.bench', { id: shipment.bench })}</span>
          )}
          {fromHub ? null : (
            <>
              <Button size="sm" variant="default" onClick={() => void preview(shipment.id)}>
                {text('order.preview')}
              </Button>
              {maySheet && shipment.status !== 'VOIDED' ? (
                <Button
                  size="sm"
                  variant="default"
                  onClick={() => void driverSheet(shipment.id)}
                  data-act="driver_sheet"
                >
                  {text('order.driverSheet')}
                </Button>
              ) : null}
              {shipment.number === null || GONE.has(shipment.status) ? null : (
                <FixButton order={view.order} fix="void_label" target={shipment.id} quiet />
              )}
            </>
          )}
        </div>
      ))}
      {paper === null ? null : (
        <Modal opened onClose={() => setPaper(null)} title={text('order.preview')} size="auto">
          <div className="row">
            {paper.pages.map((page, index) => (
              <img
                key={index}
                className="paper"
                src={`data:image/png;base64,${page}`}
                alt={text('order.preview')}
              />
            ))}
          </div>
          {paper.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Modal>
      )}
    </>
  );
}
