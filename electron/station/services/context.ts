import type { Clock, Emitter, HlcClock, IdSource } from '../../../shared/base/index.ts';
import type { stationContract } from '../../../shared/contract/index.ts';
import type { z } from 'zod';
import type { Database } from '../database/index.ts';
import type { ScansFirst } from '../scans-first.ts';
import type { Sealer } from './sealer.ts';

type Events = (typeof stationContract)['events'];
/** What is pushed to every attached page. */
export type Push = {
  [K in keyof Events]: { readonly event: K; readonly value: z.input<Events[K]> };
}[keyof Events];

/** What every service is made from. Nothing in a service reads a clock or makes an id in another way. */
export interface Context {
  readonly db: Database;
  readonly clock: Clock;
  readonly hlc: HlcClock;
  readonly ids: IdSource;
  /** This station's id; part of every event. */
  readonly station: string;
  readonly site: string;
  readonly dataDir: string;
  readonly push: Emitter<Push>;
  /** For what may hold private data outside an encrypted field. */
  readonly sealer: Sealer;
  /** Long work asks here before each step whether it may. */
  readonly scans: ScansFirst;
  /** One line for the host's log, never with private data. */
  readonly log: (line: string) => void;
  /** The disk is all but full: nothing new is taken, what is open stays, until there is room again. */
  readonly paused: () => boolean;
  /** The disk refused or is damaged: nothing is acknowledged until the station was started anew. */
  readonly failed: () => boolean;
}

/** A refusal as it crosses to the page. */
export interface Refused {
  readonly ok: false;
  readonly code: string;
  readonly data: Record<string, string | number | boolean | null>;
}
export type Outcome<T> = { readonly ok: true; readonly value: T } | Refused;

export const refused = (code: string, data: Refused['data'] = {}): Refused => ({ ok: false, code, data });
export const accepted = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const DONE = accepted(null);

/** An error for the log: its name, never its message, which may quote what somebody typed. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
