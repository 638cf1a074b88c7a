import type { Hlc } from '../base/index.ts';

/** Who did something: a person (`op:…`) or the system (`SYS`, `CAR` for what a carrier reports). */
export interface Actor {
  readonly id: string;
  /** Roles the actor holds at that moment; the transition tables say which role may do what. */
  readonly roles: readonly Role[];
}

/**
 * Roles of requirements 3: CLK intake clerk 接单员, REV reviewer 审核员, CS customer service 客服, WHL warehouse lead
 * 仓库主管, PIK picker 拣货员, PKR packer 复核打包员, SHP shipper 发货员, LOG logistics 物流专员, FIN finance 财务,
 * PUR purchasing 采购, RPR repair 维修员, MGR manager 运营主管, ADM administrator 管理员, SYS system, CAR carrier's report.
 */
export const ROLES = [
  'CLK',
  'REV',
  'CS',
  'WHL',
  'PIK',
  'PKR',
  'SHP',
  'LOG',
  'FIN',
  'PUR',
  'RPR',
  'MGR',
  'ADM',
  'SYS',
  'CAR',
] as const;
export type Role = (typeof ROLES)[number];

/** A step that happened to an aggregate. Never changed, never removed. */
export interface DomainEvent<T extends string = string, D = unknown> {
  /** Unique; for effects of other events derived from them, so that a retry repeats it. */
  readonly id: string;
  readonly type: T;
  readonly at: Hlc;
  /** Actor id. */
  readonly by: string;
  readonly station: string;
  readonly data: D;
}

/** A map of event type → data turned into the union of its events. */
export type EventsOf<M> = { [K in keyof M & string]: DomainEvent<K, M[K]> }[keyof M & string];

/** An event as `decide` returns it: id, time, actor and station are added by the caller. */
export type DraftsOf<M> = { [K in keyof M & string]: { readonly type: K; readonly data: M[K] } }[keyof M &
  string];

/** The document behind an aggregate: what was received, and what happened since (design 3). */
export interface Aggregate<Base, Event> {
  readonly id: string;
  readonly site: string;
  readonly base: Base;
  readonly events: readonly Event[];
}

/** A refused command. Codes are translated by the renderer; `data` fills the sentence. */
export interface Refusal {
  readonly code: string;
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

/** Two facts that cannot both be true: the fold goes on with a defined state and a person must close this. */
export interface FoldConflict {
  /** Stable: derived from the event that could not be applied. */
  readonly id: string;
  readonly code: string;
  readonly eventId: string;
  /** The other fact: event that stands instead. */
  readonly against?: string;
}

/** Order of events: by stamp, then by id, so that two events of one stamp have one order everywhere. */
export function compareEvents(a: Pick<DomainEvent, 'at' | 'id'>, b: Pick<DomainEvent, 'at' | 'id'>): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return 0;
}

/**
 * The events in the order in which they are folded, each id once. Where one id comes with two contents (a retry with
 * another stamp), the smaller by (at, canonical JSON) stays, so that every replica keeps the same one.
 */
export function sortEvents<E extends DomainEvent>(events: readonly E[]): E[] {
  const byId = new Map<string, E>();
  for (const event of events) {
    const known = byId.get(event.id);
    if (known === undefined || (known !== event && isSmaller(event, known))) byId.set(event.id, event);
  }
  return [...byId.values()].sort(compareEvents);
}

function isSmaller(a: DomainEvent, b: DomainEvent): boolean {
  if (a.at !== b.at) return a.at < b.at;
  return canonicalJson(a) < canonicalJson(b);
}

/**
 * JSON with sorted keys and without undefined members: equal values give equal text, whatever wrote them. Every document that is
 * exchanged passes here several times, so it is text added to text, without lists in between.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    let text = '[';
    for (let at = 0; at < value.length; at += 1)
      text += `${at === 0 ? '' : ','}${canonicalJson(value[at] ?? null)}`;
    return `${text}]`;
  }
  let text = '{';
  for (const key of sortedKeys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined)
      text += `${text.length === 1 ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
}

/** What was made from canonical text is in order already. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  const inOrder = keys.every((key, at) => at === 0 || (keys[at - 1] ?? '') < key);
  return inOrder ? keys : keys.sort();
}

/** A conflict whose id repeats on every replica, because it is made of the event that could not be applied. */
export const conflictOf = (event: Pick<DomainEvent, 'id'>, code: string, against?: string): FoldConflict => ({
  id: `${event.id}:${code}`,
  code,
  eventId: event.id,
  ...(against === undefined ? {} : { against }),
});
