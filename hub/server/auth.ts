import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { PROTOCOL } from '../../shared/contract/hub/index.ts';
import type { Caller } from '../replication/index.ts';
import type { Stations } from '../stations/index.ts';
import { HubError } from './errors.ts';

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/;
/** A station may say which protocol it speaks; one that says nothing speaks the first. */
export const PROTOCOL_HEADER = 'packline-protocol';

export interface Auth {
  readonly stationOnly: onRequestAsyncHookHandler;
  callerOf(request: FastifyRequest): Caller;
}

/** Before a body is read: whose token is it? */
export function createAuth(stations: Pick<Stations, 'verify'>): Auth {
  const callers = new WeakMap<FastifyRequest, Caller>();
  return {
    async stationOnly(request) {
      const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined) throw new HubError(401, 'token_missing');
      const verified = await stations.verify(token);
      if (!verified.ok) throw new HubError(401, verified.error.code);
      const spoken = Number(request.headers[PROTOCOL_HEADER] ?? 1);
      if (spoken !== PROTOCOL) throw new HubError(426, 'protocol_old', { protocol: PROTOCOL });
      callers.set(request, verified.value);
    },
    callerOf(request) {
      const caller = callers.get(request);
      if (caller === undefined) throw new Error('the route is not for stations only');
      return caller;
    },
  };
}
