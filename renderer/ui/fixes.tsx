import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BlockedRow, MethodInput } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useStation } from '../stores/index.ts';
import type { PageName } from '../stores/index.ts';
import type { OrderStatus } from '../../shared/domain/index.ts';
import { useMayAct } from './may-step.ts';
import { FormDialog, NO_PARTY, PartyFields, ReasonDialog, trimParty } from './forms.tsx';
import { CancelDialog, PaidDialog } from './payment-dialogs.tsx';

type Act = MethodInput<'orders.act'>;
type Action = Act['action'];
export type Reason = BlockedRow['reasons'][number];

/** What an action needs from the person before it is sent. */
const NEEDS: Readonly<Record<Action, 'nothing' | 'reason' | 'receiver' | 'payment' | 'refund'>> = {
  mark_paid: 'payment',
  approve: 'nothing',
  settle_address: 'nothing',
  add_products: 'nothing',
  reject: 'reason',
  lift_hold: 'reason',
  request_cancel: 'reason',
  cancel: 'refund',
  deny_cancel: 'reason',
  close_exception: 'reason',
  void_label: 'reason',
  change_receiver: 'receiver',
};
/** What the person may do about a fix that the domain names. A fix that is missing here is its own action, or waits. */
const ACTIONS: Readonly<Record<string, readonly (Action | 'open_order')[]>> = {
  review_order: ['approve', 'reject'],
  release_order: ['approve'],
  correct_order: ['change_receiver', 'cancel'],
  record_payment: ['mark_paid'],
  enter_receiver: ['change_receiver'],
  add_product: ['add_products'],
  decide_cancel_request: ['cancel', 'deny_cancel'],
  settle_address_change: ['settle_address'],
  // Both facts stand on the order's page: nobody closes what he has not read.
  close_exception: ['open_order'],
};
/** Fixes that are done on another page. */
const ELSEWHERE: Readonly<Record<string, PageName>> = {
  import_waybills: 'import',
  import_products: 'import',
  import_orders: 'import',
  settings: 'settings',
  import_or_scan_waybill: 'import',
  import_waybill_with_routing: 'import',
};
const isAction = (fix: string): fix is Action => Object.hasOwn(NEEDS, fix);

/** The hold, exception or shipment that a fix is about, as the reason names it. */
export function targetOf(data: Reason['data']): string | undefined {
  const found = data['target'] ?? data['hold'] ?? data['exception'] ?? data['shipment'];
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** A fix as a button; asks for what the action needs, sends it, and tells how it went. */
export function FixButton({
  order,
  fix,
  target,
  status,
  quiet = false,
}: {
  readonly order: string;
  readonly fix: string;
  readonly target?: string | undefined;
  /** Of the order, where it is known: a step that its table does not have from there is not offered. */
  readonly status?: OrderStatus | undefined;
  readonly quiet?: boolean;
}) {
  const station = useStation();
  const { text, code } = useWords();
  const [asking, setAsking] = useState(false);
  const may = useMayAct();
  const elsewhere = ELSEWHERE[fix];

  async function send(extra: Partial<Act>): Promise<void> {
    setAsking(false);
    if (!isAction(fix)) return;
    const operator = station.operatorOrSay();
    if (!operator) return;
    const input: Act = {
      order,
      operator: operator.id,
      action: fix,
      ...(target === undefined ? {} : { target }),
      ...extra,
    };
    if (await station.act('orders.act', input))
      station.notify('good', `${code('fix', fix)} · ${text('blocked.didIt')}`);
    return undefined;
  }
  const press = (): void => {
    if (fix === 'open_order') station.go('orders', order);
    else if (elsewhere) station.go(elsewhere);
    else if (isAction(fix) && NEEDS[fix] === 'nothing') void send({});
    else setAsking(true);
  };
  if (!isAction(fix) && !elsewhere && fix !== 'open_order') return null;
  if (isAction(fix) && !may(fix, status, target)) return null;
  return (
    <>
      <Button
        size="sm"
        variant={quiet ? 'default' : 'light'}
        onClick={press}
        data-fix={fix}
        {...(isAction(fix) ? { 'data-act': fix } : {})}
      >
        {code('fix', fix)}
      </Button>
      {asking && isAction(fix) ? (
        <Ask
          order={order}
          action={fix}
          onDone={(extra) => void send(extra)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

function Ask({
  order,
  action,
  onDone,
  onClose,
}: {
  readonly order: string;
  readonly action: Action;
  readonly onDone: (extra: Partial<Act>) => void;
  readonly onClose: () => void;
}) {
  const { code } = useWords();
  const [party, setParty] = useState(NO_PARTY);
  const title = code('fix', action);
  const asked = { order, title, onDone, onClose };
  if (NEEDS[action] === 'payment') return <PaidDialog {...asked} />;
  if (NEEDS[action] === 'refund') return <CancelDialog {...asked} />;
  if (NEEDS[action] === 'receiver') {
    const receiver = trimParty(party);
    return (
      <FormDialog
        title={title}
        ready={receiver !== null}
        onDone={() => receiver && onDone({ receiver })}
        onClose={onClose}
      >
        <PartyFields value={party} onChange={setParty} />
      </FormDialog>
    );
  }
  return <ReasonDialog title={title} onDone={(reason) => onDone({ reason })} onClose={onClose} />;
}

/** Why an order cannot be packed, and the buttons that mend it; a fix for several reasons stands once. */
export function Reasons({
  order,
  reasons,
  status,
}: {
  readonly order: string;
  readonly reasons: readonly Reason[];
  readonly status?: OrderStatus | undefined;
}) {
  const { code } = useWords();
  const fixes = reasons.flatMap((reason) =>
    (ACTIONS[reason.fix] ?? [reason.fix]).map((fix) => ({
      fix,
      target: fix === 'open_order' ? undefined : targetOf(reason.data),
    })),
  );
  const once = [...new Map(fixes.map((each) => [`${each.fix} ${each.target ?? ''}`, each])).entries()];
  return (
    <div className="row" style={{ alignItems: 'center', gap: '6px 10px' }}>
      <span className="chips">
        {reasons.map((reason, index) => (
          <span key={`${reason.code}-${String(index)}`} className="chip" data-tone="warn">
            {code('reason', reason.code, reason.data)}
            {detailOf(reason.data)}
          </span>
        ))}
      </span>
      {once.map(([key, each]) => (
        <FixButton key={key} order={order} fix={each.fix} target={each.target} status={status} />
      ))}
    </div>
  );
}

/** The SKU, line or number that a reason is about. */
function detailOf(data: Reason['data']): string {
  const told = ['text', 'sku', 'line', 'number'].flatMap((name) => {
    const value = data[name];
    return value === undefined || value === null || value === '' ? [] : [String(value)];
  });
  return told.length === 0 ? '' : `: ${told.join(' · ')}`;
}
