import type { SessionView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { Shape } from '../../ui/index.ts';
import { SameReceiver } from './SameReceiver.tsx';
import { useNow } from './use-now.ts';

/** Order, carrier and marks on one line; what buyer and seller wrote below it. */
export function OrderStrip({ session }: { readonly session: SessionView }) {
  const words = useWords();
  const { text } = words;
  const now = useNow(30_000);
  const numbers = session.orders.map((order) => order.channelOrderNo).join(' + ');
  const overdue = session.shipBy !== null && session.shipBy < now;
  const share = session.units.total === 0 ? 0 : session.units.checked / session.units.total;
  return (
    <header className="strip">
      <div className="strip-row">
        <div className="strip-order">
          <span className="strip-carrier">
            {words.language === 'zh' ? session.carrier.zh : session.carrier.en}
          </span>
          <span className="strip-number" data-testid="order-number" title={numbers}>
            {numbers}
          </span>
        </div>
        <ul className="marks" data-testid="marks">
          {session.urgent ? <li data-mark="urgent">{text('bench.urgent')}</li> : null}
          {session.cod ? (
            <li data-mark="cod">{text('bench.cod', { amount: words.money(session.cod) })}</li>
          ) : null}
          {session.marks.map((mark) => (
            <li key={mark} data-mark={mark}>
              {text(`bench.${mark}`)}
            </li>
          ))}
          {session.parcel.m > 1 ? <li data-mark="parcel">{text('bench.parcelOf', session.parcel)}</li> : null}
          {session.shipBy === null ? null : (
            <li data-mark={overdue ? 'overdue' : 'ship-by'}>
              {text(overdue ? 'bench.overdue' : 'bench.shipBy', { time: words.time(session.shipBy, now) })}
            </li>
          )}
          <SameReceiver session={session} />
        </ul>
        <Steps session={session} />
      </div>
      <NewReceiver session={session} />
      <Remarks session={session} />
      <div
        className="strip-progress"
        data-testid="progress"
        style={{ '--share': share } as React.CSSProperties}
      />
    </header>
  );
}

function Steps({ session }: { readonly session: SessionView }) {
  const { text } = useWords();
  const printed = ['sent', 'confirmed', 'external'].includes(session.label.state);
  const at = session.step === 'checking' ? 0 : printed || session.labelSource === 'external' ? 2 : 1;
  return (
    <ol className="steps" data-testid="steps">
      {(['scan', 'label', 'confirm'] as const).map((step, index) => (
        <li
          key={step}
          data-state={index < at ? 'done' : index === at ? 'now' : 'later'}
          aria-current={index === at ? 'step' : undefined}
        >
          <b>{index < at ? '✓' : index + 1}</b>
          {text(`bench.steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}

/** ADR-02: whoever has the old label in hand sees what is another now. */
function NewReceiver({ session: { receiver, receiverBefore: before } }: { readonly session: SessionView }) {
  const { text } = useWords();
  if (before === undefined) return null;
  const differs = (['name', 'phone', 'address'] as const).filter(
    (field) => before[field] !== receiver[field],
  );
  return (
    <div className="remarks" data-testid="new-receiver">
      <p data-who="seller">
        <Shape name="info" size={26} />
        <b>{text('bench.newReceiver')}</b>
        <span>
          {differs.length === 0
            ? text('bench.newReceiverMasked')
            : differs.map((field) => (
                <span key={field}>
                  <s>{before[field]}</s> → {receiver[field]}{' '}
                </span>
              ))}
        </span>
      </p>
    </div>
  );
}

function Remarks({ session }: { readonly session: SessionView }) {
  const { text } = useWords();
  if (session.remark === null && session.sellerNote === null) return null;
  return (
    <div className="remarks" data-testid="remarks">
      {session.remark === null ? null : (
        <p data-who="buyer">
          <Shape name="info" size={26} />
          <b>{text('bench.buyerRemark')}</b>
          <span>{session.remark}</span>
        </p>
      )}
      {session.sellerNote === null ? null : (
        <p data-who="seller">
          <Shape name="operator" size={26} />
          <b>{text('bench.sellerNote')}</b>
          <span>{session.sellerNote}</span>
        </p>
      )}
    </div>
  );
}
