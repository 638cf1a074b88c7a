import type { DomainEvent } from '../event.ts';
import { erasedKeys, mergeAggregates } from '../merge.ts';
import { mayReplace, newEventFault } from './events.ts';
import { sameJson } from './same.ts';
import type { AggregateKind, AnyAggregate, Limits, PushRefusal, Signer, Verdict } from './types.ts';
import { refusePush } from './types.ts';

export interface PushedAggregate {
  readonly kind: AggregateKind;
  /** Of the right shape (schema), id and site checked by the caller. */
  readonly pushed: AnyAggregate;
  /** What the hub has. */
  readonly master: AnyAggregate | undefined;
  /** Does the station know that the hub has just this? */
  readonly assumed: boolean;
}

/**
 * May a station bring this state of an aggregate? Everything that the hub has must be in it, unchanged (only an erasure
 * takes private data away, and only the rule of the merge replaces a base or an event that two stations made); every event
 * that the hub has not seen must be the signer's own, not from the future, and of a person who may write it.
 * What is taken is the merge of both, so that the hub's state never loses anything.
 */
export function acceptAggregate(
  input: PushedAggregate,
  signer: Signer,
  limits: Limits,
): Verdict<AnyAggregate> {
  const { kind, pushed, master } = input;
  if (pushed.events.length > limits.maxEvents)
    return refusePush('too_many_events', { events: pushed.events.length, most: limits.maxEvents });
  const lacking = master && lacks(kind, pushed, master, signer);
  if (lacking !== undefined) return input.assumed ? lacking : { verdict: 'conflict' };

  const known = new Map(master?.events.map((event) => [event.id, event]));
  const fresh = pushed.events.filter((event) => {
    const before = known.get(event.id);
    return before === undefined || !sameJson(before, event);
  });
  for (const event of fresh) {
    const fault = newEventFault(kind, event, signer, limits);
    if (fault !== undefined) return fault;
  }
  if (master === undefined) return { verdict: 'take', document: mergeAggregates(pushed, pushed) };
  const intruding = addedPrivate(pushed, master, fresh);
  if (intruding !== undefined) return refusePush('private_altered', { key: intruding });
  const merged = mergeAggregates(master, pushed);
  return fresh.length === 0 && sameJson(merged.base, master.base)
    ? { verdict: 'same' }
    : { verdict: 'take', document: merged };
}

/** The first thing of the hub's state that is not in the pushed one. */
function lacks(
  kind: AggregateKind,
  pushed: AnyAggregate,
  master: AnyAggregate,
  signer: Signer,
): PushRefusal | undefined {
  const byId = new Map(pushed.events.map((event) => [event.id, event]));
  for (const event of master.events) {
    const same = byId.get(event.id);
    if (same === undefined) return refusePush('event_dropped', { event: event.id });
    if (!sameJson(same, event) && !mayReplace(same, event, signer))
      return refusePush('event_altered', { event: event.id });
  }
  const sameBase = sameJson(pushed.base, master.base);
  if (!sameBase && !mayReplaceBase(kind, pushed, master)) return refusePush('base_altered');
  return privateFault(pushed, master, sameBase);
}

/** What a base is of; another one may only say more of the same. */
const IDENTITY: Readonly<Record<AggregateKind, readonly string[]>> = {
  orders: ['channel', 'channelOrderNo', 'parent'],
  shipments: ['orders'],
  waybills: ['carrier', 'number', 'order'],
  cases: ['kind', 'code', 'order'],
};

/** One order imported twice has two bases, and a number may get its routing later: the merge says which one stays. */
function mayReplaceBase(kind: AggregateKind, pushed: AnyAggregate, master: AnyAggregate): boolean {
  if (IDENTITY[kind].some((key) => !sameJson(pushed.base[key], master.base[key]))) return false;
  return sameJson(mergeAggregates(master, pushed).base, pushed.base);
}

function privateFault(
  pushed: AnyAggregate,
  master: AnyAggregate,
  sameBase: boolean,
): PushRefusal | undefined {
  const erased = erasedKeys(pushed.events);
  // The private part of a base goes with it.
  if (sameBase && !erased.has('base')) {
    const [had, has] = [master.private?.base, pushed.private?.base];
    if (had !== undefined && !sameJson(had, has))
      return refusePush(has === undefined ? 'private_dropped' : 'private_altered', { key: 'base' });
  }
  for (const [key, value] of Object.entries(master.private?.events ?? {})) {
    if (erased.has(key)) continue;
    const has = pushed.private?.events[key];
    if (has === undefined) return refusePush('private_dropped', { key });
    if (!sameJson(has, value)) return refusePush('private_altered', { key });
  }
  return undefined;
}

/** Private data that belongs to no event of this push: it would put words into what somebody else has written. */
function addedPrivate(
  pushed: AnyAggregate,
  master: AnyAggregate,
  fresh: readonly DomainEvent[],
): string | undefined {
  const erased = erasedKeys([...master.events, ...pushed.events]);
  const own = new Set(fresh.map((event) => event.id));
  for (const key of Object.keys(pushed.private?.events ?? {}))
    if (!erased.has(key) && !own.has(key) && master.private?.events[key] === undefined) return key;
  const bringsBase = pushed.private?.base !== undefined && master.private?.base === undefined;
  return bringsBase && !erased.has('base') && sameJson(pushed.base, master.base) ? 'base' : undefined;
}
