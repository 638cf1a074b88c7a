import type { Result } from '../../base/index.ts';
import { ok } from '../../base/index.ts';
import type { Actor } from '../event.ts';
import { blockCauses, blockRefusal } from '../order/blocks.ts';
import type { OrderState } from '../order/types.ts';
import type { DomainRefusal } from '../refusal.ts';
import { hasRole, refusal, refuse } from '../refusal.ts';
import type { ShipmentFacts, ShipmentRules } from './guards.ts';
import { NO_STEPS, SHIPMENT_GUARDS } from './guards.ts';
import { SHIPMENT_TRANSITIONS } from './transitions.ts';
import type { ShipmentBase, ShipmentEventDraft, ShipmentState } from './types.ts';

export interface ShipmentContext {
  readonly actor: Actor;
  /** Every order of the shipment, folded. */
  readonly orders: readonly { readonly id: string; readonly state: OrderState }[];
  /** Missing = no material step, no weighing. */
  readonly rules?: ShipmentRules;
  readonly facts?: ShipmentFacts;
}

/**
 * May this happen to the shipment now? The command is the event as it would be written; the answer is the event(s) to
 * write, or why not: status, role, what the orders block, guard. No role can override a block.
 */
export function decideShipment(
  state: ShipmentState,
  base: ShipmentBase,
  command: ShipmentEventDraft,
  ctx: ShipmentContext,
): Result<readonly ShipmentEventDraft[], DomainRefusal> {
  const row = SHIPMENT_TRANSITIONS.find(
    (one) => one.event === command.type && one.from.includes(state.status),
  );
  if (row === undefined) {
    const back = SHIPMENT_TRANSITIONS.some((one) => one.event === command.type && one.kind === 'back');
    return back && state.status === 'HANDED_OVER'
      ? refuse('no_back_step_after_handover')
      : refuse('wrong_status', { status: state.status, event: command.type });
  }
  if (!hasRole(ctx.actor, row.roles)) return refuse('role_not_allowed', { row: row.row });
  if (row.kind === 'forward') {
    const blocked = forwardBlock(state, base, ctx.orders);
    if (blocked !== undefined) return { ok: false, error: blocked };
  }
  const refused = SHIPMENT_GUARDS[row.guard]({
    base,
    state,
    actor: ctx.actor,
    orders: ctx.orders,
    rules: ctx.rules ?? NO_STEPS,
    facts: ctx.facts ?? {},
    draft: command,
  });
  if (refused !== undefined) return { ok: false, error: refused };
  return ok([complete(state, command)]);
}

/** An abort names the session that it ends: that of the bench which says so, else the one that runs. */
const complete = (state: ShipmentState, command: ShipmentEventDraft): ShipmentEventDraft =>
  command.type === 'aborted' && command.data.session === undefined && state.session !== undefined
    ? { type: command.type, data: { ...command.data, session: state.session } }
    : command;

/** Why no forward step is possible, or undefined. Also what the queue shows for a parcel that stands still. */
export function forwardBlock(
  state: ShipmentState,
  base: ShipmentBase,
  orders: ShipmentContext['orders'],
): DomainRefusal | undefined {
  for (const id of base.orders) {
    const order = orders.find((one) => one.id === id)?.state;
    if (order === undefined) return refusal('order_unknown', { order: id });
    const cause = blockCauses(order)[0];
    if (cause !== undefined) return refusal(blockRefusal(cause), { order: id });
    if (order.status !== 'READY_TO_SHIP')
      return refusal('order_not_ready', { order: id, status: order.status });
  }
  const own = state.blocks[0];
  return own === undefined ? undefined : refusal(blockRefusal(own.cause), { order: own.order });
}

/** Before the first byte of a label goes out: a number is bound, the parcel is in work, nothing blocks. */
export function mayPrintLabel(
  state: ShipmentState,
  base: ShipmentBase,
  ctx: Pick<ShipmentContext, 'actor' | 'orders'>,
): DomainRefusal | undefined {
  const blocked = forwardBlock(state, base, ctx.orders);
  if (blocked !== undefined) return blocked;
  if (state.waybill === undefined) return refusal('no_waybill');
  const asked = decideShipment(
    state,
    base,
    { type: 'label_printed', data: { job: 'asked', number: state.waybill.number } },
    ctx,
  );
  return asked.ok ? undefined : asked.error;
}

/**
 * The scan of the stuck label closes the parcel in one go: packed and weighed (skipped, where no rule asks for a step of
 * its own), labelled, staged. From CHECKED, PACKED or WEIGHED. All of it or nothing: the first refusal is returned.
 * With the rule `after_label` the parcel stops at LABELED, the weight is still to come. In label-first the number is
 * the one whose scan opened the parcel.
 */
export function closeParcel(
  state: ShipmentState,
  base: ShipmentBase,
  scan: { readonly number: string },
  ctx: ShipmentContext,
): Result<readonly ShipmentEventDraft[], DomainRefusal> {
  const rules = ctx.rules ?? NO_STEPS;
  const drafts: ShipmentEventDraft[] = [];
  let now = state;
  const step = (draft: ShipmentEventDraft, after: Partial<ShipmentState>): DomainRefusal | undefined => {
    const decided = decideShipment(now, base, draft, ctx);
    if (!decided.ok) return decided.error;
    drafts.push(...decided.value);
    now = { ...now, ...after };
    return undefined;
  };
  const steps: (() => DomainRefusal | undefined)[] = [
    () =>
      now.status === 'CHECKED'
        ? step({ type: 'packed', data: { skipped: 'rule' } }, { status: 'PACKED' })
        : undefined,
    () =>
      now.status === 'PACKED' && !now.weighed && rules.weight !== 'after_label'
        ? step({ type: 'weighed', data: { skipped: 'rule' } }, { status: 'WEIGHED', weighed: true })
        : undefined,
    () => step({ type: 'labelled', data: { number: scan.number } }, { status: 'LABELED' }),
    () => (now.weighed ? step({ type: 'staged', data: {} }, { status: 'HANDOVER_PENDING' }) : undefined),
  ];
  for (const next of steps) {
    const refused = next();
    if (refused !== undefined) return { ok: false, error: refused };
  }
  return ok(drafts);
}
