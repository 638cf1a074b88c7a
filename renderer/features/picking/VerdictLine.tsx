import type { VerdictView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey } from '../../i18n/index.ts';
import { Shape } from '../../ui/index.ts';

const GOOD = ['opened', 'unit_ok', 'order_complete', 'closed', 'undone', 'held', 'put_back', 'acknowledged'];
const INFO = [
  'location_right',
  'location_done',
  'tote_filled',
  'tote_right',
  'tote_known',
  'nothing_to_pick',
  'nothing_to_undo',
  'nothing_to_acknowledge',
  'multiplier',
  'already_open',
  'pick_short',
  'pick_damaged',
];

/** What was answered last, in one line. */
export function VerdictLine({ verdict }: { readonly verdict: VerdictView | null }) {
  const { text, code } = useWords();
  if (verdict === null) return null;
  const reason = String(verdict.data['reason'] ?? '');
  const good = GOOD.includes(verdict.kind);
  const head = good
    ? text(`picking.good.${verdict.kind}` as TextKey)
    : verdict.kind === 'info'
      ? ''
      : text(`bench.stops.${verdict.kind}.title` as TextKey);
  const info = INFO.includes(reason)
    ? text(`picking.info.${reason}` as TextKey, verdict.data)
    : reason === ''
      ? ''
      : code('reason', reason, verdict.data);
  const slot = Number(verdict.data['slot'] ?? 0);
  const into =
    verdict.kind === 'unit_ok' && slot > 0
      ? text('picking.into', { n: slot, qty: Number(verdict.data['n'] ?? 1) })
      : '';
  return (
    <p
      key={verdict.seq}
      className="pick-verdict"
      role="status"
      data-stop={verdict.stop}
      data-testid="pick-verdict"
      data-kind={verdict.kind}
    >
      <Shape name={verdict.kind} size={34} />
      <b>{[head, into, info].filter((part) => part !== '').join(' · ')}</b>
    </p>
  );
}
