import type { Aggregate, DomainEvent } from './event.ts';
import { canonicalJson, sortEvents } from './event.ts';

/** Private data of an aggregate: what came with the base, and what events brought, by event id. */
export interface PrivateParts {
  readonly base?: unknown;
  readonly events: Readonly<Record<string, unknown>>;
}

export interface PrivateAggregate<
  Base,
  Event extends DomainEvent,
  P extends PrivateParts = PrivateParts,
> extends Aggregate<Base, Event> {
  readonly private?: P;
}

/**
 * Two replicas of one aggregate become one: the union of the events and of the private keys, without the keys that a
 * `private_erased` event names. Commutative, associative, idempotent.
 *
 * Bases of one id agree, except where one order was imported twice: then the base received first stays (the smaller
 * by receivedAt or createdAt, then canonical JSON, then site), and with it the private part that came with it.
 * Only id, site, base, events and private are returned; index fields are folded again by the caller.
 */
export function mergeAggregates<Base, Event extends DomainEvent, P extends PrivateParts = PrivateParts>(
  a: PrivateAggregate<Base, Event, P>,
  b: PrivateAggregate<Base, Event, P>,
): PrivateAggregate<Base, Event, P> {
  if (a.id !== b.id) throw new Error('aggregates of two ids cannot be merged');
  const events = sortEvents([...a.events, ...b.events]);
  const order = compareBases(a, b);
  const first = order <= 0 ? a : b;
  const bases = order === 0 ? [a, b] : [first];
  const merged = mergePrivate(bases, [a, b], erasedKeys(events));
  return {
    id: a.id,
    site: first.site,
    base: first.base,
    events,
    ...(merged === undefined ? {} : { private: merged as P }),
  };
}

/** Every private key (event ids, and `base`) that events of this aggregate have erased for good. */
export function erasedKeys(events: readonly DomainEvent[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const event of events) {
    if (event.type !== 'private_erased') continue;
    const named = (event.data as { readonly events?: readonly string[] }).events ?? [];
    for (const key of named) keys.add(key);
  }
  return keys;
}

function compareBases(a: Aggregate<unknown, DomainEvent>, b: Aggregate<unknown, DomainEvent>): number {
  if (a.base === b.base && a.site === b.site) return 0;
  const byTime = stampOf(a.base) - stampOf(b.base);
  if (byTime !== 0) return byTime;
  // Nearly always: the same text, in the same order.
  if (JSON.stringify(a.base) === JSON.stringify(b.base)) return compareText(a.site, b.site);
  return compareText(canonicalJson(a.base), canonicalJson(b.base)) || compareText(a.site, b.site);
}

function stampOf(base: unknown): number {
  const { receivedAt, createdAt } = (base ?? {}) as { receivedAt?: unknown; createdAt?: unknown };
  if (typeof receivedAt === 'number') return receivedAt;
  return typeof createdAt === 'number' ? createdAt : 0;
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** Of two values of one key the one with the smaller text; they differ only where somebody wrote outside the rules. */
const smaller = (a: unknown, b: unknown): unknown =>
  a === b || JSON.stringify(a) === JSON.stringify(b) || canonicalJson(a) <= canonicalJson(b) ? a : b;

function mergePrivate(
  bases: readonly { readonly private?: PrivateParts }[],
  all: readonly { readonly private?: PrivateParts }[],
  erased: ReadonlySet<string>,
): PrivateParts | undefined {
  if (all.every((one) => one.private === undefined)) return undefined;
  const events = new Map<string, unknown>();
  for (const one of all) {
    for (const [key, value] of Object.entries(one.private?.events ?? {})) {
      if (!erased.has(key)) events.set(key, events.has(key) ? smaller(events.get(key), value) : value);
    }
  }
  const kept = erased.has('base') ? [] : bases.map((one) => one.private?.base).filter((v) => v !== undefined);
  const sorted = [...events].sort(([a], [b]) => compareText(a, b));
  return {
    ...(kept.length === 0 ? {} : { base: kept.reduce<unknown>(smaller, kept[0]) }),
    events: Object.fromEntries(sorted),
  };
}
