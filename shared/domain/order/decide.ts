import type { Result } from '../../base/index.ts';
import { ok } from '../../base/index.ts';
import type { Actor } from '../event.ts';
import type { DomainRefusal } from '../refusal.ts';
import { hasRole, isBlank, refuse } from '../refusal.ts';
import type { OrderFacts } from './guards.ts';
import { ORDER_GUARDS } from './guards.ts';
import { ORDER_TRANSITIONS } from './transitions.ts';
import type { OrderBase, OrderEventDraft, OrderState } from './types.ts';

export interface OrderContext {
  readonly actor: Actor;
  readonly facts?: OrderFacts;
}

/**
 * May this happen to the order now? The command is the event as it would be written; the answer is the event(s) to
 * write, or why not. Checked in this order: status, role, guard, so that the refusal names the first thing to change.
 * Effects on other documents (void the label, release stock, start the refund) are asked for as facts, not done here.
 * The guards look at the order as it stands (`state.current`), whatever its base said.
 */
export function decideOrder(
  state: OrderState,
  _base: OrderBase,
  command: OrderEventDraft,
  ctx: OrderContext,
): Result<readonly OrderEventDraft[], DomainRefusal> {
  const byChannel = command.type === 'shipped' && command.data.source === 'channel';
  const row = ORDER_TRANSITIONS.find(
    (one) =>
      one.event === command.type &&
      one.from.includes(state.status) &&
      (one.guard === 'channelShipped') === byChannel,
  );
  if (row === undefined) return refuse('wrong_status', { status: state.status, event: command.type });
  if (!hasRole(ctx.actor, row.roles)) return refuse('role_not_allowed', { row: row.row });
  const refused = ORDER_GUARDS[row.guard]({
    base: state.current,
    state,
    actor: ctx.actor,
    facts: ctx.facts ?? {},
    draft: command,
  });
  if (refused !== undefined) return { ok: false, error: refused };
  return ok([complete(state, command)]);
}

/** A denial names the requests it has seen, so that one made meanwhile elsewhere stays open. */
const complete = (state: OrderState, command: OrderEventDraft): OrderEventDraft =>
  command.type === 'cancel_request_denied'
    ? { type: command.type, data: { ...command.data, requests: state.cancelRequests } }
    : command;

/**
 * O1 and O3: may this order come into being? By hand (O1) by a clerk under their own name; from a platform or a file (O3)
 * by the system or the clerk who imports. `exists` = an order of this channel and number is there already.
 */
export function decideNewOrder(
  base: OrderBase,
  ctx: { readonly actor: Actor; readonly exists: boolean },
): Result<OrderBase, DomainRefusal> {
  const roles = base.intake === 'manual' ? (['CLK'] as const) : (['SYS', 'CLK'] as const);
  if (!hasRole(ctx.actor, roles))
    return refuse('role_not_allowed', { row: base.intake === 'manual' ? 'O1' : 'O3' });
  if (base.intake === 'manual' && base.author !== ctx.actor.id) return refuse('author_differs');
  if (ctx.exists) return refuse('order_already_there', { channelOrderNo: base.channelOrderNo });
  const numbers = new Set(base.lines.map((line) => line.no));
  const valid =
    !isBlank(base.channel) &&
    !isBlank(base.channelOrderNo) &&
    base.lines.length > 0 &&
    numbers.size === base.lines.length &&
    base.lines.every((line) => Number.isSafeInteger(line.qty) && line.qty >= 1);
  return valid ? ok(base) : refuse('order_incomplete');
}
