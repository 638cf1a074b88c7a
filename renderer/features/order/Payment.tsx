import type { OrderView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';

/** How it was paid, when, and by which number the bank knows it; what the invoice is made out to. */
export function Payment({ view }: { readonly view: OrderView }) {
  const words = useWords();
  const { text } = words;
  const { method, reference, at } = view.paymentRecord;
  if (method === null && reference === null && at === null && view.invoice === null) return null;
  return (
    <section className="card" data-testid="order-payment">
      <h2>{text('orderPage.payment')}</h2>
      <dl className="facts">
        {method === null ? null : (
          <>
            <dt>{text('orderPage.method')}</dt>
            <dd>{method}</dd>
          </>
        )}
        {reference === null ? null : (
          <>
            <dt>{text('orderPage.reference')}</dt>
            <dd className="mono">{reference}</dd>
          </>
        )}
        {at === null ? null : (
          <>
            <dt>{text('orderPage.paidAt')}</dt>
            <dd>{words.dateTime(at)}</dd>
          </>
        )}
        {view.invoice === null ? null : (
          <>
            <dt>{text('orderPage.invoice')}</dt>
            <dd>
              {view.invoice.title} · {text(`orderPage.invoiceKind.${view.invoice.kind}`)}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
