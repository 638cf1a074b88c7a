import { Button } from '@mantine/core';
import { useState } from 'react';
import type { OrderView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useMay, useStation } from '../../stores/index.ts';
import { ReasonDialog } from '../../ui/forms.tsx';
import type { Party } from '../../ui/forms.tsx';
import { Chip } from '../../ui/page.tsx';

/** Where it goes, masked; in clear for those who may, with a reason that stays in the record. What the buyer and the seller wrote. */
export function Receiver({ view, fromHub }: { readonly view: OrderView; readonly fromHub: boolean }) {
  const station = useStation();
  const { text } = useWords();
  const mayReveal = useMay(fromHub ? 'older.reveal' : 'orders.reveal');
  const [asking, setAsking] = useState(false);
  const [clear, setClear] = useState<Party | null>(null);

  async function reveal(reason: string): Promise<void> {
    setAsking(false);
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const answer = await station.act(fromHub ? 'older.reveal' : 'orders.reveal', {
      order: view.order,
      operator: operator.id,
      reason,
    });
    if (answer) setClear(answer.value);
    return undefined;
  }
  const shown = clear ? { name: clear.name, phone: clear.phone, address: lineOf(clear) } : view.receiver;
  return (
    <section className="card" data-testid="order-receiver">
      <h2>{text('order.receiver')}</h2>
      {shown === null ? (
        <p className="muted">{text(removedByRule(view) ? 'order.removedByRule' : 'app.none')}</p>
      ) : (
        <dl className="facts">
          <dt>{text('order.name')}</dt>
          <dd>{shown.name}</dd>
          <dt>{text('order.phone')}</dt>
          <dd>{shown.phone}</dd>
          <dt>{text('order.address')}</dt>
          <dd>{shown.address}</dd>
        </dl>
      )}
      {clear ? (
        <div className="row" style={{ alignItems: 'center' }}>
          <Chip tone="warn">{text('order.revealed')}</Chip>
          <Button size="sm" variant="default" onClick={() => setClear(null)}>
            {text('order.hide')}
          </Button>
        </div>
      ) : mayReveal ? (
        <div className="row">
          <Button
            size="sm"
            variant="default"
            disabled={view.receiver === null}
            onClick={() => setAsking(true)}
            data-act="reveal"
          >
            {text('order.reveal')}
          </Button>
        </div>
      ) : null}
      {view.remark === null ? null : <Remark title={text('order.remark')} text={view.remark} />}
      {view.sellerNote === null ? null : <Remark title={text('order.note')} text={view.sellerNote} />}
      {asking ? (
        <ReasonDialog
          title={text('order.revealAsk')}
          onDone={(reason) => void reveal(reason)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}

function Remark({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div>
      <span className="muted">{title}</span>
      <blockquote className="order-remark">{text}</blockquote>
    </div>
  );
}

const lineOf = (party: Party): string =>
  [party.province, party.city, party.district, party.detail, party.postcode]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');

/** Retention took the receiver away; the order stays and says so. */
const removedByRule = (view: OrderView): boolean =>
  view.timeline.some((step) => step.type === 'private_erased' && step.data['rule'] === 'retention');
