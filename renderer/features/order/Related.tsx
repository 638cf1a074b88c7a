import type { OrderView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';

/** Orders that this one was split from or into, or went out with. */
export function Related({ view }: { readonly view: OrderView }) {
  const station = useStation();
  const { text } = useWords();
  const { parent, children, mergedInto } = view.related;
  if (parent === null && children.length === 0 && mergedInto === null) return null;
  const link = (order: string) => (
    <button key={order} type="button" className="link mono" onClick={() => station.go('orders', order)}>
      {order.slice(order.indexOf(':') + 1)}
    </button>
  );
  return (
    <section className="card" data-testid="order-related">
      <h2>{text('orderPage.related')}</h2>
      <dl className="facts">
        {parent === null ? null : (
          <>
            <dt>{text('orderPage.parent')}</dt>
            <dd>{link(parent)}</dd>
          </>
        )}
        {children.length === 0 ? null : (
          <>
            <dt>{text('orderPage.children')}</dt>
            <dd className="columns-stack">{children.map(link)}</dd>
          </>
        )}
        {mergedInto === null ? null : (
          <>
            <dt>{text('orderPage.merged')}</dt>
            <dd className="mono">{mergedInto}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
