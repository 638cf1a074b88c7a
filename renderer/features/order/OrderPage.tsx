import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import { OrderList } from '../../ui/order-list.tsx';
import { OrderDetail } from './OrderDetail.tsx';

/** One order when one is chosen, else the list of all. */
export default function OrderPage() {
  const order = useStationState((s) => s.order);
  return order === null ? <AllOrders /> : <OrderDetail key={order} order={order} />;
}

function AllOrders() {
  const { text, code } = useWords();
  return (
    <OrderList
      source="orders.list"
      refresh={['orders']}
      title={text('blocked.titleAll')}
      placeholder={text('order.search')}
      empty={{ title: text('blocked.emptyAll'), sub: text('bench.queue.emptySub') }}
      rowHeight={64}
      columns={[
        {
          key: 'units',
          width: '80px',
          head: text('queue.units'),
          className: 'num',
          cell: (row) => row.units,
        },
        {
          key: 'why',
          width: 'minmax(0, 2fr)',
          head: text('blocked.why'),
          cell: (row) => row.reasons.map((reason) => code('reason', reason.code, reason.data)).join(' · '),
        },
      ]}
    />
  );
}
