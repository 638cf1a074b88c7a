import { parseHlc } from '../../base/index.ts';
import type { DomainEvent } from '../event.ts';
import { AUTO_REVIEW_RULES } from '../order/auto-review.ts';
import { writersOf } from './rights.ts';
import { shapeFault } from './shapes.ts';
import type { AggregateKind, Limits, PushRefusal, Signer } from './types.ts';
import { refusePush } from './types.ts';

/** Station of what the hub itself does. */
const HUB = 'HUB';

/** May the signer add this event? Its shape first, then whose it is, when it was, and who may write it. */
export function newEventFault(
  kind: AggregateKind,
  event: DomainEvent,
  signer: Signer,
  limits: Limits,
): PushRefusal | undefined {
  const stamp = parseHlc(event.at);
  if (stamp === undefined) return refusePush('schema_invalid', { path: 'events/at', event: event.id });
  const writers = writersOf(kind, event.type);
  if (writers === undefined) return refusePush('unknown_event', { type: event.type });
  const path = shapeFault(kind, event);
  if (path !== undefined)
    return refusePush('schema_invalid', { path: `events/${event.type}/${path}`, event: event.id });
  const own = event.station === signer.station && stamp.station === signer.station;
  const lost = stamp.station === event.station && signer.lostAt?.(stamp.ms) === true;
  if (!own && !lost) return refusePush('foreign_event', { event: event.id, station: event.station });
  const ahead = stamp.ms - limits.now;
  if (ahead > limits.maxAheadMs) return refusePush('clock_ahead', { ms: ahead });
  const roles = event.by === 'SYS' ? (['SYS'] as const) : (signer.rolesOf(event.by, event.at) ?? []);
  const allowed =
    roles.some((role) => writers.has(role)) &&
    ruleIsNamed(kind, event) &&
    (isHubsOwn(kind, event) ? lost && event.station === HUB : true);
  return allowed ? undefined : refusePush('role_not_allowed', { type: event.type, by: event.by });
}

/** O5: the system approves by a rule that it names, never just so. */
function ruleIsNamed(kind: AggregateKind, event: DomainEvent): boolean {
  if (kind !== 'orders' || event.type !== 'approved' || event.by !== 'SYS') return true;
  const { rule } = event.data as { readonly rule?: string };
  return rule !== undefined && AUTO_REVIEW_RULES.includes(rule);
}

/**
 * What only the hub gives, so that no two stations get the same: numbers, and claims; a lead takes a claim over from the
 * station that has it, and names it.
 */
function isHubsOwn(kind: AggregateKind, { type, by, data }: DomainEvent): boolean {
  if (kind === 'waybills') return type === 'leased' || type === 'returned';
  if (type !== 'claimed') return false;
  return by === 'SYS' || (data as { readonly takes?: string }).takes === undefined;
}

/**
 * Two stations that did the same without knowing of each other write one derived id (`submitted:auto:…`) with stamps of
 * their own; the merge keeps the smaller. Only such an event may take the place of another, and only the signer's own:
 * who and when may differ then, what it says may differ, its type may not.
 */
export function mayReplace(pushed: DomainEvent, known: DomainEvent, signer: Signer): boolean {
  return (
    pushed.id.includes(':') &&
    pushed.type === known.type &&
    (pushed.station === signer.station || signer.lostAt?.(parseHlc(pushed.at)?.ms ?? 0) === true) &&
    pushed.at < known.at
  );
}
