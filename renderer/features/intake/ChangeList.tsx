import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { ChangeRequest } from '../../ui/change-request.tsx';
import { Empty } from '../../ui/index.ts';

/** Requests that nobody has decided, of all orders, the oldest first. */
export function ChangeList() {
  const station = useStation();
  const { text } = useWords();
  const { value, refresh } = useList('changes.list', { offset: 0, limit: 100 }, ['orders']);
  if (value === undefined) return <p>{text('app.loading')}</p>;
  if (value.rows.length === 0)
    return <Empty title={text('intake.changesEmpty')} sub={text('intake.changesEmptySub')} />;
  return (
    <div className="columns-stack intake-scroll">
      {value.rows.map((row) => (
        <section key={row.request} className="card">
          <div className="row">
            <button type="button" className="link mono" onClick={() => station.go('orders', row.order)}>
              {row.channelOrderNo}
            </button>
            <span className="muted">{text(`codes.order.${row.status}`)}</span>
          </div>
          <ChangeRequest order={row.order} change={row} onDecided={refresh} />
        </section>
      ))}
    </div>
  );
}
