import type { OrderView } from '../../../shared/contract/index.ts';
import { ORDER_TRANSITIONS } from '../../../shared/domain/index.ts';
import type { OrderStatus } from '../../../shared/domain/index.ts';
import { POSTS } from '../../../shared/domain/rights/index.ts';
import { useWords } from '../../i18n/index.ts';
import { FixButton, Reasons } from '../../ui/fixes.tsx';
import { Chip } from '../../ui/page.tsx';
import type { OrderStep } from '../../ui/may-step.ts';
import { useStatusWord } from './words.ts';

interface HeadProps {
  readonly view: OrderView;
  readonly fromHub: boolean;
}

/** Where the order stands, in one line: the status that lists show, money, flags, deadline. */
export function Chips({ view, fromHub }: HeadProps) {
  const words = useWords();
  const { text } = words;
  const statusWord = useStatusWord();
  return (
    <div className="chips order-chips" data-testid="order-chips">
      {fromHub ? <Chip tone="warn">{text('older.chip')}</Chip> : null}
      <Chip tone="info">
        <b data-testid="order-status">{statusWord(view.visible)}</b>
      </Chip>
      <Chip tone={view.payment === 'UNPAID' ? 'warn' : 'good'}>{text(`codes.payment.${view.payment}`)}</Chip>
      {view.flags.map((flag) => (
        <Chip key={flag} tone={flag === 'exception' ? 'bad' : 'warn'}>
          {text(`codes.flag.${flag}`)}
        </Chip>
      ))}
      {view.kind === 'service' ? <Chip>{text('order.kind.service')}</Chip> : null}
      {view.total === null ? null : <Chip>{words.money(view.total)}</Chip>}
      {view.shipBy === null ? null : <Chip>{text('bench.shipBy', { time: words.time(view.shipBy) })}</Chip>}
    </div>
  );
}

/** The step that brings the order on from each status. */
const NEXT: Readonly<Record<OrderStatus, OrderStep | null>> = {
  DRAFT: 'received',
  RECEIVED: 'submitted',
  IN_REVIEW: 'approved',
  NEEDS_FIX: 'fixed',
  APPROVED: 'released',
  REJECTED: 'closed',
  AWAITING_PAYMENT: 'paid',
  BACKORDERED: 'restocked',
  READY_TO_SHIP: 'shipped',
  SHIPPED: 'delivered',
  DELIVERED: 'completed',
  COMPLETED: 'archived',
  ARCHIVED: null,
  CANCELLED: null,
};

/** The steps of the parcel lie between: whoever picks, packs and hands over. */
const FLOOR = ['PIK', 'PKR', 'SHP'] as const;

/** What stops the order, with what mends it; what comes next, and whose it is. */
export function Next({ view, fromHub }: HeadProps) {
  const { text } = useWords();
  const step = NEXT[view.status];
  // Exceptions stand below with both their facts.
  const reasons = view.reasons.filter(({ fix }) => fix !== 'close_exception');
  const roles = ORDER_TRANSITIONS.find((row) => row.event === step && row.from.includes(view.status))?.roles;
  const posts = view.status === 'READY_TO_SHIP' ? FLOOR : POSTS.filter((post) => roles?.includes(post));
  return (
    <section className="card order-next" data-stopped={reasons.length > 0} data-testid="order-next">
      {reasons.length === 0 ? null : (
        <div>
          <h2>{text('orderPage.stopped')}</h2>
          {fromHub ? (
            <Reasons order={view.order} reasons={reasons.map((reason) => ({ ...reason, fix: 'none' }))} />
          ) : (
            <Reasons order={view.order} reasons={reasons} status={view.status} />
          )}
        </div>
      )}
      <div className="row order-next-row">
        <p>
          <span className="muted">{text('orderPage.nextTitle')}</span> {text(`orderPage.next.${view.status}`)}
          {posts.length === 0 ? null : (
            <span className="muted"> · {posts.map((post) => text(`people.post.${post}`)).join(' / ')}</span>
          )}
        </p>
        {/* Whoever hears of it writes it down, whatever else may be done; the bench stops at its next scan. */}
        {fromHub || view.flags.includes('cancel_requested') ? null : (
          <FixButton order={view.order} fix="request_cancel" status={view.status} quiet />
        )}
      </div>
    </section>
  );
}
