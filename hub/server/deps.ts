import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Registry } from 'prom-client';
import type { Clock, HlcClock, IdSource } from '../../shared/base/index.ts';
import type { Epochs } from '../epochs/index.ts';
import type { CommitHook } from '../outbox/changes.ts';
import type { Caller } from '../replication/index.ts';
import type { Stations } from '../stations/index.ts';
import type { HubStore } from '../store/port.ts';
import type { Streams } from './streams.ts';

/** What every module of the hub gets to work with; all of it lives as long as the app. */
export interface HubDeps {
  readonly store: HubStore;
  /** Tells stations whether what they have seen is part of this hub's history. */
  readonly epochs: Pick<Epochs, 'check'>;
  readonly clock: Clock;
  /** Stamps of what the hub itself does (station `HUB`). */
  readonly hlc: HlcClock;
  readonly ids: IdSource;
  readonly stations: Stations;
  readonly streams: Streams;
  /** Name and version, as stations see them. */
  readonly hub: { readonly name: string; readonly version: string };
  /** SHA-256 (hex) of the certificate with which it speaks TLS itself. */
  readonly certificate: string | undefined;
  /** Told inside the transaction of every document that is written; modules add theirs when they register. */
  readonly hooks: CommitHook[];
  readonly metrics: Registry;
  /** `{ onRequest: stationOnly }` on a route: refused before its body is read, unless a station's token comes with it. */
  readonly stationOnly: onRequestAsyncHookHandler;
  /** The station and site of the request's token. @throws where the route is not `stationOnly` */
  callerOf(request: FastifyRequest): Caller;
}

/**
 * A module of the hub: adds routes, and whatever runs beside them (`app.addHook('onReady' | 'onClose')`). Errors that a
 * caller can do something about are answered `{ code, data }`; what throws is answered by the app (`errors.ts`).
 */
export type HubModule = (app: FastifyInstance, deps: HubDeps) => void | Promise<void>;
