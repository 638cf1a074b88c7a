import type { EpochMs, Hlc } from '../../base/index.ts';
import type { DomainEvent, Role } from '../event.ts';
import type { PrivateAggregate } from '../merge.ts';

/** Aggregates that replicate: each has its own table of who may write which event. */
export type AggregateKind = 'orders' | 'shipments' | 'waybills' | 'cases';

export type AnyAggregate = PrivateAggregate<Readonly<Record<string, unknown>>, DomainEvent>;

/** Who pushes: the station of the token, and the people whom the hub knows. */
export interface Signer {
  readonly station: string;
  /** Roles that a person of the site held at that moment; undefined where nobody active had that id. */
  rolesOf(person: string, at: Hlc): readonly Role[] | undefined;
  /** A moment of which the hub has lost events, so that whoever has them may bring them (epoch ms); missing: none is. */
  lostAt?(ms: EpochMs): boolean;
}

export interface Limits {
  /** The hub's clock. */
  readonly now: EpochMs;
  /** How far a stamp may be ahead of it, ms. */
  readonly maxAheadMs: number;
  readonly maxEvents: number;
}

/** Why a pushed document is not taken; codes are translated by the station's page. */
export const PUSH_REFUSALS = [
  'schema_invalid',
  'too_many_events',
  'event_dropped',
  'event_altered',
  'private_dropped',
  'private_altered',
  'base_altered',
  'append_only_altered',
  'foreign_event',
  'unknown_event',
  'clock_ahead',
  'role_not_allowed',
] as const;
export type PushRefusalCode = (typeof PUSH_REFUSALS)[number];

export interface PushRefusal {
  readonly verdict: 'refused';
  readonly code: PushRefusalCode;
  readonly data: Readonly<Record<string, string | number>>;
}

/**
 * `take`: this is the new state. `same`: taken, the hub has all of it. `conflict`: the station has not seen what the hub
 * has; it merges and pushes again.
 */
export type Verdict<D> =
  | { readonly verdict: 'take'; readonly document: D }
  | { readonly verdict: 'same' }
  | { readonly verdict: 'conflict' }
  | PushRefusal;

export const refusePush = (code: PushRefusalCode, data: PushRefusal['data'] = {}): PushRefusal => ({
  verdict: 'refused',
  code,
  data,
});
