import type { ChangesAct } from '../../../../shared/contract/change-views.ts';
import { ACTION_RIGHTS } from '../../../../shared/contract/rights.ts';
import { hasRole, type Actor } from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import { accepted, refused, type Outcome } from '../context.ts';
import { createInTurn } from '../mutex.ts';
import { changeAddress } from './address.ts';
import { cancelOrder } from './cancel.ts';
import { voidLabels } from './labels.ts';
import { mergeOrders, sameReceiver, unmergeOrders } from './merge.ts';
import { backorder, cancelLines, reportShort, restock, substitute, waitFor } from './shortage.ts';
import { splitOrder } from './split.ts';
import type { ChangesDeps, ChangesService } from './types.ts';
import { changesView } from './view.ts';

export type { CancelGiven, ChangesService } from './types.ts';
export { followConflicts } from './conflicts.ts';
export { ofLabels } from './labels.ts';
export { SHORT_HOLD } from './shortage.ts';

/** Reasons of a cancel that are the customer's. */
const BY_CUSTOMER: ReadonlySet<string> = new Set(['customer_changed_mind', 'duplicate']);

export function createChanges(deps: ChangesDeps): ChangesService {
  /** One after another, as far as this station goes: two people at one order see what the other did. */
  const inTurn = createInTurn();

  async function apply(
    doc: OrderDoc,
    { act, note }: Pick<ChangesAct, 'act' | 'note'>,
    actor: Actor,
  ): Promise<Outcome<readonly string[] | string | null>> {
    switch (act.type) {
      case 'cancel':
        return cancelOrder(deps, doc, { ...act, note, byCustomer: BY_CUSTOMER.has(act.reason) }, actor);
      case 'close':
        return cancelOrder(deps, doc, { reason: 'order_rejected', refused: true, note }, actor);
      case 'report_short':
        return reportShort(deps, doc, act, note, actor);
      case 'backorder':
        return backorder(deps, doc, act, note, actor);
      case 'wait':
        return waitFor(deps, doc, act, note, actor);
      case 'restock':
        return restock(deps, doc, act.consent, note, actor);
      case 'substitute':
        return substitute(deps, doc, act, note, actor);
      case 'cancel_lines':
        return cancelLines(deps, doc, act, note, actor);
      case 'split': {
        const done = await splitOrder(deps, doc, { ...act, note }, actor);
        if (done.ok) await deps.cases.settle(doc.id, 'shortage', 'partial', actor);
        const waits = done.ok && act.waiting !== undefined ? done.value[act.waiting] : undefined;
        if (waits !== undefined)
          await deps.cases.open({
            id: `shortage:${waits}:`,
            kind: 'shortage',
            code: 'backordered',
            order: waits,
            actor,
          });
        return done;
      }
      case 'merge':
        return mergeOrders(deps, { orders: [doc.id, ...act.with], consent: act.consent, note }, actor);
      case 'unmerge':
        return unmergeOrders(deps, doc, 'unmerged', actor);
      case 'address':
        return changeAddress(deps, doc, act, note, actor);
      case 'address_case':
        if (!hasRole(actor, ACTION_RIGHTS.address_case)) return refused('role_not_allowed');
        return deps.cases
          .open({
            id: `address:${doc.id}`,
            kind: 'delivery',
            code: 'address_after_shipping',
            order: doc.id,
            note,
            again: true,
            actor,
          })
          .then((opened) => (opened.ok ? accepted(null) : opened));
    }
  }

  return {
    view: (order) => changesView(deps, order),
    sameReceiver: (shipment) => sameReceiver(deps, shipment),
    act: (input, actor) =>
      inTurn(async () => {
        const doc = await deps.ctx.db.orders.get(input.order);
        if (!doc) return refused('not_here', { order: input.order });
        const done = await apply(doc, input, actor);
        if (!done.ok) return done;
        return accepted({ orders: Array.isArray(done.value) ? [...(done.value as readonly string[])] : [] });
      }),
    cancel: (doc, given, actor) => inTurn(() => cancelOrder(deps, doc, given, actor)),
    voidLabels: (order, reason, actor) => voidLabels(deps, order, reason, actor),
  };
}
