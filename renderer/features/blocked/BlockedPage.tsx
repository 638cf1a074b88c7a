import { useWords } from '../../i18n/index.ts';
import { Reasons } from '../../ui/fixes.tsx';
import { OrderList } from '../../ui/order-list.tsx';

/** Orders that cannot be packed, because …; each reason with its fix. */
export default function BlockedPage() {
  const { text } = useWords();
  return (
    <OrderList
      source="orders.blocked"
      refresh={['orders', 'queue']}
      title={text('blocked.title')}
      placeholder={text('app.search')}
      empty={{ title: text('blocked.empty'), sub: text('blocked.emptySub') }}
      rowHeight={76}
      columns={[
        {
          key: 'why',
          width: 'minmax(0, 3fr)',
          head: text('blocked.why'),
          className: 'wrap',
          cell: (row) => <Reasons order={row.order} reasons={row.reasons} status={row.status} />,
        },
      ]}
    />
  );
}
