/** Milliseconds since 1970-01-01 UTC. Shown in local time, stored in UTC. */
export type EpochMs = number;

/** Wall clock, handed in from outside. May jump: a wrong clock must never lose or reorder work. */
export interface Clock {
  now(): EpochMs;
}

/** Makes unique ids (lower-case letters and digits), handed in from outside so that tests can fix them. */
export interface IdSource {
  next(): string;
}
